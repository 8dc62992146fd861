"""Stage 5, I/O. In: batches with LINE's answers. Out: the ledger, the batches' next states, the counters, the health
of the channel. One transaction for all answers that came in together; a compare-and-set on the worker's id makes a
second recording of the same batch a no-op. Never talks to LINE.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from enishi.delivery.domain.outcomes import (
    Judgement,
    RoadSign,
    Verdict,
    breaker_open_seconds,
    judge,
    next_month_in_japan,
    should_pause,
)
from enishi.delivery.domain.values import ClaimedBatch, SentBatch, Skip
from enishi.delivery.pipeline import alerts, ledger
from enishi.kit import live
from enishi.kit.wiring import wired

_TOLD_ONE_BY_ONE = 3
_WAITING_AGAIN = (Verdict.RETRY, Verdict.RETURN, Verdict.RETURN_OTHERS)
_FINAL = {Verdict.SENT: "sent", Verdict.FAILED: "failed", Verdict.UNKNOWN: "unknown"}


def record_outcomes(worker_id: int, answers: Sequence[SentBatch], now: datetime) -> set[tuple[int, int]]:
    """Settle all ``answers``; idempotent, because a batch that is no longer ours to settle is left alone.

    Returns (organisation, dispatch) of whatever friends wait in again.
    """
    judged = [(answer, judge(answer)) for answer in answers]
    ours = _settle_batches(worker_id, judged, now)
    judged = [(answer, judgement) for answer, judgement in judged if answer.batch.id in ours]
    _write_ledger(judged, now)
    for answer, judgement in judged:
        _return_friends(answer, judgement, now)
    _note_roads(judged, now)
    _tell_of_sent([answer.batch for answer, judgement in judged if judgement.verdict is Verdict.SENT], now)
    _tell_browsers([answer.batch for answer, _ in judged])
    return {
        (answer.batch.org_id, answer.batch.dispatch_id)
        for answer, judgement in judged
        if judgement.verdict in _WAITING_AGAIN
    }


def _settle_batches(
    worker_id: int, judged: Sequence[tuple[SentBatch, Judgement]], now: datetime
) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE delivery_batch b
               SET state = a.state, status_code = a.status, request_id = a.request_id, error = a.error,
                   not_before = coalesce(a.not_before, b.not_before), worker_id = NULL,
                   is_in_doubt = b.is_in_doubt OR a.is_in_doubt,
                   finished_at = CASE WHEN a.state = 'ready' THEN NULL ELSE %s END,
                   -- Only an open batch needs LINE's ids; a closed one keeps the friends.
                   line_user_ids = CASE WHEN a.state = 'ready' THEN b.line_user_ids ELSE '{}' END
              FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::int[], %s::text[], %s::text[],
                          %s::timestamptz[], %s::boolean[])
                   AS a (org_id, id, state, status, request_id, error, not_before, is_in_doubt)
             WHERE b.org_id = a.org_id AND b.id = a.id AND b.state = 'sending' AND b.worker_id = %s
            RETURNING b.id
            """,
            [
                now,
                [answer.batch.org_id for answer, _ in judged],
                [answer.batch.id for answer, _ in judged],
                [_state_after(judgement) for _, judgement in judged],
                [answer.result.status for answer, _ in judged],
                [answer.result.accepted_request_id or answer.result.request_id or "" for answer, _ in judged],
                [_error_text(answer) for answer, _ in judged],
                [judgement.not_before for _, judgement in judged],
                [_leaves_doubt(answer, judgement) for answer, judgement in judged],
                worker_id,
            ],
        )
        return {row[0] for row in cursor.fetchall()}


def _state_after(judgement: Judgement) -> str:
    if judgement.verdict is Verdict.RETRY:
        return "ready"
    return _FINAL.get(judgement.verdict, "returned")


def _leaves_doubt(answer: SentBatch, judgement: Judgement) -> bool:
    return judgement.verdict is Verdict.RETRY and answer.result.outcome.value == "ambiguous"


def _error_text(answer: SentBatch) -> str:
    if answer.result.is_accepted:
        return ""
    details = "; ".join(f"{detail.property}: {detail.message}" for detail in answer.result.details)
    return f"{answer.result.message or ''} {details}".strip()[:500]


def _write_ledger(judged: Sequence[tuple[SentBatch, Judgement]], now: datetime) -> None:
    for verdict, state in _FINAL.items():
        batches = [answer.batch for answer, judgement in judged if judgement.verdict is verdict]
        reason = {"sent": "", "failed": "refused", "unknown": "in_doubt"}[state]
        ledger.close_batches([(batch.org_id, batch.id) for batch in batches], state, reason, now)
        if state == "failed":
            for org_id, dispatch_id in sorted({(batch.org_id, batch.dispatch_id) for batch in batches}):
                _pause_if_failing(org_id, dispatch_id, now)


def _tell_of_sent(batches: Sequence[ClaimedBatch], now: datetime) -> None:
    if batches:
        for subscriber in wired("ENISHI_SENT_SUBSCRIBERS"):
            subscriber(batches=batches, now=now)


