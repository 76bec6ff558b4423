"""A framework as an XLSForm: the spreadsheet that tools for questionnaires share.

What XLSForm has no word for (our axes, the fixed core, the guide of a section) stands in columns of
our own that begin with `kqn::`; other tools pass those by.
"""

import io
import re
import zipfile
import zlib

from django.utils.text import slugify
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from frameworks.definitions.axes import AXES, words_by_code
from frameworks.definitions.reading import PLACE, POINT_CODE, Unreadable

MOST_ROWS = 3000
MOST_UNPACKED = 30_000_000  # bytes
OURS = "kqn::"
AXIS_COLUMNS = {f"{OURS}{word}": axis for axis, (word, _, _) in AXES.items()}
SURVEY = [
    "type", "name", "label", "hint",
    *(f"{OURS}{word}" for word in ("soort", "kern", "bron", "doel", "minuten", "stappen")),
    *AXIS_COLUMNS, f"{OURS}kwaliteit", "relevant",
]  # fmt: skip
CHOICES = ["list_name", "name", "label"]
SETTINGS = ["form_title", "form_id", f"{OURS}doelgroep"]
TYPES = {
    "open": "text", "ambition": "text", "number": "decimal", "date": "date", "scale": "select_one",
    "one": "select_one", "many": "select_multiple",
}  # fmt: skip
KINDS = {
    "text": "open",
    "integer": "getal",
    "decimal": "getal",
    "date": "datum",
    "select_one": "keuze_een",
    "select_multiple": "keuze_meer",
}
BOXES = {"open": "open", "getal": "getal", "datum": "datum", "keuze_een": "keuze"}
# The conditions that we read: one or more choices of one question.
CHOSEN = re.compile(
    r"selected\(\s*\$\{([^}]+)\}\s*,\s*['\"]([^'\"]+)['\"]\s*\)"
    r"|\$\{([^}]+)\}\s*=\s*['\"]([^'\"]+)['\"]"
)
LINE, COLUMN = "rij-", "kolom-"  # names of elements must begin with a letter


# --- writing --------------------------------------------------------------------------------------


