"""Reads of a channel's sending: whether it goes on, what stopped it, and how much waits."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from enishi.accounts import selectors as account_selectors
from enishi.delivery.domain.health import ChannelFacts, SendingState, sending_state
from enishi.delivery.models import ChannelHealth
from enishi.line import selectors as line_selectors
from enishi.line.models import Channel


@dataclass(frozen=True, slots=True)
class Pending:
    """Messages that wait, in friends: not yet planned, held until later, frozen, and at LINE this moment."""

    to_plan: int
    held: int
    ready: int
    sending: int


@dataclass(frozen=True, slots=True)
class ChannelSending:
    channel: Channel
    health: ChannelHealth
    state: SendingState
    pending: Pending


def channel_sending(org_id: int, channel_id: int, now: datetime) -> ChannelSending:
    """How sending by one channel stands; ProblemError 404."""
    channel = line_selectors.channel(org_id, channel_id)
    health = ChannelHealth.objects.filter(org_id=org_id, channel_id=channel_id).first() or ChannelHealth(
        org_id=org_id, channel_id=channel_id, failures=0
    )
    facts = ChannelFacts(
        is_active=channel.is_active,
        is_organisation_held=account_selectors.organisation(org_id).is_sending_held,
        credentials_changed_at=channel.credentials_changed_at,
        refused_at=health.refused_at,
        open_until=health.open_until,
        quota_out_until=health.quota_out_until,
    )
    return ChannelSending(channel, health, sending_state(facts, now), _pending(org_id, channel_id))


def _pending(org_id: int, channel_id: int) -> Pending:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(cardinality(friend_ids)) FILTER (WHERE NOT is_held), 0),
                   coalesce(sum(cardinality(friend_ids)) FILTER (WHERE is_held), 0)
              FROM delivery_candidates WHERE org_id = %s AND channel_id = %s
            """,
            [org_id, channel_id],
        )
        to_plan, held = cursor.fetchone()
        # One state a statement: each has its own partial index.
        waiting = []
        for state in ("ready", "sending"):
            cursor.execute(
                "SELECT coalesce(sum(cardinality(friend_ids)), 0) FROM delivery_batch "
                f"WHERE org_id = %s AND channel_id = %s AND state = '{state}'",
                [org_id, channel_id],
            )
            waiting.append(cursor.fetchone()[0])
    return Pending(to_plan, held, *waiting)
