"""The single transferable vote, as Scotland counts it (SSI 2007/42, schedule 1, rules 45 to 52).

Votes are whole numbers of hundred-thousandths. What a surplus passes on is cut off there, ballot
by ballot, and what is lost by that counts as not transferable.

A tie over whose surplus goes first, or who is excluded, is settled by the latest earlier stage at
which those tied differed. Where they never differed the statute draws lots, and this does not:
every way to settle it is followed to its end. If all end with the same winners the count goes on
(the tie is reported as making no difference); if not, the count stops there and says who is in
for certain and who is not. With `order`, declared beforehand, the strongest of the tied is the one
that comes first in it; the weakest, the one that comes last.
"""

from collections import defaultdict
from dataclasses import dataclass

from coalitions.themes.counting.grouping import grouped, known

UNIT = 100_000
# How many ballots are looked at in all, over all the ways to settle ties, before a tie counts as
# undecided without knowing what hangs on it: a second's work.
EFFORT = 2_000_000


@dataclass(frozen=True)
class Stage:
    """What one step of the count did, and how everybody stood after it. Votes in units.

    At most one of `surplus` (whose) and `excluded` is there; neither at the first stage.
    `elected` at this stage, in order; `filled` says that they had no quota, but nobody else was
    left for the seats.
    """

    votes: tuple
    non_transferable: int
    surplus: object = None
    amount: int = 0
    excluded: object = None
    elected: tuple = ()
    filled: tuple = ()


@dataclass(frozen=True)
class Tie:
    """Equal votes where one had to be taken: at which stage (from 1), for what, among whom.

    `settled`: "earlier stage", "no difference", "order", or None: undecided, the count stopped.
    """

    stage: int
    about: str  # "surplus" or "exclusion"
    tied: tuple
    taken: object
    settled: str | None


@dataclass(frozen=True)
class Transfers:
    """`winners` in order of election, beyond dispute; `tied`: among whom `open_seats` remain."""

    quota: int
    valid: int
    stages: tuple[Stage, ...]
    winners: tuple
    tied: tuple
    open_seats: int
    ties: tuple[Tie, ...]


