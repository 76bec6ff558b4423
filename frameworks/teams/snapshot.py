"""What a closed conversation keeps: what was asked and what the team said to it."""

from frameworks.definitions.models import MARKS
from frameworks.teams.models import TeamAnswer


def snapshot_of(conversation, lesson):
    """One plain value. It holds no names of people."""
    answers = {str(one.concept_id): one for one in conversation.answers.all()}
    blank = TeamAnswer()
    return {
        "format": 1,
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


def mark_of(choices):
    """ "Weten we nog niet", "Niet van toepassing" or nothing."""
    return next((name for code, name in MARKS.items() if code in choices), "")
