"""What every test gets: a quick hasher, tasks that run at once, and the same cast of people."""

import pytest
from django.conf import settings as django_settings

from knw_portal.celery import app


def pytest_configure(config):
    # The test client and the test browser speak plain http; production's cookies and redirects are
    # tested on production's own settings, in a process of their own.
    django_settings.SECURE_SSL_REDIRECT = False
    django_settings.SESSION_COOKIE_SECURE = django_settings.CSRF_COOKIE_SECURE = False
    django_settings.SESSION_COOKIE_NAME = "session"
    django_settings.CSRF_COOKIE_NAME = "csrf"
    django_settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.CACHES["default"]["KEY_PREFIX"] = "knw-test"


@pytest.fixture(autouse=True)
def _tasks_run_at_once():
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
