import json
import sys

import pytest

from knw_portal.local import bench, messages


@pytest.fixture
def manage(monkeypatch, tmp_path):
    """A program in the place of manage.py that says how it was called; the servers are real."""

    def replace(failing=""):
        script = tmp_path / "manage.py"
        script.write_text(
            "import json, os, sys\n"
            "print(json.dumps([sys.argv[1:], 'DATABASE_URL' in os.environ]))\n"
            f"sys.exit(sys.argv[1] == {failing!r})\n"
        )
        monkeypatch.setattr(bench, "MANAGE", [sys.executable, script])

    return replace


@pytest.fixture(autouse=True)
def _voice(monkeypatch):
    monkeypatch.setattr(messages._Voice, "stream", None)  # what bench sets, others would speak on


def called(capfd):
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_bench_prepares_servers_of_its_own_and_hands_its_arguments_on(manage, capfd):
    manage()

    code = bench.bench(["--json", "--large", "20"])

    assert code == 0
    assert called(capfd) == [
        [["migrate", "--no-input", "-v0"], True],
        [["collectstatic", "--no-input", "-v0"], True],
        [["bench", "--json", "--large", "20"], True],
    ]


@pytest.mark.parametrize(("failing", "calls"), [("migrate", 1), ("bench", 3)])
def test_what_fails_ends_it_with_its_code(manage, capfd, failing, calls):
    manage(failing)

    assert bench.bench([]) == 1
    assert len(called(capfd)) == calls
