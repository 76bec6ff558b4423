"""The file `portal` itself: what it installs, and when."""

import importlib.machinery
import importlib.util
import json
import os
import re
import subprocess
import sys
import threading

import pytest

from knw_portal.local.settings import ROOT


@pytest.fixture
def portal(tmp_path, monkeypatch):
    """The file as a module, at work in a clone of its own where installing costs nothing."""
    loader = importlib.machinery.SourceFileLoader("portal_file", str(ROOT / "portal"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # no __pycache__ in the clone's root
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("portal_file", loader))
    loader.exec_module(module)
    venv = tmp_path / ".venv"
    locks = {"run": tmp_path / "requirements.lock", "test": tmp_path / "requirements-test.lock"}
    for lock in locks.values():
        lock.write_text("django==5.2\n")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", venv)
    monkeypatch.setattr(module, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", venv / "portal-installed.json")
    monkeypatch.setattr(module, "LOCKS", locks)
    module.done = []
    monkeypatch.setattr(module, "install", lambda lock: module.done.append(lock.name))
    monkeypatch.setattr(module, "make_empty_environment", lambda: make_environment(module))
    return module


def make_environment(module):
    module.done.append("new")
    module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
    module.PYTHON.unlink(missing_ok=True)
    module.PYTHON.symlink_to(sys.executable)


def test_the_packages_are_installed_once_until_a_lock_changes(portal):
    portal.make_environment("run")
    portal.make_environment("run")
    assert portal.done == ["new", "requirements.lock"]

    portal.LOCKS["run"].write_text("django==5.3\n")
    portal.make_environment("run")

    assert portal.done[2:] == ["requirements.lock"]


def test_the_tests_packages_are_enough_for_a_run(portal):
    portal.make_environment("run")
    portal.make_environment("test")
    portal.make_environment("run")

    assert portal.done == ["new", "requirements.lock", "requirements-test.lock"]


def test_an_installation_that_was_broken_off_starts_anew(portal, monkeypatch):
    def killed(lock):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(portal, "install", killed)
        with pytest.raises(KeyboardInterrupt):
            portal.make_environment("run")

    portal.make_environment("run")

    assert portal.done == ["new", "new", "requirements.lock"]


@pytest.mark.parametrize("text", ["", "{half", "{}"])
def test_a_spoilt_stamp_counts_as_none(portal, text):
    portal.make_environment("run")
    portal.STAMP.write_text(text)

    portal.make_environment("run")

    assert portal.done[2:] == ["new", "requirements.lock"]


def test_another_python_under_the_environment_makes_it_anew(portal):
    portal.make_environment("run")
    stamp = json.loads(portal.STAMP.read_text())
    portal.STAMP.write_text(json.dumps({**stamp, "python": "/usr/bin/python3.9"}))

    portal.make_environment("run")

    assert portal.done[2:] == ["new", "requirements.lock"]


def test_two_launchers_at_once_install_once(portal, monkeypatch, capsys):
    busy, go_on = threading.Event(), threading.Event()

    def slow(lock):
        portal.done.append(lock.name)
        busy.set()
        go_on.wait(10)

    monkeypatch.setattr(portal, "install", slow)
    first = threading.Thread(target=portal.make_environment, args=["run"])
    second = threading.Thread(target=portal.make_environment, args=["run"])
    first.start()
    assert busy.wait(10)
    second.start()
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join()
    second.join()

    assert portal.done == ["new", "requirements.lock"]
    assert "Waiting for another ./portal that is installing" in capsys.readouterr().err


def test_a_python_that_is_too_old_is_told_so(portal, monkeypatch):
    monkeypatch.setattr(portal.sys, "version_info", (3, 9, 2))

    with pytest.raises(SystemExit) as refused:
        portal.refuse_an_unfit_python()

    assert str(refused.value).startswith("The portal needs Python 3.11 or newer; this is 3.9.2")


def test_a_python_without_venv_names_the_package(portal, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(SystemExit) as refused:
        portal.refuse_an_unfit_python()

    assert str(refused.value) == (
        "Python's venv is missing here. Install it with: apt-get install python3-venv"
    )


def test_help_needs_no_environment():
    shown = subprocess.run(
        [sys.executable, ROOT / "portal", "help"],
        text=True, capture_output=True, check=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip

    assert shown.stdout.startswith("./portal ")
    assert shown.stderr == ""


def test_the_locks_name_no_registry_and_a_hash_for_every_package():
    for name in ("requirements.lock", "requirements-test.lock", "knw_portal/local/installer.lock"):
        lock = (ROOT / name).read_text()
        entries = [line for line in lock.splitlines() if "==" in line]

        assert "//" not in lock
        assert "index-url" not in lock
        assert entries
        assert all(line.endswith("\\") for line in entries)


def test_the_locks_hold_every_direct_dependency_and_the_tests_lock_all_of_the_others():
    def pins(name):
        found = re.findall(r"^([\w.-]+)(?:\[.*\])?(==[^\s;]+)", (ROOT / name).read_text(), re.M)
        return {package + version for package, version in found}

    direct, direct_test = pins("requirements.txt"), pins("requirements-test.txt")
    locked, locked_test = pins("requirements.lock"), pins("requirements-test.lock")

    assert direct <= locked
    assert direct_test <= locked_test
    assert locked <= locked_test
