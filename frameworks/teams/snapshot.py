"""What a closed conversation keeps: what was asked and what the team said to it."""

from datetime import date

from frameworks.definitions.definition import questions_of
from frameworks.definitions.models import MARKS
from frameworks.polls.asking import is_asked
from frameworks.teams.answering import VALUE
from frameworks.teams.conditions import chosen_in, only_if
from frameworks.teams.models import TeamAnswer
from frameworks.teams.spread import FEWEST, spread_of
from knw_portal.dates import full_day

FORMAT = 3


def snapshot_of(conversation, lesson, *, goals, before, ambitions=()):
    """One plain value. It holds no names of people, only their ids.

    `goals`: what the team wanted at the start; `before`: the actions that came from earlier talks;
    `ambitions`: what it set itself, as it stood at the close.
    """
    sections = conversation.sections()
    questions = questions_of({"sections": sections})
    answers = {str(one.concept_id): one for one in conversation.answers.all()}
    chosen_by_code = chosen_in(questions, answers)
    beside = beside_of(conversation)
    prepared = prepared_of(conversation)

    def frozen(question):
        answer = answers.get(question["concept"]) or TeamAnswer()
        hidden = not is_asked(question, chosen_by_code) and answer.is_blank
        value = {**question, "answer": answer.values(), **beside(question["concept"])}
        if hidden:
            value |= {"hidden": True, "only_if": only_if(question, questions)}
        views = prepared.get(question["concept"], [])
        if len(views) >= FEWEST:  # of fewer people it would be the word of one
            value["pattern"] = spread_of(question, views).pattern
        return value

    return {
        "format": FORMAT,
        "framework": conversation.trajectory.framework_version.sha256,
        "moment": conversation.moment,
        "lesson": lesson,
        "disciplines": conversation.disciplines,
        "quality": conversation.quality,
        "quality_since": conversation.quality_since and conversation.quality_since.isoformat(),
        "leader": conversation.leader_id,
        "note_taker": conversation.note_taker_id,
        "goals": goals,
        "ambitions": list(ambitions),
        "actions_before": [action_value(one) for one in before],
        "sections": [
            {
                "code": section["code"],
                "title": section["title"],
                "questions": [frozen(question) for question in section["questions"]],
            }
            for section in sections
        ],
    }


def beside_of(conversation):
    """What was noted at a question, by its concept, as plain values."""
    found = {}

    def put(name, row, value):
        found.setdefault(str(row.concept_id), {}).setdefault(name, []).append(value)

    for one in conversation.dissents.kept():
        put("dissent", one, {"text": one.text, "by": one.by_id})
    for one in conversation.evidence.kept():
        fields = ("kind", "text", "link", "source", "period")
        put("evidence", one, {name: getattr(one, name) for name in fields})
    for one in conversation.team_actions.exclude(concept=None):
        put("actions", one, action_value(one))
    for one in conversation.changes.all():
        if one.what or one.sign:
            found.setdefault(str(one.concept_id), {})["change"] = {
                "what": one.what,
                "sign": one.sign,
            }
    return lambda concept: found.get(concept, {})


def action_value(action):
    return {
        "text": action.text,
        "owner": action.owner_id,
        "due_on": action.due_on and action.due_on.isoformat(),
        "success": action.success,
        "status": action.status,
        "why": action.why,
    }


def prepared_of(conversation):
    """What people prepared, by concept; nothing where the team never looked at it together."""
    if not conversation.revealed_at:
        return {}
    views = {}
    for one in conversation.preparations.all():
        views.setdefault(str(one.concept_id), []).append((one.choices, one.note))
    return views


def chosen(question, choices):
    """What was chosen, in words: of a table (line, column), of the others the texts."""
    texts = {point["code"]: point["text"] for point in question["points"]}
    if question["kind"] == "table":
        pairs = dict(choice.split(":", 1) for choice in choices if ":" in choice)
        return [
            (line["text"], texts.get(pairs.get(line["code"]), "")) for line in question["lines"]
        ]
    return [texts[choice] for choice in choices if choice in texts]


def written(question, cells):
    """What stands in the boxes of a table, in words: each line with its texts, column by column."""
    if question["kind"] != "grid":
        return []
    return [
        (
            line["text"],
            [
                in_words(column, cells.get(f"{line['code']}:{column['code']}", ""))
                for column in question["points"]
            ],
        )
        for line in question["lines"]
    ]


def value_of(question, cells):
    """The number or the date that was filled in, in words."""
    return in_words(question, cells.get(VALUE, ""))


def in_words(box, value):
    if not value:
        return ""
    if box["kind"] == "number":
        return value.replace(".", ",")
    if box["kind"] == "date":
        return full_day(date.fromisoformat(value))
    if box["kind"] == "one":
        texts = {option["code"]: option["text"] for option in box["options"]}
        return texts.get(value, "")
    return value


def mark_of(choices):
    """ "Weten we nog niet", "Niet van toepassing" or nothing."""
    return next((name for code, name in MARKS.items() if code in choices), "")
