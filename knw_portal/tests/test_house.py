"""Small rules of the house that no single room can hold."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from knw_portal import environment

ROOT = Path(settings.BASE_DIR)


def test_every_setting_the_environment_may_change_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert {name for name in environment.ASKED if f"`{name}`" not in readme} == set()


def test_the_example_environment_names_only_settings_that_exist():
    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert named - environment.ASKED == set()


def test_no_app_has_two_last_migrations():
    assert MigrationLoader(None).detect_conflicts() == {}


def test_the_models_have_their_migrations(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_template_holds_script_or_style_of_its_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if inline.search(path.read_text())
    ]
    assert found == []


def test_the_apostrophe_in_a_dutch_word_is_curly():
    straight = re.compile(r"[a-zà-ÿ]'(?:s|n|er|tjes?)\b", re.IGNORECASE)
    unseen = re.compile(r"(?m)^ *#.*$|{#.*?#}|<!--.*?-->")
    shown = [*(ROOT / "templates").rglob("*.*"), *(ROOT / "coalitions").rglob("*.yaml")]
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in shown
        if path.suffix in (".html", ".txt", ".yaml")
        for match in straight.finditer(unseen.sub("", path.read_text()))
    ]
    assert len(shown) > 50
    assert found == []


def test_no_file_names_a_host_to_fetch_from():
    fetching = re.compile(
        r"""(?:src|href)=["']https?://(?!example\.org)|url\(["']?https?:"""
        r"""|@import (?!url\("bootstrap/)"""
    )
    found = [
        str(path.relative_to(ROOT))
        for folder in ("templates", "static")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".html", ".css", ".js", ".svg") and fetching.search(path.read_text())
    ]
    assert found == []


def test_the_driver_is_the_one_we_pinned():
    assert connection.Database.__name__ == "psycopg2"
