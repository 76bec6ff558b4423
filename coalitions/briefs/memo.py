"""The memo, made from the rows: the occasion and the terms, then a chapter for each coalition."""

import re

from django.db.models import Prefetch

from coalitions.briefs.models import Coalition, DesiredFunction, Lineage, SuccessFactor
from knw_portal.dates import full_day
from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Quote,
    Table,
    from_json,
    paragraphs,
    plain,
)

MARK = re.compile(r"\[\^(\d+)\]")


def document(memo):
    """The memo as a document: as it was sent, or, while it is a draft, as the rows are now."""
    return from_json(memo.body) if memo.sent_at else draft(memo)


def draft(memo):
    """Aan, Van, Datum, Betreft, Status; the occasion; a chapter for each coalition of the round.

    To one coalition only its own chapter goes.
    """
    coalitions = Coalition.objects.filter(round=memo.round).order_by("number")
    if memo.coalition_id:
        coalitions = coalitions.filter(pk=memo.coalition_id)
    coalitions = list(with_lineage(with_brief(coalitions.select_related("round"))))
    blocks = occasion(memo.round, coalitions)
    first_note = 1
    for number, coalition in enumerate(coalitions, start=1):
        chapter, notes = theme(coalition, number, first_note)
        blocks += chapter
        first_note += notes
    return Document(
        title=memo.subject,
        head=(
            ("Aan", memo.to_words),
            ("Van", memo.sender),
            ("Datum", full_day(memo.dated_on)),
            ("Betreft", memo.subject),
            ("Status", memo.get_status_display()),
            *replaced(memo),
        ),
        blocks=tuple(blocks),
        author=memo.sender,
        subject=str(memo.round),
        written_on=memo.dated_on,
    )


def replaced(memo):
    """The line of the head that says which memo this one replaces."""
    if memo.corrects is None:
        return ()
    earlier = memo.corrects
    return (("Vervangt", f"de memo van {full_day(earlier.dated_on)}, ‘{earlier.subject}’"),)


def with_brief(coalitions):
    """Coalitions with every line of their brief, in a number of queries that does not grow."""
    desired = DesiredFunction.objects.select_related("function")
    return coalitions.prefetch_related("lines", Prefetch("desired", desired))


def with_lineage(coalitions):
    """With what else a memo tells of them: what they build on, and the terms of their round."""
    built_on = Lineage.objects.select_related("earlier")
    return coalitions.prefetch_related("round__common_terms", Prefetch("built_on", built_on))


def occasion(round, coalitions):
    story = [
        round.meeting_note,
        round.occasion,
        round.articulation_note,
        round.earlier_work_note,
    ]
    return [
        Heading(1, "Aanleiding", "1"),
        *(part for text in story for part in paragraphs(plain(text))),
        Paragraph("Dit zijn de thema’s:"),
        Bullets(tuple(plain(str(coalition)) for coalition in coalitions)),
        *listed("Voor alle coalities geldt:", [titled(term) for term in round.common_terms.all()]),
        *listed(
            "Succesfactoren van het werken in coalities:",
            [titled(factor) for factor in SuccessFactor.objects.all()],
        ),
    ]


def theme(coalition, number, first_note):
    """The chapter of one coalition, and how many footnotes it used."""
    chapter, notes = sections(coalition, first_note, level=2, chapter=f"{number + 1}.")
    heading = Heading(1, f"Thema {number}: {plain(coalition.title)}", f"{number + 1}")
    return [heading, *chapter], notes


def brief_document(coalition):
    """The brief of one coalition as it is now: the three sections that every brief has."""
    fresh = with_lineage(with_brief(Coalition.objects.select_related("round"))).get(pk=coalition.pk)
    blocks, _ = sections(fresh)
    return Document(title=str(fresh), blocks=tuple(blocks), kind="Opdracht")


