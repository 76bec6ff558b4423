"""How firm a result is: what one ballot less would have changed."""

from coalitions.themes.counting.grouping import grouped


def changed_without_one(votes, count):
    """In how many of the counts that leave out one ballot the winners or the tie are others.

    `count` makes a result of grouped ballots; for a count with transfers, one with a declared
    `order`. The answer is a number; which ballots they are is nobody's business.
    """
    votes = dict(grouped(votes))
    said = outcome(count(votes))
    changed = 0
    for vote, times in votes.items():
        less = dict(votes)
        less[vote] -= 1
        if not less[vote]:
            del less[vote]
        if outcome(count(less)) != said:
            changed += times
    return changed


def outcome(result):
    return set(result.winners), set(result.tied)
