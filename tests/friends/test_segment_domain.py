"""Decisions about segments, without a database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.factories import NOW

from enishi.friends.domain.segment_watching import words_of_condition, words_of_fact
from enishi.friends.domain.segments import Response, SegmentFacts, circle, next_build_at, warnings_of

TOKYO = ZoneInfo("Asia/Tokyo")


def test_a_condition_on_a_tag_listens_for_that_tag_only() -> None:
    words = words_of_condition({"tag.added", "tag.removed"}, [("tag", 12), ("tag", 15)])
    assert words == {"tag.added:12", "tag.added:15", "tag.removed:12", "tag.removed:15"}


def test_a_condition_on_any_fact_of_a_kind_listens_for_all_of_them() -> None:
    assert words_of_condition({"tag.added", "mark", "order."}, []) == {"tag.added", "mark", "order."}


def test_another_objects_id_does_not_narrow_a_word() -> None:
    assert words_of_condition({"message.received"}, [("tag", 12)]) == {"message.received"}


def test_a_fact_is_found_by_its_kind_its_family_and_its_object() -> None:
    words = set(words_of_fact("tag.added", {"tag_id": 12, "name": "会員"}))
    assert words == {"tag.added", "tag.added:12", "tag.", "tag.:12"}


def test_a_change_of_several_fields_is_found_by_each() -> None:
    words = set(words_of_fact("field.changed", {"changes": [{"field_id": 1}, {"field_id": 2}]}))
    assert {"field.changed:1", "field.changed:2", "field.changed"} <= words


def test_the_next_hour_and_the_next_local_midnight() -> None:
    assert next_build_at("hourly", NOW + timedelta(minutes=7), TOKYO) == NOW + timedelta(hours=1)
    assert next_build_at("daily", NOW, TOKYO) == datetime(2026, 10, 15, 15, tzinfo=UTC)
    assert next_build_at("", NOW, TOKYO) is None


def test_a_day_of_25_hours_ends_at_its_own_midnight() -> None:
    # New York sets its clocks back in the night to 1 November 2026.
    now = datetime(2026, 11, 1, 4, 30, tzinfo=UTC)
    assert next_build_at("daily", now, ZoneInfo("America/New_York")) == datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_a_circle_is_found_however_long() -> None:
    graph = {2: [3], 3: [4, 5], 4: [], 5: [1]}
    assert circle(1, [2], graph) == [1, 2, 3, 5, 1]
    assert circle(1, [4], graph) == []
    assert circle(1, [1], graph) == [1, 1]


@pytest.mark.parametrize(
    ("response", "is_falling"),
    [
        (Response(100, 20, 40), True),
        (Response(100, 38, 40), False),
        (Response(100, 2, 4), False),
        (Response(19, 1, 15), False),
        (Response(100, 40, 20), False),
        (Response(100, 0, 0), False),
        (Response(100, 0, 100), True),
    ],
)
def test_a_fall_is_told_when_it_is_large_and_no_chance(response: Response, is_falling: bool) -> None:
    assert response.is_falling is is_falling


def facts(**changed: object) -> SegmentFacts:
    usual: dict[str, object] = {
        "size": 100,
        "friends": 1000,
        "is_built": True,
        "build_ms": 10,
        "has_failed": False,
        "equal_tree": (),
        "equal_members": (),
        "uses": 1,
        "created_at": NOW,
        "last_sent_at": None,
        "response": None,
    }
    return SegmentFacts(**(usual | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"has_failed": True}, "build_failed"),
        ({"size": 0}, "nobody"),
        ({"size": 19}, "too_small"),
        ({"size": 951}, "nearly_everybody"),
        ({"equal_tree": ("別",)}, "same_condition"),
        ({"equal_members": ("別",)}, "same_members"),
        ({"response": Response(100, 20, 40)}, "response_falling"),
        ({"uses": 0}, "unused"),
        ({"created_at": NOW - timedelta(days=31)}, "not_messaged"),
        ({"build_ms": 30_001}, "slow_build"),
    ],
)
def test_each_warning_has_its_cause(changed: dict[str, object], code: str) -> None:
    assert [warning.code for warning in warnings_of(facts(**changed), NOW)] == [code]


def test_a_sound_segment_has_no_warning() -> None:
    assert warnings_of(facts(), NOW) == []


def test_a_segment_that_is_not_filled_yet_is_not_called_small() -> None:
    assert warnings_of(facts(size=0, is_built=False), NOW) == []