def stv(votes, candidates, *, seats, order=None):
    """Count rankings. A ballot is a tuple of candidates, the first choice first."""
    candidates = sorted(set(candidates))
    votes = {vote: times for vote, times in grouped(votes).items() if vote}
    known({one for vote in votes for one in vote}, candidates)
    if any(len(set(vote)) < len(vote) for vote in votes):
        raise ValueError("somebody stands twice on one ballot")
    valid = sum(votes.values())
    rules = Rules(tuple(candidates), seats, (valid // (seats + 1) + 1) * UNIT, valid * UNIT)
    state = first_stage(rules, votes)
    stages, ties, explorer = [state.stage], [], Explorer(rules)
    while choice := state.choice(rules):
        about, tied = choice
        taken, settled = settle(rules, state, about, tied, order, explorer)
        if len(tied) > 1:
            ties.append(Tie(len(stages) + 1, about, in_order(candidates, tied), taken, settled))
        if taken is None:
            break
        state = state.next(rules, about, taken)
        stages.append(state.stage)
    winners, tied = tuple(state.elected), ()
    if choice:
        ends = explorer.ends(state)
        sure = frozenset.intersection(*ends) if ends else frozenset(winners)
        some = (frozenset.union(*ends) if ends else frozenset(state.continuing)) - sure
        winners += tuple(one for one in candidates if one in sure and one not in winners)
        tied = in_order(candidates, some - set(winners))
    return Transfers(
        quota=rules.quota,
        valid=valid,
        stages=tuple(stages),
        winners=winners,
        tied=tied,
        open_seats=min(seats - len(winners), len(tied)),
        ties=tuple(ties),
    )


def settle(rules, state, about, tied, order, explorer):
    """Whose turn it is, and how that was settled; (None, None) when nobody may say."""
    if len(tied) == 1:
        return tied[0], None
    last = max if about == "surplus" else min
    rank = last(state.rank[one] for one in tied)
    narrowed = [one for one in tied if state.rank[one] == rank]
    if len(narrowed) == 1:
        return narrowed[0], "earlier stage"
    listed = sorted(narrowed, key=(order or rules.candidates).index)
    taken = listed[0] if about == "surplus" else listed[-1]
    if state.all_go(rules, about, narrowed):
        return taken, "no difference"
    if order:
        return taken, "order"
    ends = explorer.ends(state)
    return (taken, "no difference") if ends and len(ends) == 1 else (None, None)


def in_order(candidates, some):
    return tuple(one for one in candidates if one in some)


@dataclass(frozen=True)
class Rules:
    candidates: tuple
    seats: int
    quota: int
    total: int


@dataclass(frozen=True)
class State:
    """Where the count is after a stage. Never changed: each stage makes a new one.

    `held`: candidate → the ballots that lie there, as (ballot, times, worth).
    `rank`: who was ahead of whom at the latest stage at which they differed; equals share one.
    """

    continuing: tuple
    elected: tuple
    pending: tuple  # elected, with a surplus that was not passed on yet
    held: dict
    votes: dict
    rank: dict
    stage: Stage

    def choice(self, rules):
        """What comes next: ("surplus" or "exclusion", the equals in question); None at the end."""
        if len(self.elected) == rules.seats or not self.continuing:
            return None
        about, among, most = (
            ("surplus", self.pending, max) if self.pending else ("exclusion", self.continuing, min)
        )
        votes = most(self.votes[one] for one in among)
        return about, [one for one in among if self.votes[one] == votes]

    def all_go(self, rules, about, tied):
        """Nobody ever stood for these and there are enough others: their turn comes, all of them.

        Excluding one passes nothing on, so whichever goes first, the next stages are the same.
        """
        spare = len(self.continuing) - (rules.seats - len(self.elected))
        return about == "exclusion" and not self.votes[tied[0]] and len(tied) <= spare

    def next(self, rules, about, taken):
        if about == "surplus":
            surplus, total = self.votes[taken] - rules.quota, self.votes[taken]
            passed = [
                (ballot, times, surplus * worth // total)
                for ballot, times, worth in self.held[taken]
            ]
            mark = {"surplus": taken, "amount": surplus}
            kept, continuing = rules.quota, self.continuing
        else:
            passed, kept, mark = self.held[taken], 0, {"excluded": taken}
            continuing = tuple(one for one in self.continuing if one != taken)
        moved = deal(passed, taken, set(continuing))
        held, votes = dict(self.held), dict(self.votes)
        held[taken], votes[taken] = (), kept
        for one, parcel in moved.items():
            held[one] = [*held[one], *parcel]
            votes[one] += sum(times * worth for _, times, worth in parcel)
        pending = tuple(one for one in self.pending if one != taken)
        return arrive(rules, self, continuing, pending, held, votes, mark)


def deal(parcel, holder, continuing):
    """To whom these ballots go: the next on each that can still use it. What nobody gets is gone.

    `holder` has them now; None: nobody, they come out of the box.
    """
    moved = defaultdict(list)
    for entry in parcel:
        ballot = entry[0]
        start = ballot.index(holder) + 1 if holder is not None else 0
        for one in ballot[start:]:
            if one in continuing:
                moved[one].append(entry)
                break
    return moved


def first_stage(rules, votes):
    box = [(ballot, times, UNIT) for ballot, times in votes.items()]
    moved = deal(box, None, set(rules.candidates))
    held = {one: moved.get(one, ()) for one in rules.candidates}
    got = {one: sum(times for _, times, _ in held[one]) * UNIT for one in rules.candidates}
    return arrive(rules, None, rules.candidates, (), held, got, {})


def arrive(rules, before, continuing, pending, held, votes, mark):
    """The state after a stage: who has a quota is elected, and who is left for the last seats."""
    old = before.rank if before else dict.fromkeys(rules.candidates, 0)
    elected = before.elected if before else ()
    places = sorted({(votes[one], old[one]) for one in rules.candidates})
    places = {key: place for place, key in enumerate(places)}
    rank = {one: places[votes[one], old[one]] for one in rules.candidates}
    ahead = sorted(continuing, key=lambda one: -rank[one])
    made = tuple(one for one in ahead if votes[one] >= rules.quota)
    left = tuple(one for one in ahead if votes[one] < rules.quota)
    filled = left if len(left) <= rules.seats - len(elected) - len(made) else ()
    gone = set(made) | set(filled)
    stage = Stage(
        votes=tuple((one, votes[one]) for one in rules.candidates),
        non_transferable=rules.total - sum(votes.values()),
        elected=made + filled,
        filled=filled,
        **mark,
    )
    return State(
        continuing=tuple(one for one in continuing if one not in gone),
        elected=elected + made + filled,
        pending=pending + tuple(one for one in made if votes[one] > rules.quota),
        held=held,
        votes=votes,
        rank=rank,
        stage=stage,
    )


class Explorer:
    """Follows every way to settle ties that nothing settles, to the sets of winners at the end."""

    def __init__(self, rules):
        self.rules, self.known, self.left = rules, {}, EFFORT

    def ends(self, state):
        """The sets of winners that can come out of this state; None: too many ways to tell."""
        key = self.key(state)
        if key not in self.known:
            self.known[key] = self.follow(state)
        return self.known[key]

    def follow(self, state):
        while choice := state.choice(self.rules):
            self.left -= 20 + sum(len(state.held[one]) for one in state.continuing)
            if self.left < 0:
                return None
            about, tied = choice
            rank = (max if about == "surplus" else min)(state.rank[one] for one in tied)
            equals = [one for one in tied if state.rank[one] == rank]
            if len(equals) == 1 or state.all_go(self.rules, about, equals):
                state = state.next(self.rules, about, equals[0])
                continue
            found = set()
            for one in equals:
                ends = self.ends(state.next(self.rules, about, one))
                if ends is None:
                    return None
                found |= ends
            return frozenset(found)
        return frozenset({frozenset(state.elected)})

    def key(self, state):
        """All that the rest of the count depends on. Two ways that meet here end alike."""
        alive = [*state.continuing, *state.pending]
        order = sorted({state.rank[one] for one in alive})
        return (
            frozenset(state.elected),
            frozenset(
                (one, order.index(state.rank[one]), frozenset(state.held[one])) for one in alive
            ),
        )
