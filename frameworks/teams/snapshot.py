"""What a closed conversation keeps: what was asked and what the team said to it."""

from datetime import date

from frameworks.definitions.models import MARKS
from frameworks.teams.answering import VALUE
from frameworks.teams.models import TeamAnswer
from knw_portal.dates import full_day


def snapshot_of(conversation, lesson):
    """One plain value. It holds no names of people."""
    answers = {str(one.concept_id): one for one in conversation.answers.all()}
    blank = TeamAnswer()
    return {
        "format": 2,
        "framework": conversation.trajectory.framework_version.sha256,
        "moment": conversation.moment,
        "lesson": lesson,
        "sections": [
            {
                "code": section["code"],
                "title": section["title"],
                "questions": [
                    {**question, "answer": answers.get(question["concept"], blank).values()}
                    for question in section["questions"]
                ],
            }
            for section in conversation.sections()
        ],
    }


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
