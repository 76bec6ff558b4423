"""What the project says about itself is true: addresses, tests, commands, pictures and models."""

import ast
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve

from knw_portal.local.__main__ import HELP
from knw_portal.tests.test_layers import PACKAGES, ROOMS

ROOT = Path(settings.BASE_DIR)
REQUIREMENTS = ROOT / "docs" / "requirements.md"
README = ROOT / "README.md"
DESIGN = ROOT / "docs" / "design.md"
DECISIONS = ROOT / "docs" / "decisions.md"

NUMBERS = [f"R{number:03}" for number in range(1, 141)]
# What stands for a real part of an address, and a sample of it.
SAMPLES = {
    "<slug>": "flexibilisering",
    "<schooljaar>": "2023-2024",
    "<nr>": "1",
    "<school>": "een-school",
    "<raamwerk>": "data",
    "<code>": "TAZ-A2",
    "<moment>": "start",
    "<inzicht>": "i01",
    "<rol>": "team",
    "<token>": "a1b2c3",
}


def rows(text):
    """The rows of the table of requirements, as (number, what, where, test, state)."""
    for line in text.splitlines():
        if re.match(r"\| R\d", line):
            yield [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def complaints(text):
    """What is wrong with the table of requirements."""
    found = list(rows(text))
    counted = Counter(row[0] for row in found)
    for number in NUMBERS:
        if counted[number] != 1:
            yield f"{number} stands there {counted[number]} times"
    for number in set(counted) - set(NUMBERS):
        yield f"{number} was never asked"
    for row in found:
        if len(row) != 5:
            yield f"{row[0]} has {len(row)} cells"
        else:
            yield from (f"{row[0]} {complaint}" for complaint in complaints_of_row(*row))


def complaints_of_row(number, what, where, test, state):
    if not what:
        yield "does not say what is asked"
    for address in quoted(where):
        if not is_an_address(address):
            yield f"leads nowhere: {address}"
    for name in quoted(test):
        if not is_a_test(name):
            yield f"names no test: {name}"
    if state == "ja":
        if not quoted(where) or not quoted(test):
            yield "is done, but does not say where and by which test"
    elif not re.match(r"deels: \w|nog niet$", state):
        yield f"has no state we know: {state}"


def is_an_address(address):
    for name, sample in SAMPLES.items():
        address = address.replace(name, sample)
    try:
        resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return True


def is_a_test(name):
    path, _, function = name.partition("::")
    return function.startswith("test_") and function in functions_of(path)


@cache
def functions_of(path):
    file = ROOT / path
    if not file.is_file() or not file.name.startswith("test_"):
        return frozenset()
    return frozenset(
        node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)
    )


def test_the_table_of_requirements_is_true():
    assert list(complaints(REQUIREMENTS.read_text())) == []


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("| R001 |", "| R141 |", "R001 stands there 0 times"),
        ("| R001 |", "| R002 |", "R002 stands there 2 times"),
        ("`/coalities/<slug>/`", "`/coalitie/<slug>/`", "leads nowhere: /coalitie/<slug>/"),
        ("`/bureau/mensen/<nr>/`", "`/bureau/mensen/<slug>/`", "leads nowhere"),
        ("::test_every_point_of", "::test_no_point_of", "names no test"),
        ("desk/tests/test_memo.py", "desk/tests/test_letter.py", "names no test"),
        ("| ja |", "| klaar |", "has no state we know: klaar"),
        ("| – | – | nog niet |", "| – | – | ja |", "is done, but does not say where"),
        ("deels: ", "deels", "has no state we know"),
    ],
)
def test_a_table_of_requirements_that_is_not_true_is_found(was, becomes, complaint):
    text = REQUIREMENTS.read_text()

    changed = text.replace(was, becomes)

    assert changed != text
    assert any(complaint in found for found in complaints(changed))


def test_the_sums_above_the_table_are_those_of_the_table():
    text = REQUIREMENTS.read_text()
    counted = Counter(row[-1].partition(":")[0] for row in rows(text))
    said = re.findall(r"(\d+) × `(ja|deels|nog niet)`", text)
    assert {state: int(number) for number, state in said} == dict(counted)


def test_the_readme_names_only_commands_that_there_are():
    named = set(re.findall(r"(?m)(?:`|^)\./portal(?: ([a-z]+))?", README.read_text()))
    known = set(re.findall(r"(?m)^\./portal(?: ([a-z]+))?", HELP))

    assert {"", "test"} <= named <= known
    assert os.access(ROOT / "portal", os.X_OK)


def test_the_management_commands_in_the_readme_exist():
    named = set(re.findall(r"manage(?:\.py)? ([a-z_]+)", README.read_text()))
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py")} - {"__init__"}
    assert named - ours - {"migrate", "collectstatic", "check", "help", "shell", "dbshell"} == set()


def test_the_pictures_and_pages_that_are_linked_to_exist():
    for page in (README, DESIGN, DECISIONS, REQUIREMENTS, ROOT / "CHANGELOG.md"):
        linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
        assert [link for link in linked if not (page.parent / link).is_file()] == []
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README.read_text())
    assert len(pictures) >= 2
    assert [name for name in pictures if (ROOT / name).stat().st_size > 200_000] == []


def test_the_glossary_names_words_of_the_code():
    readme = README.read_text()
    glossary = readme[readme.index("## Glossary") : readme.index("## The house")]
    words = {word for line in glossary.splitlines() for word in quoted(line)}
    sources = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    code = "\n".join(path.read_text() for path in sources if "tests" not in path.parts)

    assert len(words) > 20
    assert {word for word in words if not re.search(rf"\b{re.escape(word)}\b", code)} == set()


def test_the_design_names_every_room_and_every_model():
    design = DESIGN.read_text()
    rooms = {room for names in ROOMS.values() for room in names}
    models = {
        model.__name__ for name in PACKAGES for model in apps.get_app_config(name).get_models()
    }

    assert {room for room in rooms if f"`{room}/`" not in design} == set()
    assert {model for model in models if f"`{model}`" not in design} == set()
