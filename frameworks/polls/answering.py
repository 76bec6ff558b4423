"""What somebody sent for a poll, read against its questions and nothing else."""

from dataclasses import dataclass, field

from frameworks.polls.asking import WRITING, items_of
from frameworks.polls.models import PollText

NOTHING_CHOSEN = "Je hebt nog niets gekozen of geschreven. Beantwoord minstens één vraag."
TOO_LONG = f"Deze tekst is te lang. Maak hem korter dan {PollText.LONGEST} tekens."


@dataclass(frozen=True)
class Answered:
    """Per item the codes, per question the text, the role; and what is wrong with it."""

    choices: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    cell: str = ""
    troubles: tuple = ()  # (code of the question or "", what to do)


def answered(poll, questions, data):
    """Read what was sent. A code that is no choice of its question is left out."""
    choices = {}
    for item in items_of(questions):
        sent = set(data.getlist(item.key))
        codes = [code for code, _ in item.points if code in sent]
        if codes:
            choices[item.key] = codes if item.question["kind"] == "many" else codes[:1]
    texts = {
        question["code"]: data.get(question["code"], "").replace("\0", "").strip()
        for question in questions
        if question["kind"] in WRITING
    }
    troubles = [(code, TOO_LONG) for code, text in texts.items() if len(text) > PollText.LONGEST]
    if not choices and not any(texts.values()):
        troubles.append(("", NOTHING_CHOSEN))
    cell = data.get("rol", "")
    return Answered(choices, texts, cell if cell in poll.cells else "", tuple(troubles))


def blocks_of(questions, answers):
    """Each question with what was chosen, for the page."""
    troubles = dict(answers.troubles)
    return [
        {
            "question": question,
            "items": [(item, answers.choices.get(item.key, [])) for item in items_of([question])],
            "text": answers.texts.get(question["code"], ""),
            "trouble": troubles.get(question["code"], ""),
        }
        for question in questions
    ]
