"""A stored file as an answer to a browser."""

import logging

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from knw_portal.files.kinds import BY_CODE

log = logging.getLogger(__name__)


def download(stored):
    """A file to save, never to show: shown it could act in the portal's name. Kept by no cache.

    Whether this person may have it was settled by the view, with the permission of its own room.
    """
    try:
        body = stored.path.open("rb")
    except OSError as error:
        log.error("the file of %s:%s cannot be read: %s", "storedfile", stored.pk, error)
        raise Http404 from error
    response = FileResponse(body, content_type=BY_CODE[stored.kind].media_type)
    response["Content-Length"] = stored.size
    response["Content-Disposition"] = content_disposition_header(True, stored.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
