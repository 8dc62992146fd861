"""What every subcommand needs first: settings, a running database, Django; and errors told in one sentence."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from enishi.config.env import Settings, load_settings
from enishi.config.env_rules import SettingsError
from enishi.kit.errors import ProblemError
from enishi.kit.postgres import EmbeddedPostgres


@contextmanager
def friendly() -> Iterator[None]:
    """Turn expected errors into sentences and exit code 1; anything else is a defect and keeps its traceback."""
    try:
        yield
    except SettingsError as error:
        for problem in error.problems:
            say_error(f"{problem.variable}: {problem.ja}\n    {problem.en}")
        sys.exit(1)
    except ProblemError as error:
        say_error(f"{error.ja}\n    {error.en}")
        for field in error.fields:
            say_error(f"  {field.path}: {field.ja} / {field.en}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def say_error(text: str) -> None:
    """One message on standard error."""
    sys.stderr.write(f"✗ {text}\n")


def say(text: str) -> None:
    """One message on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def database() -> Iterator[Settings]:
    """Settings, and the embedded database started unless another one is configured; Django is set up inside."""
    with friendly():
        settings = load_settings()
        server = EmbeddedPostgres(settings.data_dir) if settings.uses_embedded_database else None
        if server is not None:
            server.start()
        try:
            set_up_django()
            yield settings
        finally:
            if server is not None:
                server.stop()


def require_started_before() -> None:
    """Refuse where the embedded database does not exist yet: looking must not create one."""
    settings = load_settings()
    if (
        settings.uses_embedded_database
        and not (settings.data_dir / "postgres" / "data" / "PG_VERSION").exists()
    ):
        raise ProblemError(
            "never_started",
            f"{settings.data_dir} にはまだデータベースがありません。enishi up で起動するか、"
            "ENISHI_DATA_DIRを確かめてください。",
            f"There is no database in {settings.data_dir} yet. Start with enishi up, or check ENISHI_DATA_DIR.",
        )


def set_up_django() -> None:
    """Django with our settings and logging. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    import django

    from enishi.config.logging import configure_logging

    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    django.setup()


def migrate() -> None:
    """Bring the schema up to date as its owner, and grant the application's role what it needs."""
    from enishi.config.database import migrate_database, role_of

    settings = load_settings()
    migrate_database(settings.database_owner_dsn, role_of(settings.database_dsn))
