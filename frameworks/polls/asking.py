"""What a poll can ask of a set, as items that are counted each by itself."""

from dataclasses import dataclass
from functools import cached_property

from frameworks.definitions.definition import questions_of
from frameworks.figures.gate import MANY, ONE, SCALE

CHOOSING = ("scale", "one", "many", "table")
WRITING = ("open",)


@dataclass(frozen=True)
class Item:
    """One thing that is counted: a question, or of a table one line."""

    key: str
    question: dict
    line: dict | None = None

    @property
    def kind(self):
        """How the gate looks at it."""
        return {"scale": SCALE, "many": MANY}.get(self.question["kind"], ONE)

    @cached_property
    def points(self):
        """(code, value) in order, as the gate wants them."""
        return [(point["code"], point["value"]) for point in self.question["points"]]

    @cached_property
    def names(self):
        return {point["code"]: point["text"] for point in self.question["points"]}

    @property
    def text(self):
        """The question in words; of a line of a table that line after it."""
        return (
            f"{self.question['text']} {self.line['text']}" if self.line else self.question["text"]
        )


def can_be_asked(question, *, texts):
    """Whether a poll can hold this question: something to choose, or a text that is read first."""
    return question["kind"] in (CHOOSING + WRITING if texts else CHOOSING)


def asked_of(poll):
    """The questions of a poll as they are shown, in the order of the set."""
    chosen = set(poll.questions)
    return [one for one in questions_of(poll.framework_version.shown) if one["code"] in chosen]


def is_asked(question, chosen):
    """Whether a question is asked of somebody who chose this: {code of a question: codes}.

    What hangs on a question that is not in `chosen` at all is asked of everybody.
    """
    when = question.get("when")
    if when is None or when["question"] not in chosen:
        return True
    return not set(when["is"]).isdisjoint(chosen[when["question"]])


def condition_in_words(question, questions):
    """On which answer of this poll a question hangs; nothing where it does not."""
    when = question.get("when")
    source = when and next((one for one in questions if one["code"] == when["question"]), None)
    if not source:
        return ""
    texts = [point["text"] for point in source["points"] if point["code"] in when["is"]]
    return f"Alleen als je bij ‘{source['text']}’ koos: {' of '.join(texts)}"


def items_of(questions):
    """Everything that is counted."""
    return [item for question in questions for item in _items_of(question)]


def _items_of(question):
    if question["kind"] == "table":
        return [
            Item(f"{question['code']}:{line['code']}", question, line) for line in question["lines"]
        ]
    return [Item(question["code"], question)] if question["kind"] in CHOOSING else []
