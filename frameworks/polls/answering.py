"""What somebody sent for a poll, read against its questions and nothing else."""

from dataclasses import dataclass, field

from frameworks.polls.asking import (
    CHOOSING,
    WRITING,
    condition_in_words,
    is_asked,
    items_of,
)
from frameworks.polls.models import PollText

# Before every name in the form that is a question's. Whatever code a question has, it is never the
# name of a field of the poll itself (the role, the number of the form).
FIELD = "vraag:"
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
    """Read what was sent. A code that is no choice of its question is left out, and so is what was
    filled in where a question hangs on another answer than was given.

    A page that was opened before the names had something before them, sends its old names.
    """
    field = FIELD if FIELD in data else ""
    choices, texts, chosen = {}, {}, {}
    for question in questions:
        asked = is_asked(question, chosen)
        if question["kind"] in CHOOSING:
            chosen[question["code"]] = set()
        for item in items_of([question]) if asked else ():
            sent = set(data.getlist(field + item.key))
            codes = [code for code, _ in item.points if code in sent]
            if codes:
                choices[item.key] = codes if question["kind"] == "many" else codes[:1]
                chosen[question["code"]] |= set(choices[item.key])
        if question["kind"] in WRITING and asked:
            texts[question["code"]] = (
                data.get(field + question["code"], "").replace("\0", "").strip()
            )
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
            "only_if": condition_in_words(question, questions),
        }
        for question in questions
    ]
