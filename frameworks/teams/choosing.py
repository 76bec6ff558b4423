"""Which questions a team does first when time is short."""

from frameworks.definitions.definition import MINUTES, minutes

MOST, LONGEST = 10, 60  # questions; minutes


def ten_of(sections, most=MOST, longest=LONGEST):
    """Ten of these questions that fit in an hour, in the order of the set.

    The core first, then what the team made itself, then the rest; and each time from the section
    of which the fewest were chosen, so that no part of the talk falls away.
    """
    places = [
        (rank(question), number, place, question)
        for number, section in enumerate(sections)
        for place, question in enumerate(section["questions"])
    ]
    chosen, counts = [], [0] * len(sections)
    while places and len(chosen) < most:
        best = min(places, key=lambda one: (one[0], counts[one[1]], one[1], one[2]))
        places.remove(best)
        if minutes([one[3] for one in chosen]) + MINUTES[best[3]["kind"]] <= longest:
            chosen.append(best)
            counts[best[1]] += 1
    return [one[3] for one in sorted(chosen, key=lambda one: one[1:3])]


def rank(question):
    if question["core"]:
        return 0
    return 1 if question.get("own") else 2
