"""Monthly partitions: there before they are needed, and no row is refused without one."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import make_channel, make_friend, rows

from enishi.accounts.models import Organisation
from enishi.friends.models import TimelineEvent
from enishi.friends.services.timeline import NewEvent, insert_events
from enishi.kit.partitions import PARTITIONED_TABLES, ensure_months, month_start
from enishi.kit.tenancy import org_scope


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-120, 120))
def test_a_month_starts_on_its_first_day_and_months_add_up(day: date, months: int) -> None:
    start = month_start(day, months)
    assert start.day == 1
    assert (start.year * 12 + start.month) - (day.year * 12 + day.month) == months


def partition_of(event: TimelineEvent) -> str:
    with org_scope(event.org_id), connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM friends_timelineevent WHERE id = %s", [event.id])
        return str(cursor.fetchone()[0])


def record(org: Organisation, at: datetime) -> TimelineEvent:
    friend = make_friend(make_channel(org))
    with org_scope(org.id):
        insert_events(
            org_id=org.id,
            channel_id=friend.channel_id,
            events=[NewEvent(friend.id, "message.received", at)],
            now=at,
        )
    return rows(TimelineEvent, friend_id=friend.id)[0]


def test_the_months_around_now_are_made_once_for_every_table(db: None) -> None:
    now = datetime(2031, 11, 30, 23, 59, tzinfo=UTC)
    made = ensure_months(now)
    assert made == [
        f"{table}_{month}"
        for table in PARTITIONED_TABLES
        for month in ("203110", "203111", "203112", "203201", "203202")
    ]
    assert ensure_months(now) == []


def test_a_row_lies_in_the_partition_of_its_utc_month(org: Organisation) -> None:
    ensure_months(datetime(2031, 12, 15, tzinfo=UTC))
    assert partition_of(record(org, datetime(2031, 12, 31, 23, 59, 59, 999_999, UTC))).endswith("_203112")
    assert partition_of(record(org, datetime(2032, 1, 1, tzinfo=UTC))).endswith("_203201")


def test_a_row_without_a_partition_is_kept_and_its_month_stays_with_the_default(org: Organisation) -> None:
    lost = datetime(2045, 5, 5, tzinfo=UTC)
    event = record(org, lost)
    assert partition_of(event) == "friends_timelineevent_default"
    assert "friends_timelineevent_204505" not in ensure_months(lost)
    assert partition_of(record(org, lost)) == "friends_timelineevent_default"


def test_a_partition_read_on_its_own_is_empty(org: Organisation) -> None:
    record(org, datetime(2045, 5, 5, tzinfo=UTC))
    with org_scope(org.id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM friends_timelineevent_default")
        assert cursor.fetchone()[0] == 0


def test_a_partition_made_by_the_running_application_is_reached_through_its_table_alone(
    org: Organisation,
) -> None:
    ensure_months(datetime(2031, 12, 15, tzinfo=UTC))
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        org_scope(org.id),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM friends_timelineevent_203112")


def test_the_function_makes_partitions_and_nothing_else(db: None) -> None:
    with pytest.raises(DatabaseError, match="not a partitioned table"), connection.cursor() as cursor:
        cursor.execute("SELECT enishi_make_month('friends_friend'::regclass, '2031-01-01')")
