import sys

import pytest

from knw_portal.local import binaries, testrun
from knw_portal.local.messages import Refusal


@pytest.fixture
def without_chromium(monkeypatch):
    monkeypatch.delenv("PORTAL_CHROME", raising=False)
    monkeypatch.setattr(binaries, "CHROMIUM_NAMES", ("no-such-browser",))


@pytest.fixture
def checks(monkeypatch, tmp_path):
    """Puts programs of no use in the place of the checks; the servers are real."""

    def replace(*scripts):
        (tmp_path / "pytest.py").write_text("import sys; print('pytest', *sys.argv[1:])")
        cheap = [(name, ["sh", "-c", script]) for name, script in scripts]
        monkeypatch.setattr(
            testrun, "_cheap_checks", lambda environment: [(*one, environment) for one in cheap]
        )
        monkeypatch.setattr(testrun, "PYTEST", [sys.executable, tmp_path / "pytest.py"])

    return replace


def test_without_a_browser_a_build_server_stops_before_anything_runs(
    without_chromium, monkeypatch, capfd
):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(Refusal, match="apt-get install chromium"):
        testrun.test([])

    assert capfd.readouterr().out == ""


def test_without_a_browser_the_other_tests_run_and_it_is_said_again_at_the_end(
    without_chromium, monkeypatch, checks, capfd
):
    monkeypatch.delenv("CI", raising=False)
    checks()

    code = testrun.test([])

    said = capfd.readouterr().out.splitlines()
    assert code == 0
    assert said[0] == said[-2] == testrun.NO_CHROMIUM
    assert " ".join(["pytest -m not browser", *testrun.TOGETHER, "--durations=15"]) in said
    assert said[-1].startswith("Passed after ")


def test_a_named_browser_is_handed_to_the_tests(monkeypatch, checks, capfd):
    monkeypatch.setenv("PORTAL_CHROME", sys.executable)
    checks(("browser", "echo browser=$PORTAL_CHROME"))

    testrun.test([])

    assert f"browser={sys.executable}" in capfd.readouterr().out.splitlines()


def test_the_first_failure_is_the_exit_code_and_the_rest_still_runs(checks, monkeypatch, capfd):
    monkeypatch.delenv("CI", raising=False)
    checks(("one", "true"), ("two", "exit 3"), ("three", "exit 4"))

    code = testrun.test([])

    said = [line for line in capfd.readouterr().out.splitlines() if line.startswith("==")]
    assert code == 3
    assert said == ["== one", "== two", "== two FAILED", "== three", "== three FAILED", "== pytest"]


def test_with_arguments_only_those_tests_run(checks, monkeypatch, capfd):
    monkeypatch.setenv("PORTAL_CHROME", sys.executable)
    checks(("one", "exit 3"))

    code = testrun.test(["knw_portal/local", "-q"])

    out = capfd.readouterr().out
    assert code == 0
    assert "pytest knw_portal/local -q\n" in out
    assert "== one" not in out


def test_the_checks_get_real_servers_and_nothing_of_the_persons_own_portal(
    checks, monkeypatch, capfd
):
    monkeypatch.setenv("PORTAL_CHROME", sys.executable)
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/knw")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.org")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example.org")
    monkeypatch.setenv("DEMO", "1")
    checks(("servers", "echo $DATABASE_URL $REDIS_URL; echo mail=$EMAIL_URL demo=$DEMO"))

    testrun.test([])

    out = capfd.readouterr().out
    assert "example.org" not in out
    assert "postgresql://postgres@/knw?host=/" in out
    assert "mail=smtp://127.0.0.1:9?tls=none demo=\n" in out
