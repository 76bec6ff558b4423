from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from coalitions.themes.models import ThemeRound
from knw_portal.access import access


def this_round(request, school_year):
    return get_object_or_404(ThemeRound, school_year=school_year)


@require_GET
@access("coalitions.list_rounds")
def round_list(request):
    rounds = ThemeRound.objects.for_list()
    return render(request, "coalitions/themes/round_list.html", {"rounds": rounds})


@require_GET
@access("coalitions.view_round", on=this_round)
def round_detail(request, round):
    context = {
        "round": round,
        "themes": round.themes.ranked(),
        "coalitions": round.coalitions.all(),
        "memos": round.memos.visible_to(request.user),
    }
    return render(request, "coalitions/themes/round_detail.html", context)
