"""What stands around the questions of a talk: what was said before, prepared, noted beside them."""

from dataclasses import dataclass, field

from frameworks.figures import strip
from frameworks.teams.earlier import Earlier
from frameworks.teams.models import Preparation
from frameworks.teams.spread import spread_of

MARK_OPTIONS = [
    {"code": "unknown", "text": "Weten we nog niet"},
    {"code": "na", "text": "Niet van toepassing"},
]


@dataclass(frozen=True)
class Around:
    """By concept: what is shown beside a question."""

    earlier: Earlier = field(default_factory=Earlier)
    beside: dict = field(default_factory=dict)
    spreads: dict = field(default_factory=dict)


WORDS = {"dissents": "tegengeluid", "evidence": "bewijs"}  # in an address too


def beside_of(conversation):
    """What was noted at each question, by its concept: rows, in four queries."""
    found = {}

    def at(row):
        empty = {"dissents": [], "evidence": [], "actions": [], "removed": [], "change": None}
        return found.setdefault(str(row.concept_id), empty)

    for name, word in WORDS.items():
        for row in getattr(conversation, name).select_related("by"):
            if row.removed_at:
                at(row)["removed"].append((word, row))
            else:
                at(row)[name].append(row)
    for row in conversation.team_actions.exclude(concept=None).select_related("owner"):
        at(row)["actions"].append(row)
    for row in conversation.changes.all():
        at(row)["change"] = row
    for one in found.values():
        one["words"] = in_words(one)
    return found


def in_words(beside):
    """How much stands beside an answer: "2 keer tegengeluid, 1 actie"."""
    counts = [
        (len(beside["dissents"]), "keer tegengeluid", "keer tegengeluid"),
        (len(beside["evidence"]), "keer bewijs", "keer bewijs"),
        (len(beside["actions"]), "actie", "acties"),
    ]
    return ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in counts if count
    )


def spreads_of(conversation, questions):
    """What people prepared, together; nothing at all before the team looks at it."""
    if not conversation.revealed_at:
        return {}
    views = {}
    for one in Preparation.objects.revealed(conversation):
        views.setdefault(str(one.concept_id), []).append((one.choices, one.note))
    return {
        question["concept"]: spread_of(question, views[question["concept"]])
        for question in questions
        if question["concept"] in views
    }


def picture_of(question, spread):
    """The options of a question, each with a dot for everybody who chose it."""
    if not spread.counts:
        return []
    marks = [one for one in MARK_OPTIONS if one["code"] in spread.counts]
    return strip.rows([*question["points"], *marks], spread.counts)
