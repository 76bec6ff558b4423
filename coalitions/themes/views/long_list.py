"""The long list of a round, a page at a time, found by words and by where a theme comes from."""

from django.core.paginator import Paginator
from django.utils.http import urlencode

from coalitions.themes.models import Theme
from knw_portal.people.models import Role, duties_of
from knw_portal.search.models import SearchText

PAGE = 50
MARKS = {"vraagstuk": "zonder vraagstuk", "eerder-werk": "eerder werk niet nagegaan"}


def long_list(request, round):
    """What the list needs, whatever its length: the themes of one page, and what was asked."""
    words = request.GET.get("q", "").strip()
    origin, mark = request.GET.get("herkomst", ""), request.GET.get("let-op", "")
    bureau = duties_of(request.user).has(Role.Kind.BUREAU)
    themes = round.themes.ranked().with_marks()
    if words:
        found = SearchText.objects.visible_to(request.user).filter(kind="thema").matching(words)
        # Not `abouts`: the themes of all rounds may be more than it gives.
        themes = themes.filter(pk__in=[int(key.partition(":")[2]) for key in found.abouts(5000)])
    if origin in Theme.Origin.values:
        themes = themes.filter(origin=origin)
    if bureau and mark == "vraagstuk":
        themes = themes.filter(issue="")
    if bureau and mark == "eerder-werk":
        themes = themes.unchecked()
    page = Paginator(themes, PAGE).get_page(request.GET.get("pagina"))
    return {
        "page": page,
        "words": words,
        "origin": origin,
        "mark": mark,
        "origins": Theme.Origin.choices,
        "marks": MARKS.items() if bureau and not round.roll_frozen_at else (),
        "is_filtered": bool(words or origin or mark),
        "newer_url": page_url(request, page.number - 1) if page.has_previous() else "",
        "older_url": page_url(request, page.number + 1) if page.has_next() else "",
    }


def page_url(request, number):
    asked = {key: value for key, value in request.GET.items() if key != "pagina"}
    return "?" + urlencode({**asked, "pagina": number}) + "#lijst"


def set_apart(round, user):
    """One's own drafts and withdrawn proposals; for the bureau those of all, the newest."""
    apart = round.themes.visible_to(user).filter(merged_into=None, split_at=None)
    drafts = apart.filter(published_at=None)
    withdrawn = apart.filter(withdrawn_at__isnull=False)
    return (drafts | withdrawn).select_related("proposed_by").order_by("-proposed_at")[:PAGE]
