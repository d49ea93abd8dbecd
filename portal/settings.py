"""All settings, in one file. The environment changes values, never structure."""

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from portal.checks.logs import logging_settings
from portal.embedded.environment import database, number, site
from portal.embedded.places import places

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
PLACES = places(BASE_DIR)
env = environ.Env()

# Demo mode is what `make run` starts: demo people, no second factor, development keys.
DEMO = env.bool("ALLCLEAR_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY_IS_DEFAULT = not env("SECRET_KEY", default="")
SECRET_KEY = env("SECRET_KEY", default="") or "development-only-key-" + "0" * 40
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# The one address every absolute link is built from; the request's Host never is.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_site = site(SITE_URL)
SECURE = _site.scheme == "https"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_site.hostname, "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "portal",
    "portal.people",
    "portal.clock",
    "portal.post",
    "portal.web",
    "portal.checks",
    "statuspage",
    "incidents.catalog",
    "incidents.record",
    "incidents.oncall",
    "incidents.comms",
    "incidents.mitigation",
    "incidents.learning",
    "incidents.command",
    "incidents.alerts",
    "incidents.desk",
    "portal.web.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_filters",
    "simple_history",
]

MIDDLEWARE = [
    "portal.checks.middleware.Requests",
    "django.middleware.security.SecurityMiddleware",
    "incidents.alerts.intake.door.Door",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.web.middleware.PortalHeaders",
    "statuspage.manage_api.door.Door",
    "incidents.desk.api.door.Door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "incidents.command.quiet_polls.QuietPolls",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.people.middleware.SecondFactorRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "incidents.command.reading_only.ReadingOnly",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
# The WSGI callable that answers public reads before Django; named by string so that
# the portal imports no other package.
PUBLIC_FRONT = "statuspage.front.Front"
# Says which incident leads a notice, if one does; by string for the same reason.
NOTICES_LED_FROM = "incidents.publishing.led_from"

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
                "portal.web.context.shell",
                "incidents.desk.context.active_now",
            ],
        },
    },
]

# PostgreSQL only. Without DATABASE_URL, the one `manage.py up` embeds.
DATABASES = {"default": database(env("DATABASE_URL", default=""), embedded=PLACES.sockets)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Celery: the broker only wakes workers; everything owed is a row in the database. How workers
# work stands in portal/celery.py.
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=f"redis+socket://{PLACES.valkey_socket}")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A request that knocks waits a second at most for a broker that is gone or silent.
    "max_retries": 0,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
}

# Mail. Without EMAIL_URL each mail becomes a file in var/mail and stays readable in the Outbox.
EMAIL_URL = env("EMAIL_URL", default="")
MAIL_FROM = env("MAIL_FROM", default=f"Allclear <allclear@{_site.hostname}>")
MAIL_FILES = PLACES.mail
# `user:password` by which the mail provider reports bounces and complaints to
# /in/mail/<provider>/tracking/; empty, nobody may report.
ANYMAIL_WEBHOOK_SECRET = env("MAIL_EVENTS_SECRET", default="")
# RFC 5321 4.5.3.2.6: after the text, a relay may take ten minutes; giving up sooner doubles mail.
MAIL_REPLY_SECONDS = env.float("MAIL_REPLY_SECONDS", default=600)
# Where workers note what they do to each delivery, and how long a claim on one lasts.
FLIGHTS = PLACES.flights
LEASE_SECONDS = env.float("LEASE_SECONDS", default=60)
# Who gets the mail of `manage.py canary`, which ends a deploy.
CANARY_TO = env("CANARY_TO", default="")
# Hosts of one's own network (`jira.corp` or `sms.corp:8080`, by commas) that providers and
# other systems set up by managers may be at; over http too. Nobody else's addresses may.
INSIDE_HOSTS = env.list("INSIDE_HOSTS", default=[])
# A secret-free URL called while everything is well; whoever owns it alarms when it falls silent.
HEARTBEAT_URL = env("HEARTBEAT_URL", default="")

