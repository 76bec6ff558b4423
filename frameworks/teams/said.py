"""What a team answered over all its conversations, in words."""

from frameworks.teams.models import TeamAnswer
from frameworks.teams.snapshot import chosen, mark_of, value_of


def said_by(trajectory):
    """By concept, what was answered in each conversation that has an answer; one query."""
    answers = (
        TeamAnswer.objects.filter(conversation__trajectory=trajectory)
        .exclude(choices=[], cells={}, text="", basis="", reason="")
        .select_related("conversation")
        .defer("conversation__snapshot")
        .order_by("conversation__opened_at")
    )
    questions = {one["concept"]: one for one in trajectory.every_question()}
    said = {}
    for answer in answers:
        question = questions.get(str(answer.concept_id))
        if question is not None:
            line = (answer.conversation, in_words(question, answer))
            said.setdefault(question["concept"], []).append(line)
    return said


def in_words(question, answer):
    """An answer on one line, for an overview."""
    found = chosen(question, answer.choices)
    if question["kind"] == "table":
        found = [f"{line}: {text}" for line, text in found if text]
    value = value_of(question, answer.cells) if question["kind"] != "grid" else ""
    mark = mark_of(answer.choices)
    return ". ".join(part for part in (*found, value, mark, answer.text) if part) or "overgeslagen"
