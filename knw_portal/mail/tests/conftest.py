"""Templates of the mail tests' own, a portal that really sends, and a server that receives."""

from pathlib import Path

import pytest

from knw_portal.mail import registry
from knw_portal.mail.tests.sink import running_sink

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def _portal(settings):
    settings.DEMO, settings.EMAIL_URL = False, "smtp://127.0.0.1:1?tls=none"
    settings.BASE_URL = "https://portaal.example.org"
    settings.CONTACT_EMAIL = "bureau@example.org"
    settings.DEFAULT_FROM_EMAIL = "Kwaliteitsnetwerk mbo <noreply@example.org>"
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [*templates["DIRS"], TEMPLATES]}]


@pytest.fixture(autouse=True)
def _kinds_of_this_test_only():
    before = dict(registry.kinds)
    yield
    registry.kinds.clear()
    registry.kinds.update(before)


@pytest.fixture
def sink(settings):
    """A mail server of the test's own, which the portal sends to."""
    with running_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield server
