import json

import pytest

from knw_portal.documents.structure import (
    Bullets,
    Document,
    Heading,
    Note,
    Notes,
    Paragraph,
    Table,
    from_json,
    inline,
    paragraphs,
    plain,
    to_json,
    words,
)
from knw_portal.documents.tests.factories import HOSTILE, letter


def looks(text):
    """The runs of a text as short tuples."""
    return [
        (span.text, "s" * span.strong + "e" * span.emphasis + "/" * span.line, span.url, span.mark)
        for span in inline(text)
    ]


def test_a_document_comes_back_from_json_exactly():
    document = letter()

    stored = json.loads(json.dumps(to_json(document)))

    assert from_json(stored) == document
    assert to_json(from_json(stored)) == stored
    assert stored["format"] == 1


def test_lists_and_tuples_make_the_same_document():
    assert Document("x", blocks=[Bullets(["a"])]) == Document("x", blocks=(Bullets(("a",)),))


@pytest.mark.parametrize(
    "stored",
    [
        {"format": 2, "title": "x"},
        {"title": "x"},
        to_json(letter()) | {"blocks": [{"type": "onbekend"}]},
    ],
)
def test_json_of_another_make_is_refused(stored):
    with pytest.raises(ValueError, match="portal"):
        from_json(stored)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a **b** *c*",
            [("a ", "", "", 0), ("b", "s", "", 0), (" ", "", "", 0), ("c", "e", "", 0)],
        ),
        ("***a***", [("a", "se", "", 0)]),
        ("[^1]", [("", "", "", 1)]),
        ("[^0] [^1a]", [("[^0] [^1a]", "", "", 0)]),
        ("a\nb", [("a", "", "", 0), ("", "/", "", 0), ("b", "", "", 0)]),
        ("[a](https://e.org/x_(y))", [("a", "", "https://e.org/x_(y)", 0)]),
        ("[a](mailto:a@example.org)", [("a", "", "mailto:a@example.org", 0)]),
        ("**[a](http://e.org)**", [("a", "s", "http://e.org", 0)]),
        ("[a](javascript:alert(1))", [("[a](javascript:alert(1))", "", "", 0)]),
        ("[a](data:text/html,x)", [("[a](data:text/html,x)", "", "", 0)]),
        ("[a](//e.org)", [("[a](//e.org)", "", "", 0)]),
        ("3 * 4 * 5", [("3 * 4 * 5", "", "", 0)]),
        ("**open", [("**open", "", "", 0)]),
        ("****", [("****", "", "", 0)]),
        (r"\*a\* \x", [(r"*a* \x", "", "", 0)]),
        ("", []),
    ],
)
def test_the_inline_language(text, expected):
    assert looks(text) == expected


@pytest.mark.parametrize("text", ["**a** [b](https://e.org) [^1]", "\\*", "\\\\[x]", "a\nb", "*"])
def test_plain_text_says_literally_what_was_typed(text):
    assert words(plain(text)) == text.replace("\n", " ")
    assert {span.strong for span in inline(plain(text))} == {False}


def test_what_harms_a_document_is_taken_out_when_it_is_made():
    document = Document(
        "a\x00b\u202ec", head=[["\x07x", "\ud800y"]], blocks=[Paragraph("z\r\nq\ufeff")]
    )

    assert document == Document("abc", head=(("x", "y"),), blocks=(Paragraph("z\nq"),))


@pytest.mark.parametrize(
    "text", ["*" * 20_000, "[a" * 9_000, "[x](https://(" * 3_000, "**a " * 5_000, "\\" * 20_000]
)
def test_reading_text_takes_time_in_proportion(text):
    assert words(text) == text.replace("\\\\", "\\")


def test_an_empty_line_divides_paragraphs():
    assert paragraphs("een\ntwee\r\n \r\n\n drie ") == (Paragraph("een\ntwee"), Paragraph("drie"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Heading(4, "x"),
        lambda: Table("x", ("a", "b"), (("1",),)),
        lambda: Bullets((("a", Bullets((("b", Bullets(("c",))),))),)),
        lambda: Document("x", blocks=[Notes([Note(1, "a")]), Notes([Note(1, "b")])]),
    ],
)
def test_a_structure_that_no_output_can_show_is_refused(make):
    with pytest.raises(ValueError, match=r"level|row|deep|twice"):
        make()


def test_headings_never_leap_and_what_says_nothing_is_not_shown():
    document = Document(
        "x",
        blocks=(
            Heading(3, "a"), Heading(1, ""), Heading(1, "\u200d"), Heading(1, "b"), Heading(3, "c"),
            Paragraph(" "), Bullets(()), Notes(()), Table("t", (), ()),
        ),
    )  # fmt: skip

    assert document.shown() == (Heading(1, "a"), Heading(1, "b"), Heading(2, "c"))


def test_hostile_text_survives_the_round_trip_as_clean_text():
    document = letter(title=HOSTILE, blocks=(Paragraph(plain(HOSTILE)),))

    stored = json.dumps(to_json(document))

    assert from_json(json.loads(stored)) == document
    assert "\\u0000" not in stored
