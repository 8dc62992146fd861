"""When sending stops by itself, whoever can mend it is told; once, and by name."""

from typing import Any

from tests.delivery.desk import NO_QUOTA, REFUSED, UNAUTHORISED, Desk, later
from tests.factories import make_friends, rows

from enishi.accounts.models import Notice
from enishi.delivery.domain.values import Audience
from enishi.friends.models import Friend


def told() -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, permission and particulars of every notice."""
    return [(notice.kind, notice.permission, notice.params) for notice in rows(Notice, ("id",))]


def test_a_dispatch_that_pauses_itself_is_told_with_its_numbers(desk: Desk) -> None:
    make_friends(desk.channel, 25)
    dispatch = desk.request(Audience(), "{{name}}さん")
    desk.plan()

    desk.settle(desk.claim()[:20], REFUSED)

    particulars = {"dispatch_id": dispatch.id, "channel": desk.channel.name, "sent": 0, "failed": 20}
    assert told() == [("dispatch_paused", "deliveries.view", particulars)]
    assert rows(Notice)[0].channel_id == desk.channel.id


def test_refused_credentials_are_told_to_whoever_may_change_them(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko])

    desk.send(UNAUTHORISED)

    assert told() == [("credential_refused", "channels.edit", {"channel": desk.channel.name})]


def test_a_used_up_quota_is_told_once(desk: Desk, aiko: Friend) -> None:
    for minutes in (0, 1):
        desk.request([aiko], now=later(minutes=minutes), kind="broadcast")
        desk.send(NO_QUOTA, later(minutes=minutes))

    particulars = {"channel": desk.channel.name, "is_used_up": True}
    assert told() == [("quota_low", "deliveries.view", particulars)]


def test_sending_that_works_tells_nobody(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko])

    desk.send()

    assert told() == []
