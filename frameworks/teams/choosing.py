"""What a team may leave out, and which questions it does first when time is short."""

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


def hanging_on(question, questions):
    """Those that are asked only after some answer to this one."""
    return [one for one in questions if one.get("when", {}).get("question") == question["code"]]


def always_asked(asked, offered):
    """Of what is asked, what hangs on a question that is left out.

    Nobody can say then whether it applies, so it is asked whatever the team answers elsewhere.
    """
    there = {one["code"] for one in asked}
    known = {one["code"] for one in offered}
    return [one for one in asked if one.get("when", {}).get("question") in known - there]
