"""What a fact counts as in the daily numbers."""

import pytest

from enishi.analytics.domain.counting import measure_of


@pytest.mark.parametrize(
    ("kind", "data", "measure"),
    [
        ("friend.followed", {"case": "new"}, "new"),
        ("friend.followed", {"case": "returning"}, "returned"),
        ("friend.followed", {"case": "known"}, ""),
        ("friend.followed", {"case": "", "inferred": "true"}, ""),
        ("friend.discovered", {}, "new"),
        ("friend.blocked", {}, "blocked"),
        ("message.received", {"type": "text"}, "reaction"),
        ("postback.received", {}, "reaction"),
        ("tag.added", {"tag_id": 1}, ""),
    ],
)
def test_a_fact_counts_as_one_measure_or_none(kind: str, data: dict[str, str], measure: str) -> None:
    assert measure_of(kind, data) == measure


@pytest.mark.parametrize("kind", ["friend.blocked", "friend.followed"])
def test_what_arrives_too_late_to_change_anything_counts_as_nothing(kind: str) -> None:
    assert measure_of(kind, {"case": "new", "late": "true"}) == ""
