"""The report over the moments as a document: PDF and Word say what the page says."""

from django.utils.timezone import localdate

from frameworks.reports.mirror import RULE
from knw_portal.dates import full_day
from knw_portal.documents.structure import (
    Document,
    Heading,
    Paragraph,
    Quote,
    Table,
    paragraphs,
    plain,
)


def document(trajectory, report):
    talks = report["talks"]
    return Document(
        title=f"Verslag over de momenten: {trajectory.team.name}",
        head=(
            ("Team", str(trajectory.team)),
            ("Raamwerk", str(trajectory.framework_version)),
            ("Gesprekken", "; ".join(f"{one.label}, {full_day(one.held_on)}" for one in talks)),
            ("Voor wie", "ons team, en wie wij het zelf geven"),
        ),
        blocks=tuple(blocks(trajectory, report)),
        kind="Verslag",
        author=trajectory.team.name,
        subject=trajectory.challenge,
        written_on=max((one.held_on for one in talks), default=localdate()),
    )


def blocks(trajectory, report):
    yield Paragraph(plain(trajectory.challenge))
    if report["changes"]:
        yield Heading(1, "Wat veranderde")
        yield Table(
            "Vragen met een andere trede dan de eerste keer",
            ("Vraag", "Verschil"),
            tuple((plain(one["text"]), one["words"]) for one in report["changes"]),
        )
    yield from goals(report["goals"])
    if report["scales"]:
        yield Heading(1, "De treden")
        yield steps(report)
        yield from (
            Paragraph(f"*De vraag ‘{plain(line['text'])}’ is tussendoor veranderd. De treden van "
                      "ervoor en erna zijn niet te vergelijken.*")
            for line in report["broken"]
        )  # fmt: skip
        yield from mirror(report)
    if report["said_again"]:
        yield Heading(1, "Wat we vaker zeiden")
    for one in report["said_again"]:
        yield Heading(2, plain(one["text"]))
        for said in one["cells"]:
            yield Paragraph(f"**{said['talk'].label}:** {plain(said['words'])}")
    if report["lessons"]:
        yield Heading(1, "Wat leerden wij als team")
    for talk, lesson in report["lessons"]:
        yield Heading(2, talk.label)
        yield from paragraphs(plain(lesson))


def goals(pairs):
    if pairs:
        yield Heading(1, "De doelen van de start, naast het eind")
    for pair in pairs:
        if pair["name"]:
            yield Heading(2, pair["name"])
        for name, said in (("Dit wilden we", pair["wanted"]), ("Dit werd het", pair["became"])):
            yield Heading(3, name)
            if not said:
                yield Paragraph("*Daar is nog niets over gezegd.*")
            for text, words in said:
                yield Paragraph(f"*{plain(text)}*")
                yield from (Quote(one.text) for one in paragraphs(plain(words)))


def steps(report):
    talks = report["talks"]
    rows = []
    for line in report["scales"]:
        said = {one["talk"]: one for one in line["dots"]}
        cells = [
            (said[talk]["said"] + (", veranderde vraag" if not said[talk]["compares"] else ""))
            if talk in said
            else "niet gevraagd"
            for talk in talks
        ]
        rows.append((plain(line["text"]), *cells))
    return Table(
        "De trede per vraag en per gesprek",
        ("Vraag", *(talk.label for talk in talks)),
        tuple(rows),
    )


def mirror(report):
    found = [
        (line["text"], one["talk"].label, one["band"])
        for line in report["scales"]
        for one in line["dots"]
        if one["band"]
    ]
    yield Heading(2, "Naast het netwerk")
    if not found:
        yield Paragraph(plain(RULE))
        return
    yield Table(
        f"De spiegel van het netwerk, gemaakt voor {full_day(report['mirror'].made_on)}",
        ("Vraag en gesprek", "In het netwerk"),
        tuple((f"{plain(text)} ({label})", words) for text, label, words in found),
    )
