"""The page of an institution: where it takes part, what it brought and what it took home."""

from dataclasses import dataclass, field

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from coalitions.briefs.models import Coalition
from coalitions.members.models import TakeBack
from coalitions.outputs.models import Credit, Delivery, Output
from frameworks.reports.models import PracticeCard
from knw_portal.access import SIGNED_IN, access
from knw_portal.pages import page_of
from knw_portal.people.models import GroupMember, Institution, Role

PAGE, MOST = 100, 50


@dataclass
class Part:
    """An institution in one coalition: how many people, and who, where one may know that."""

    coalition: Coalition
    shows_names: bool
    now: list = field(default_factory=list)
    earlier: list = field(default_factory=list)


@require_safe
@access(SIGNED_IN)
def institution_list(request):
    institutions = Institution.objects.affiliated()
    own = institutions.filter(pk=request.user.institution_id).first()
    context = {"page": page_of(request, institutions, PAGE), "own": own}
    return render(request, "coalitions/desk/institution_list.html", context)


def this_institution(request, slug):
    return get_object_or_404(Institution.objects.select_related("merged_into"), slug=slug)


@require_safe
@access(SIGNED_IN, on=this_institution)
def institution_detail(request, institution):
    if institution.merged_into:
        return redirect("institution_detail", slug=institution.merged_into.slug)
    user = request.user
    its_people = Credit.objects.filter(user__institution=institution)
    context = {
        "institution": institution,
        "is_own": user.institution_id == institution.pk,
        "parts": parts_of(institution, user),
        "deliveries": deliveries_of(institution, user),
        "outputs": Output.objects.newest().filter(pk__in=its_people.values("output"))[:MOST],
        "cards": PracticeCard.objects.published()
        .filter(is_named=True, trajectory__team__institution=institution)
        .for_page()[:MOST],
        "taken": taken_home(institution, user),
        "speaks_for_it": institution.pk
        in user.duties.institutions(Role.Kind.AMBASSADOR, Role.Kind.DEPUTY),
    }
    return render(request, "coalitions/desk/institution_detail.html", context)


def parts_of(institution, user):
    """The coalitions that one may know of in which people of an institution have or had a place.

    Names are for who may see the members of that coalition; for others there is a number.
    """
    seen = Coalition.objects.visible_to(user)
    places = (
        GroupMember.objects.filter(user__institution=institution, group__coalition__in=seen)
        .select_related("user", "group__coalition")
        .order_by("-group__coalition__school_year", "group__coalition__title", "since", "pk")
    )
    current = set(places.current().values_list("pk", flat=True))
    parts = {}
    for place in places:
        coalition = place.group.coalition
        part = parts.setdefault(
            coalition.pk, Part(coalition, user.has_perm("coalitions.see_members", coalition))
        )
        people = part.now if place.pk in current else part.earlier
        if place.user not in [*part.now, *people]:
            people.append(place.user)
    return list(parts.values())


def deliveries_of(institution, user):
    """What it delivered to coalitions, as far as one may read that; the newest first."""
    rows = (
        Delivery.objects.filter(institution=institution, state=Delivery.State.DELIVERED)
        .select_related("collection__coalition", "institution")
        .order_by("-answered_at", "-pk")
    )
    return [row for row in rows[: 4 * MOST] if user.has_perm("coalitions.read_delivery", row)][
        :MOST
    ]


def taken_home(institution, user):
    """What its people took home: for themselves, and for who may see into the coalition."""
    rows = (
        TakeBack.objects.filter(institution=institution)
        .select_related("coalition", "team", "by")
        .order_by("-at", "-pk")
    )
    if user.institution_id == institution.pk:
        return list(rows[:MOST])
    return [
        row for row in rows[: 4 * MOST] if user.has_perm("coalitions.see_members", row.coalition)
    ][:MOST]
