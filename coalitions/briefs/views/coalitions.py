from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from coalitions.briefs import memo as memos
from coalitions.briefs.models import Coalition, Lineage, Memo
from frameworks.definitions.models import Framework
from knw_portal.access import PUBLIC, access
from knw_portal.pages import page_of
from knw_portal.sheets import Sheet, page_or_file

COALITIONS = Sheet(
    "Coalities",
    {
        "coalitie": str,
        "schooljaar": "school_year",
        "fase": "get_phase_display",
        "centrale vraag": "central_question",
        "deelnemers": "member_count",
        "opbrengsten": "output_count",
        "gepubliceerd": lambda coalition: coalition.published_at is not None,
    },
    permission="knw_portal.see_bureau",
)


def this_coalition(request, slug):
    return get_object_or_404(Coalition.objects.visible_to(request.user), slug=slug)


def this_brief(request, slug):
    """A coalition with every line of its brief."""
    return get_object_or_404(
        memos.with_brief(Coalition.objects.visible_to(request.user)), slug=slug
    )


@require_safe
@access(PUBLIC)
@vary_on_headers("HX-Request")
def coalition_list(request):
    query = request.GET.get("q", "").strip()
    coalitions = Coalition.objects.visible_to(request.user).for_list()
    if query:
        coalitions = coalitions.found_by(query, request.user)
    template = (
        "coalitions/briefs/_coalition_rows.html"
        if request.htmx
        else "coalitions/briefs/coalition_list.html"
    )
    context = {"page": page_of(request, coalitions), "query": query}
    return page_or_file(request, template, context, COALITIONS.of(coalitions))


def newest_memo(user, coalition):
    """The memo in which this coalition was told of, for who may read it."""
    memos_of_round = Memo.objects.visible_to(user).filter(sent_at__isnull=False)
    if not user.is_authenticated or coalition.round_id is None:
        return None
    return memos_of_round.filter(round=coalition.round_id).newest().first()


def scored_by(user, coalition):
    """The frameworks of a coalition by which its criteria are scored, for who makes them."""
    if not user.has_perm("frameworks.view_use", coalition):
        return ()
    return Framework.objects.filter(
        group=coalition.group_id, versions__number__isnull=False
    ).distinct()


@require_safe
@access(PUBLIC, on=this_brief)
def coalition_detail(request, coalition):
    milestones = list(coalition.milestones.all())
    open_milestones = [one for one in milestones if not one.done_on]
    seen = Coalition.objects.visible_to(request.user)
    lineage = Lineage.objects.around(coalition).filter(earlier__in=seen, later__in=seen)
    lineage = list(lineage.prefetch_related("earlier__outputs"))
    context = {
        "coalition": coalition,
        "brief": coalition.brief(),
        "milestones": milestones,
        "lineage": lineage,
        "outputs": coalition.outputs.public().select_related("kind").order_by("title"),
        "next_milestone": open_milestones[0] if open_milestones else None,
        "memo": newest_memo(request.user, coalition),
        "scored": scored_by(request.user, coalition),
    }
    return render(request, "coalitions/briefs/coalition_detail.html", context)
