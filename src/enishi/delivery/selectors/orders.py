"""Reads about what staff are about to send: whether it is sound, and what it would do. Writes nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.content.domain.blocks import compile_blocks
from enishi.content.services.revisions import require_valid_blocks
from enishi.delivery.domain.audiences import Audience
from enishi.delivery.domain.values import (
    DEFAULT_LIFE,
    CandidateSlice,
    DispatchFacts,
    Order,
    Preview,
)
from enishi.delivery.pipeline import run
from enishi.delivery.selectors.audiences import chosen_sql, require_sound_audience
from enishi.friends import selectors as friend_selectors
from enishi.kit.errors import FieldProblem, invalid_fields
from enishi.line import selectors as line_selectors

#: A caller's clock may be behind ours; what is due this long ago is meant to go at once.
_CLOCK_SKEW = timedelta(minutes=5)
_FURTHEST = timedelta(days=366)


def require_sound_order(org_id: int, order: Order, now: datetime) -> None:
    """Raise a refusal unless channel, times and recipients of ``order`` are sound. Content is checked when frozen."""
    line_selectors.channel(org_id, order.channel_id)
    problems = []
    due_at = order.due_at or now
    if due_at < now - _CLOCK_SKEW:
        problems.append(FieldProblem("due_at", "過去の日時です。", "The time lies in the past."))
    elif due_at > now + _FURTHEST:
        problems.append(
            FieldProblem(
                "due_at",
                "配信日時は現在から 1 年以内にしてください。",
                "The time must lie within the coming year.",
            )
        )
    if order.expires_at is not None and order.expires_at <= max(due_at, now):
        problems.append(
            FieldProblem(
                "expires_at",
                "期限は配信日時より後にしてください。",
                "The expiry must lie after the time of sending.",
            )
        )
    if problems:
        raise invalid_fields(problems)
    require_sound_recipients(org_id, order.channel_id, order.recipients)


def require_sound_recipients(org_id: int, channel_id: int, recipients: Sequence[int] | Audience) -> None:
    """Raise a refusal unless all whom these name can be sent to or left out."""
    if not isinstance(recipients, Audience):
        friend_selectors.require_friends(org_id, channel_id, recipients, "recipients.friend_ids")
        return
    if recipients.tag_id is not None:
        friend_selectors.require_tag(org_id, recipients.tag_id, "recipients.tag_id")
    require_sound_audience(org_id, channel_id, recipients)


#: Friends whom a preview looks at one by one; of a larger audience these are the first, and the answer says so.
EXAMINED = 50_000
_CHUNK = 10_000


@dataclass(slots=True)
class OrderPreview:
    """What an order would do now. ``planned`` friends are meant, ``examined`` of them were looked at; the counts
    below speak of those. ``cost`` is in LINE's messages: one a friend, however many blocks."""

    planned: int = 0
    examined: int = 0
    sends: int = 0
    cost: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    holds: Counter[str] = field(default_factory=Counter)
    samples: list[dict[str, Any]] = field(default_factory=list)
    quota_limit: int | None = None
    quota_used: int | None = None


def preview(org_id: int, order: Order, now: datetime) -> OrderPreview:
    """A dry run by the very stages that send. ProblemError as for sending."""
    require_sound_order(org_id, order, now)
    require_valid_blocks(org_id, order.blocks)
    messages = compile_blocks(order.blocks)
    channel = line_selectors.channel(org_id, order.channel_id)
    result = OrderPreview(quota_limit=channel.quota_limit, quota_used=channel.quota_used)
    due_at = max(order.due_at or now, now)
    facts = DispatchFacts(
        0, org_id, order.channel_id, "", 0, 0, due_at, order.expires_at or due_at + DEFAULT_LIFE
    )
    for friend_ids in _chunks(org_id, order, now):
        _add(result, run.preview(CandidateSlice(0, facts, friend_ids, None, None, False), messages, due_at))
    result.planned = _planned(org_id, order, result.examined, now)
    return result


def _chunks(org_id: int, order: Order, now: datetime) -> Iterator[list[int]]:
    if not isinstance(order.recipients, Audience) or not order.recipients.is_plain:
        wanted = _first(org_id, order, now)
        yield from (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
        return
    seen = 0
    tag_id = order.recipients.tag_id
    for found in friend_selectors.following_chunks(
        org_id, order.channel_id, tag_id=tag_id, size=_CHUNK, with_blocked=tag_id is not None
    ):
        yield found
        seen += len(found)
        if seen >= EXAMINED:
            return


def _first(org_id: int, order: Order, now: datetime) -> list[int]:
    """The first of those meant, as many as are looked at."""
    if not isinstance(order.recipients, Audience):
        return list(dict.fromkeys(order.recipients))[:EXAMINED]
    sql = chosen_sql(org_id, order.channel_id, order.recipients, now)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({sql.text}) AS c ORDER BY id LIMIT {EXAMINED}", sql.params)
        return [friend_id for (friend_id,) in cursor.fetchall()]


def _planned(org_id: int, order: Order, examined: int, now: datetime) -> int:
    if not isinstance(order.recipients, Audience):
        return len(set(order.recipients))
    if examined < EXAMINED:
        return examined
    if not order.recipients.is_plain:
        sql = chosen_sql(org_id, order.channel_id, order.recipients, now)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({sql.text}) AS chosen", sql.params)
            return int(cursor.fetchone()[0])
    tag_id = order.recipients.tag_id
    return friend_selectors.following_count(
        org_id, order.channel_id, tag_id=tag_id, with_blocked=tag_id is not None
    )


def _add(result: OrderPreview, part: Preview) -> None:
    result.examined += part.planned
    result.sends += part.sends
    # Without a reply token every friend who is sent to counts against the month's quota.
    result.cost += part.sends
    result.requests.update(part.requests)
    result.skips.update(part.skips)
    result.holds.update(part.holds)
    result.samples = (result.samples + part.samples)[:5]
