"""`./portal`: everything on this machine, until Ctrl-C."""

import http.client
import os
import signal
import socket
import sys
import time
from urllib.parse import urlsplit

from knw_portal.local.guard import Guard
from knw_portal.local.lock import Lock
from knw_portal.local.messages import Refusal, say
from knw_portal.local.parts import Part
from knw_portal.local.prepare import Preparation
from knw_portal.local.servers import Servers
from knw_portal.local.settings import ROOT, base_environment, is_practice, state_folder, var_folder
from knw_portal.local.supervisor import Supervisor

HEALTH = "/gezondheid/"
STOP_ORDER = ("web", "beat", "worker", "Valkey", "PostgreSQL")
READY_WITHIN = 60  # seconds


def run():
    var = var_folder()
    environment = base_environment(var)
    with Lock(state_folder(var)) as lock:
        lock.take("run")
        with free_port() as listener:
            return _run(var, environment, lock, listener)


def _run(var, environment, lock, listener):
    began = time.monotonic()
    guard = Guard(keep=[lock.fileno()])
    supervisor = Supervisor(guard)
    supervisor.listen_to_signals()
    servers = Servers(state_folder(var), environment)
    try:
        address = start_everything(var, environment, listener, supervisor, servers)
        if not supervisor.stopping:
            lock.note(command="run", address=address)
            say(f"The portal runs after {time.monotonic() - began:.1f} s. Open {address}")
            say("Ctrl-C stops it.")
        supervisor.watch_until()
    except Refusal:
        if supervisor.gave_up or not supervisor.stopping:  # else it is Ctrl-C that broke it off
            raise
    finally:
        began = time.monotonic()
        say("Stopping")
        supervisor.stop(STOP_ORDER)
        servers.stop(guard)
        guard.dismiss()
        say(f"Stopped in {time.monotonic() - began:.1f} s")
    return 1 if supervisor.gave_up else 0


def start_everything(var, environment, listener, supervisor, servers):
    """Returns the address; what could not be started raises."""
    port = listener.getsockname()[1]
    servers.start(supervisor.guard)
    supervisor.add(*servers.parts)
    environment |= servers.environment()
    if is_practice():
        environment["BASE_URL"] = f"http://127.0.0.1:{port}"
    Preparation(var, environment, servers.postgres, supervisor).do()
    for part in (web(var, environment, listener), worker(var, environment), beat(var, environment)):
        if supervisor.stopping:
            return None
        supervisor.start(part)
    host = urlsplit(environment.get("BASE_URL", "")).netloc or f"127.0.0.1:{port}"
    wait_for_answer(supervisor, port, host)
    return f"http://127.0.0.1:{port}/"


def free_port():
    """A listening socket at PORT, or at the next free number.

    Held by the launcher, so nobody can take the port between looking and using, and visitors wait
    instead of being refused while the web server restarts.
    """
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdigit() or int(wanted) > 65535:
        raise Refusal(f"PORT is {wanted!r}; it must be a number such as 8000.")
    for port in range(int(wanted), min(int(wanted) + 100, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(128)
        except PermissionError as error:
            raise Refusal(f"Port {port} is for root only; choose one above 1023.") from error
        except OSError:
            listener.close()
            continue
        if port != int(wanted):
            say(f"Port {wanted} is taken; the portal uses {port}")
        return listener
    raise Refusal(f"No free port between {wanted} and {port}.")


def web(var, environment, listener):
    descriptor = listener.fileno()
    argv = [
        sys.executable, "-m", "gunicorn", "knw_portal.wsgi", "--bind", f"fd://{descriptor}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60",
        "--graceful-timeout", "5", "--no-control-socket",
    ]  # fmt: skip
    options = {"pass_fds": [descriptor]}
    return _part("web", argv, var, environment, ((signal.SIGTERM, 8),), options)


def worker(var, environment):
    argv = [
        sys.executable, "-m", "celery", "-A", "knw_portal", "worker", "--concurrency", "2",
        "--loglevel", "INFO", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    # First it may finish what it does, then it gives back what it has not finished.
    return _part("worker", argv, var, environment, ((signal.SIGTERM, 10), (signal.SIGQUIT, 5)))


def beat(var, environment):
    argv = [
        sys.executable, "-m", "celery", "-A", "knw_portal", "beat", "--loglevel", "INFO",
        "--schedule", var / "beat-schedule", "--pidfile=",
    ]  # fmt: skip
    return _part("beat", argv, var, environment, ((signal.SIGTERM, 5),))


def _part(name, argv, var, environment, endings, options=None):
    return Part(
        name, argv, var / "log" / f"{name}.log", endings=endings,
        options={"env": environment, "cwd": ROOT, **(options or {})},
    )  # fmt: skip


def wait_for_answer(supervisor, port, host):
    end = time.monotonic() + READY_WITHIN
    supervisor.watch_until(lambda: answers(port, host) or time.monotonic() > end)
    if supervisor.gave_up:
        raise Refusal("The portal did not start.")
    if time.monotonic() > end:
        log = next(part.log for part in supervisor.parts if part.name == "web")
        raise Refusal(
            f"{HEALTH} did not answer well within {READY_WITHIN} s, but with: "
            f"{answer(port, host)}. Its log: {log}"
        )


def answers(port, host):
    """True when the portal answers, also if only to say that it wants https."""
    found = answer(port, host)
    return isinstance(found, int) and found < 400


def answer(port, host):
    """The status of the health page, or what went wrong in asking.

    Asked directly: a proxy in the environment does not know this machine's own address.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", HEALTH, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return error
    finally:
        connection.close()
