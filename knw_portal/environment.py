"""Reads what the environment may set, and remembers what it was asked for.

`ASKED` is what the README's table of settings is tested against.
"""

import os
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ASKED = set()


def text(name, default=""):
    ASKED.add(name)
    return os.environ.get(name, "") or default


def switch(name):
    """True for 1, true, yes, on; False where it is not set."""
    return text(name).lower() in ("1", "true", "yes", "on")


def required(name, help):
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {help}")
    return value


def database(url):
    """Django's settings for `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://. The portal runs on PostgreSQL only."
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def broker(url):
    """Celery's spelling of a Redis address; it wants another one for a Unix socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def mail_server(url):
    """Django's EMAIL_* settings for `smtp://user:password@host:port?tls=starttls|ssl|none`."""
    parts = urlsplit(url)
    if parts.scheme != "smtp" or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:587")
    tls = parse_qs(parts.query).get("tls", ["starttls"])[-1]
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if tls == "ssl" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "starttls",
        "EMAIL_USE_SSL": tls == "ssl",
        "EMAIL_TIMEOUT": 20,
    }
