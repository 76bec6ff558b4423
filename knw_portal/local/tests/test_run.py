import http.server
import os
import socket
import threading

import pytest

from knw_portal.local import prepare as preparing
from knw_portal.local.messages import Refusal
from knw_portal.local.prepare import Preparation
from knw_portal.local.run import answers, free_port
from knw_portal.local.settings import base_environment, own_secret_key
from knw_portal.local.supervisor import Supervisor

MANAGE = """
import os, sys
with open("done", "a") as done:
    done.write(sys.argv[1] + "\\n")
if sys.argv[1] == "collectstatic":
    os.makedirs(os.environ["PORTAL_VAR"] + "/static", exist_ok=True)
sys.exit(os.path.exists("broken-" + sys.argv[1]))
"""


@pytest.fixture
def no_portal(monkeypatch):
    """An environment in which nothing of a portal is set."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEMO", "PORT", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


# --- the port ---


def test_a_taken_port_gives_the_next_free_one_and_says_so(no_portal, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        no_portal.setenv("PORT", str(port))

        with free_port() as listener:
            found = listener.getsockname()

    assert found[0] == "127.0.0.1"
    assert found[1] > port
    assert capsys.readouterr().out == f"Port {port} is taken; the portal uses {found[1]}\n"


def test_the_port_asked_for_is_used_and_held(no_portal, capsys):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    no_portal.setenv("PORT", str(port))

    with free_port() as first, free_port() as second:
        assert first.getsockname()[1] == port
        assert second.getsockname()[1] > port


@pytest.mark.parametrize("port", ["http", "-1", "70000"])
def test_a_port_that_is_no_port_is_refused_in_a_sentence(no_portal, port):
    no_portal.setenv("PORT", port)

    with pytest.raises(Refusal, match="it must be a number such as 8000"):
        free_port()


# --- whether it answers ---


@pytest.fixture
def respond():
    """A web server that answers every request with one status."""
    started = []

    def start(status, to=None):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                if to:
                    self.send_header("Location", to)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        started.append((server, thread))
        return server.server_port

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_proxy_in_the_environment_is_not_asked(no_portal, respond):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        no_portal.setenv(name, "http://127.0.0.1:9")

    assert answers(respond(200), "127.0.0.1")


def test_a_portal_that_only_speaks_https_answers_too(respond):
    assert answers(respond(301, to="https://portal.example.org/gezondheid/"), "portal.example.org")


@pytest.mark.parametrize("status", [404, 503])
def test_an_error_is_no_answer(respond, status):
    assert not answers(respond(status), "127.0.0.1")


def test_a_closed_port_is_no_answer():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert not answers(port, "127.0.0.1")


# --- what the parts are told ---


def test_the_practice_portal_is_told_that_it_is_one(no_portal, tmp_path):
    no_portal.setenv("EMAIL_URL", "smtp://mail.example.org")
    no_portal.setenv("ALLOWED_HOSTS", "portal.example.org")
    no_portal.setenv("PGSERVICE", "another")
    no_portal.setenv("MEDIA_ROOT", "/srv/portal/media")

    environment = base_environment(tmp_path)

    assert environment["DEMO"] == "1"
    assert environment["PORTAL_VAR"] == str(tmp_path)
    assert environment["MEDIA_ROOT"] == str(tmp_path / "media")
    assert environment["SECRET_KEY"] == own_secret_key(tmp_path)
    assert not {"EMAIL_URL", "ALLOWED_HOSTS", "PGSERVICE"} & set(environment)


def test_the_secret_key_is_made_once_and_is_the_owners_alone(tmp_path):
    first = own_secret_key(tmp_path)

    assert len(first) >= 50
    assert own_secret_key(tmp_path) == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_database_of_your_own_makes_no_practice_portal(no_portal, tmp_path):
    no_portal.setenv("DATABASE_URL", "postgresql://db.example.org/knw")
    no_portal.setenv("SECRET_KEY", "x" * 50)
    no_portal.setenv("MEDIA_ROOT", "/srv/portal/media")

    environment = base_environment(tmp_path)

    assert "DEMO" not in environment
    assert environment["SECRET_KEY"] == "x" * 50
    assert environment["MEDIA_ROOT"] == "/srv/portal/media"
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DEMO": "1", "SECRET_KEY": "x"}, "DEMO=1 does not go with DATABASE_URL"),
        ({}, "With DATABASE_URL the portal needs SECRET_KEY as well."),
    ],
)
def test_a_database_of_your_own_is_refused_half_set(no_portal, tmp_path, settings, said):
    no_portal.setenv("DATABASE_URL", "postgresql://db.example.org/knw")
    for name, value in settings.items():
        no_portal.setenv(name, value)

    with pytest.raises(Refusal) as refused:
        base_environment(tmp_path)

    assert str(refused.value).startswith(said)


# --- what is done before the first part starts ---


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with one migration, one static file, and a manage.py that notes what it is asked."""
    clone = tmp_path / "clone"
    for name, text in {
        "manage.py": MANAGE,
        "requirements.lock": "django==5.2",
        "app/migrations/0001_initial.py": "",
        "static/portal.css": "body {}",
        "knw_portal/settings.py": "",
    }.items():
        (clone / name).parent.mkdir(parents=True, exist_ok=True)
        (clone / name).write_text(text)
    monkeypatch.setattr(preparing, "ROOT", clone)
    return clone


@pytest.fixture
def prepare(clone, make_postgres, guard, tmp_path):
    """Prepares a start on a real database and tells which commands that took."""
    postgres = make_postgres()
    postgres.start(guard)

    def prepare(postgres=postgres):
        (clone / "done").write_text("")
        environment = {**os.environ, "PORTAL_VAR": str(tmp_path)}
        Preparation(tmp_path, environment, postgres, Supervisor(guard)).do()
        return (clone / "done").read_text().split()

    return prepare


def test_a_second_start_skips_what_has_not_changed(prepare, clone):
    assert prepare() == ["migrate", "collectstatic", "load_demo"]
    assert prepare() == []

    (clone / "app/migrations/0002_more.py").write_text("")
    assert prepare() == ["migrate"]
    (clone / "static/portal.css").write_text("main {}")
    assert prepare() == ["collectstatic"]
    (clone / "requirements.lock").write_text("django==5.3")
    assert prepare() == ["migrate", "collectstatic"]


def test_a_step_that_failed_is_done_again_and_the_data_are_loaded_once(prepare, clone):
    (clone / "broken-load_demo").touch()
    with pytest.raises(Refusal, match="load_demo failed"):
        prepare()
    (clone / "broken-load_demo").unlink()

    assert prepare() == ["load_demo"]
    assert prepare() == []


def test_static_files_that_were_thrown_away_come_back(prepare, tmp_path):
    prepare()
    (tmp_path / "static").rmdir()

    assert prepare() == ["collectstatic"]


def test_a_database_of_your_own_is_migrated_and_gets_nothing_invented(prepare):
    assert prepare(postgres=None) == ["migrate", "collectstatic"]
    assert prepare(postgres=None) == ["migrate"]
