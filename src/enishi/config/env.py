"""The settings, read once at boot from the environment.

In goes the environment (and ``.env`` in the working directory, which it overrides); out comes one frozen
:class:`Settings`, or one error that lists every mistake with its mend. No value is ever repeated in an error:
it may be a secret.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from enishi.config.env_rules import (
    MENDS,
    PORTS,
    PREFIX,
    Problem,
    SettingsError,
    address,
    data_directory,
    database_url,
    default_data_dir,
    default_public_url,
    is_host_name,
    mail_address,
    origin,
    secret,
    unknown_variables,
)
from enishi.config.secret_key import kept_secret_key
from enishi.kit.postgres import OWNER_ROLE, EmbeddedPostgres

__all__ = ["Problem", "Settings", "SettingsError", "load_settings"]

type DatabaseUrl = Annotated[str, BeforeValidator(database_url)]
type Origin = Annotated[str, BeforeValidator(origin)]


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """Everything an operator can set. ``database_url`` is None for the embedded server."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    database_url: DatabaseUrl | None = Field(default=None, repr=False)
    database_owner_url: DatabaseUrl | None = Field(default=None, repr=False)
    data_dir: Annotated[Path, BeforeValidator(data_directory)]
    secret_key: Annotated[str, BeforeValidator(secret)] = Field(repr=False)
    public_url: Origin
    host: Annotated[str, BeforeValidator(address)] = "127.0.0.1"
    port: int = Field(default=8000, ge=PORTS[0], le=PORTS[-1])
    line_api_url: Origin = "https://api.line.me"
    line_api_data_url: Origin = "https://api-data.line.me"
    line_access_url: Origin = "https://access.line.me"
    api_calls_per_minute: int = Field(default=3000, ge=0)
    session_hours: int = Field(default=12, ge=1, le=24 * 30)
    session_idle_minutes: int = Field(default=60, ge=5, le=24 * 60)
    smtp_host: Annotated[str, BeforeValidator(address)] | None = None
    smtp_port: int = Field(default=587, ge=PORTS[0], le=PORTS[-1])
    smtp_user: str | None = Field(default=None, repr=False)
    smtp_password: str | None = Field(default=None, repr=False)
    smtp_security: Annotated[Literal["starttls", "tls", "none"], BeforeValidator(_lower)] = "starttls"
    smtp_from: Annotated[str, BeforeValidator(mail_address)] | None = None
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = "INFO"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = "console"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # load_settings reads the environment itself, so that a given mapping is the only source.
        return (init_settings,)

    @property
    def uses_embedded_database(self) -> bool:
        """Whether Enishi runs its own PostgreSQL in the data directory."""
        return self.database_url is None

    @property
    def local_url(self) -> str:
        """Where programs on this machine reach the server, whatever the outside calls it."""
        return default_public_url({"host": self.host, "port": self.port})

    @property
    def can_use_passkeys(self) -> bool:
        """Whether browsers accept passkeys at the public address: they want a name, and https but on this machine."""
        parts = urlsplit(self.public_url)
        host = parts.hostname or ""
        return (parts.scheme == "https" and is_host_name(host)) or host == "localhost"

    @property
    def database_dsn(self) -> str:
        """Where web and worker connect, as a role that row-level security binds."""
        return self.database_url or EmbeddedPostgres(self.data_dir).dsn()

    @property
    def database_owner_dsn(self) -> str:
        """Where migrations connect, as the owner of the tables."""
        given = self.database_owner_url or self.database_url
        return given or EmbeddedPostgres(self.data_dir).dsn(OWNER_ROLE)


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from ``environ``, or from the process's environment over ``.env``.

    Makes the data directory and, where none is given, the secret key kept in it. Raises SettingsError, which
    carries every problem found. An empty variable counts as absent.
    """
    source = _surroundings() if environ is None else environ
    given = {name: value for name, value in source.items() if name.startswith(PREFIX) and value.strip()}
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    values: dict[str, object] = {known[name]: text.strip() for name, text in given.items() if name in known}
    problems = unknown_variables([name for name in given if name not in known], list(known))
    values.setdefault("data_dir", str(default_data_dir(source)))
    values.setdefault("public_url", default_public_url(values))
    # A key is kept only for otherwise sound settings: a mistyped data directory must not be made and filled.
    has_key = "secret_key" in values
    settings = _validated({"secret_key": secrets.token_urlsafe(48), **values}, problems)
    if has_key:
        return settings
    return settings.model_copy(update={"secret_key": kept_secret_key(settings.data_dir)})


def _surroundings() -> dict[str, str]:
    kept = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**kept, **os.environ}


def _validated(values: dict[str, object], problems: list[Problem]) -> Settings:
    """The settings, or SettingsError with ``problems`` and those that validation adds."""
    found = list(problems)
    settings: Settings | None = None
    if "database_owner_url" in values and "database_url" not in values:
        found.append(Problem(f"{PREFIX}DATABASE_OWNER_URL", *MENDS["database_owner_url"]))
    if "smtp_host" in values and "smtp_from" not in values:
        found.append(Problem(f"{PREFIX}SMTP_FROM", *MENDS["smtp_from"]))
    try:
        settings = Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        fields = dict.fromkeys(str(item["loc"][0]) for item in error.errors())
        found += [Problem(PREFIX + name.upper(), *MENDS[name]) for name in fields]
    if found or settings is None:
        raise SettingsError(list({problem.variable: problem for problem in found}.values()))
    return settings
