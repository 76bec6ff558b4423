"""The picture of a team's answers, from the snapshot of a closed conversation."""

from collections import Counter
from datetime import date

from frameworks.figures import dots
from frameworks.teams.earlier import in_words
from frameworks.teams.models import Conversation, Evidence, TeamAction
from frameworks.teams.words import BASES, said
from knw_portal.dates import full_day

STEPS = 4
KEY = [
    ("consensus", "consensus"),
    ("majority", "meerderheid"),
    ("no_agreement", "niet eens"),
    ("", "niet gezegd hoe"),
]
QUALITY = dict(Conversation.Quality.choices)
KINDS = dict(Evidence.Kind.choices)
STATUSES = dict(TeamAction.Status.choices)
SOMEBODY = "een oud-collega"  # whose account is gone
# What the team thought before the talk, in the words of the report.
PATTERNS = {
    "high": "Vooraf dachten jullie hier hetzelfde over, en positief.",
    "low": "Vooraf dachten jullie hier hetzelfde over: het kan beter.",
    "same": "Vooraf kozen jullie ongeveer hetzelfde.",
    "divided": "Vooraf zagen jullie dit verschillend.",
    "unknown": "Vooraf wisten de meesten van jullie dit nog niet.",
}


def picture_of(snapshot, names=None):
    """What page and PDF both show; `names` of the people whose ids stand in it.

    A snapshot of an earlier format has less in it, and shows as it did.
    """
    names = names or {}
    sections = [
        {
            "title": section["title"],
            "lines": [line_of(one, names) for one in section["questions"]],
        }
        for section in snapshot["sections"]
    ]
    lines = [line for section in sections for line in section["lines"]]
    scales = [line for line in lines if line["kind"] == "scale" and not line["hidden"]]
    return {
        "lesson": snapshot["lesson"],
        "table": table_of(snapshot, names),
        "goals": in_words(snapshot.get("goals", ())),
        "ambitions": snapshot.get("ambitions", []),
        "actions": [one | {"about": line["text"]} for line in lines for one in line["actions"]],
        "before": [action_of(one, names) for one in snapshot.get("actions_before", ())],
        "changes": [line for line in lines if line["change"]],
        "sections": sections,
        "scales": scales,
        "heads": dots.heads(STEPS),
        "key": [
            (dots.key(look), words)
            for look, words in KEY
            if any(line["step"] and line["look"] == look for line in scales)
        ],
        "facts": facts_of(lines),
        "lead": lead_of(lines),
    }


def people_in(snapshot):
    """The ids of everybody who is named in a snapshot."""
    questions = [one for section in snapshot["sections"] for one in section["questions"]]
    ids = {snapshot.get("leader"), snapshot.get("note_taker")}
    ids |= {one["by"] for question in questions for one in question.get("dissent", ())}
    ids |= {one["owner"] for question in questions for one in question.get("actions", ())}
    ids |= {one["owner"] for one in snapshot.get("actions_before", ())}
    return ids - {None}


def table_of(snapshot, names):
    """Who was there, as (label, value); what nobody noted falls out."""
    since = snapshot.get("quality_since")
    quality = QUALITY.get(snapshot.get("quality"), "")
    if quality and since:
        quality = f"{quality}, sinds {full_day(date.fromisoformat(since))}"
    return [
        ("Aan tafel", ", ".join(snapshot.get("disciplines", ()))),
        ("Leidde het gesprek", name_of(snapshot.get("leader"), names)),
        ("Schreef mee", name_of(snapshot.get("note_taker"), names)),
        ("Kwaliteitszorg deed mee", quality),
    ]


def name_of(person, names):
    return names.get(person, "") or SOMEBODY if person else ""


def action_of(action, names):
    due = action["due_on"]
    return {
        "text": action["text"],
        "owner": name_of(action["owner"], names),
        "due": full_day(date.fromisoformat(due)) if due else "",
        "success": action["success"],
        "status": STATUSES[action["status"]],
        "why": action["why"],
    }


def line_of(question, names=None):
    """One question with its answer; without `names` who said what stays unnamed."""
    names = names or {}
    words = said(question, question["answer"])
    without = "niet ingevuld"
    if words["hidden"]:
        without = "niet gevraagd"
    elif words["skipped"] or words["mark"]:
        without = "overgeslagen" if words["skipped"] else words["mark"].lower()
    result = f"trede {words['step']}" if words["step"] else without
    title = f"{question['text']} {result.capitalize()}"
    look = words["look"]
    if words["step"]:
        title += f", {BASES[look].lower()}" if look else ", niet gezegd hoe"
    return words | {
        "code": question["code"],
        "kind": question["kind"],
        "text": question["text"],
        "core": question["core"],
        "said": result,
        "choices": [] if words["skipped"] else question["answer"]["choices"],
        "svg": dots.row(title, words["step"], STEPS, look) if question["kind"] == "scale" else "",
        "dissent": [
            (one["text"], name_of(one["by"], names)) for one in question.get("dissent", ())
        ],
        "evidence": [evidence_of(one) for one in question.get("evidence", ())],
        "actions": [action_of(one, names) for one in question.get("actions", ())],
        "change": question.get("change"),
        "pattern": PATTERNS.get(question.get("pattern"), ""),
    }


def evidence_of(one):
    about = [KINDS[one["kind"]].capitalize(), one["source"], one["period"]]
    return {"text": one["text"], "link": one["link"], "about": ", ".join(filter(None, about))}


def facts_of(lines):
    """How the team came to its answers, as counts; the kinds of nothing stay apart."""
    bases = Counter(line["basis"] for line in lines)
    marks = Counter(line["mark"] for line in lines if not line["skipped"])
    facts = [(name, bases[name]) for name in BASES.values()]
    facts += [(name, marks[name]) for name in marks if name]
    said = [line for line in lines if not (line["blank"] or line["skipped"] or line["mark"])]
    facts.append(("Niet gezegd hoe", sum(not line["basis"] for line in said)))
    hidden = sum(line["hidden"] for line in lines)
    facts.append(("Niet ingevuld", sum(line["blank"] for line in lines) - hidden))
    facts.append(("Niet gevraagd", hidden))
    return [(name, f"{count} van {len(lines)}") for name, count in facts if count]


def lead_of(lines):
    count = sum(not line["blank"] and not line["skipped"] for line in lines)
    asked = sum(not line["hidden"] for line in lines)
    agreed = sum(line["basis"] == BASES["consensus"] for line in lines)
    split = sum(line["basis"] == BASES["no_agreement"] for line in lines)
    lead = f"Jullie beantwoordden {count} van de {asked} vragen, {agreed} met consensus."
    if split:
        lead += f" Over {split} {'vraag' if split == 1 else 'vragen'} werden jullie het niet eens: "
        lead += "een goed begin voor het volgende gesprek."
    return lead
