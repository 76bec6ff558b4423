"""Who sees what is on the ballot of an institution, when somebody new comes to speak for it.

Roles are handed out by the bureau, for which a ballot is sealed. So who got the role after the
first line in the ledger does not see what was chosen, nor its code. They can vote anew, which those
of before are told; or somebody who knows the ballot lets them see it.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from coalitions.themes.models import BallotShown
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.people.actions import SPEAKERS, speakers_of
from knw_portal.people.models import Role


def was_there(entry, *people):
    """Those who spoke for the institution when its ballot was first cast, or were let in later.

    As ids. Before there is anything in the ledger that is everybody.
    """
    ids = {person.pk for person in people}
    first = entry.events.order_by("pk").first()
    if first is None:
        return ids
    # A role that is taken away today, had its last day yesterday.
    last_day = localdate(first.at) - timedelta(days=1)
    since_before = Role.objects.filter(
        Q(given_at=None) | Q(given_at__lte=first.at),
        Q(until=None) | Q(until__gte=last_day),
        since__lte=localdate(first.at),  # given beforehand for a later day: was not there yet
        user__in=ids,
        kind__in=SPEAKERS,
        institution=entry.institution_id,
    )
    let_in = BallotShown.objects.filter(entry=entry, to__in=ids)
    return {*since_before.values_list("user", flat=True), *let_in.values_list("to", flat=True)}


def knows_ballot(entry, user, ballot):
    """Whether this person may see what is on the ballot as it stands: or it is their own work."""
    is_own = ballot is not None and ballot.cast_by_id == user.pk
    return is_own or user.pk in was_there(entry, user)


def newcomers_of(entry):
    """The people who speak for an institution today and do not see what its ballot held."""
    people = list(speakers_of(entry.institution).order_by("pk"))
    known = was_there(entry, *people)
    return [person for person in people if person.pk not in known]


@transaction.atomic
def show_ballot(entry, person, *, by):
    """Let somebody who came later see the ballot, as it is and becomes. All are told.

    Only who was there lets others in. Raises Stale when they were let in already.
    """
    if by.pk not in was_there(entry, by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            shown = BallotShown.objects.create(entry=entry, to=person, by=by)
    except IntegrityError as error:
        raise Stale(entry) from error
    log.write("ballot.shown", entry, by=by, to=person.pk)
    mail.post(
        "ballot_shown",
        to=speakers_of(entry.institution),
        key=log.key(shown),
        why=f"je ambassadeur of plaatsvervanger bent van {entry.institution}",
        entry=entry,
        to_whom=person,
        by=by,
    )