def to_xlsform(definition):
    """The bytes of a workbook."""
    survey, choices = [], []
    for section in definition["sections"]:
        survey.append(
            {
                "type": "begin_group",
                "name": name_of(section["code"]),
                "label": section["title"],
                f"{OURS}doel": section["purpose"],
                f"{OURS}minuten": section["minutes"],
                f"{OURS}stappen": "\n".join(section["steps"]),
            }
        )
        for question in section["questions"]:
            survey += question_rows(question, choices)
        survey.append({"type": "end_group"})
    settings = {
        "form_title": definition["title"],
        "form_id": definition["code"],
        f"{OURS}doelgroep": definition["audience"],
    }
    book = Workbook()
    book.remove(book.active)
    for name, columns, rows in (
        ("survey", SURVEY, survey),
        ("choices", CHOICES, choices),
        ("settings", SETTINGS, [settings]),
    ):
        fill(book.create_sheet(name), columns, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def name_of(code):
    """The name of a group; one that begins with a digit is no name to XLSForm."""
    return f"_{code}" if code[0].isdigit() else code


def relevant(question):
    """The condition of a question in the words of XLSForm."""
    when = question.get("when")
    wanted = when["is"] if when else ()
    return " or ".join(f"selected(${{{when['question']}}}, '{code}')" for code in wanted)


def question_rows(question, choices):
    code, kind = question["code"], question["kind"]
    row = {
        "name": code,
        "label": question["text"],
        "hint": question["help"],
        "relevant": relevant(question),
        f"{OURS}soort": {"scale": "schaal4", "ambition": "ambitie"}.get(kind, ""),
        f"{OURS}kern": "ja" if question["core"] else "",
        f"{OURS}bron": question["source"],
        f"{OURS}kwaliteit": question.get("about", {}).get("code"),
    }
    for column, axis in AXIS_COLUMNS.items():
        by_code = words_by_code(axis)
        row[column] = "; ".join(by_code[value] for value in question["axes"].get(axis, ()))
    if kind not in ("table", "grid"):
        if question["points"]:
            choices += options(code, question["points"])
            return [{**row, "type": f"{TYPES[kind]} {code}"}]
        return [{**row, "type": TYPES[kind]}]
    rows = [{**row, "type": "begin_group", f"{OURS}soort": "matrix"}]
    if kind == "table":
        choices += options(code, question["points"])
        rows += [
            {"type": f"select_one {code}", "name": f"{LINE}{line['code']}", "label": line["text"]}
            for line in question["lines"]
        ]
    else:
        for column in question["points"]:
            choices += options(f"{code}.{column['code']}", column["options"])
        for line in question["lines"]:
            name = f"{LINE}{line['code']}"
            rows.append({"type": "begin_group", "name": name, "label": line["text"]})
            rows += [box_row(code, column) for column in question["points"]]
            rows.append({"type": "end_group"})
    return [*rows, {"type": "end_group"}]


def box_row(code, column):
    asked = f"select_one {code}.{column['code']}" if column["options"] else TYPES[column["kind"]]
    return {"type": asked, "name": f"{COLUMN}{column['code']}", "label": column["text"]}


def options(name, points):
    return [{"list_name": name, "name": point["code"], "label": point["text"]} for point in points]


def fill(sheet, columns, rows):
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            value = row.get(column)
            if value not in (None, ""):
                cell = sheet.cell(number, place, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula, whatever it begins with
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        width = {"label": 70, "hint": 40, "type": 26, "name": 22, "list_name": 26}.get(column, 14)
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = width


# --- reading --------------------------------------------------------------------------------------


def from_xlsform(content):
    """The set in a workbook, in the Dutch keys of a file. First ours, then what pyxform finds."""
    sheets = sheets_of(content)
    survey = Survey(sheets)
    raw = survey.read()
    if survey.problems:
        raise Unreadable(survey.problems)
    check(content)
    return raw


def check(content):
    """What the reference reader of XLSForm has against it."""
    try:
        convert(io.BytesIO(content), validate=False, file_type=".xlsx", form_name="data")
    except PyXFormError as error:
        raise Unreadable([in_dutch(str(error))]) from error


SAID = [  # what pyxform says, and the same in Dutch
    (r"[Nn]ame.*(duplicat|already|unique)|[Dd]uplicate", "een naam staat er twee keer"),
    (r"valid XML|XML identifier|[Ii]nvalid .*name", "een naam heeft tekens die niet kunnen"),
    (r"list[ _]name|choices sheet|choice", "de lijst met keuzes klopt niet"),
    (r"begin|end|[Uu]nmatched", "een groep begint of eindigt op de verkeerde plek"),
    (r"\$\{", "er wordt verwezen naar een vraag die er niet is"),
    (r"[Uu]nknown question type|type", "dit type vraag bestaat niet"),
]


def in_dutch(said):
    row = re.search(r"\[row\s*:\s*(\d+)\]", said)
    place = f"Rij {row[1]}" if row else "Het bestand"
    why = next((words for pattern, words in SAID if re.search(pattern, said)), "dit kan niet")
    return f"{place}: {why}. De controle van XLSForm zegt: {said[:300]}"


# What a damaged or forged spreadsheet makes of zipfile, the XML parser and openpyxl.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def unpack_within_bounds(content):
    """Read every part in pieces: what a part says of its size may be a lie."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for part in packed.infolist():
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise zipfile.BadZipFile(part.filename)
            with packed.open(part) as stream:
                while piece := stream.read(65_536):
                    total += len(piece)
                    if total > MOST_UNPACKED:
                        raise Unreadable(["Het bestand is uitgepakt te groot."])


def sheets_of(content):
    """Each sheet as (number of the row, its cells by column), values and no formulas."""
    try:
        unpack_within_bounds(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        names = [name for name in ("survey", "choices", "settings") if name in book.sheetnames]
        sheets = {name: list(rows_of(book[name])) for name in names}
        book.close()
    except Unreadable:
        raise
    except DAMAGED as error:
        raise Unreadable(["Dit is geen spreadsheet (XLSX) dat we kunnen lezen."]) from error
    if "survey" not in sheets:
        raise Unreadable(["Er is geen tabblad ‘survey’ in dit bestand."])
    return sheets


def rows_of(sheet):
    # A sheet may say that it has a million rows; more than ours is not read.
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=60)
    header = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    for number, cells in enumerate(rows, start=2):
        row = {
            column: as_text(cell)
            for column, cell in zip(header, cells, strict=False)
            if column and cell is not None and as_text(cell)
        }
        if row and number > MOST_ROWS:
            raise Unreadable([f"Tabblad {sheet.title} heeft meer dan {MOST_ROWS} rijen."])
        if row:
            yield number, row


def as_text(cell):
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


class Survey:
    """Reads the rows of `survey` from top to bottom, group in group."""

    def __init__(self, sheets):
        self.problems = []
        self.steps = {}  # what the steps of each rubric are called here; with us they are numbers
        self.rows = sheets["survey"]
        self.settings = dict(sheets.get("settings") or [(0, {})][:1]) or {0: {}}
        self.lists = {}
        for number, row in sheets.get("choices", []):
            name, code, label = (row.get(column, "") for column in CHOICES)
            if not (name and code and label):
                self.problems.append(
                    f"Rij {number} van choices: vul ‘list_name’, ‘name’ en ‘label’ in."
                )
            self.lists.setdefault(name, []).append({"code": code, "tekst": label})

    def read(self):
        guides, questions, section, table = [], [], None, None
        for number, row in self.rows:
            place = f"Rij {number}"
            kind, _, list_name = row.get("type", "").partition(" ")
            kind = {"begin": f"begin_{list_name}", "end": f"end_{list_name}"}.get(kind, kind)
            if kind == "begin_group":
                if row.get("relevant") and row.get(f"{OURS}soort") != "matrix":
                    self.problems.append(f"{place}: alleen een vraag kan een voorwaarde hebben.")
                if table is not None:
                    table.begin(row)
                elif section is None and row.get(f"{OURS}soort") != "matrix":
                    section = row.get("label", "")
                    guides.append(self.guide(row, place))
                elif row.get(f"{OURS}soort") == "matrix":
                    table = Table(self.question(row, place, section, "matrix"), self)
                else:
                    self.problems.append(
                        f"{place}: een groep in een groep kan alleen als tabel; zet dan ‘matrix’ "
                        f"in de kolom {OURS}soort."
                    )
                    table = Table({PLACE: place}, self)
            elif kind == "end_group":
                if table is not None and table.line is not None:
                    table.line = None
                elif table is not None:
                    if "code" in table.question:
                        questions.append(table.close())
                    table = None
                elif section is not None:
                    section = None
                else:
                    self.problems.append(f"{place}: hier eindigt een groep die niet begon.")
            elif kind not in KINDS:
                self.problems.append(
                    f"{place}: type ‘{row.get('type', '')}’ kennen we niet; kies uit "
                    f"{', '.join(KINDS)}, begin_group of end_group."
                )
            else:
                choices = self.choices(kind, list_name, place)
                if table is not None:
                    if row.get("relevant"):
                        self.problems.append(
                            f"{place}: alleen een hele vraag kan een voorwaarde hebben."
                        )
                    table.ask(row, KINDS[kind], choices, place)
                    continue
                question = self.question(row, place, section, KINDS[kind])
                if kind.startswith("select"):
                    scale = question["type"] == "schaal4"
                    question["rubric" if scale else "opties"] = (
                        [choice["tekst"] for choice in choices] if scale else choices
                    )
                    if scale:
                        self.steps[question["code"]] = [choice["code"] for choice in choices]
                questions.append(question)
        if section is not None or table is not None:
            self.problems.append("Aan het eind staat een groep nog open: er mist een end_group.")
        for question in questions:
            if when := question.get("als"):
                steps = self.steps.get(when["vraag"], [])
                when["is"] = [
                    str(steps.index(one) + 1) if one in steps else one for one in when["is"]
                ]
        settings = next(iter(self.settings.values()))
        return {
            PLACE: "Tabblad settings",
            "code": settings.get("form_id"),
            "titel": settings.get("form_title"),
            "doelgroep": settings.get(f"{OURS}doelgroep"),
            "onderdelen": [guide for guide in guides if len(guide) > 2],
            "vragen": questions,
        }

    def choices(self, kind, name, place):
        if not kind.startswith("select"):
            return []
        if name.split(" ")[0] not in self.lists:
            self.problems.append(f"{place}: de lijst ‘{name}’ staat niet op het tabblad choices.")
        return self.lists.get(name.split(" ")[0], [])

    def guide(self, row, place):
        guide = {PLACE: place, "titel": row.get("label")}
        code = row.get("name", "").removeprefix("_")
        if code != slugify(row.get("label", ""))[:60] and POINT_CODE.fullmatch(code):
            guide["code"] = code
        if purpose := row.get(f"{OURS}doel"):
            guide["doel"] = purpose
        if minutes := row.get(f"{OURS}minuten"):
            guide["minuten"] = int(minutes) if minutes.isdecimal() else minutes
        if steps := row.get(f"{OURS}stappen"):
            guide["stappen"] = [step.strip() for step in steps.splitlines() if step.strip()]
        return guide

    def question(self, row, place, section, kind):
        core = row.get(f"{OURS}kern", "").lower()
        question = {
            PLACE: place,
            "code": row.get("name"),
            "onderdeel": section,
            "type": row.get(f"{OURS}soort") or kind,
            "vraag": row.get("label"),
            "hulp": row.get("hint"),
            "bron": row.get(f"{OURS}bron"),
            "kwaliteit": row.get(f"{OURS}kwaliteit"),
            "kern": {"ja": True, "": False, "nee": False}.get(core, core),
        }
        if text := row.get("relevant"):
            question["als"] = self.condition(text, place)
        for column, axis in AXIS_COLUMNS.items():
            if words := row.get(column):
                question[AXES[axis][0]] = [word.strip() for word in words.split(";")]
        for column in row:
            if column.startswith(OURS) and column not in SURVEY:
                self.problems.append(f"{place}: de kolom ‘{column}’ kennen we niet.")
        return question

    def condition(self, text, place):
        """A condition in our words: choices of one earlier question."""
        found = [CHOSEN.fullmatch(part.strip()) for part in re.split(r"\s+or\s+", text.strip())]
        if not all(found) or len({one[1] or one[3] for one in found}) > 1:
            self.problems.append(
                f"{place}: deze voorwaarde lezen we niet. Schrijf selected(${{CODE}}, 'keuze'), zo "
                "nodig vaker met ‘or’ ertussen, over één eerdere vraag."
            )
            return None
        return {"vraag": found[0][1] or found[0][3], "is": [one[2] or one[4] for one in found]}


class Table:
    """A table in the making: lines that choose from one list, or lines with a box per column."""

    def __init__(self, question, survey):
        self.question, self.survey = question, survey
        self.lines, self.columns, self.line = [], [], None

    def begin(self, row):
        self.line = len(self.lines)
        self.lines.append(named(row, LINE))
        self.columns.append([])

    def ask(self, row, kind, choices, place):
        if self.line is not None:
            box = {**named(row, COLUMN), "soort": BOXES.get(kind, kind)}
            if choices:
                box["opties"] = choices
            self.columns[self.line].append(box)
        elif kind == "keuze_een":
            self.lines.append(named(row, LINE))
            self.columns.append(choices)
        else:
            self.survey.problems.append(
                f"{place}: een rij van deze tabel is een select_one, of een groep met een vraag "
                "per kolom."
            )

    def close(self):
        place = self.question[PLACE]
        if any(columns != self.columns[0] for columns in self.columns):
            self.survey.problems.append(f"{place}: elke rij van een tabel heeft dezelfde kolommen.")
        return {
            **self.question,
            "rijen": self.lines,
            "kolommen": self.columns[0] if self.columns else [],
        }


def named(row, prefix):
    return {"code": row.get("name", "").removeprefix(prefix), "tekst": row.get("label")}
