"""The settings. What the environment may set stands in README's table; a test compares the two."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from knw_portal import environment
from knw_portal.environment import required, switch, text

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(text("PORTAL_VAR", str(BASE_DIR / "var")))

# --- which portal this is ---------------------------------------------------------------------

# The practice portal that ./portal starts: invented data, one-click sign-in, mail shown, not sent.
DEMO = switch("DEMO")
DEBUG = switch("DEBUG")
SECRET_KEY = required(
    "SECRET_KEY",
    "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))' "
    "and keep it secret and the same; ./portal without DATABASE_URL makes its own.",
)
# Where its mails lead to; practising and developing happen on this machine.
BASE_URL = (
    text("BASE_URL", "http://127.0.0.1:8000")
    if DEMO or DEBUG
    else required(
        "BASE_URL", "It is the address of the portal, such as https://portaal.example.org"
    )
).rstrip("/")
ALLOWED_HOSTS = text("ALLOWED_HOSTS", "127.0.0.1,localhost").replace(" ", "").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
# Where questions go and public forms are copied to. Never a real address in practice or tests.
CONTACT_EMAIL = text("CONTACT_EMAIL", "bureau@example.org")
DEFAULT_FROM_EMAIL = text("FROM_EMAIL", "Kwaliteitsnetwerk mbo <noreply@example.org>")

# --- what it is made of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "knw_portal",
    "frameworks",
    "coalitions",
    "rules.apps.AutodiscoverRulesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its widget templates, so that templates/ can go before them
    "pgtrigger",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "knw_portal.middleware.unavailable_page",
    "knw_portal.middleware.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "knw_portal.middleware.private_pages",
    "knw_portal.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "knw_portal.middleware.client_redirects",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "knw_portal.urls"
WSGI_APPLICATION = "knw_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "knw_portal.context.portal",
            ],
            "builtins": [
                "knw_portal.templatetags.portal",
                "knw_portal.mail.links",
                "rules.templatetags.rules",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the database -----------------------------------------------------------------------------

DATABASE_URL = required(
    "DATABASE_URL",
    "It looks like postgresql://user:password@host/name. To try the portal, run ./portal: "
    "that brings a PostgreSQL of its own.",
)
DATABASES = {"default": environment.database(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A database that hangs must cost a person seconds, not minutes.
DATABASES["default"]["OPTIONS"] |= {
    "connect_timeout": 3,
    "options": "-c lock_timeout=5000 -c statement_timeout=30000"
    " -c idle_in_transaction_session_timeout=60000",
}

# --- broker, cache, sessions ------------------------------------------------------------------

REDIS_URL = required(
    "REDIS_URL", "It looks like redis://host:6379/0 or unix:///path/to/socket?db=0."
)
CACHES = {
    "default": {
        "BACKEND": "knw_portal.cache.SoftCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "knw",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
# In both places: a lost cache signs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- people and sign-in -----------------------------------------------------------------------

AUTH_USER_MODEL = "knw_portal.User"
# auth.W004 wants the e-mail address unique; it is, without regard to case, by a constraint.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "knw_portal.people.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "knw_portal.people.passwords.NotCommon"},
    {"NAME": "knw_portal.people.passwords.NotOneself"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mine"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "knw_portal.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # of a sign-up that is closed; shapes the forms
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited, and sign in with a mailed code
# ACCOUNT_LOGIN_BY_CODE_ENABLED stays off: it wants a second address for the page that asks for a
# code. That page is our account_login itself.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # we mail them ourselves, without a link to sign up
ACCOUNT_SESSION_REMEMBER = True
# The key of "login_failed" is an address with the client; see the adapter. A school or a
# conference is one client, so what counts per client is wide.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "10/15m/key,100/15m/ip",
    "request_login_code": "300/h/ip",
}
# Without a proxy of our own, X-Forwarded-For is what a stranger wrote.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if switch("BEHIND_PROXY") else 0

# --- mail -------------------------------------------------------------------------------------

EMAIL_URL = text("EMAIL_URL")
if EMAIL_URL:
    globals().update(environment.mail_server(EMAIL_URL))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
elif DEMO:
    # The outbox is the mailbox: /bureau/post/ shows what would have been sent.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
elif DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    # Without it sign-in codes would stand in the log.
    required("EMAIL_URL", "It looks like smtp://user:password@mail.example.org:587")
# How long a worker has for one mail before it is taken for dead and another sends that mail:
# longer than the longest talk with a mail server (five answers of EMAIL_TIMEOUT each).
MAIL_LEASE = timedelta(minutes=5)

# --- the worker and the clock -----------------------------------------------------------------

CELERY_BROKER_URL = environment.broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than any task may take, or it would run twice
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 1,
}
CELERY_BEAT_CRON_STARTING_DEADLINE = 1800
# A tick that nobody took within its minute is thrown away: the next one does the same work.
CELERY_BEAT_SCHEDULE = {
    # Each minute: hand over every mail that waits, also those whose hint was lost.
    "deliver waiting mail": {
        "task": "knw_portal.deliver_waiting",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    # Each minute, but not from 21.00 to 7.00: turn the reminders that are due into mail.
    "send due reminders": {
        "task": "knw_portal.send_due_reminders",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    # Each minute: count the votes of rounds that closed, in case nobody looked yet.
    "freeze counts": {
        "task": "coalitions.freeze_counts",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 55},
    },
    # Every ten minutes: close the rounds of comments whose last day is over. Who comments is held
    # by the day itself; this keeps the last version of the brief.
    "close consultations": {
        "task": "coalitions.close_consultations",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 590},
    },
    # Each night at 3.10: wipe what came in by public forms and nobody confirmed in fourteen days.
    "purge ambassador requests": {
        "task": "knw_portal.purge_ambassador_requests",
        "schedule": crontab(hour=3, minute=10),
    },
    "purge interests": {
        "task": "coalitions.purge_interests",
        "schedule": crontab(hour=3, minute=10),
    },
    "purge ideas": {
        "task": "coalitions.purge_ideas",
        "schedule": crontab(hour=3, minute=10),
    },
    # Each night at 3.15: what people of a team prepared for themselves is gone, thirty days after
    # the close of their talk.
    "purge preparations": {
        "task": "frameworks.purge_preparations",
        "schedule": crontab(hour=3, minute=15),
    },
    # Each night at 3.15: who reads along with a team for quality care and went to another school
    # does so no more.
    "shut out who left": {
        "task": "frameworks.shut_out_who_left",
        "schedule": crontab(hour=3, minute=15),
    },
    # Each night at 3.15: what was written in a poll is gone a year after its close, and what was
    # counted three years after it.
    "purge polls": {
        "task": "frameworks.purge_polls",
        "schedule": crontab(hour=3, minute=15),
    },
    # Each night at 3.20: clear away files on disk that never got their row.
    "sweep files": {
        "task": "knw_portal.sweep_files",
        "schedule": crontab(hour=3, minute=20),
    },
    # Each night at 3.30: forget the words and addresses of mail older than ninety days.
    "blank old mail": {
        "task": "knw_portal.blank_old_mail",
        "schedule": crontab(hour=3, minute=30),
    },
    # Each night at 3.40, for who missed one: the mirror of this month is made once, and stays.
    "make mirrors": {
        "task": "frameworks.make_mirrors",
        "schedule": crontab(hour=3, minute=40),
    },
}

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
TIME_ZONE = CELERY_TIMEZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

# --- files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "knw_portal.finders.BootstrapFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What people upload. No address leads into this folder: views hand the files out one by one.
MEDIA_ROOT = Path(
    text("MEDIA_ROOT", str(VAR / "media"))
    if DEMO or DEBUG
    else required(
        "MEDIA_ROOT", "It is the folder for uploaded files, such as /srv/portal/media. Back it up."
    )
)
if MEDIA_ROOT.resolve().is_relative_to(STATIC_ROOT.resolve()):
    raise ImproperlyConfigured("MEDIA_ROOT must not lie in the folder that everybody is served.")
UPLOAD_MB = int(text("UPLOAD_MB", "25"))
FILE_UPLOAD_HANDLERS = ["knw_portal.files.receiving.BoundedUploads"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- what the browser is told -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if DEMO:
    # Over plain http on this machine only; the launcher binds 127.0.0.1.
    is_here = urlsplit(BASE_URL).hostname in ("127.0.0.1", "localhost")
    if not is_here or not DATABASES["default"]["HOST"].startswith("/"):
        raise ImproperlyConfigured(
            "DEMO is only for the portal that ./portal starts with a database of its own. "
            "Leave DEMO away, or leave DATABASE_URL away."
        )
else:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^gezondheid/$"]  # asked from inside, over plain http
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    if switch("BEHIND_PROXY"):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- logging ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "INFO")},
}
