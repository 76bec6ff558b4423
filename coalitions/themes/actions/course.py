"""What can happen to a vote that was opened: put off, called off, held again, a school leaves."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.utils import IntegrityError, InternalError

from coalitions.themes.actions.ballots import turnout, voters_of
from coalitions.themes.actions.rounds import AMBASSADORS, TooLate
from coalitions.themes.actions.themes import index_theme
from coalitions.themes.models import (
    Ballot,
    CommonTerm,
    EarlierWork,
    Extension,
    RollEntry,
    RollExit,
    Theme,
    ThemeRound,
)
from knw_portal import log
from knw_portal.forms import Stale
from knw_portal.mail import actions as mail
from knw_portal.mail.ledger import plan, stop
from knw_portal.people.actions import give_role, invite_person
from knw_portal.people.models import Institution, Role, User

# What a vote that is held again does not take over: it has its own dates, roll and decision.
ANEW = (
    "id",
    "school_year",
    "version",
    "repeats",
    "vote_opens_at",
    "vote_closes_at",
    "roll_frozen_at",
    "cancelled_at",
    "cancel_reason",
    "decision_sent_at",
    "returned_at",
    "return_reason",
    "decision_note",
    "board_confirmed_on",
)


@transaction.atomic
def extend_vote(round, *, until, reason, by):
    """Put the close off, for everybody; all who may vote are told.

    Only while the vote is open, by the database's clock, and only to later. Whoever casts or
    counts waits for this and then goes by the new close. Raises TooLate when the vote is not
    open any more, ValueError when `until` is not later than the close as it is.
    """
    held = ThemeRound.objects.held_alone(round)
    if not held.may_be_extended(held.clock):
        raise TooLate(held)
    if until <= held.vote_closes_at:
        raise ValueError("a vote is put off to later, never to earlier")
    try:
        with transaction.atomic():
            extension = Extension.objects.create(
                round=held, closed_at=held.vote_closes_at, closes_at=until, reason=reason, by=by
            )
            ThemeRound.objects.filter(pk=held.pk).update(
                vote_closes_at=until, version=F("version") + 1
            )
    except InternalError as error:  # the close passed between our clock and the trigger's
        raise TooLate(held) from error
    log.write("vote.extended", held, by=by, extension=extension.pk, digest=extension.digest)
    held = round_now(held)
    plan("vote_waits", held)
    mail.post(
        "vote_extended",
        to=voters_of(*held.roll.staying()),
        key=log.key(extension),
        why="je voor jouw school kunt stemmen",
        round=held,
        extension=extension,
    )
    return extension


@transaction.atomic
def cancel_vote(round, *, reason, by):
    """Call a vote off before its close. Its ballots stay sealed and are never counted.

    Everybody on the roll is told, who voted in other words than who did not. Raises TooLate after
    the close: then the result belongs to everybody.
    """
    held = ThemeRound.objects.held_alone(round)
    if held.cancelled_at:
        raise Stale(held)
    if not held.may_be_cancelled(held.clock):
        raise TooLate(held)
    try:
        with transaction.atomic():
            ThemeRound.objects.filter(pk=held.pk).update(
                cancelled_at=held.clock, cancel_reason=reason, version=F("version") + 1
            )
    except InternalError as error:
        raise TooLate(held) from error
    log.write("vote.cancelled", held, by=by)
    stop("vote_waits", held, "De stemming is afgeblazen.")
    held = round_now(held)
    voted = held.roll.filter(ballot__kind__in=Ballot.COUNTED)
    casters = User.objects.filter(
        pk__in=Ballot.objects.filter(entry__in=voted).values("cast_by"), is_active=True
    )
    told = {"key": log.key(held), "why": "je voor jouw school kunt stemmen", "round": held}
    mail.post("vote_cancelled", to=voters_of(*voted) | casters, has_voted=True, **told)
    mail.post("vote_cancelled", to=voters_of(*held.roll.all()), has_voted=False, **told)


@transaction.atomic
def repeat_vote(round, *, by):
    """Begin a vote on the same list anew, after one that was called off.

    The rules, the common terms and the list go along; the dates, the roll and the ballots do not.
    Raises Stale when it was begun already, TooLate when the vote was not called off.
    """
    held = ThemeRound.objects.held_alone(round)
    if not held.cancelled_at:
        raise TooLate(held)
    if ThemeRound.objects.filter(repeats=held).exists():
        raise Stale(held)
    number = int(held.school_year[10:] or 1) + 1
    again = ThemeRound(
        **columns(held, without=ANEW), school_year=f"{held.year}-{number}", repeats=held
    )
    again.save(force_insert=True)
    CommonTerm.objects.bulk_create(
        CommonTerm(**columns(term, without=("id", "round")), round=again)
        for term in held.common_terms.all()
    )
    standing = list(held.themes.standing().prefetch_related("earlier_work"))
    copies = Theme.objects.bulk_create(
        Theme(**columns(theme, without=("id", "round", "version")), round=again)
        for theme in standing
    )
    EarlierWork.objects.bulk_create(
        EarlierWork(**columns(work, without=("id", "theme")), theme=copy)
        for theme, copy in zip(standing, copies, strict=True)
        for work in theme.earlier_work.all()
    )
    for copy in copies:
        index_theme(copy)
    log.write("vote.repeated", held, by=by, round=again.pk)
    return again


def columns(row, *, without):
    """What a row holds, to make another of."""
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return {field.attname: getattr(row, field.attname) for field in fields}


@transaction.atomic
def leave_roll(entry, *, kind, merged_into=None, reason, by):
    """An institution leaves the roll of a vote that is open: from here on it casts no ballot.

    Whether the one it cast counts, the rule of the round said beforehand. Raises TooLate after the
    close, Stale when it had left already.
    """
    # First the entry and then the round, as who casts does: the other way they could hold each up.
    RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    held = ThemeRound.objects.held_alone(entry.round)
    if not held.may_be_cancelled(held.clock):
        raise TooLate(held)
    people = list(voters_of(entry))
    try:
        with transaction.atomic():
            gone = RollExit.objects.create(
                entry=entry, kind=kind, merged_into=merged_into, reason=reason, by=by
            )
    except IntegrityError as error:
        raise Stale(entry) from error
    except InternalError as error:
        raise TooLate(held) from error
    log.write("roll.left", entry, by=by, kind=kind, digest=gone.digest)
    plan("vote_waits", round_now(held))
    mail.post(
        "roll_left",
        to=people,
        key=log.key(gone),
        why="je ambassadeur of plaatsvervanger bent van deze school",
        entry=entry,
        gone=gone,
        round=held,
        counts=held.leaver_rule == ThemeRound.LeaverRule.KEEP,
    )
    return gone


def with_voters(roll):
    """The roll, with for each institution whether anybody can vote for it today."""
    here = Role.objects.current().filter(
        kind__in=AMBASSADORS, institution=OuterRef("institution"), user__is_active=True
    )
    return roll.annotate(has_voter=Exists(here))


@transaction.atomic
def name_voter(entry, person, *, by):
    """Make somebody deputy of an institution so that it can vote, with an account where needed.

    Raises Stale when the person is that already, the address was taken meanwhile, or the
    institution can vote already, or they are of the bureau: who is named reads a sealed ballot.
    """
    here = RollEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk)
    is_bureau = Role.objects.current().filter(user=person.pk, kind=Role.Kind.BUREAU).exists()
    if is_bureau or with_voters(here).get().has_voter:
        raise Stale(entry)
    role = Role(kind=Role.Kind.DEPUTY, institution=entry.institution)
    if person.pk is None:
        person.institution = entry.institution
        invite_person(person, role=role, by=by)
    else:
        role.user = person
        give_role(role, by=by)
    round = round_now(entry.round)
    if round.takes_votes:
        plan("vote_waits", round)
    mail.post(
        "voter_named",
        to=[person],
        key=f"{log.key(entry)}:{log.key(person)}",
        why=f"het bureau je plaatsvervangend ambassadeur maakte van {entry.institution}",
        entry=entry,
        round=round,
    )


def round_now(round):
    """The round as it is now, without what the holding of it added."""
    return ThemeRound.objects.get(pk=round.pk)


def rules_of(round):
    """What the page of the rules shows beside the round itself."""
    voters = turnout(round) if round.roll_frozen_at else None
    institutions = voters["roll"] if voters else Institution.objects.affiliated().count()
    return {
        "institutions": institutions,
        "left": voters["left"] if voters else 0,
        "quorum_needed": round.quorum_of(institutions),
        "theme_count": round.themes.standing().count(),
        "extensions": round.extensions.all(),
    }
