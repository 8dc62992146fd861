"""What stands in the way of a channel's sending: the most serious thing is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from enishi.delivery.domain.health import ChannelFacts, sending_state

NOW = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
FINE = ChannelFacts(True, False, BEFORE, None, None, None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "fine"),
        ({"quota_out_until": AFTER}, "no_quota"),
        ({"quota_out_until": BEFORE}, "fine"),
        ({"open_until": AFTER}, "resting"),
        ({"open_until": BEFORE}, "probing"),
        ({"refused_at": NOW}, "refused"),
        ({"refused_at": NOW, "credentials_changed_at": NOW}, "refused"),
        ({"refused_at": BEFORE, "credentials_changed_at": NOW}, "fine"),
        ({"refused_at": NOW, "open_until": AFTER, "quota_out_until": AFTER}, "refused"),
        ({"is_organisation_held": True, "refused_at": NOW}, "held"),
        ({"is_active": False, "is_organisation_held": True}, "inactive"),
    ],
    ids=str,
)
def test_the_most_serious_thing_is_told(changes: dict[str, Any], code: str) -> None:
    state = sending_state(replace(FINE, **changes), NOW)

    assert state.code == code
    assert state.ja
    assert state.en
