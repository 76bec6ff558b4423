"""What happens around every request."""

import logging
from urllib.parse import urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

log = logging.getLogger(__name__)


def without_nul(get_response):
    """An address with a NUL in it is a mistake of who made it (400): PostgreSQL takes no NUL.

    What forms send is theirs to refuse; their fields do.
    """

    def middleware(request):
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return get_response(request)

    return middleware


def unavailable_page(get_response):
    """A database that is away is a page that says so (503), not a crash (500)."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, error):
        if isinstance(error, OperationalError | InterfaceError):
            log.error("database away: %s", error)
            return render(request, "503.html", status=503)
        return None

    middleware.process_exception = process_exception
    return middleware


def private_pages(get_response):
    """What a signed-in person saw stays in no cache: Back after signing out shows nothing."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Closes every view that is not public, and brings people back to a page they can open."""

    def handle_no_permission(self, request, view_func):
        return redirect_to_login(
            page_to_return_to(request), self.get_login_url(view_func), REDIRECT_FIELD_NAME
        )


def page_to_return_to(request):
    """The address to open after signing in: a page, never that of a form's POST or a part."""
    if request.method == "GET" and "HX-Request" not in request.headers:
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        parts = urlsplit(came_from)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return ""


def client_redirects(get_response):
    """Make htmx follow redirects with the whole page, never swap them into a fragment.

    Without this an expired session would draw the sign-in page inside a table cell.
    """

    def middleware(request):
        response = get_response(request)
        if request.htmx and not request.htmx.boosted and response.status_code == 302:
            return HttpResponseClientRedirect(response.url)
        return response

    return middleware
