"""A look at a question before it is asked. What it says is a tip: nothing is refused."""

import re
from dataclasses import dataclass

LEADING = re.compile(
    r"\b(vind(?:t|en)? (?:u|je|jij|jullie) ook(?: niet)?|ben(?:t)? (?:u|je|jij|jullie) (?:het )?"
    r"(?:er )?(?:ook |niet )?mee eens dat|is het niet zo|klopt het dat|toch\?|nietwaar)",
    re.IGNORECASE,
)
BOTH = re.compile(r"\ben/of\b", re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?\n]*\?")
CLOSED = re.compile(
    r"^(?:(?:is|zijn|heb|hebt|heeft|hebben|kun|kunt|kan|kunnen|wil|wilt|willen|ben|bent|ga|gaat|"
    r"gaan|vind|vindt|vinden|werk|werkt|werken|gebruik|gebruikt|gebruiken|weet|weten|doe|doet|"
    r"doen|moet|moeten|mag|mogen|zou|zouden|was|waren|krijg|krijgt|krijgen)\b)",
    re.IGNORECASE,
)
WHY = re.compile(r"^waarom\b.*\bniet\b", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """What could be asked better: the words it is about, and what one may do."""

    words: str
    tip: str


def remarks(text):
    """What stands out in a text with questions, in the order of the kinds of tips."""
    found = []
    for match in LEADING.finditer(text):
        tip = "Dit stuurt het antwoord. Vraag naar wat iemand zelf ziet of vindt."
        found.append(Remark(match.group(), tip))
    for match in BOTH.finditer(text):
        tip = "Zo vraag je twee dingen tegelijk. Kies er één, of maak er twee vragen van."
        found.append(Remark(match.group(), tip))
    for paragraph in text.splitlines():
        found += in_paragraph(paragraph)
    return list(dict.fromkeys(found))


def in_paragraph(paragraph):
    asked = [one.strip() for one in SENTENCE.findall(paragraph)]
    if len(asked) > 1:
        tip = "Hier staan meer vragen achter elkaar. Meestal krijgt alleen de laatste een antwoord."
        yield Remark(" ".join(asked), tip)
    for question in asked:
        if CLOSED.match(question):
            tip = "Hierop kan iemand ja of nee zeggen. Begin met wat, hoe, wie of wanneer."
            yield Remark(question, tip)
        elif WHY.match(question):
            tip = "Dit klinkt als een verwijt. Vraag: wat maakte dat het niet lukte?"
            yield Remark(question, tip)
