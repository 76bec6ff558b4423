"""What a person prepares, and in which order: what matters most comes first."""

from frameworks.definitions.models import MARKS
from frameworks.teams.answering import Unfit, words

LONGEST_NOTE = 1000
WITH_CHOICES = ("scale", "one", "many")
# Minutes that one person needs alone, by whether there is something to choose.
CHOOSING, WRITING = 0.5, 1


def numbered(questions):
    """(number in the talk, question): the core first, which is what everybody prepares."""
    pairs = list(enumerate(questions, start=1))
    return sorted(pairs, key=lambda pair: not pair[1]["core"])


def minutes_alone(questions):
    """About how long it takes to think of these alone."""
    each = (CHOOSING if one["kind"] in WITH_CHOICES else WRITING for one in questions)
    return max(1, round(sum(each)))


def prepared(question, data):
    """The choices and the note that somebody sent; Unfit when the note is longer than is kept."""
    note = words(data.get("note", ""))
    if len(note) > LONGEST_NOTE:
        raise Unfit("Een notitie mag hooguit 1.000 tekens lang zijn. Maak hem korter.")
    return codes(question, data.getlist("choices")), note


def codes(question, given):
    if question["kind"] not in WITH_CHOICES:
        return []
    known = [*(point["code"] for point in question["points"]), *MARKS]
    found = [code for code in known if code in given]
    if question["kind"] != "many":
        return found[:1]
    marks = [code for code in found if code in MARKS]
    return marks[:1] or found  # "weten we nog niet" beside a choice says nothing
