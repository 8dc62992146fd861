"""Django settings, all of them derived from :mod:`enishi.config.env`; nothing else reads the environment."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from enishi.config.env import load_settings
from enishi.config.wiring import (
    ACTIONS,
    PLACEHOLDERS,
    TIMELINE_SOURCES,
    TIMELINE_SUBSCRIBERS,
)

ENV = load_settings()

SECRET_KEY = ENV.secret_key
ENISHI_SECRET_KEYS = [ENV.secret_key]
DEBUG = False
ALLOWED_HOSTS = [
    "*"
]  # The public address is checked where it matters: webhooks are signed, cookies host-only.
ROOT_URLCONF = "enishi.config.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "enishi.accounts",
    "enishi.line",
    "enishi.friends",
    "enishi.content",
    "enishi.delivery",
    "enishi.automation",
    "enishi.scenarios",
    "enishi.intake",
]
MIDDLEWARE = [
    "enishi.config.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
APPEND_SLASH = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
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

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "ja"
USE_I18N = True
LOGGING_CONFIG = None

ENISHI_DATA_DIR = ENV.data_dir
ENISHI_PUBLIC_URL = ENV.public_url
ENISHI_LINE_API_URL = ENV.line_api_url
ENISHI_LINE_API_DATA_URL = ENV.line_api_data_url
ENISHI_LINE_ACCESS_URL = ENV.line_access_url
ENISHI_TIMELINE_SUBSCRIBERS = TIMELINE_SUBSCRIBERS
ENISHI_TIMELINE_SOURCES = TIMELINE_SOURCES
ENISHI_ACTIONS = ACTIONS
ENISHI_PLACEHOLDERS = PLACEHOLDERS

PROCRASTINATE_IMPORT_PATHS = [
    "enishi.line.tasks",
    "enishi.friends.tasks",
    "enishi.content.tasks",
    "enishi.delivery.tasks",
]
