"""A file as an answer to a browser."""

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from knw_portal.documents.structure import clean

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

# A browser that shows a PDF needs its own viewer, which `sandbox` would forbid.
_SHOWN = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_SAVED = "sandbox; default-src 'none'"


def download(body, name, content_type, *, inline=False):
    """A file to save, or with `inline` a PDF to read in the browser; kept by no cache.

    Anything but a PDF is always saved: shown, it could act in the portal's name.
    """
    shown = inline and content_type == PDF
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(not shown, _file_name(name))
    response["Content-Security-Policy"] = _SHOWN if shown else _SAVED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _file_name(name):
    """A name that every file system takes."""
    name = re.sub(r'[\\/:*?"<>|\s]+', " ", clean(name)).strip(" .")
    stem, dot, kind = name.rpartition(".")
    return stem[:120] + dot + kind[:10] if dot else name[:120] or "bestand"