def sections(coalition, first_note=1, *, level=1, chapter=""):
    """The three fixed sections of a brief, and how many footnotes they used."""
    title = f"‘{plain(coalition.title)}’"
    brief = coalition.brief()
    by_number = {s.footnote: s for s in reversed(brief["source"]) if s.footnote}
    noted = [by_number[number] for number in sorted(by_number)]
    numbers = {source.footnote: first_note + place for place, source in enumerate(noted)}

    def say(text):
        return with_marks(text, numbers)

    def said(part):
        return [say(line.text) for line in brief[part]]

    blocks = [
        Heading(level, f"Waar houdt de coalitie {title} zich mee bezig?", f"{chapter}1"),
        Quote(say(coalition.central_question)),
        *paragraphs(say(coalition.activity)),
        *listed("", said("activity")),
        *paragraphs(say(coalition.purpose)),
        *listed("Wat de opbrengst nodig heeft:", said("demand")),
        *listed("Dit wordt erin meegenomen:", said("included")),
        *quoted("Een team kan zich bijvoorbeeld dit afvragen:", say(coalition.example_question)),
        *listed("Wat de coalitie kan gebruiken:", said("may_use")),
        *paragraphs(say(coalition.approach)),
        *listed("Voor deze coalitie geldt ook:", own_terms(coalition, brief["term"])),
        *listed("Dit hoort er wel bij:", said("in")),
        *listed("Dit hoort er niet bij:", said("out")),
        *listed("Verbinding met anderen:", [connection(c) for c in brief["connection"]]),
        *listed("Waar de coalitie op voortbouwt:", [line(c) for c in coalition.built_on.all()]),
        Heading(level, f"Wanneer is de coalitie {title} succesvol?", f"{chapter}2"),
        *listed("De opbrengst van de coalitie:", [criterion(c) for c in brief["criterion"]]),
        *paragraphs(say(coalition.success_note)),
        Heading(level, f"Gewenste samenstelling van de coalitie {title}", f"{chapter}3"),
        *paragraphs(say(coalition.composition_note)),
        *wished(coalition),
        *listed("Input uit de eigen instelling:", said("input")),
        *listed("Begeleiding:", said("guidance")),
        *notes(noted, numbers),
    ]
    return blocks, len(noted)


def with_marks(text, numbers):
    """What was typed, literally, but for the footnote marks that have a source."""
    parts = MARK.split(text)
    said = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            said.append(plain(part))
        elif int(part) in numbers:
            said.append(f"[^{numbers[int(part)]}]")
    return "".join(said)


def titled(row):
    return f"**{plain(row.title)}.** {plain(row.text)}"


def own_terms(coalition, terms):
    """The terms that this coalition has otherwise than the whole round."""
    round = coalition.round
    common = {(term.title, term.text) for term in round.common_terms.all()} if round else set()
    return [titled(t) for t in terms if (t.title, t.text) not in common]


def listed(lead, items):
    """A list with the sentence before it; nothing where there is nothing to list."""
    if not items:
        return []
    return [Paragraph(lead)] * bool(lead) + [Bullets(tuple(items))]


def quoted(lead, text):
    return [Paragraph(lead), Quote(text)] if text else []


def connection(row):
    return f"**{plain(row.title)}** ({row.get_state_display()}): {plain(row.text)}"


def line(row):
    return f"**{plain(str(row.earlier))}** ({row.kind}): {plain(row.note)}"


def criterion(row):
    parts = tuple(f"**{plain(part.title)}**: {plain(part.text)}" for part in row.its_parts)
    text = f"**{row.code}** {plain(row.text)}"
    return (text, Bullets(parts)) if parts else text


def wished(coalition):
    rows = tuple(
        (
            plain(str(row.function)),
            str(row.wished) if row.wished is not None else "naar behoefte",
            plain(row.note),
        )
        for row in coalition.desired.all()
    )
    if not rows:
        return []
    header = ("Functie", "Gewenst aantal", "Toelichting")
    return [Table(f"Gewenste samenstelling van {plain(str(coalition))}", header, rows)]


def notes(noted, numbers):
    items = tuple(
        Note(numbers[source.footnote], source_text(source), source.url) for source in noted
    )
    return [Notes(items)] if items else []


def source_text(source):
    made = f", {plain(source.text)}" if source.text else ""
    note = f". {plain(source.note)}" if source.note else ""
    return f"Bron: {plain(source.title)}{made}{note}"
