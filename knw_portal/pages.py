"""One page of a long list, with addresses of its neighbours that keep what was searched for."""

from django.core.paginator import Paginator


def page_of(request, rows, size=50):
    """The page that `?pagina=` names, for the template "components/pages.html"."""
    page = Paginator(rows, size).get_page(request.GET.get("pagina"))
    page.newer_url = _address(request, page.number - 1) if page.has_previous() else ""
    page.older_url = _address(request, page.number + 1) if page.has_next() else ""
    page.summary = f"{page.start_index()} tot {page.end_index()} van {page.paginator.count}"
    return page


def _address(request, number):
    asked = request.GET.copy()
    asked["pagina"] = number
    return f"{request.path}?{asked.urlencode()}"
