"""The one settings file: everything that differs between places comes from the environment."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import dj_database_url
import django
from django.core.exceptions import ImproperlyConfigured

from config import login

BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = os.environ.get("STEGVIS_DEMO") == "1"
# A file that says "ready" when all of the demonstration's people have come in.
DEMO_STATE = os.environ.get("STEGVIS_DEMO_STATE", "")
TESTING = os.environ.get("STEGVIS_TESTING") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEMO and not TESTING:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random string, "
            "for example the output of: openssl rand -base64 48"
        )
    SECRET_KEY = "only-for-the-demo-and-the-tests-" + "x" * 24
# Keys the digest by which a participant is recognised; drawn from SECRET_KEY when it is not set.
PERSON_KEY_SECRET = os.environ.get("PERSON_KEY_SECRET", "")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SECURE = os.environ.get("STEGVIS_HTTPS", "0" if DEMO else "1") == "1"

INSTALLED_APPS = [
    "stegvis.web",  # first, because its templates dress the login library's pages
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "stegvis.web.oidc",
    "procrastinate.contrib.django",
    "stegvis.audit",
    "stegvis.organisations",
    "stegvis.programmes",
    "stegvis.participants",
    "stegvis.casework",
    "stegvis.outcomes",
    "stegvis.oversight",
    "stegvis.conduct",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stegvis.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stegvis.web.login_doors.LoginDoors",
    "stegvis.web.own.language.OwnLanguage",
    "stegvis.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "stegvis.web.navigation.context",
    "stegvis.web.shared.forms.one_token",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        # Ours, and Django's own for the parts of a form.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            BASE_DIR / "stegvis" / "web" / "templates",
            Path(django.__file__).parent / "forms" / "jinja2",
        ],
        "OPTIONS": {
            "environment": "stegvis.web.jinja.environment",
            "context_processors": _CONTEXT,
        },
    },
    {
        # What the login library writes itself: letters.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database(variable: str) -> dict[str, Any]:
    """One connection; pooled, because a page should not pay for a new one. It is tried before it
    is taken from the pool, so that no page fails because PostgreSQL has been started anew."""
    found = dj_database_url.parse(os.environ.get(variable, "postgres:///stegvis"))
    found.setdefault("OPTIONS", {})
    return {**found, "CONN_HEALTH_CHECKS": True}


# default is the restricted runtime role that serves every request;
# owner migrates and is never used while serving.
DATABASES = {"default": _database("DATABASE_URL"), "owner": _database("DATABASE_OWNER_URL")}
# Parameters travel apart from the text, so that PostgreSQL plans a repeated query once for each
# connection; planning costs more than answering where row-level security has much to weigh.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
if most := int(os.environ.get("STEGVIS_POOL", "8")):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": most}

AUTH_USER_MODEL = "organisations.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/logga-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "stegvis.web.login.StaffOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "stegvis.web.login.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up: the address is the one that an administrator wrote, and the first password is
# chosen by a link that was sent there. Asked to verify it, nobody could add her first code or key.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Stegvis"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": login.providers()}}
SOCIALACCOUNT_ADAPTER = "stegvis.web.oidc.adapter.IdentityAdapter"
# A link, because a form may lead nowhere but to this site. Nothing of what a provider says is kept.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
OIDC_REFUSED_HOSTS = login.REFUSED_HOSTS
LOCAL_LOGIN = login.local_login(SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])
# After so many days without a login an administrator has to let the account in again; 0: never.
INACTIVE_DAYS = int(os.environ.get("STEGVIS_INACTIVE_DAYS", "0" if DEMO else "30"))
# How many months ahead an assignment may last; then the need is asked for anew.
ASSIGNMENT_MONTHS = int(os.environ.get("STEGVIS_ASSIGNMENT_MONTHS", "24"))
# How old a login may be where data leaves the system or rights are given.
FRESH_SECONDS = int(os.environ.get("STEGVIS_FRESH_SECONDS", "300"))

# A session ends after 30 minutes of rest and never lives more than 12 hours.
SESSION_ENGINE = "stegvis.web.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_FAILURE_VIEW = "stegvis.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "sv"
# Of the participant's own pages; staff's are Swedish. How one is added: docs/lagg-till-sprak.md.
LANGUAGES = [("sv", "Svenska"), ("sv-x-lattlast", "Lättläst svenska"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Imported by the job process alone: these modules draw, and a page must never import them.
PROCRASTINATE_IMPORT_PATHS = [
    "stegvis.casework.jobs",
    "stegvis.outcomes.jobs",
    "stegvis.oversight.jobs",
]

STATIC_URL = "/static/"
# Our files are served from where they lie, the libraries' through the finders: nothing to collect.
STATIC_ROOT = BASE_DIR / "stegvis" / "web" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 3
# Papers about people never touch a disk of the web server's, not even for a moment.
FILE_UPLOAD_HANDLERS = ["stegvis.web.uploads.InMemoryOnly"]
# ClamAV's daemon, as a socket's path or host:port; without it no virus scanner is asked.
VIRUS_SCANNER = os.environ.get("STEGVIS_CLAMD", "")

# What one account may look at; 0 is no limit. An alarm is sounded at half as many persons.
READS_PER_HOUR = int(os.environ.get("STEGVIS_READS_PER_HOUR", "300"))
EXPORTS_PER_DAY = int(os.environ.get("STEGVIS_EXPORTS_PER_DAY", "100"))
REQUESTS_PER_MINUTE = int(os.environ.get("STEGVIS_REQUESTS_PER_MINUTE", "240"))

PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "stegvis@localhost")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
# Whether a receiver is told by mail that something has been handed out to her.
RECEIVERS_ARE_TOLD = bool(os.environ.get("EMAIL_HOST")) and not DEMO
# The first page's address, for that mail alone.
SITE_URL = os.environ.get("STEGVIS_SITE_URL", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.locmem.EmailBackend"
    if DEMO
    else "django.core.mail.backends.smtp.EmailBackend"
)

# Who stands behind this installation, and when it last tested the pages: told to everybody in the
# accessibility statement, with whoever watches over the law.
OPERATOR = {
    "name": os.environ.get("STEGVIS_OPERATOR_NAME", "Demonstrationen" if DEMO else ""),
    "email": os.environ.get("STEGVIS_OPERATOR_EMAIL", ""),
    "phone": os.environ.get("STEGVIS_OPERATOR_PHONE", ""),
    "statement_on": date.fromisoformat(
        os.environ.get("STEGVIS_ACCESSIBILITY_TESTED", "2026-11-22")
    ),
}
ACCESSIBILITY_SUPERVISOR = {
    "name": "Digg, Myndigheten för digital förvaltning",
    "url": "https://www.digg.se/tdosanmalan",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
