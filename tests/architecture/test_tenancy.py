"""Row-level security, read from the database's catalogue and tried out on every table."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.architecture.catalogue import (
    JOB_QUEUE_PREFIX,
    ROOT,
    SHARED_TABLES,
    query,
    tables,
    tenant_tables,
)
from tests.architecture.examples import examples
from tests.architecture.world import World
from tests.factories import make_channel, make_friend

from enishi.accounts.models import AuditEntry, Organisation
from enishi.friends.models import Friend
from enishi.kit.tenancy import current_scope, org_scope, system_scope

pytestmark = pytest.mark.django_db


def test_every_table_belongs_to_an_organisation_or_has_a_reason_not_to() -> None:
    others = tables() - tenant_tables() - set(SHARED_TABLES) - {ROOT}

    assert {name for name in others if not name.startswith(JOB_QUEUE_PREFIX)} == set()


def test_every_tenant_table_forces_row_level_security() -> None:
    rows = query("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    protected = {row[0] for row in rows}

    assert tenant_tables(with_partitions=True) | {ROOT} <= protected


def test_every_tenant_table_has_a_policy_and_no_partition_has_one() -> None:
    rows = query("SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid")

    assert {row[0] for row in rows} == tenant_tables() | {ROOT}


def test_policies_cover_reading_and_writing() -> None:
    rows = query("SELECT polcmd::text, polqual IS NOT NULL, polwithcheck IS NOT NULL FROM pg_policy")

    assert set(rows) == {("*", True, True)}


def test_the_application_owns_nothing_and_cannot_step_around_policies() -> None:
    assert query("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [
        (False, False)
    ]
    assert query("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == [(0,)]


def test_every_unique_index_of_a_tenant_table_contains_the_organisation() -> None:
    rows = query(
        """
        SELECT c.relname, i.indexrelid::regclass::text,
               array(SELECT a.attname::text FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attnum = ANY(i.indkey::int2[]))
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
        """
    )
    ours = tenant_tables(with_partitions=True)

    assert [row for row in rows if row[0] in ours and "org_id" not in row[2]] == []  # type: ignore[operator]


def test_every_foreign_key_between_tenant_tables_contains_the_organisation() -> None:
    rows = query(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text,
               array(SELECT a.attname::text FROM pg_attribute a
                      WHERE a.attrelid = conrelid AND a.attnum = ANY(conkey))
          FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        """
    )
    ours = tenant_tables(with_partitions=True) | {ROOT}

    between = [row for row in rows if row[0] in ours and row[1] in ours]
    assert between
    assert [row for row in between if "org_id" not in row[2]] == []  # type: ignore[operator]


def test_every_tenant_row_refers_to_its_organisation() -> None:
    rows = query(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = %s::regclass",
        ROOT,
    )
    # Partitioned tables and the tag table are written set-wise from rows that were checked already.
    unchecked = {
        "friends_fieldvalue",
        "friends_friendtag",
        "friends_segmentmember",
        "friends_timelineevent",
        "delivery_delivery",
        "intake_inboundevent",
    }

    assert tenant_tables() - unchecked <= {str(row[0]) for row in rows}


def test_without_a_scope_every_table_is_empty(org: Organisation) -> None:
    examples(World(org))

    for table in sorted(tenant_tables(with_partitions=True) | {ROOT}):
        assert query(f"SELECT count(*) FROM {table}") == [(0,)], table
    with org_scope(org.id):
        assert query("SELECT count(*) > 0 FROM friends_friend") == [(True,)]


def test_a_partition_is_empty_even_in_scope_so_that_the_parent_is_the_only_way(org: Organisation) -> None:
    examples(World(org))
    partitions = tenant_tables(with_partitions=True) - tenant_tables()

    with org_scope(org.id):
        assert query("SELECT count(*) > 0 FROM friends_timelineevent") == [(True,)]
        for table in sorted(partitions):
            assert query(f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_row_cannot_be_written_into_another_organisation(
    org: Organisation, other_org: Organisation
) -> None:
    channel = make_channel(org)

    with pytest.raises(ProgrammingError, match="row-level security"), org_scope(other_org.id):
        make_friend_as_is(channel.id, org.id)


def test_a_row_cannot_point_at_another_organisations_row(org: Organisation, other_org: Organisation) -> None:
    from django.db.utils import IntegrityError

    channel = make_channel(org)

    with pytest.raises(IntegrityError), org_scope(other_org.id):
        make_friend_as_is(channel.id, other_org.id)


def make_friend_as_is(channel_id: int, org_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO friends_friend (org_id, channel_id, line_user_id, status, origin, first_seen_at, "
            "status_changed_at) VALUES (%s, %s, 'U0', 'following', 'follow', now(), now())",
            [org_id, channel_id],
        )


def test_the_audit_log_can_be_added_to_and_nothing_else(org: Organisation) -> None:
    with org_scope(org.id):
        entries = AuditEntry.objects.filter(org_id=org.id)
        assert entries.exists()
        for change in (lambda: entries.update(action="x"), lambda: entries.delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


def test_scopes_nest_and_close(org: Organisation, other_org: Organisation) -> None:
    with org_scope(org.id):
        with system_scope():
            assert current_scope() == "*"
        assert current_scope() == str(org.id)
        with pytest.raises(KeyError), org_scope(other_org.id):
            raise KeyError
        assert current_scope() == str(org.id)
    assert current_scope() == ""


@pytest.mark.django_db(transaction=True)
def test_a_connection_carries_no_scope_to_its_next_user(transactional_db: None) -> None:
    from tests.factories import make_organisation

    org = make_organisation()
    friend = make_friend(make_channel(org))
    with org_scope(org.id):
        assert Friend.objects.filter(id=friend.id).exists()
    with pytest.raises(KeyError), org_scope(org.id):
        raise KeyError

    assert current_scope() == ""
    assert not Friend.objects.filter(id=friend.id).exists()
