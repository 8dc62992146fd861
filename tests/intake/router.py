"""The worker's half of intake by hand: events lie stored, and are routed when a test says so."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import connection
from tests.factories import NOW

from enishi.friends.services.contacts import Profile
from enishi.intake.pipeline import run
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.line.webhook_events import parse_webhook


def store(channel: Channel, *events: Any) -> None:
    """As the webhook stores them."""
    found = parse_webhook(orjson.dumps({"events": list(events)})).events
    with org_scope(channel.org_id), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO intake_inboundevent (org_id, channel_id, webhook_event_id, occurred_at, received_at, "
            "is_redelivery, raw, error) VALUES (%s, %s, %s, %s, %s, false, %s, '') ON CONFLICT DO NOTHING",
            [
                (
                    channel.org_id,
                    channel.id,
                    each.webhook_event_id,
                    each.occurred_at or NOW,
                    NOW,
                    orjson.dumps(each.raw).decode(),
                )
                for each in found
            ],
        )


def route(channel: Channel, profiles: Mapping[str, Profile] | None = None) -> int:
    """Route everything that waits; returns how many events there were."""
    routed = 0
    while events := run.read_next(channel.org_id, channel.id):
        run.route_all(
            org_id=channel.org_id, channel_id=channel.id, events=events, profiles=profiles or {}, now=NOW
        )
        routed += len(events)
    return routed


def take_in(channel: Channel, *events: Any, profiles: Mapping[str, Profile] | None = None) -> None:
    store(channel, *events)
    route(channel, profiles)
