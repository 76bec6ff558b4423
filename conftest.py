"""What every test gets: a quick hasher, tasks that run at once, and the same cast of people."""

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from knw_portal import environment
from knw_portal.celery import app
from knw_portal.local.binaries import find_chromium

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


def pytest_configure(config):
    speak_plain_http()
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.CACHES["default"]["KEY_PREFIX"] = "knw-test"
    config.media_root = django_settings.MEDIA_ROOT = Path(mkdtemp(prefix="knw-media-"))
    if hasattr(config, "workerinput"):
        # Each process of tests has a database of its own, and so a cache and a broker of its own.
        number = int(config.workerinput["workerid"].removeprefix("gw")) + 1
        url = django_settings.REDIS_URL.replace("?db=0", f"?db={number}")
        os.environ["REDIS_URL"] = django_settings.REDIS_URL = url
        django_settings.CACHES["default"]["LOCATION"] = url
        django_settings.CELERY_BROKER_URL = environment.broker(url)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What may take long begins first, so that nobody waits for it in the end."""
    items.sort(key=lambda item: -max([m.args[0] for m in item.iter_markers("timeout")], default=0))


def speak_plain_http():
    """As the test client and the test browser do; production's cookies and redirects are tested on
    production's own settings, in a process of their own."""
    django_settings.SECURE_SSL_REDIRECT = False
    django_settings.SESSION_COOKIE_SECURE = django_settings.CSRF_COOKIE_SECURE = False
    django_settings.SESSION_COOKIE_NAME = "session"
    django_settings.CSRF_COOKIE_NAME = "csrf"
    django_settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


def pytest_unconfigure(config):
    shutil.rmtree(config.media_root, ignore_errors=True)


@pytest.fixture(autouse=True)
def _tasks_run_at_once():
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True


@pytest.fixture(autouse=True)
def _limits_start_at_nought(monkeypatch):
    # What one test counted in the cache must not hold up the next.
    monkeypatch.setattr(caches["default"], "key_prefix", f"knw-test-{uuid4()}")


@pytest.fixture(scope="session")
def chromium():
    expect.set_options(timeout=15_000)  # a machine may be busy; a page that is quick costs nothing
    # Playwright keeps an event loop running in this thread; Django would refuse its queries there.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium, live_server):
    """A page in a real browser, 1280 wide. It fails the test, at the end, on anything that the
    content security policy refused, on a script that broke and on a request to another host."""
    troubles = []
    context = chromium.new_context(
        base_url=live_server.url, locale="nl-NL", viewport={"width": 1280, "height": 900}
    )
    watch(context, live_server.url, troubles)
    yield context.new_page()
    context.close()
    assert troubles == []


def watch(context, own_host, troubles):
    def note_console(message):
        if "Content Security" in message.text or "Content-Security" in message.text:
            troubles.append(message.text)

    def note_request(request):
        if not request.url.startswith((own_host, "about:", "blob:", "data:")):
            troubles.append(request.url)

    context.on("console", note_console)
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    context.on("request", note_request)


@pytest.fixture
def browser_sign_in(browser_page, live_server):
    """Sign somebody in on the page of the browser: `browser_sign_in(user)`."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        browser_page.context.add_cookies([cookie])

    return sign_in
