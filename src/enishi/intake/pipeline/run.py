"""Intake on one page. At the edge: verify → store, then 200 (see ``webhook``). In the worker: waiting → parse → route.

Open this file first. Between reading and routing, the engine asks LINE for the profiles of strangers, with no
transaction open; so a greeting can use the name.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from enishi.accounts.notices import notify_staff
from enishi.friends.models import Friend
from enishi.friends.services.contacts import Profile
from enishi.intake.domain.values import ParsedEvent
from enishi.intake.pipeline import parse, waiting
from enishi.intake.pipeline.route import mark_processed, route
from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.tenancy import org_scope
from enishi.line.selectors import channel

log = structlog.get_logger("enishi.intake")


def read_next(org_id: int, channel_id: int) -> list[ParsedEvent]:
    """The next events of a channel that this worker holds, in the order in which they happened."""
    return parse.parse(waiting.read_waiting(org_id, channel_id))


def strangers(org_id: int, channel_id: int, events: Sequence[ParsedEvent]) -> list[str]:
    """LINE user ids whose profile is wanted: friends who are new to us, whose name is not known yet, or who come
    back: they may call themselves something else by now."""
    personal = [each for each in events if each.is_personal and each.event.type != "unfollow"]
    wanted = {each.event.line_user_id or "" for each in personal}
    if not wanted:
        return []
    followers = {each.event.line_user_id or "" for each in personal if each.event.type == "follow"}
    with org_scope(org_id):
        known = Friend.objects.filter(
            org_id=org_id, channel_id=channel_id, line_user_id__in=wanted, profile_synced_at__isnull=False
        )
        return sorted(wanted - (set(known.values_list("line_user_id", flat=True)) - followers))


def route_all(
    *,
    org_id: int,
    channel_id: int,
    events: Sequence[ParsedEvent],
    profiles: Mapping[str, Profile],
    now: datetime,
) -> None:
    """Route ``events`` together; if that fails, one by one, so that a single bad one is set aside and kept."""
    try:
        with org_scope(org_id):
            route(org_id=org_id, channel_id=channel_id, events=events, profiles=profiles, now=now)
        return
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("chunk_failed", channel=channel_id, events=len(events))
    for each in events:
        _route_one(org_id, channel_id, each, profiles, now)


def _route_one(
    org_id: int, channel_id: int, each: ParsedEvent, profiles: Mapping[str, Profile], now: datetime
) -> None:
    try:
        with org_scope(org_id):
            route(org_id=org_id, channel_id=channel_id, events=[each], profiles=profiles, now=now)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        log.exception("event_failed", channel=channel_id, webhook_event_id=each.stored.webhook_event_id)
        with org_scope(org_id):
            mark_processed(org_id, channel_id, [each], now, error=type(error).__name__)
            notify_staff(
                org_id,
                "intake_failed",
                {"channel": channel(org_id, channel_id).name},
                now,
                permission="intake.view",
                channel_id=channel_id,
            )
