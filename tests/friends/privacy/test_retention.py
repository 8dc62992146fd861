"""Nothing is kept for longer than an organisation wants, and nothing goes without a rule."""

from datetime import datetime, timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_friend, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Friend, FriendStatus, Operation, TimelineEvent
from enishi.friends.services import retention
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.retention import Rules
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.intake.models import InboundEvent
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def _facts(channel: Channel, friend: Friend, *days: int) -> None:
    events = [NewEvent(friend.id, "message.received", NOW - day * DAY, {"text": "x"}) for day in days]
    with org_scope(channel.org_id):
        record_events(org_id=channel.org_id, channel_id=channel.id, events=events, now=NOW)


def _received(channel: Channel, days: int, processed_at: datetime | None) -> None:
    with org_scope(channel.org_id):
        InboundEvent.objects.create(
            org_id=channel.org_id,
            channel_id=channel.id,
            webhook_event_id=f"01H{days}{processed_at is None}",
            occurred_at=NOW - days * DAY,
            received_at=NOW,
            raw="{}",
            processed_at=processed_at,
        )


def _rule(org: Organisation, rules: Rules) -> dict[str, int]:
    with org_scope(org.id):
        retention.save_rules(org_id=org.id, rules=rules, actor=COMMAND_LINE, now=NOW)
        return retention.preview(org.id, rules, NOW)


def test_old_facts_go_chunk_by_chunk_across_months_and_new_ones_stay(
    org: Organisation, channel: Channel, aiko: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    _facts(channel, aiko, 400, 130, 70, 65, 61, 59, 1)

    would_go = _rule(org, Rules(timeline_months=2))
    retention.sweep(NOW)

    assert would_go == {"timeline": 5, "inbound": 0, "blocked": 0}
    left = rows(TimelineEvent, org_id=org.id, kind="message.received")
    assert sorted((NOW - row.occurred_at).days for row in left) == [1, 59]
    (entry,) = rows(AuditEntry, org_id=org.id, action="privacy.swept")
    assert entry.after == {"timeline": 5, "inbound": 0, "blocked": 0}


def test_what_was_received_goes_unless_nobody_has_read_it_yet(org: Organisation, channel: Channel) -> None:
    _received(channel, 100, NOW)
    _received(channel, 100, None)
    _received(channel, 10, NOW)

    _rule(org, Rules(inbound_days=90))
    retention.sweep(NOW)

    assert len(rows(InboundEvent, org_id=org.id)) == 2


def test_whoever_blocked_long_ago_is_erased_once(org: Organisation, channel: Channel) -> None:
    blocked = {"status": FriendStatus.BLOCKED}
    gone = make_friend(channel, "健二", blocked_at=NOW - 400 * DAY, **blocked)
    make_friend(channel, "さくら", blocked_at=NOW - 10 * DAY, **blocked)
    make_friend(channel, "愛子")

    would_go = _rule(org, Rules(blocked_months=12))
    retention.sweep(NOW)
    retention.sweep(NOW)
    begun = len(rows(Operation, org_id=org.id))
    while run_next_chunk(NOW):
        pass

    assert (would_go["blocked"], begun) == (1, 1)
    left = {friend.display_name for friend in rows(Friend, org_id=org.id)}
    assert left == {"さくら", "愛子"}
    assert rows(Friend, org_id=org.id, id=gone.id) == []


def test_without_rules_everything_stays(org: Organisation, channel: Channel, aiko: Friend) -> None:
    _facts(channel, aiko, 4000)
    retention.sweep(NOW)

    assert len(rows(TimelineEvent, org_id=org.id, kind="message.received")) == 1


def test_rules_for_all_accounts_are_not_set_by_whoever_works_on_one(
    org: Organisation, channel: Channel
) -> None:
    with pytest.raises(ProblemError) as caught, limited_to_channels([channel.id]), org_scope(org.id):
        retention.save_rules(org_id=org.id, rules=Rules(timeline_months=1), actor=COMMAND_LINE, now=NOW)

    assert caught.value.status == 403


def test_rules_are_seen_with_what_they_would_remove(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    _facts(channel, aiko, 100)

    preview = api.post("/privacy/preview", {"timeline_months": 3}).json
    saved = api.put("/privacy", {"timeline_months": 3}).json

    assert preview == {"timeline": 1, "inbound": 0, "blocked": 0}
    assert saved["timeline_months"] == 3
    assert saved["inbound_days"] is None
    assert api.get("/privacy").json == saved
