from time import process_time

from django.template.loader import render_to_string

from knw_portal.documents.comparison import compare
from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Table,
)


def letter(*blocks):
    return Document(title="Brief", blocks=blocks)


def told(before, after):
    return [(line.kind, line.change, line.runs) for line in compare(before, after)]


def test_equal_documents_have_no_changes():
    same = letter(Heading(1, "Doel"), Bullets(("Een", "Twee")), Paragraph("Slot"))

    assert {change for _, change, _ in told(same, same)} == {"same"}


def test_a_changed_line_shows_which_words_went_and_came():
    before = letter(Paragraph("De coalitie maakt een handreiking voor teams."))
    after = letter(Paragraph("De coalitie maakt een korte handreiking voor teams."))

    assert told(before, after) == [
        (
            "text",
            "changed",
            (
                ("same", "De coalitie maakt een "),
                ("added", "korte "),
                ("same", "handreiking voor teams."),
            ),
        )
    ]


def test_lines_that_have_little_in_common_are_two_lines():
    before = letter(Bullets(("Blijft staan", "Een examen per team", "Nog een")))
    after = letter(Bullets(("Blijft staan", "Iets heel anders", "Nog een")))

    assert [(change, runs[0][1]) for _, change, runs in told(before, after)] == [
        ("same", "Blijft staan"),
        ("removed", "Een examen per team"),
        ("added", "Iets heel anders"),
        ("same", "Nog een"),
    ]


def test_criteria_with_parts_tables_and_notes_are_compared_line_by_line():
    before = letter(
        Bullets((("Balans", Bullets(("Openheid",))),)),
        Table("Wie", ("Functie", "Aantal"), (("Docent", "4"),)),
        Notes((Note(1, "Bron: Vier rollen", "https://example.org/"),)),
    )
    after = letter(
        Bullets((("Balans", Bullets(("Openheid", "Specifiek"))),)),
        Table("Wie", ("Functie", "Aantal"), (("Docent", "5"),)),
        Notes((Note(1, "Bron: Vier rollen", "https://example.org/"),)),
    )

    assert told(before, after) == [
        ("item", "same", (("same", "Balans"),)),
        ("part", "same", (("same", "Openheid"),)),
        ("part", "added", (("added", "Specifiek"),)),
        ("item", "changed", (("same", "Docent · "), ("removed", "4"), ("added", "5"))),
        ("item", "same", (("same", "1. Bron: Vier rollen https://example.org/"),)),
    ]


def test_what_is_new_and_gone_can_be_heard_and_typed_html_stays_text():
    before = letter(Paragraph("Weg <b>ermee</b>"))
    after = letter(Paragraph("Welkom"))

    html = render_to_string("documents/comparison.html", {"lines": compare(before, after)})

    assert '<del><span class="visually-hidden">Vervallen: </span>Weg &lt;b&gt;' in html
    assert '<ins><span class="visually-hidden">Nieuw: </span>Welkom' in html


def test_every_word_of_both_versions_stands_in_the_comparison():
    before = letter(*(Paragraph(f"regel {n} van {n * 7 % 13} woorden") for n in range(60)))
    after = letter(*(Paragraph(f"regel {n} van {n * 5 % 11} woorden") for n in range(5, 70)))

    start = process_time()
    lines = compare(before, after)
    took = process_time() - start

    def said(*changes):
        kept = ("".join(text for change, text in line.runs if change in changes) for line in lines)
        return [text for text in kept if text]

    assert said("same", "removed") == [block.text for block in before.blocks]
    assert said("same", "added") == [block.text for block in after.blocks]
    assert took < 3
