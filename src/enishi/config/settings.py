"""Django settings, all of them derived from :mod:`enishi.config.env`; nothing else reads the environment."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from enishi.config.env import load_settings
from enishi.config.wiring import (
    ACTIONS,
    CHANNEL_NAMES,
    CONDITIONS,
    FRIEND_MARKS,
    OBJECT_NAMES,
    OPERATIONS,
    ORGANISATION_SUBSCRIBERS,
    PERSONAL_DATA,
    PERSONAL_DATA_KEEPERS,
    PLACEHOLDER_FAMILIES,
    PLACEHOLDERS,
    REFERENCES,
    REVISION_USERS,
    SENT_SUBSCRIBERS,
    TAG_KEEPERS,
    TIMELINE_SOURCES,
    TIMELINE_SUBSCRIBERS,
)
from enishi.kit import clock

ENV = load_settings()
clock.follow(ENV.data_dir / clock.FILE_NAME)

SECRET_KEY = ENV.secret_key
ENISHI_SECRET_KEYS = [ENV.secret_key]
DEBUG = False
ALLOWED_HOSTS = [
    "*"
]  # The public address is checked where it matters: webhooks are signed, cookies host-only.
ROOT_URLCONF = "enishi.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
# E-mails are unique in any letter case, by an index that Django's check does not know.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "enishi.accounts",
    "enishi.line",
    "enishi.friends",
    "enishi.content",
    "enishi.delivery",
    "enishi.automation",
    "enishi.inbox",
    "enishi.scenarios",
    "enishi.intake",
    "enishi.analytics",
]
MIDDLEWARE = [
    "enishi.config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "enishi.config.middleware.BrowserSafetyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
APPEND_SLASH = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
FILE_UPLOAD_HANDLERS = ["enishi.config.uploads.BoundedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024


def database(dsn: str) -> dict[str, Any]:
    """Django's description of one PostgreSQL address."""
    parts = conninfo_to_dict(dsn)
    options = {
        key: value
        for key, value in parts.items()
        if key not in ("host", "port", "user", "password", "dbname")
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "enishi"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": database(ENV.database_dsn)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

_IS_HTTPS = ENV.public_url.startswith("https://")
SESSION_ENGINE = "enishi.accounts.sessions"
SESSION_COOKIE_NAME = "enishi_session"
SESSION_COOKIE_AGE = ENV.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _IS_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
# TLS ends in front of us, so the address that a browser names differs from the one that we see.
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
CSRF_FAILURE_VIEW = "enishi.config.problems.csrf_failed"
PASSWORD_RESET_TIMEOUT = 3600
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "enishi.accounts.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = False  # enishi.accounts.signin.throttle stands in front.
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["browser"]
MFA_ADAPTER = "enishi.accounts.signin.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = False
MFA_TOTP_ISSUER = "Enishi"
MFA_TOTP_TOLERANCE = 1
# Browsers offer passkeys to names, not to numbers, and only where nobody can listen in.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"] + (["webauthn"] if ENV.can_use_passkeys else [])
MFA_PASSKEY_LOGIN_ENABLED = ENV.can_use_passkeys
ENISHI_SESSION_HOURS = ENV.session_hours
ENISHI_SESSION_IDLE_MINUTES = ENV.session_idle_minutes

ENISHI_HAS_MAIL = ENV.smtp_host is not None
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": ENV.smtp_host or "localhost",
            "port": ENV.smtp_port,
            "username": ENV.smtp_user or "",
            "password": ENV.smtp_password or "",
            "use_tls": ENV.smtp_security == "starttls",
            "use_ssl": ENV.smtp_security == "tls",
            "timeout": 15,
        },
    }
}
DEFAULT_FROM_EMAIL = ENV.smtp_from or "enishi@localhost"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "ja"
USE_I18N = True
LOGGING_CONFIG = None

ENISHI_DATA_DIR = ENV.data_dir
ENISHI_PUBLIC_URL = ENV.public_url
ENISHI_API_CALLS_PER_MINUTE = ENV.api_calls_per_minute
ENISHI_LOCAL_URL = ENV.local_url
ENISHI_WEBAPP_DIR = Path(__file__).parents[1] / "webapp"
ENISHI_LINE_API_URL = ENV.line_api_url
ENISHI_LINE_API_DATA_URL = ENV.line_api_data_url
ENISHI_LINE_ACCESS_URL = ENV.line_access_url
ENISHI_TIMELINE_SUBSCRIBERS = TIMELINE_SUBSCRIBERS
ENISHI_SENT_SUBSCRIBERS = SENT_SUBSCRIBERS
ENISHI_ORGANISATION_SUBSCRIBERS = ORGANISATION_SUBSCRIBERS
ENISHI_TIMELINE_SOURCES = TIMELINE_SOURCES
ENISHI_ACTIONS = ACTIONS
ENISHI_CHANNEL_NAMES = CHANNEL_NAMES
ENISHI_PLACEHOLDERS = PLACEHOLDERS
ENISHI_PLACEHOLDER_FAMILIES = PLACEHOLDER_FAMILIES
ENISHI_FRIEND_MARKS = FRIEND_MARKS
ENISHI_CONDITIONS = CONDITIONS
ENISHI_OBJECT_NAMES = OBJECT_NAMES
ENISHI_REFERENCES = REFERENCES
ENISHI_REVISION_USERS = REVISION_USERS
ENISHI_TAG_KEEPERS = TAG_KEEPERS
ENISHI_OPERATIONS = OPERATIONS
ENISHI_PERSONAL_DATA = PERSONAL_DATA
ENISHI_PERSONAL_DATA_KEEPERS = PERSONAL_DATA_KEEPERS

PROCRASTINATE_IMPORT_PATHS = [
    "enishi.line.tasks",
    "enishi.friends.tasks",
    "enishi.content.tasks",
    "enishi.delivery.tasks",
    "enishi.analytics.tasks",
]
