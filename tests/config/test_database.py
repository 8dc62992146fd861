"""Migrating as the owner, and what the application's role is left with."""

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError
from pytest_django import DjangoDbBlocker

from enishi.config.database import migrate_database, role_of


@pytest.mark.usefixtures("django_db_setup")
def test_migrating_again_is_harmless_and_leaves_no_connection(django_db_blocker: DjangoDbBlocker) -> None:
    # Without a test's transaction: the owner comes by a connection of its own.
    with django_db_blocker.unblock():
        migrate_database(settings.ENV.database_owner_dsn, role_of(settings.ENV.database_dsn))

    assert "owner" not in connections.settings


def test_the_role_is_read_from_the_address() -> None:
    assert role_of("postgresql://enishi_app@/enishi?host=/tmp") == "enishi_app"
    assert role_of("postgresql://localhost/enishi") == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET action = 'x'",
        "DELETE FROM accounts_auditentry",
        "DELETE FROM accounts_organisation",
        "DELETE FROM django_migrations",
        "ALTER TABLE friends_friend DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON friends_friend",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_application_cannot_undo_its_own_protection(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_application_can_have_months_made(now: object) -> None:
    from tests.factories import NOW

    from enishi.kit.partitions import ensure_months

    made = ensure_months(NOW.replace(year=2031), before=0, after=0)

    assert len(made) == 3
    assert ensure_months(NOW.replace(year=2031), before=0, after=0) == []
