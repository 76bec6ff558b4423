"""Whether the ledger, the ballots and the result of a round agree, for who wants to be sure."""

from coalitions.themes import counting
from coalitions.themes.actions.ballots import choices_of
from coalitions.themes.actions.results import (
    as_kept,
    counted_ballots,
    digest_of,
    input_digest,
    recount,
    result_of,
    roll_digest,
    titles_of,
)
from coalitions.themes.models import Ballot, BallotEvent, Count, Preference, RollExit
from knw_portal.log import LogEntry, key


def verify(round):
    """What does not agree, in sentences that name institutions and no choices; nothing if all does.

    The ledger of each institution is a chain: every line carries the fingerprint of itself and the
    line before. Its last line carries that of the ballot. The result carries that of all ballots
    and of the roll, and the log carries that of the result.
    """
    entries = round.roll.select_related("institution").order_by("pk")
    ballots = Ballot.objects.filter(entry__round=round).prefetch_related("preferences")
    ballots = {ballot.entry_id: ballot for ballot in ballots}
    events = {}
    for event in BallotEvent.objects.filter(entry__round=round).select_related("entry"):
        events.setdefault(event.entry_id, []).append(event)
    found = []
    for entry in entries:
        wrong = of_entry(entry, ballots.get(entry.pk), events.get(entry.pk, []), round)
        found += [f"{entry.institution}: {words}" for words in wrong]
    if Preference.objects.filter(ballot__entry__round=round).exclude(theme__round=round).exists():
        found.append("Op een stembriefje staat een thema van een andere ronde.")
    found += of_exits(round)
    found += of_close(round)
    count = Count.objects.filter(round=round).first()
    if count:
        found += of_count(count, round)
    elif round.is_ballot_round and LogEntry.objects.filter(**LOGGED, about=key(round)).exists():
        found.append("De telling is weg, en volgens het logboek was die er.")
    return found


LOGGED = {"action": "vote.counted"}
VERBS = ("cast", "changed", "withdrawn")


def of_entry(entry, ballot, events, round):
    before = ""
    for place, event in enumerate(events, start=1):
        if event.chain != event.link(before):
            yield f"regel {place} in het stemregister is veranderd."
            return
        if not round.vote_opens_at <= event.at < round.vote_closes_at:
            yield f"regel {place} in het stemregister valt buiten de stemming."
        before = event.chain
    written = LogEntry.objects.filter(
        about=key(entry), action__in=[f"ballot.{verb}" for verb in VERBS]
    ).count()
    if written != len(events):
        yield f"{len(events)} regels in het stemregister, {written} in het logboek."
    if not ballot:
        if events:
            yield "er is een stem in het register en geen stembriefje."
        return
    if not events:
        yield "er is een stembriefje dat niet in het register staat."
        return
    last = events[-1]
    if ballot.digest(choices_of(ballot)) != last.digest:
        yield "wat op het stembriefje staat, is niet wat er is ingeleverd."
    same = (ballot.tracker, ballot.cast_by_id, ballot.cast_at, ballot.version)
    if same != (last.tracker, last.by_id, last.at, len(events)):
        yield "het stembriefje en de laatste regel in het register spreken elkaar tegen."
    if (ballot.kind == Ballot.Kind.WITHDRAWN) != (last.what == "withdrawn"):
        yield "het is niet duidelijk of de stem is ingetrokken."


def of_exits(round):
    """Whether who left the roll, why and into which school, is what the log says.

    A line of before the log kept fingerprints has none: then it is only held against itself.
    """
    entries = round.roll.values_list("pk", flat=True)
    abouts = {f"rollentry:{pk}" for pk in entries}
    lines = LogEntry.objects.filter(action="roll.left", about__in=abouts)
    logged = {line.about: line.details for line in lines}
    gone = {key(one.entry): one for one in RollExit.objects.filter(entry__round=round)}
    for about in sorted(logged.keys() | gone.keys()):
        one, details = gone.get(about), logged.get(about)
        if one is None or details is None:
            yield "Wie van de stemlijst ging, is niet wat in het logboek staat."
        elif (details["kind"], details.get("digest", one.digest)) != (one.kind, one.digest):
            yield f"{one.entry.institution}: waarom die van de stemlijst ging, is veranderd."


def of_close(round):
    """Whether the close is the one that the extensions lead to, one after the other."""
    extensions = list(round.extensions.all())
    logged = LogEntry.objects.filter(action="vote.extended", about=key(round)).order_by("pk")
    if [one.digest for one in extensions] != [line.details.get("digest") for line in logged]:
        yield "De verlengingen zijn niet die welke in het logboek staan."
    stops = [one.closes_at for one in extensions]
    if stops and stops[-1] != round.vote_closes_at:
        yield "De stemming sloot op een ander moment dan waartoe hij is verlengd."
    if stops[:-1] != [one.closed_at for one in extensions[1:]]:
        yield "De verlengingen sluiten niet op elkaar aan."


def of_count(count, round):
    """What of a result does not follow from the ballots."""
    logged = LogEntry.objects.filter(**LOGGED, about=key(round)).first()
    if not logged or logged.details.get("digest") != digest_of(count):
        yield "De uitslag is niet de uitslag die bij het tellen in het logboek kwam."
    ballots = counted_ballots(round)
    if input_digest(ballots) != count.input_digest:
        yield "De stembriefjes zijn niet de stembriefjes die zijn geteld."
    if roll_digest(round) != count.result.get("roll_digest"):
        yield "De lijst van scholen die konden stemmen, is veranderd."
    if count.method != round.method:
        yield "De uitslag is volgens een andere manier van kiezen dan de ronde."
    try:
        if count.counting_version == counting.VERSION:
            if as_kept(result_of(round, ballots, titles_of(round))) != count.result:
                yield "Opnieuw tellen geeft iets anders dan de uitslag."
        elif not recount(count):
            yield (
                f"Herteld met versie {counting.VERSION} van de telling (de uitslag is van versie"
                f" {count.counting_version}): anders."
            )
    except (ValueError, TypeError, KeyError):
        yield "Opnieuw tellen lukt niet: op de briefjes staat iets wat de regels niet kennen."
