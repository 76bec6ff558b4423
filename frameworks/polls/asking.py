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


def items_of(questions):
    """Everything that is counted."""
    return [item for question in questions for item in _items_of(question)]


def _items_of(question):
    if question["kind"] == "table":
        return [
            Item(f"{question['code']}:{line['code']}", question, line) for line in question["lines"]
        ]
    return [Item(question["code"], question)] if question["kind"] in CHOOSING else []