def _tell_browsers(batches: Sequence[ClaimedBatch]) -> None:
    """One hint a dispatch; of many dispatches that moved at once, one a channel that names none."""
    dispatches = {(batch.org_id, batch.channel_id, batch.dispatch_id) for batch in batches}
    if len(dispatches) <= _TOLD_ONE_BY_ONE:
        for org_id, channel_id, dispatch_id in sorted(dispatches):
            live.tell("deliveries", org_id=org_id, channel_id=channel_id, id=dispatch_id)
        return
    for org_id, channel_id in sorted({(org_id, channel_id) for org_id, channel_id, _ in dispatches}):
        live.tell("deliveries", org_id=org_id, channel_id=channel_id)


def _pause_if_failing(org_id: int, dispatch_id: int, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sent, failed FROM delivery_dispatch WHERE org_id = %s AND id = %s AND state = 'open'",
            [org_id, dispatch_id],
        )
        row = cursor.fetchone()
        if row and should_pause(*row):
            cursor.execute(
                "UPDATE delivery_dispatch SET state = 'paused', state_reason = 'too_many_failures' "
                "WHERE org_id = %s AND id = %s",
                [org_id, dispatch_id],
            )
            alerts.tell_of_pause(org_id, dispatch_id, now)


def _return_friends(answer: SentBatch, judgement: Judgement, now: datetime) -> None:
    batch = answer.batch
    if judgement.verdict is Verdict.RETURN:
        ledger.requeue(batch.org_id, batch.dispatch_id, batch.friend_ids, now)
    elif judgement.verdict is Verdict.RETURN_OTHERS and judgement.refused_index is not None:
        refused = batch.friend_ids[judgement.refused_index]
        skip = Skip(refused, "recipient_refused", _error_text(answer), is_failure=True)
        others = [friend_id for friend_id in batch.friend_ids if friend_id != refused]
        ledger.requeue(batch.org_id, batch.dispatch_id, others, now)
        ledger.record_skips(batch.org_id, batch.dispatch_id, [skip], now)


def _note_roads(judged: Iterable[tuple[SentBatch, Judgement]], now: datetime) -> None:
    """Circuit breaker, quota and pace of each channel that answered."""
    signs: dict[tuple[int, int], list[tuple[RoadSign, SentBatch]]] = defaultdict(list)
    for answer, judgement in judged:
        signs[answer.batch.org_id, answer.batch.channel_id].append((judgement.road, answer))
    for (org_id, channel_id), seen in sorted(signs.items(), key=lambda item: item[0]):
        kinds = [sign for sign, _ in seen]
        if RoadSign.NO_QUOTA in kinds:
            _upsert_health(org_id, channel_id, "quota_out_until", next_month_in_japan(now))
            alerts.tell_of_used_up_quota(org_id, channel_id, now)
        if RoadSign.REFUSED in kinds:
            refused = [answer for sign, answer in seen if sign is RoadSign.REFUSED]
            _upsert_health(org_id, channel_id, "refused_reason", _error_text(refused[0])[:300])
            # The age of the credentials, not of the answer: one that was under way while staff mended them says
            # nothing about the new ones.
            read_at = max(answer.credentials_read_at or now for answer in refused)
            _upsert_health(org_id, channel_id, "refused_at", read_at)
            alerts.tell_of_refusal(org_id, channel_id, now)
        if RoadSign.FINE in kinds:
            _close_breaker(org_id, channel_id)
        elif RoadSign.TROUBLE in kinds:
            _count_trouble(org_id, channel_id, now)
        for endpoint in {answer.batch.endpoint for sign, answer in seen if sign is RoadSign.SLOW_DOWN}:
            _slow_down(org_id, channel_id, endpoint)


def _upsert_health(org_id: int, channel_id: int, column: str, value: datetime | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO delivery_channelhealth (org_id, channel_id, {column}) VALUES (%s, %s, %s) "
            f"ON CONFLICT (org_id, channel_id) DO UPDATE SET {column} = excluded.{column}",
            [org_id, channel_id, value],
        )


def _close_breaker(org_id: int, channel_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_channelhealth SET failures = 0, open_until = NULL, refused_reason = '', refused_at = NULL "
            "WHERE org_id = %s AND channel_id = %s AND (failures > 0 OR open_until IS NOT NULL OR refused_at IS NOT NULL)",
            [org_id, channel_id],
        )


def _count_trouble(org_id: int, channel_id: int, now: datetime) -> None:
    # Answers that came in together count once: two hundred requests in flight fail together when LINE does.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO delivery_channelhealth AS h (org_id, channel_id, failures) VALUES (%s, %s, 1)
            ON CONFLICT (org_id, channel_id) DO UPDATE SET failures = h.failures + 1
            RETURNING failures
            """,
            [org_id, channel_id],
        )
        seconds = breaker_open_seconds(cursor.fetchone()[0])
        if seconds:
            cursor.execute(
                "UPDATE delivery_channelhealth SET open_until = %s WHERE org_id = %s AND channel_id = %s",
                [now + timedelta(seconds=seconds), org_id, channel_id],
            )


def _slow_down(org_id: int, channel_id: int, endpoint: str) -> None:
    """LINE said too fast: nobody starts another request to this endpoint for a second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE delivery_pace SET next_at = greatest(next_at, clock_timestamp() + interval '1 second') "
            "WHERE org_id = %s AND channel_id = %s AND endpoint = %s",
            [org_id, channel_id, endpoint],
        )
