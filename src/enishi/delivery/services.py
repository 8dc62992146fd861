"""What features call to send: every message of every kind enters by :func:`request_dispatch`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.content.services.revisions import freeze_revision
from enishi.delivery.domain.audiences import Audience as Audience
from enishi.delivery.domain.audiences import audience_facts
from enishi.delivery.domain.values import DEFAULT_LIFE, Order, Skip
from enishi.delivery.models import Dispatch, DispatchState
from enishi.delivery.pipeline import cancelled, ledger
from enishi.delivery.selectors import dispatches
from enishi.delivery.selectors.audiences import chosen_sql
from enishi.delivery.selectors.orders import require_sound_order
from enishi.friends.services.segments import note_sent
from enishi.friends.services.timeline import ReplyToken
from enishi.kit import live, wakeup
from enishi.kit.errors import ProblemError, conflict, not_found
from enishi.line import selectors as line_selectors

#: Friends in one slice of a snapshot: small enough to start sending at once, large enough to plan set-wise.
SLICE = 5_000
PRIORITIES = {"staff": 90, "test": 90, "rule": 80, "scenario": 60, "broadcast": 40}


def request_dispatch(
    *,
    org_id: int,
    channel_id: int,
    kind: str,
    revision_id: int,
    recipients: Sequence[int] | Audience,
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    source: str = "",
    reply_tokens: Mapping[int, ReplyToken] | None = None,
    created_by: str = "",
) -> int:
    """Decide once who gets what and when; returns the dispatch's id.

    Runs in the caller's transaction: no commit, no message. Content is a frozen revision, the audience is a snapshot
    taken now. Not idempotent: call once for each intention. A friend named twice gets it once.
    """
    due_at = due_at or now
    dispatch = Dispatch.objects.create(
        org_id=org_id,
        channel_id=channel_id,
        kind=kind,
        source=source,
        revision_id=revision_id,
        priority=PRIORITIES[kind],
        due_at=due_at,
        expires_at=expires_at or due_at + DEFAULT_LIFE,
        created_at=now,
        created_by=created_by,
    )
    if isinstance(recipients, Audience):
        planned = _snapshot(dispatch, recipients, now)
    else:
        planned = _list(dispatch, list(dict.fromkeys(recipients)), reply_tokens or {})
    over = {} if planned else {"state": DispatchState.DONE, "finished_at": now}
    Dispatch.objects.filter(org_id=org_id, id=dispatch.id).update(planned=planned, **over)
    wakeup.notify(wakeup.DELIVERY)
    return dispatch.id


# Not a join: a planner without fresh statistics would read the whole tag anew for each friend.
_WITH_TAG = """
INTERSECT SELECT t.friend_id FROM friends_friendtag t WHERE t.org_id = %(org_id)s AND t.tag_id = %(tag_id)s
"""


def _snapshot(dispatch: Dispatch, audience: Audience, now: datetime) -> int:
    # Whoever has the tag is meant, and who has blocked the account gets a row with that reason. "Everyone" means
    # everyone who can be written to.
    chosen, values = _chosen(dispatch, audience, now)
    note_sent(org_id=dispatch.org_id, segment_ids=audience.segments(), at=dispatch.due_at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH chosen AS (
                {chosen}
            ), members AS (
                SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(slice)s AS part FROM chosen
            ), slices AS (
                INSERT INTO delivery_candidates (org_id, channel_id, dispatch_id, priority, due_at, friend_ids)
                SELECT %(org_id)s, %(channel_id)s, %(dispatch_id)s, %(priority)s, %(due_at)s, array_agg(id ORDER BY id)
                  FROM members GROUP BY part ORDER BY part
                RETURNING cardinality(friend_ids) AS number
            )
            SELECT coalesce(sum(number), 0)::int FROM slices
            """,
            {
                "slice": SLICE,
                "org_id": dispatch.org_id,
                "channel_id": dispatch.channel_id,
                "dispatch_id": dispatch.id,
                "priority": dispatch.priority,
                "due_at": dispatch.due_at,
                **values,
            },
        )
        return int(cursor.fetchone()[0])


