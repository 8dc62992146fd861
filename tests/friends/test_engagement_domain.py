"""Scores that halve, and what shows an interest."""

from datetime import datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import NOW

from enishi.friends.domain.engagement import (
    POINTS,
    SOURCE,
    degree_of,
    level_of,
    points_of,
    score_at,
)

_times = st.integers(0, 400 * 86_400).map(lambda seconds: NOW - timedelta(seconds=seconds))


@given(st.floats(0.1, 1000), _times, st.integers(1, 365))
def test_a_score_is_read_back_from_its_level(score: float, at: datetime, half_life: int) -> None:
    assert isclose(score_at(level_of(score, at, half_life), at, half_life), score, rel_tol=1e-6)


@given(st.floats(0.1, 1000), _times, st.integers(1, 365))
def test_a_score_halves_every_half_life(score: float, at: datetime, half_life: int) -> None:
    level = level_of(score, at, half_life)

    later = score_at(level, at + timedelta(days=half_life), half_life)

    assert isclose(later, score / 2, rel_tol=1e-6)


@given(st.floats(0.1, 100), _times, st.floats(0.1, 100), _times)
def test_who_has_the_higher_score_keeps_the_higher_level(
    one: float, at_one: datetime, other: float, at_other: datetime
) -> None:
    levels = level_of(one, at_one, 30), level_of(other, at_other, 30)
    scores = score_at(levels[0], NOW, 30), score_at(levels[1], NOW, 30)

    assert isclose(*scores, rel_tol=1e-9) or (scores[0] > scores[1]) == (levels[0] > levels[1])


def test_who_never_did_anything_scores_nothing() -> None:
    assert score_at(None, NOW, 30) == 0


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("message.received", 2),
        ("external.visited", 1),
        ("tag.added", 0),
        ("order.placed", 10),
        ("nonsense", 0),
    ],
)
def test_a_kind_has_its_own_points_or_those_of_its_family(kind: str, points: float) -> None:
    assert points_of(kind, POINTS) == points


@pytest.mark.parametrize(
    ("source", "kind", "data", "hits"),
    [
        ({"kind": "tag", "tag_id": 3}, "tag.added", {"tag_id": 3}, True),
        ({"kind": "tag", "tag_id": 3}, "tag.added", {"tag_id": 4}, False),
        ({"kind": "tag", "tag_id": 3}, "tag.removed", {"tag_id": 3}, False),
        (
            {"kind": "words", "words": ["カラー"]},
            "message.received",
            {"type": "text", "text": "ｶﾗｰは?"},
            True,
        ),
        ({"kind": "words", "words": ["カラー"]}, "message.received", {"type": "sticker"}, False),
        ({"kind": "tap", "data": "color"}, "postback.received", {"data": "menu=color"}, True),
        ({"kind": "tap", "data": "color"}, "postback.received", {"data": "menu=perm"}, False),
        ({"kind": "fact", "event": "order.placed"}, "order.placed", {}, True),
        (
            {"kind": "fact", "event": "order.placed", "key": "categories", "value": "靴"},
            "order.placed",
            {"categories": ["服", "靴"]},
            True,
        ),
        (
            {"kind": "fact", "event": "order.placed", "key": "categories", "value": "靴"},
            "order.placed",
            {"categories": ["服"]},
            False,
        ),
        (
            {"kind": "fact", "event": "order.placed", "key": "shop", "value": "本店"},
            "order.placed",
            {},
            False,
        ),
    ],
)
def test_a_source_sees_its_own_facts(
    source: dict[str, object], kind: str, data: dict[str, object], hits: bool
) -> None:
    assert SOURCE.validate_python(source).hits(kind, data) is hits


@pytest.mark.parametrize(
    ("score", "degree"), [(9, "high"), (5, "high"), (2, "middle"), (0.5, "low"), (0.1, None)]
)
def test_an_interest_is_high_middle_low_or_faded(score: float, degree: str | None) -> None:
    assert degree_of(score) == degree
