"""What the launcher hands to the portal's programs through the environment."""

import os
import secrets
from pathlib import Path

from knw_portal.local.messages import Refusal
from knw_portal.local.postgres import without_postgres_variables

ROOT = Path(__file__).resolve().parents[2]
# Settings of a real portal: in a practice portal and in tests they would make it less of one.
OF_A_REAL_PORTAL = (
    "ALLOWED_HOSTS", "BASE_URL", "BEHIND_PROXY", "CONTACT_EMAIL", "DEBUG", "DEMO", "EMAIL_URL",
    "FROM_EMAIL", "MEDIA_ROOT", "UPLOAD_MB",
)  # fmt: skip


def var_folder():
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()


def state_folder(var):
    """Where lock and servers are; apart for a database of your own, so that they cannot mix."""
    return var if is_practice() else var / "external"


def is_practice():
    """True when ./portal brings its own database: invented data, one-click sign-in."""
    return not os.environ.get("DATABASE_URL")


def base_environment(var):
    """The environment of the portal's programs, but for the servers they use."""
    if not is_practice():
        return _real_environment(var)
    environment = clean_environment(var)
    environment["DEMO"] = "1"
    environment["SECRET_KEY"] = os.environ.get("SECRET_KEY") or own_secret_key(var)
    return environment


def clean_environment(var):
    """Without what is meant for another portal or another database."""
    environment = without_postgres_variables(os.environ)
    for name in (*OF_A_REAL_PORTAL, "DATABASE_URL"):
        environment.pop(name, None)
    return _with_var(environment, var)


def _with_var(environment, var):
    if not environment.get("REDIS_URL"):
        environment.pop("REDIS_URL", None)
    environment.setdefault("MEDIA_ROOT", str(var / "media"))
    return {**environment, "PORTAL_VAR": str(var)}


def _real_environment(var):
    if os.environ.get("DEMO", "").lower() in ("1", "true", "yes", "on"):
        raise Refusal(
            "DEMO=1 does not go with DATABASE_URL: the practice portal has a database of its own. "
            "Leave one of the two away."
        )
    if not os.environ.get("SECRET_KEY"):
        raise Refusal(
            "With DATABASE_URL the portal needs SECRET_KEY as well. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' "
            "and keep it secret and the same."
        )
    return _with_var(dict(os.environ), var)


def own_secret_key(var):
    """Made once; who has it can forge a session, so only its owner may read it."""
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        fresh.replace(path)
    return path.read_text().strip()
