"""What friends have in fields: written set-wise, told on the timeline."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_channel, make_field, make_friend, make_friends, rows

from enishi.accounts.models import Organisation
from enishi.friends.domain.fields import (
    JAPAN,
    FieldProblem,
    FieldType,
    Value,
    from_json,
    parse,
    shown,
    to_json,
)
from enishi.friends.models import Field, FieldValue, Friend, TimelineEvent
from enishi.friends.selectors import fields as selectors
from enishi.friends.services.field_values import add_number, set_many, set_values
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

LABELS = ("ゴールド", "シルバー", "1,000円以上")


def _stored(field: Field, friend: Friend) -> Value | None:
    with org_scope(field.org_id):
        found = selectors.values_of_friends(field.org_id, {field.id: field.spec}, [friend.id])
    return found.get(friend.id, {}).get(field.id)


def _set(field: Field, values: dict[int, Any], channel: Channel, **options: Any) -> list[int]:
    with org_scope(field.org_id):
        return set_values(
            org_id=field.org_id,
            channel_id=channel.id,
            field_id=field.id,
            values=values,
            **{"now": NOW, "source": "user:1", **options},
        )


def test_a_value_is_stored_and_told_on_the_timeline(channel: Channel, aiko: Friend) -> None:
    field = make_field(channel.org, "来店回数", FieldType.NUMBER)

    changed = _set(field, {aiko.id: Decimal("3")}, channel, source="import:12", ref="operation:12")

    assert changed == [aiko.id]
    (value,) = rows(FieldValue)
    assert (value.number_value, value.source, value.changed_at) == (Decimal("3"), "import:12", NOW)
    (event,) = rows(TimelineEvent, kind="field.changed")
    assert (event.friend_id, event.ref) == (aiko.id, "operation:12")
    assert event.data == {
        "source": "import:12",
        "changes": [{"field_id": field.id, "name": "来店回数", "before": None, "after": 3}],
    }


def test_what_is_the_same_already_leaves_no_trace(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    field = make_field(channel.org, "好きな色")
    _set(field, {aiko.id: "赤", kenji.id: "青"}, channel)

    changed = _set(
        field, {aiko.id: "赤", kenji.id: "緑"}, channel, now=NOW + timedelta(days=1), source="rule:4"
    )

    assert changed == [kenji.id]
    kept = {value.friend_id: (value.text_value, value.source) for value in rows(FieldValue)}
    assert kept == {aiko.id: ("赤", "user:1"), kenji.id: ("緑", "rule:4")}
    assert len(rows(TimelineEvent, friend_id=aiko.id)) == 1


def test_nothing_clears_a_value_and_tells_what_it_was(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    field = make_field(channel.org, "会員", FieldType.CHOICE, labels=LABELS)
    _set(field, {aiko.id: 2}, channel)

    changed = _set(field, {aiko.id: None, kenji.id: None}, channel)

    assert changed == [aiko.id]
    assert rows(FieldValue) == []
    change = rows(TimelineEvent, kind="field.changed")[-1].data["changes"][0]
    assert (change["before"], change["before_text"], change["after"]) == (2, "シルバー", None)


def test_many_fields_of_a_friend_are_one_fact(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    name, born = make_field(channel.org, "氏名"), make_field(channel.org, "生年月日", FieldType.DATE)
    values: dict[int, dict[int, Any]] = {
        aiko.id: {name.id: "佐藤 愛子", born.id: date(1990, 2, 28)},
        kenji.id: {born.id: date(1985, 5, 5)},
    }

    with org_scope(channel.org_id):
        changed = set_many(
            org_id=channel.org_id, channel_id=channel.id, values=values, now=NOW, source="import:1"
        )

    assert changed == sorted([aiko.id, kenji.id])
    told = {event.friend_id: event.data["changes"] for event in rows(TimelineEvent, kind="field.changed")}
    assert {change["name"] for change in told[aiko.id]} == {"氏名", "生年月日"}
    assert told[kenji.id] == [
        {"field_id": born.id, "name": "生年月日", "before": None, "after": "1985-05-05"}
    ]


def test_a_set_costs_the_same_statements_for_one_and_for_many(channel: Channel) -> None:
    field = make_field(channel.org, "来店回数", FieldType.NUMBER)
    friends = make_friends(channel, 50)

    with CaptureQueriesContext(
        connection,
    ) as few:
        _set(field, {friends[0].id: Decimal(1)}, channel)
    with CaptureQueriesContext(connection) as many:
        _set(field, {friend.id: Decimal(2) for friend in friends}, channel)

    assert len(many) == len(few)


def test_friends_of_other_channels_and_archived_fields_are_passed_over(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    elsewhere = make_friend(make_channel(org), "愛理")
    field, archived = make_field(org, "氏名"), make_field(org, "旧姓", archived_at=NOW)

    assert _set(field, {elsewhere.id: "誰か"}, channel) == []
    assert _set(archived, {aiko.id: "佐藤"}, channel) == []
    assert rows(FieldValue) == []


def test_adding_counts_from_the_default_and_stops_at_the_limits(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    points = make_field(channel.org, "ポイント", FieldType.NUMBER, default=100, min=0, max=150)
    _set(points, {kenji.id: Decimal(20)}, channel)

    def add(amount: int) -> list[int]:
        with org_scope(channel.org_id):
            return add_number(
                org_id=channel.org_id,
                channel_id=channel.id,
                field_id=points.id,
                friend_ids=[aiko.id, kenji.id],
                amount=Decimal(amount),
                now=NOW,
                source="rule:1",
            )

    assert add(40) == [aiko.id, kenji.id]
    assert (_stored(points, aiko), _stored(points, kenji)) == (Decimal(140), Decimal(60))
    assert add(10) == [aiko.id, kenji.id]
    assert add(10) == [kenji.id]
    assert (_stored(points, aiko), _stored(points, kenji)) == (Decimal(150), Decimal(80))
    add(-1000)
    assert (_stored(points, aiko), _stored(points, kenji)) == (Decimal(0), Decimal(0))


def test_what_an_operation_did_can_be_taken_back_by_its_mark(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    field = make_field(channel.org, "会員", FieldType.CHOICES, labels=LABELS)
    _set(field, {aiko.id: (1,)}, channel)
    _set(field, {aiko.id: (2, 3), kenji.id: (1,)}, channel, ref="operation:7")

    done = rows(TimelineEvent, kind="field.changed", ref="operation:7")
    before = {
        event.friend_id: from_json(field.spec, change["before"])
        for event in done
        for change in event.data["changes"]
    }
    _set(field, before, channel, ref="operation:8")

    assert (_stored(field, aiko), _stored(field, kenji)) == ((1,), None)


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=80
).filter(lambda text: bool(text.strip()))
_VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.TEXT: _TEXTS.map(str.strip),
    FieldType.LONG_TEXT: st.lists(_TEXTS, min_size=1).map(lambda lines: "\n".join(lines).strip()),
    FieldType.NUMBER: st.decimals(-(10**8), 10**8, places=6, allow_nan=False),
    FieldType.DATE: st.dates(date(1800, 1, 1), date(2999, 12, 31)),
    FieldType.DATETIME: st.integers(-2 * 10**9, 3 * 10**10).map(
        lambda second: datetime.fromtimestamp(second, UTC)
    ),
    FieldType.CHOICE: st.integers(1, 3),
    FieldType.CHOICES: st.sets(st.integers(1, 3), min_size=1).map(lambda ids: tuple(sorted(ids))),
    FieldType.BOOLEAN: st.booleans(),
    FieldType.EMAIL: st.from_regex(r"[a-z0-9.]{1,10}[a-z]@[a-z]{1,10}\.jp", fullmatch=True).filter(
        lambda text: ".." not in text
    ),
    FieldType.PHONE: st.from_regex(r"\+81[789]0[0-9]{8}", fullmatch=True),
    FieldType.URL: st.from_regex(r"https://[a-z]{1,20}\.jp/[a-z0-9/?=&%]{0,40}", fullmatch=True),
    FieldType.IMAGE: st.from_regex(r"https://[a-z]{1,20}\.jp/m/[a-z0-9]{20}\.png", fullmatch=True),
    FieldType.FILE: st.from_regex(r"https://[a-z]{1,20}\.jp/[a-z0-9]{1,20}\.pdf", fullmatch=True),
}


@pytest.mark.parametrize("kind", FieldType)
def test_what_is_set_is_what_is_read(kind: FieldType, channel: Channel, aiko: Friend) -> None:
    labels = LABELS if kind in (FieldType.CHOICE, FieldType.CHOICES) else ()
    field = make_field(channel.org, "欄", kind, labels=labels)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(_VALUES[kind])
    def check(value: Any) -> None:
        parsed = parse(field.spec, value)
        assert not isinstance(parsed, FieldProblem), parsed
        _set(field, {aiko.id: parsed}, channel)
        read = _stored(field, aiko)
        assert read == parsed
        # As JSON, and as the words that an export writes and an import reads.
        assert from_json(field.spec, to_json(field.spec, read)) == read
        if kind != FieldType.DATETIME:
            assert parse(field.spec, shown(field.spec, read), JAPAN) == read

    check()


@pytest.mark.django_db(transaction=True)
def test_two_who_add_at_once_both_count(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    points = make_field(channel.org, "ポイント", FieldType.NUMBER)
    at_once = Barrier(2)

    def add(friend_ids: list[int]) -> None:
        at_once.wait()
        for _ in range(10):
            with org_scope(channel.org_id):
                add_number(
                    org_id=channel.org_id,
                    channel_id=channel.id,
                    field_id=points.id,
                    friend_ids=friend_ids,
                    amount=Decimal(1),
                    now=NOW,
                    source="rule:1",
                )
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(add, ids) for ids in ([aiko.id, kenji.id], [kenji.id, aiko.id])]
    for each in done:
        each.result()

    assert (_stored(points, aiko), _stored(points, kenji)) == (Decimal(20), Decimal(20))