def _chosen(dispatch: Dispatch, audience: Audience, now: datetime) -> tuple[str, dict[str, Any]]:
    """A SELECT of everyone meant, and the values in it."""
    if not audience.is_plain:
        sql = chosen_sql(dispatch.org_id, dispatch.channel_id, audience, now)
        return sql.text, sql.params
    everyone = (
        "SELECT f.id FROM friends_friend f WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s "
    )
    if audience.tag_id is None:
        return everyone + "AND f.status = 'following'", {}
    return everyone + _WITH_TAG, {"tag_id": audience.tag_id}


def _list(dispatch: Dispatch, friend_ids: list[int], reply_tokens: Mapping[int, ReplyToken]) -> int:
    tokens = [reply_tokens[friend_id].token if friend_id in reply_tokens else "" for friend_id in friend_ids]
    until = min((token.usable_until for token in reply_tokens.values()), default=None)
    rows = [
        (
            dispatch.org_id,
            dispatch.channel_id,
            dispatch.id,
            dispatch.priority,
            dispatch.due_at,
            friend_ids[start : start + SLICE],
            tokens[start : start + SLICE] if reply_tokens else None,
            until,
        )
        for start in range(0, len(friend_ids), SLICE)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO delivery_candidates (org_id, channel_id, dispatch_id, priority, due_at, friend_ids, "
            "reply_tokens, reply_until) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
    return len(friend_ids)


def order_dispatch(*, org_id: int, order: Order, actor: Actor, now: datetime) -> Dispatch:
    """What staff decided to send. Content is frozen and the audience is taken as it is now.

    Not idempotent: the API's Idempotency-Key is. ProblemError 404 for the channel, 422 for whatever cannot be sent.
    """
    require_sound_order(org_id, order, now)
    revision_id = freeze_revision(org_id=org_id, blocks=order.blocks, now=now)
    dispatch_id = request_dispatch(
        org_id=org_id,
        channel_id=order.channel_id,
        kind=order.kind,
        revision_id=revision_id,
        recipients=order.recipients,
        due_at=max(order.due_at, now) if order.due_at else now,
        expires_at=order.expires_at,
        created_by=actor.label[:200],
        now=now,
    )
    dispatch = dispatches.dispatch(org_id, dispatch_id)
    audience = order.recipients if isinstance(order.recipients, Audience) else None
    after = {
        "kind": order.kind,
        "channel_id": order.channel_id,
        "revision_id": revision_id,
        **(audience_facts(audience) if audience else {"tag_id": None}),
        "planned": dispatch.planned,
        "due_at": dispatch.due_at.isoformat(),
    }
    _audit(dispatch, actor, "dispatch.requested", now, after=after)
    return dispatch


def record_intended_skips(
    *, org_id: int, channel_id: int, revision_id: int, source: str, skips: Sequence[Skip], now: datetime
) -> int:
    """A message that a scenario meant for these friends but decided not to send: a row with its reason, like any."""
    dispatch_id = request_dispatch(
        org_id=org_id,
        channel_id=channel_id,
        kind="scenario",
        revision_id=revision_id,
        recipients=[],
        now=now,
        source=source,
    )
    Dispatch.objects.filter(org_id=org_id, id=dispatch_id).update(planned=len(skips))
    ledger.record_skips(org_id, dispatch_id, skips, now)
    return dispatch_id


def withdraw(*, org_id: int, source: str, friend_ids: Sequence[int], reason: str, now: datetime) -> None:
    """These friends left ``source``: what waits for them from there is skipped, also in frozen batches."""
    if not friend_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_withdrawal (org_id, friend_id, source, reason, at) "
            "SELECT %s, f, %s, %s, %s FROM unnest(%s::bigint[]) AS f",
            [org_id, source, reason, now, list(friend_ids)],
        )


def _locked(org_id: int, dispatch_id: int) -> Dispatch:
    dispatch = Dispatch.objects.select_for_update().filter(org_id=org_id, id=dispatch_id).first()
    if dispatch is None:
        raise not_found("配信", "The dispatch")
    return dispatch


def pause_dispatch(*, org_id: int, dispatch_id: int, actor: Actor, now: datetime) -> Dispatch:
    """Nothing more starts; what is under way ends. Idempotent. ProblemError 409 when it is over."""
    return _turn(org_id, dispatch_id, DispatchState.PAUSED, "by_staff", actor, now)


def resume_dispatch(*, org_id: int, dispatch_id: int, actor: Actor, now: datetime) -> Dispatch:
    """Go on after a pause. Idempotent. ProblemError 409 when it is over."""
    dispatch = _turn(org_id, dispatch_id, DispatchState.OPEN, "", actor, now)
    wakeup.notify(wakeup.DELIVERY)
    wakeup.notify(wakeup.SENDING)
    return dispatch


def _turn(
    org_id: int, dispatch_id: int, state: DispatchState, reason: str, actor: Actor, now: datetime
) -> Dispatch:
    dispatch = _locked(org_id, dispatch_id)
    if dispatch.state in (DispatchState.DONE, DispatchState.CANCELLED):
        raise _over()
    before = _state_facts(dispatch)
    dispatch.state, dispatch.state_reason = state, reason
    dispatch.save(update_fields=["state", "state_reason"])
    action = "dispatch.paused" if state == DispatchState.PAUSED else "dispatch.resumed"
    _audit(dispatch, actor, action, now, before=before, after=_state_facts(dispatch))
    return dispatch


def _over() -> ProblemError:
    return conflict("dispatch_over", "この配信は終わっています。", "This dispatch is over.")


def cancel_dispatch(*, org_id: int, dispatch_id: int, actor: Actor, now: datetime) -> Dispatch:
    """Stop for good: whoever was not tried yet is skipped; what LINE may already have stays or becomes unknown.

    Idempotent. ProblemError 409 when it is done.
    """
    dispatch = _locked(org_id, dispatch_id)
    if dispatch.state == DispatchState.DONE:
        raise _over()
    before = _state_facts(dispatch)
    dispatch.state, dispatch.state_reason = DispatchState.CANCELLED, ""
    dispatch.save(update_fields=["state", "state_reason"])
    cancelled.drop_waiting(org_id, dispatch_id, now)
    dispatch.refresh_from_db()
    _audit(dispatch, actor, "dispatch.cancelled", now, before=before, after=_state_facts(dispatch))
    return dispatch


def _state_facts(dispatch: Dispatch) -> dict[str, Any]:
    return {"state": str(dispatch.state), "reason": dispatch.state_reason}


def _audit(
    dispatch: Dispatch,
    actor: Actor,
    action: str,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=dispatch.org_id,
        actor=actor,
        action=action,
        object_kind="dispatch",
        object_id=dispatch.id,
        now=now,
        before=before,
        after=after,
    )
    live.tell("deliveries", org_id=dispatch.org_id, channel_id=dispatch.channel_id, id=dispatch.id)


def try_channel_again(*, org_id: int, channel_id: int, actor: Actor, now: datetime) -> None:
    """Staff mended what stopped the channel (credentials, quota): forget it, and try at once. ProblemError 404."""
    line_selectors.channel(org_id, channel_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_channelhealth SET refused_reason = '', refused_at = NULL, failures = 0, "
            "open_until = NULL, quota_out_until = NULL WHERE org_id = %s AND channel_id = %s",
            [org_id, channel_id],
        )
        cursor.execute(
            "UPDATE delivery_candidates SET due_at = least(due_at, %s) "
            "WHERE org_id = %s AND channel_id = %s AND is_held",
            [now, org_id, channel_id],
        )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="channel.sending_retried",
        object_kind="channel",
        object_id=channel_id,
        now=now,
    )
    live.tell("sending", org_id=org_id, channel_id=channel_id)
    wakeup.notify(wakeup.DELIVERY)
    wakeup.notify(wakeup.SENDING)


def hold_sending(*, org_id: int, is_held: bool, actor: Actor, now: datetime) -> Organisation:
    """The emergency stop of a whole organisation, or its end. Idempotent.

    Requests under way are finished; everything else waits where it is and goes on when released, unless it has
    expired by then.
    """
    org = Organisation.objects.select_for_update().get(id=org_id)
    before, org.is_sending_held = org.is_sending_held, is_held
    org.save(update_fields=["is_sending_held"])
    record_audit(
        org_id=org_id,
        actor=actor,
        action="organisation.sending_held" if is_held else "organisation.sending_released",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        before={"is_sending_held": before},
        after={"is_sending_held": is_held},
    )
    live.tell("sending", org_id=org_id)
    wakeup.notify(wakeup.DELIVERY)
    wakeup.notify(wakeup.SENDING)
    return org
