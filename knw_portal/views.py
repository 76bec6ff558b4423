"""Pages that belong to no room: about the portal itself, for machines, and when something fails."""

import sys
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knw_portal import style as samples
from knw_portal.access import PUBLIC, access


@require_safe
@access(PUBLIC)
def privacy(request):
    return render(request, "knw_portal/privacy.html")


@require_safe
@access(PUBLIC)
def accessibility(request):
    return render(request, "knw_portal/accessibility.html")


@access(PUBLIC)
def style(request):
    """Every base part on one page, for who builds and who tests; only in the practice portal."""
    if not settings.DEMO:
        raise Http404
    return render(request, "knw_portal/style.html", samples.context(request))


@never_cache
@require_safe
@access(PUBLIC)
def health(request):
    """Whether the portal can work: the database answers and its tables are those of this code."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return JsonResponse({"status": "geen database"}, status=503)
    if not newest_migrations() <= applied:
        return JsonResponse({"status": "migraties ontbreken"}, status=503)
    return JsonResponse({"status": "ok"})


@cache
def newest_migrations():
    """The last migration of every app, as this code has them; read from the files once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


@require_safe
@access(PUBLIC)
def security_txt(request):
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {now() + timedelta(days=180):%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@access(PUBLIC)
def robots_txt(request):
    closed = ["/"] if settings.DEMO else ["/mijn/", "/bureau/", "/inloggen/", "/p/", "/gesprekken/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def server_error(request):
    """The page after a crash. It asks nothing of the request, the session or the database."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    template, status = ("503.html", 503) if is_away else ("500.html", 500)
    known = {"DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL}
    return HttpResponse(render_to_string(template, known), status=status)
