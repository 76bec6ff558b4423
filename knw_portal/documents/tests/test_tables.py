import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pytest

from knw_portal.documents.tables import to_csv, to_xlsx

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\tgewoon", "\r=1", "\rgewoon", "\n=1", "  =1",
    "\u00a0=1", "\u200b=1", "\ufeff=1", "\x00=1", "＝1+1", " ＋1", "－1", "＠A1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://e.org","x")',
]  # fmt: skip
TEXTS = ["gewoon", "a=b", "3 + 4", "", "0612", "#REF!", "'=1", 'één; "twee"\ndrie']


def csv_rows(body):
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet(body):
    return openpyxl.load_workbook(BytesIO(body)).active


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_a_formula_in_csv(text):
    header, row = csv_rows(to_csv((text,), [(text,)]))

    assert header[0].startswith("'")
    assert row[0].startswith("'")
    assert row[0].strip("'\t\r\n \x00\u00a0\ufeff\u200b") == text.strip(
        "\t\r\n \x00\u00a0\ufeff\u200b"
    )


@pytest.mark.parametrize("text", TEXTS)
def test_other_text_is_left_alone_in_csv(text):
    assert csv_rows(to_csv(("kop",), [(text, "x")]))[1] == [text, "x"]


@pytest.mark.parametrize("text", FORMULAS + TEXTS)
def test_every_text_is_a_string_in_the_workbook(text):
    body = to_xlsx("Titel", (text,), [(text,)])

    xml = ZipFile(BytesIO(body)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert b't="e"' not in xml
    assert {cell.data_type for row in sheet(body).rows for cell in row if cell.value} <= {"s"}


def test_csv_opens_at_once_in_a_dutch_spreadsheet():
    rows = [(1, -2.5, Decimal("1000.10"), date(2026, 4, 6), None, True, 0.1 + 0.2, float("nan"))]

    body = to_csv(("a", "b", "c", "d", "e", "f", "g", "h"), rows)

    assert (
        body
        == (
            "\ufeffa;b;c;d;e;f;g;h\r\n1;-2,5;1000,10;2026-04-06;;ja;0,30000000000000004;\r\n"
        ).encode()
    )


def test_times_are_those_of_the_netherlands():
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert csv_rows(to_csv(("t",), [(at,)]))[1] == ["2026-07-02 00:30"]
    assert sheet(to_xlsx("t", ("t",), [(at,)]))["A2"].value == datetime(2026, 7, 2, 0, 30)  # noqa: DTZ001 a workbook knows no zones


def test_workbook_has_real_types_and_a_header_that_stays():
    body = to_xlsx("Leden", ("Naam", "Sinds", "Uren"), [("Sanne", date(2026, 4, 6), 2.5)])

    page = sheet(body)
    assert page.title == "Leden"
    assert [type(cell.value).__name__ for cell in page[2]] == ["str", "datetime", "float"]
    assert page["B2"].number_format == "dd-mm-yyyy"
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:C2"
    assert [cell.font.bold for cell in page[1]] == [True, True, True]
    assert page.column_dimensions["B"].width == 13
    assert page.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b: c?", "a b c"),
        ("", "Blad1"),
        ("'x'", "x"),
        ("x " * 20, "x " * 15 + "x"),
        ("[]*", "Blad1"),
    ],
)
def test_any_title_makes_a_sheet(title, name):
    assert sheet(to_xlsx(title, ("a",), [])).title == name


def test_text_beyond_what_a_cell_holds_is_cut():
    body = to_xlsx("x", ("a",), [("y" * 40_000 + "\x07",)])

    assert len(sheet(body)["A2"].value) == 32_767
