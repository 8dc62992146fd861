"""Stored events read again: all of them, in the order in which they happened; and what each means."""

from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import NOW
from tests.intake.edge import event, message

from enishi.intake.domain.facts import Fact, fact_of, unsent
from enishi.intake.domain.values import ParsedEvent, StoredEvent
from enishi.intake.pipeline.parse import parse

USER = "U" + "1" * 32


def stored(raw: Any, *, at: datetime = NOW, name: str = "e1") -> StoredEvent:
    return StoredEvent(name, at, NOW, orjson.dumps(raw).decode())


def parsed(raw: Any) -> ParsedEvent:
    (only,) = parse([stored(raw)])
    return only


def fact(raw: Any) -> Fact:
    return fact_of(parsed(raw).event)


@given(st.lists(st.integers(0, 50), max_size=12))
def test_events_come_in_the_order_in_which_they_happened(minutes: list[int]) -> None:
    rows = [
        stored({"type": "message"}, at=NOW + timedelta(minutes=minute), name=f"e{index:02}")
        for index, minute in enumerate(minutes)
    ]
    found = [(each.stored.occurred_at, each.stored.webhook_event_id) for each in parse(rows)]
    assert found == sorted((row.occurred_at, row.webhook_event_id) for row in rows)


def test_an_event_that_cannot_be_read_stays_in_its_place() -> None:
    found = parse([stored(5, name="a"), stored(message("あ", at=NOW), name="b"), stored({}, name="c")])
    assert [(each.stored.webhook_event_id, each.event.type) for each in found] == [
        ("a", "malformed"),
        ("b", "message"),
        ("c", "malformed"),
    ]


def test_nothing_waiting_is_nothing() -> None:
    assert parse([]) == []


@pytest.mark.parametrize(
    ("source", "is_personal"),
    [
        ({"type": "user", "userId": USER}, True),
        ({"type": "user"}, False),
        ({"type": "group", "groupId": "C1", "userId": USER}, False),
        ({"type": "room", "roomId": "R1", "userId": USER}, False),
        (None, False),
    ],
)
def test_only_a_one_to_one_chat_belongs_to_a_friend(source: Any, is_personal: bool) -> None:
    assert parsed({**message("あ", at=NOW), "source": source}).is_personal is is_personal


@pytest.mark.parametrize(
    ("kind", "content", "expected", "data"),
    [
        ("unsend", {"unsend": {"messageId": "7"}}, "message.unsent", {"message_id": "7"}),
        ("postback", {"postback": {"data": "a=1"}}, "postback.received", {"data": "a=1", "params": None}),
        ("accountLink", {"link": {"result": "ok", "nonce": "n"}}, "account.linked", {"result": "ok"}),
        (
            "videoPlayComplete",
            {"videoPlayComplete": {"trackingId": "t"}},
            "video.completed",
            {"tracking_id": "t"},
        ),
        (
            "membership",
            {"membership": {"type": "joined", "membershipId": 1}},
            "membership.changed",
            {"change": "joined"},
        ),
        (
            "beacon",
            {"beacon": {"type": "enter", "hwid": "d4"}},
            "beacon.detected",
            {"hwid": "d4", "change": "enter"},
        ),
        ("futureEvent", {"future": {"deep": [1]}}, "line.futureEvent", {}),
    ],
)
def test_each_type_of_event_is_a_fact_with_its_raw_data(
    kind: str, content: dict[str, Any], expected: str, data: dict[str, Any]
) -> None:
    raw = event(kind, at=NOW, **content)
    found = fact(raw)
    assert found.kind == expected
    assert {key: found.data[key] for key in data} == data
    assert found.data["raw"] == {key: value for key, value in raw.items() if key != "replyToken"}


def test_a_reply_token_is_not_kept_because_it_is_a_secret_for_a_minute() -> None:
    assert "token-" not in str(fact(message("あ", at=NOW)).data)


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file"])
def test_media_at_line_are_to_be_fetched_and_media_elsewhere_are_not(kind: str) -> None:
    at_line = {"type": kind, "id": "7", "contentProvider": {"type": "line"}}
    elsewhere = {**at_line, "contentProvider": {"type": "external", "originalContentUrl": "https://x"}}
    assert fact(event("message", at=NOW, message=at_line)).media_kind == kind
    assert fact(event("message", at=NOW, message=elsewhere)).media_kind == ""
    assert fact(event("messageEdited", at=NOW, message=at_line)).media_kind == ""


def test_a_message_keeps_its_text_and_the_id_to_find_it_by() -> None:
    found = fact(message("こんにちは", at=NOW, message_id="7"))
    assert (found.kind, found.ref, found.data["type"], found.data["text"]) == (
        "message.received",
        "7",
        "text",
        "こんにちは",
    )


def test_an_unsent_message_keeps_neither_text_nor_raw_data() -> None:
    data = fact(message("秘密", at=NOW, message_id="7")).data
    assert unsent(data) == {"type": "text", "message_id": "7", "is_unsent": True}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
    st.sampled_from(
        ["message", "messageEdited", "unsend", "postback", "accountLink", "beacon", "membership", "other"]
    ),
)
def test_whatever_line_may_send_one_day_becomes_a_fact(content: Any, kind: str) -> None:
    raw = {"type": kind, "message": content, "unsend": content, "postback": content, "beacon": content}
    raw |= {"membership": content, "link": content, "source": content, "timestamp": content}
    try:
        found = fact(raw)
    except TypeError:
        # JSON cannot hold an integer beyond 64 bits; LINE's body would have been refused.
        assert "Integer exceeds" in str(raw) or any(abs(each) > 2**63 for each in _integers(content))
        return
    assert found.kind
    assert len(found.ref) <= 100


def _integers(value: Any) -> list[int]:
    if isinstance(value, int):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [number for one in value for number in _integers(one)] if isinstance(value, list) else []
