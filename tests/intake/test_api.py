"""Events set aside over HTTP: listed without their content, and tried again."""

from datetime import datetime, timedelta

import orjson
from tests.api_client import ApiClient
from tests.factories import line_user_id, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.friends.models import Friend
from enishi.intake.models import InboundEvent
from enishi.intake.pipeline import run
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def set_aside(channel: Channel, number: int, received_at: datetime, *, error: str = "ValueError") -> str:
    """A stored message that could not be routed; with an empty ``error``, one that could."""
    webhook_event_id = f"01HX{number:022d}"
    event = {
        "type": "message",
        "mode": "active",
        "timestamp": int(received_at.timestamp() * 1000),
        "webhookEventId": webhook_event_id,
        "deliveryContext": {"isRedelivery": False},
        "source": {"type": "user", "userId": line_user_id(number)},
        "message": {"type": "text", "id": str(number), "text": "内緒の話"},
    }
    with org_scope(channel.org_id):
        InboundEvent.objects.create(
            org_id=channel.org_id,
            channel_id=channel.id,
            webhook_event_id=webhook_event_id,
            occurred_at=received_at,
            received_at=received_at,
            raw=orjson.dumps(event).decode(),
            processed_at=received_at,
            error=error,
        )
    return webhook_event_id


def test_events_set_aside_are_listed_without_their_content(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    failed = set_aside(channel, 1, now)
    set_aside(channel, 2, now, error="")

    reply = api.get("/intake/failed")

    [row] = reply.json["items"]
    assert (row["webhook_event_id"], row["type"], row["error"]) == (failed, "message", "ValueError")
    assert "内緒" not in reply.content.decode()


def test_events_set_aside_are_paged_also_where_they_came_together(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    together = [set_aside(channel, number, now) for number in range(1, 6)]
    later = set_aside(channel, 9, now + timedelta(seconds=1))

    pages = [[row["webhook_event_id"] for row in page] for page in api.pages("/intake/failed", 2)]

    assert pages == [[later, together[0]], together[1:3], together[3:]]


def test_an_event_that_is_tried_again_is_routed(
    api: ApiClient, org: Organisation, channel: Channel, now: datetime
) -> None:
    failed = set_aside(channel, 1, now)

    reply = api.post(f"/intake/failed/{failed}/retry")
    events = run.read_next(org.id, channel.id)
    run.route_all(org_id=org.id, channel_id=channel.id, events=events, profiles={}, now=now)

    assert reply.status == 204
    assert [friend.line_user_id for friend in rows(Friend, org_id=org.id)] == [line_user_id(1)]
    assert [(row.error, row.processed_at) for row in rows(InboundEvent)] == [("", now)]
    assert api.get("/intake/failed").json["items"] == []
    assert rows(AuditEntry, org_id=org.id, action="event.retried")[0].object_id == failed


def test_only_what_is_set_aside_can_be_tried_again(api: ApiClient, channel: Channel, now: datetime) -> None:
    fine = set_aside(channel, 1, now, error="")
    failed = set_aside(channel, 2, now)

    assert api.post(f"/intake/failed/{fine}/retry").status == 404
    assert api.post("/intake/failed/01HXUNKNOWN/retry").status == 404
    assert api.post(f"/intake/failed/{failed}/retry").status == 204
    assert api.post(f"/intake/failed/{failed}/retry").status == 404