# People and sign-in.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "portal.people.backends.OneQueryBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/portal/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Allclear] "
# Nothing is mailed to addresses nobody here has; what people change is told to them.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Attempts and mails are counted in the database, see portal.people.attempts; what remains to
# allauth is counted by each process on its own.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": None}
# Once an hour a password or code is asked again, before what weighs much.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * 60
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Allclear"
MFA_FORMS = {
    "authenticate": "portal.people.forms.CodeForm",
    "reauthenticate": "portal.people.forms.CodeAgainForm",
}
# Groups whose members must hold a second factor before they reach anything.
SECOND_FACTOR_GROUPS = [] if DEMO else ["Incident commander", "Manager"]
SESSION_COOKIE_AGE = 60 * 60 * 24
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
DEVICE_COOKIE_NAME = "__Host-device" if SECURE else "device"
# How many proxies of ours stand before the web server; each appends who asked it to
# X-Forwarded-For, and only what they wrote is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1 if SECURE else 0)

# What browsers may do with our pages. Named as Django 6 names it.
SECURE_CSP = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "manifest-src": [SELF],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": SECURE_CSP}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", default=True)
# Probes ask the process itself, without the proxy that speaks TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE

# Words and times.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["portal.web.formats"]

# A process with ALLCLEAR_FACE=public serves the status page and its forms alone: its own
# addresses, nobody signs in, and its role of the database can reach nothing else
# (`manage.py grant_public_face`).
FACE = env("ALLCLEAR_FACE", default="whole")
if FACE not in {"whole", "public", "beat"}:
    raise ImproperlyConfigured(f"ALLCLEAR_FACE is {FACE!r}: it is whole, public or beat.")
if FACE == "beat":
    # It knocks and shows that it lives; nothing else need be loaded for that.
    INSTALLED_APPS = ["portal", "portal.clock", "django.contrib.contenttypes"]
if FACE == "public":
    ROOT_URLCONF = "portal.public_urls"
    MIDDLEWARE = [
        "portal.checks.middleware.Requests",
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "portal.web.middleware.PortalHeaders",
        "django.middleware.common.CommonMiddleware",
        # Allauth insists on it; without addresses of its own it does nothing.
        "allauth.account.middleware.AccountMiddleware",
    ]
    AUTHENTICATION_BACKENDS = []
    TEMPLATES[0]["OPTIONS"] = {"context_processors": ["django.template.context_processors.request"]}
    # The admin is not served, so it misses nothing.
    SILENCED_SYSTEM_CHECKS = ["admin.E404", "admin.E406", "admin.E408", "admin.E409", "admin.E410"]

# Files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEMO or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEMO or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# The published status page, as bytes ready to serve.
PUBLIC_DIR = PLACES.public
# How much of a partial outage, and of degraded performance, counts as downtime.
PARTIAL_OUTAGE_WEIGHT = number("PARTIAL_OUTAGE_WEIGHT", 0.3)
DEGRADED_WEIGHT = number("DEGRADED_WEIGHT", 0.0)
# Programs manage the page below this address, each key so many requests a minute at most.
PROGRAMS_WRITE_AT = "/v1/"
MANAGE_API_A_MINUTE = int(number("MANAGE_API_A_MINUTE", 120))
# The signing secret of the Slack app whose /incident calls /in/slack/; empty, nobody may.
SLACK_SIGNING_SECRET = env("SLACK_SIGNING_SECRET", default="")
# Programs work in incidents by /api/v1/, each token so many requests a minute at most.
API_A_MINUTE = int(number("API_A_MINUTE", 600))
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# JSON lines in production, readable ones in the demo; secrets are hidden in both.
LOGGING = logging_settings(level=env("LOG_LEVEL", default="INFO"), for_people=DEMO or DEBUG)
