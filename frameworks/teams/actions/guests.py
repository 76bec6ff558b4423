"""People without an account take part in a team, stop, or go on with an account."""

from contextlib import suppress

from django.contrib.auth.hashers import make_password
from django.db import InternalError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.timezone import localdate, now

from frameworks.teams.actions.trajectories import join_team
from frameworks.teams.models import (
    GuestLink,
    Intervention,
    Preparation,
    TeamAction,
    Trajectory,
    new_code,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.people.actions import erase_person
from knw_portal.people.models import GroupMember, User

# What a guest had to do goes to the account they go on with; what they wrote stays under their row.
TO_DO = [(TeamAction, "owner"), (Intervention, "owner")]


@transaction.atomic
def join_as_guest(trajectory, *, name, function=""):
    """Somebody with the link of a team comes in without an account. Gives their place in it."""
    person = User(name=name, function_other=function, email=None, password=make_password(None))
    person.save(force_insert=True)
    log.write("guest.joined", trajectory.team, by=person)
    return GroupMember.objects.create(group_id=trajectory.team.group_id, user=person)


@transaction.atomic
def renew_invitation(trajectory, *, by, without_guests=False):
    """The old link is dead. Who came in by it stays; the guests only if the team wants that."""
    Trajectory.objects.filter(pk=trajectory.pk).update(invitation=new_code())
    log.write("invitation.renewed", trajectory, by=by)
    if without_guests:
        places = GroupMember.objects.current().filter(group=trajectory.group_id, user__email=None)
        for place in places.select_related("group__team", "user"):
            remove_guest(place, by=by)


@transaction.atomic
def renew_guest_link(place, *, by):
    """A guest gets a new personal link; the one before is dead, and who came in by it is out.

    Raises Stale when the guest is out already.
    """
    held = GroupMember.objects.current().select_for_update(of=("self",))
    if not held.filter(pk=place.pk, user__email=None, user__is_active=True).exists():
        raise Stale(place)
    GuestLink.objects.update_or_create(
        place=place, defaults={"code": new_code(), "made_at": now(), "made_by": by}
    )
    # The old link may be in other hands: a new password, known to nobody, ends every session.
    User.objects.filter(pk=place.user_id).update(password=make_password(None))
    log.write("guest.link_renewed", place.group.team, by=by, guest=place.user_id)
    return GroupMember.objects.select_related("guest_link", "user").get(pk=place.pk)


@transaction.atomic
def remove_guest(place, *, by, forget=False):
    """The team takes a guest out: the personal link is dead and an open page gets no further.

    What the guest wrote stays the team's; `forget` wipes the name that stands with it, unless the
    guest takes part in another team as well: that is not for this team to end. Gives whether the
    name was wiped. Raises Stale when the guest was out already.
    """
    if not end_places(GroupMember.objects.filter(pk=place.pk)):
        raise Stale(place)
    log.write("guest.removed", place.group.team, by=by, guest=place.user_id)
    forget = forget and not GroupMember.objects.current().filter(user=place.user_id).exists()
    if forget:
        erase_person(place.user, by=by)
    return forget


def end_places(places):
    """Yesterday was the last day of these places; one that began today never was. How many."""
    today = localdate()
    held = places.current().select_for_update()
    people = [place.user_id for place in held]
    yesterday = today.fromordinal(today.toordinal() - 1)
    places.filter(pk__in=[place.pk for place in held], since__lt=today).update(until=yesterday)
    places.filter(pk__in=[place.pk for place in held], since__gte=today).delete()
    left = GroupMember.objects.current().filter(user__in=people).values("user")
    User.objects.filter(pk__in=people, email=None).exclude(pk__in=left).update(is_active=False)
    return len(people)


@transaction.atomic
def adopt_guest(guest, *, by):
    """Somebody with an account says that this guest was them: they go on in all its teams.

    What the guest wrote keeps its author; from here on that row bears the name of the account and
    goes with it when that is looked into or erased. Raises Stale when the guest was gone already.
    """
    places = list(GroupMember.objects.current().filter(user=guest).select_related("group__team"))
    moved = User.objects.filter(pk=guest.pk, email=None, became=None, is_active=True).update(
        became=by, name=by.name, is_active=False, version=F("version") + 1
    )
    if not moved or by.is_guest:
        raise Stale(guest)
    for place in places:
        join_team(place.group.team.trajectories.first(), by=by)
        log.write("guest.adopted", place.group.team, by=by, guest=guest.pk)
    end_places(GroupMember.objects.filter(user=guest))
    take_over_preparations(guest, by)
    for model, field in TO_DO:
        model.objects.filter(**{field: guest}).update(**{field: by})


def take_over_preparations(guest, person):
    """What is still hidden goes on as the person's own: one head counts once.

    What they prepared anew under their account stands; the same question twice does not.
    """
    hidden = Preparation.objects.filter(
        user=guest, conversation__closed_at=None, conversation__revealed_at=None
    )
    own = Preparation.objects.filter(
        user=person, conversation=OuterRef("conversation"), concept=OuterRef("concept")
    )
    # The trigger: it was revealed a moment ago, and stays as it was.
    with suppress(InternalError), transaction.atomic():
        hidden.filter(Exists(own)).delete()
        hidden.update(user=person)
