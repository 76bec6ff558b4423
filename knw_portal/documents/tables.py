"""Rows as a file for a spreadsheet program, in which no text of anybody becomes a formula."""

import csv
import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from knw_portal.documents.structure import clean

# Spreadsheet programs read these as the beginning of a formula, also after space and full-width.
_STARTS_FORMULA = re.compile(r"[\t\r]|[\s\u00ad\u200b-\u200f\u2060]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
LONGEST_CELL = 32_767
WIDEST_COLUMN = 60


def to_csv(header, rows):
    """The rows as CSV that a Dutch Excel opens at once: UTF-8 with a mark, semicolons, commas."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_in_csv(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(title, header, rows):
    """The rows as a workbook of one sheet: header frozen, bold and with a filter."""
    return to_workbook(title, [(title, header, rows)])


def to_workbook(title, sheets):
    """A workbook with a sheet for each (name, header, rows), all made alike."""
    book = Workbook()
    book.properties.title = clean(title)[:255]
    book.properties.creator = ""
    book.remove(book.active)
    for name, header, rows in sheets:
        _fill(book.create_sheet(_sheet_name(name)), header, rows)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet, header, rows):
    widths = [0] * len(header)
    for y, row in enumerate((header, *rows), start=1):
        for x, value in enumerate(row, start=1):
            shown = _write(sheet.cell(y, x), value)
            widths[x - 1] = max(widths[x - 1], shown)
    for x, width in enumerate(widths, start=1):
        sheet.cell(1, x).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(x)].width = min(width + 3, WIDEST_COLUMN)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"


def starts_formula(text):
    """Whether a spreadsheet program could take a text for a formula."""
    return bool(_STARTS_FORMULA.match(text) or _STARTS_FORMULA.match(clean(text)))


def _in_csv(value):
    value = _plain_value(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float | Decimal):
        return f"{Decimal(str(value)):f}".replace(".", ",")
    if isinstance(value, str):
        apostrophe = "'" if starts_formula(value) else ""
        return apostrophe + clean(value)
    return value


def _plain_value(value):
    """The value as something both kinds of file know."""
    if value is None or (isinstance(value, float | Decimal) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | float | Decimal | date | time):
        return value
    return str(value)


def _write(cell, value):
    """Fill a cell of a workbook and say how wide it is."""
    value = _plain_value(value)
    if isinstance(value, str):
        value = clean(value)[:LONGEST_CELL]
        cell.value = value
        # By hand: openpyxl makes a formula of "=1+1" and an error of "#REF!".
        cell.data_type = "s"
        cell.quotePrefix = starts_formula(value)
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > WIDEST_COLUMN)
        return max((len(line) for line in value.splitlines()), default=0)
    cell.value = value
    if isinstance(value, datetime):
        cell.number_format = "dd-mm-yyyy hh:mm"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    cell.alignment = Alignment(vertical="top")
    return len(str(value))


def _sheet_name(title):
    name = re.sub(r"[\[\]:*?/\\]", " ", clean(title)).strip(" '\n\t")[:31].strip(" '")
    return " ".join(name.split()) or "Blad1"
