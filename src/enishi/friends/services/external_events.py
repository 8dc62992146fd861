"""Facts that other systems tell of friends: ``external.seat_reserved``, ``external.cart_left``.

In: events, each with a key of its own. Out: facts on timelines, once for each key. Never makes friends or customers:
an event of somebody who is nobody's friend is told back as such, and its key stays free for another try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.orders import Person
from enishi.friends.models import ExternalEventKey, Friend
from enishi.friends.selectors.identity import Keys
from enishi.friends.selectors.persons import Known, look_up
from enishi.friends.services.order_facts import FRESH_FOR, MAIN_FRIEND
from enishi.friends.services.orders import ItemProblem
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.errors import FieldProblem

MOST_AT_ONCE = 1_000
#: A clock that is a little ahead is no mistake; a fact of tomorrow is.
AHEAD = timedelta(minutes=5)
#: For so long the same key is known again.
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ExternalEvent:
    """One fact: ``kind`` begins with ``external.``."""

    key: str
    kind: str
    occurred_at: datetime
    person: Person
    properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventReceipt:
    """How many facts were new, how many had been told before, and what is wrong with the others."""

    recorded: int
    repeated: int
    problems: list[ItemProblem]


def receive_events(
    *, org_id: int, events: Sequence[ExternalEvent], actor: Actor, now: datetime
) -> EventReceipt:
    """Record a batch. Idempotent by the events' keys, for 90 days."""
    channels, problems = _friends(org_id, events, now)
    new = _take(org_id, [events[index].key for index in channels], now)
    fresh: dict[tuple[int, bool], list[NewEvent]] = {}
    for index, (friend_id, channel_id) in channels.items():
        event = events[index]
        if event.key not in new:
            continue
        new.discard(event.key)
        is_history = now - event.occurred_at > FRESH_FOR
        fact = NewEvent(friend_id, event.kind, event.occurred_at, event.properties, f"external:{event.key}")
        fresh.setdefault((channel_id, is_history), []).append(fact)
    for (channel_id, is_history), facts in sorted(fresh.items()):
        context = ReactionContext(is_history=is_history)
        record_events(org_id=org_id, channel_id=channel_id, events=facts, now=now, context=context)
    recorded = sum(map(len, fresh.values()))
    record_audit(
        org_id=org_id,
        actor=actor,
        action="events.received",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        after={"events": len(events), "recorded": recorded, "problems": len(problems)},
    )
    return EventReceipt(recorded, len(channels) - recorded, problems)


def _friends(
    org_id: int, events: Sequence[ExternalEvent], now: datetime
) -> tuple[dict[int, tuple[int, int]], list[ItemProblem]]:
    """Place → the friend and their channel; and what is wrong."""
    keys = Keys()
    known = look_up(org_id, [event.person for event in events], keys)
    customers = {index: _customer(event.person, known, keys) for index, event in enumerate(events)}
    mains = _main_friends(org_id, {each for each in customers.values() if each is not None})
    chosen: dict[int, int] = {}
    problems = []
    for index, event in enumerate(events):
        friend_id = known.friend_of(event.person)
        if friend_id not in known.friends:
            friend_id = mains.get(customers[index] or 0)
        if event.occurred_at > now + AHEAD:
            problems.append(ItemProblem(index, _LATER))
        elif friend_id is None:
            problems.append(ItemProblem(index, _NOBODY))
        else:
            chosen[index] = friend_id
    rows = Friend.objects.filter(org_id=org_id, id__in=set(chosen.values()))
    channels = dict(rows.values_list("id", "channel_id"))
    return {index: (friend_id, channels[friend_id]) for index, friend_id in chosen.items()}, problems


_LATER = FieldProblem("occurred_at", "未来の日時です。", "This time is in the future.")
_NOBODY = FieldProblem(
    "person",
    "この人にあたる友だちがいません。友だちと結び付いたあとで、もう一度送ってください。",
    "No friend is this person. Send it again once a friend is linked to them.",
)


def _customer(person: Person, known: Known, keys: Keys) -> int | None:
    if person.customer_id is not None:
        return known.customers.get(person.customer_id)
    if person.external_id:
        return known.externals.get((person.system, person.external_id))
    hashed = keys.of(person.email, person.phone)
    owners = {owner for key in hashed for owner in known.keys.get(key.hash, ())}
    return next(iter(owners)) if len(owners) == 1 else None


def _main_friends(org_id: int, customer_ids: set[int]) -> dict[int, int]:
    if not customer_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            MAIN_FRIEND.format(org="%(org_id)s", customers="%(customer_ids)s"),
            {"org_id": org_id, "customer_ids": sorted(customer_ids)},
        )
        return {customer_id: friend_id for customer_id, friend_id, _ in cursor.fetchall()}


def _take(org_id: int, keys: Sequence[str], now: datetime) -> set[str]:
    """The keys that are new, and now ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_externaleventkey (org_id, key, received_at)
            SELECT %s, k.key, %s FROM (SELECT DISTINCT unnest(%s::text[]) AS key) k ORDER BY k.key
            ON CONFLICT DO NOTHING RETURNING key
            """,
            [org_id, now, list(keys)],
        )
        return {row[0] for row in cursor.fetchall()}


def forget_old_keys(now: datetime) -> int:
    """Drop keys that nobody will repeat any more, over all organisations of the scope; returns how many."""
    return ExternalEventKey.objects.filter(received_at__lt=now - KEPT_FOR).delete()[0]
