"""What a real portal is like, seen in a process of its own: the settings decide at import."""

import json
import os
import subprocess
import sys

from django.conf import settings

SHOW = """
import json
from knw_portal import settings
names = ("DEMO DEBUG SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_NAME CSRF_COOKIE_NAME "
         "SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE "
         "ALLAUTH_TRUSTED_PROXY_COUNT").split()
print(json.dumps({name: getattr(settings, name, None) for name in names}))
"""
PRODUCTION = {
    "SECRET_KEY": "a secret of the test",
    "DATABASE_URL": "postgresql://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://cache.example.org:6379/0",
    "BASE_URL": "https://portaal.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587",
    "MEDIA_ROOT": "/srv/portal/media",
}


def run(**environment):
    kept = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        cwd=settings.BASE_DIR,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_real_portal_has_strict_cookies_hsts_and_no_practice_mode():
    shown = json.loads(run(**PRODUCTION).stdout)

    assert shown == {
        "DEMO": False,
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "ALLAUTH_TRUSTED_PROXY_COUNT": 0,
    }


def test_a_proxy_is_believed_only_where_it_is_named():
    shown = json.loads(run(**PRODUCTION, BEHIND_PROXY="1").stdout)

    assert shown["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


def test_practice_mode_relaxes_the_cookies_on_a_socket_of_its_own_only():
    socket = "postgresql://portal@/portal?host=/tmp/knw"

    here = {**PRODUCTION, "DATABASE_URL": socket, "BASE_URL": "http://127.0.0.1:8000"}
    shown = json.loads(run(**here, DEMO="1").stdout)

    assert (shown["DEMO"], shown["SESSION_COOKIE_SECURE"]) == (True, None)


def test_practice_mode_on_a_database_elsewhere_is_refused_with_what_to_do():
    refused = run(**PRODUCTION, DEMO="1")

    assert refused.returncode != 0
    assert "Leave DEMO away, or leave DATABASE_URL away." in refused.stderr


def test_no_secret_is_refused_with_what_to_do():
    refused = run(**{**PRODUCTION, "SECRET_KEY": ""})

    assert refused.returncode != 0
    assert "SECRET_KEY is not set. Make one with: python3 -c" in refused.stderr


def test_the_practice_portal_is_refused_under_a_public_address():
    practice = {**PRODUCTION, "DEMO": "1", "DATABASE_URL": "postgresql://p@/p?host=/run/db"}

    refused = run(**practice)
    accepted = run(**{**practice, "BASE_URL": "http://127.0.0.1:8000"})

    assert "DEMO is only for the portal that ./portal starts" in refused.stderr
    assert json.loads(accepted.stdout)["DEMO"] is True


def test_a_real_portal_wants_an_address_a_mail_server_and_a_folder_for_files():
    for name in ("BASE_URL", "EMAIL_URL", "MEDIA_ROOT"):
        refused = run(**{key: value for key, value in PRODUCTION.items() if key != name})
        assert f"{name} is not set." in refused.stderr


def test_uploaded_files_may_not_lie_where_everybody_is_served():
    inside = {"PORTAL_VAR": "/srv/portal", "MEDIA_ROOT": "/srv/portal/static/../static/media"}

    refused = run(**{**PRODUCTION, **inside})

    assert "MEDIA_ROOT must not lie in the folder that everybody is served." in refused.stderr
