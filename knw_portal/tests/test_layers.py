"""Imports go one way only: between the packages, between the rooms, and inside a room."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

PACKAGES = ["knw_portal", "frameworks", "coalitions"]  # a package may know the ones before it
ROOMS = {  # a room may know the ones before it
    "knw_portal": ["local", "mail", "people", "search", "documents", "files"],
    "frameworks": ["figures", "definitions", "polls", "teams", "reports"],
    "coalitions": ["themes", "briefs", "members", "sessions", "outputs", "desk"],
}
LAYERS = ["models", "rules", "actions", "tasks", "forms", "views", "urls"]
# The tables of contents of an app: only Django, Celery and `rules` open them.
CONTENTS = [
    "models",
    "rules",
    "actions",
    "tasks",
    "reminders",
    "overview",
    "forms",
    "views",
    "urls",
]
# Files of the project itself that name the apps: it mounts and configures them.
MOUNTS = {"knw_portal/settings.py", "knw_portal/urls.py"}


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                yield "." * node.level
                continue
            # `from coalitions import themes` and `from coalitions.themes import x` are one thing
            yield from {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def inner_imports(tree):
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"line {node.lineno}"


def place(parts):
    """(package, room, layer) of a file or of an imported name; "" where it has none."""
    package, rest = parts[0], list(parts[1:])
    room = rest.pop(0) if rest and rest[0] in ROOMS[package] else ""
    return package, room, rest[0] if rest else ""


def complaint(here, name):
    """Why the file at `here` may not import `name`, or None."""
    if name.startswith("."):
        return "relative import"
    parts = name.split(".")
    if parts[0] not in PACKAGES:
        return None
    (package, room, layer), (other, other_room, other_layer) = here, place(parts)
    if PACKAGES.index(other) > PACKAGES.index(package):
        return "a package above"
    if other == package and room and other_room:
        rooms = ROOMS[package]
        if rooms.index(other_room) > rooms.index(room):
            return "a room above"
        if other_room == room and rank(other_layer) > rank(layer) >= 0:
            return "a layer above"
    if other != "knw_portal" and not other_room and other_layer in CONTENTS and room:
        return "a table of contents"
    return None


def rank(layer):
    return LAYERS.index(layer) if layer in LAYERS else -1


def source_files(root):
    for package in PACKAGES:
        for path in sorted(Path(root, package).rglob("*.py")):
            if not {"tests", "migrations", "management"} & set(path.parts):
                yield path


def complaints(root):
    for path in source_files(root):
        where = path.relative_to(root)
        tree = ast.parse(path.read_text())
        here = place([*where.parent.parts, where.stem])
        is_contents = len(where.parts) == 2
        for name in imports(tree):
            if where.as_posix() in MOUNTS or (is_contents and name.split(".")[0] == here[0]):
                continue
            if reason := complaint(here, name):
                yield f"{where}: {name}: {reason}"
        if "local" not in where.parts:
            for line in inner_imports(tree):
                yield f"{where}: {line}: import inside a function"


def unnamed(root):
    """Room files that their app's table of contents does not name."""
    for package in PACKAGES:
        for name in ("models", "rules", "tasks", "reminders", "overview", "urls"):
            # Where that file is a registry itself, the app's config names its rooms.
            contents = [Path(root, package, f"{name}.py"), Path(root, package, "apps.py")]
            named = "".join(path.read_text() for path in contents if path.exists())
            for room in ROOMS[package]:
                if Path(root, package, room, f"{name}.py").exists() and not (
                    f"{package}.{room}.{name}" in named
                    or f"{package}.{room} import {name}" in named
                ):
                    yield f"{package}/{name}.py does not name {room}"


def test_imports_point_one_way():
    assert list(complaints(settings.BASE_DIR)) == []


def test_every_room_file_stands_in_its_table_of_contents():
    assert list(unnamed(settings.BASE_DIR)) == []


def test_every_room_that_the_design_names_has_its_place():
    missing = [
        f"{package}/{room}"
        for package, rooms in ROOMS.items()
        for room in rooms
        if not Path(settings.BASE_DIR, package, room, "__init__.py").exists()
    ]
    assert missing == []


PLANTED = {
    "knw_portal/mail/actions.py": "from coalitions.briefs.models import Coalition",
    "frameworks/teams/views/trajectories.py": "import coalitions.themes.models",
    "coalitions/briefs/views.py": "from coalitions.outputs import models",
    "coalitions/themes/models.py": "from coalitions.themes.actions import open_round",
    "coalitions/desk/views.py": "from coalitions.models import Coalition",
    "coalitions/members/forms.py": "from .models import Interest",
    "knw_portal/people/tasks.py": "def f():\n    from knw_portal.people import models",
    "knw_portal/log.py": "from frameworks import teams",
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_planted_violation_is_found(tmp_path, where):
    for package in PACKAGES:
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
    file = tmp_path / where
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PLANTED[where])

    found = list(complaints(tmp_path))

    assert {line.split(":")[0] for line in found} == {where}


def test_a_room_file_missing_from_the_table_of_contents_is_found(tmp_path):
    (tmp_path / "coalitions" / "themes").mkdir(parents=True, exist_ok=True)
    (tmp_path / "coalitions" / "themes" / "tasks.py").write_text("")
    (tmp_path / "coalitions" / "tasks.py").write_text("from coalitions.briefs import tasks")

    assert list(unnamed(tmp_path)) == ["coalitions/tasks.py does not name themes"]
