"""What a person sent for one question, read against the definition and nothing else."""

from frameworks.definitions.models import MARKS
from frameworks.teams.models import AnswerFields

LONGEST, LONGEST_REASON = 10_000, 300


class TooLong(Exception):
    """A text is longer than is kept; nothing was saved of it."""


def allowed(question):
    """Every code that an answer to this question may hold."""
    codes = [point["code"] for point in question["points"]]
    if question["kind"] == "table":
        codes = [f"{line['code']}:{code}" for line in question["lines"] for code in codes]
    return [*codes, *MARKS]


def sent(question, data):
    """The four parts of an answer in posted data; fields are named after the question's code."""
    name = question["code"]
    given = {*data.getlist(f"{name}-choices"), *data.getlist(f"{name}-mark")}
    for line in question["lines"]:
        column = data.get(f"{name}-{line['code']}", "")
        given.add(f"{line['code']}:{column}")
    text, reason = words(data.get(f"{name}-text", "")), words(data.get(f"{name}-reason", ""))
    if len(text) > LONGEST or len(reason) > LONGEST_REASON:
        raise TooLong
    basis = data.get(f"{name}-basis", "")
    return {
        "choices": [code for code in allowed(question) if code in given],
        "text": text,
        "basis": basis if basis in AnswerFields.Basis.values else "",
        "reason": reason,
    }


def seen_version(question, data):
    version = data.get(f"{question['code']}-version", "")
    return int(version) if version.isdecimal() and len(version) < 9 else 0


def words(text):
    return text.replace("\r\n", "\n").replace("\x00", "").rstrip()
