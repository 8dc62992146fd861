"""The whole of delivery on one page: due → plan → render → freeze, then due → recheck → send → record.

Open this file first. The stages know nothing of one another; they are composed here and only here. Preview is the
first half without the freezing.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
import structlog

from enishi.content.selectors import placeholder_values, revision_messages
from enishi.delivery.domain.values import (
    CandidateSlice,
    ClaimedBatch,
    Plan,
    Preview,
    SentBatch,
    Skip,
    Variant,
)
from enishi.delivery.pipeline import cancelled, due, freeze, ledger, plan, recheck, record, render
from enishi.kit import live, wakeup
from enishi.kit.engines import DATABASE_AWAY
from enishi.kit.tenancy import org_scope, system_scope

log = structlog.get_logger("enishi.delivery")
_AFTER_DEFECT = timedelta(minutes=1)


def plan_next_slice(now: datetime) -> bool:
    """Plan one slice of candidates in one transaction; False when nothing is due."""
    with system_scope():
        candidates = due.claim_slice(now)
        if candidates is None:
            return False
        try:
            with org_scope(candidates.dispatch.org_id):
                _plan(candidates, now)
        except DATABASE_AWAY:
            raise
        except Exception:
            # Were it left at the head of the queue, one slice that cannot be planned would stop everyone's sending.
            log.exception("slice_failed", dispatch=candidates.dispatch.id)
            ledger.postpone(candidates, now + _AFTER_DEFECT)
        cancelled.drop_if_cancelled([(candidates.dispatch.org_id, candidates.dispatch.id)], now)
    return True


def _plan(candidates: CandidateSlice, now: datetime) -> None:
    org_id, dispatch_id = candidates.dispatch.org_id, candidates.dispatch.id
    if candidates.is_held:
        ledger.count(org_id, dispatch_id, now, held=-len(candidates.friend_ids))
    messages = frozen_messages(org_id, candidates.dispatch.revision_id)
    decided, variants, unfit = _decide(candidates, messages, now)
    freeze.freeze_drafts(candidates, plan.cut_batches(variants), now)
    ledger.record_holds(candidates, decided.holds, now)
    ledger.record_skips(org_id, dispatch_id, [*decided.skips, *unfit], now)
    wakeup.notify(wakeup.SENDING)
    if decided.holds or decided.skips or unfit:
        live.tell("deliveries", org_id=org_id, channel_id=candidates.dispatch.channel_id, id=dispatch_id)


def _decide(
    candidates: CandidateSlice, messages: list[dict[str, Any]], now: datetime
) -> tuple[Plan, list[Variant], list[Skip]]:
    decided = plan.plan_slice(candidates, due.read_facts(candidates), now)
    variants, unfit = render.render(decided.sends, messages, _values(candidates, messages, decided))
    return decided, variants, unfit


@lru_cache(maxsize=256)
def frozen_messages(org_id: int, revision_id: int) -> list[dict[str, Any]]:
    """A revision never changes, so it may be kept; callers must not change it either."""
    return revision_messages(org_id, revision_id)


def _values(
    candidates: CandidateSlice, messages: list[dict[str, Any]], decided: Plan
) -> Mapping[str, Mapping[int, str]]:
    names = render.placeholder_names(messages)
    if not names or not decided.sends:
        return {}
    return placeholder_values(candidates.dispatch.org_id, names, [each.friend_id for each in decided.sends])


def claim_to_send(worker_id: int, room: int, now: datetime) -> list[ClaimedBatch]:
    """Up to ``room`` frozen batches that this worker alone may attempt, rid of whoever left meanwhile."""
    with system_scope():
        return recheck.drop_those_who_left(due.claim_batches(worker_id, room, now), now)


def settle(worker_id: int, answers: list[SentBatch], now: datetime) -> None:
    """Record LINE's answers, all in one transaction."""
    with system_scope():
        waiting_again = record.record_outcomes(worker_id, answers, now)
        cancelled.drop_if_cancelled(waiting_again, now)


def preview(
    candidates: CandidateSlice, messages: list[dict[str, Any]], now: datetime, *, samples: int = 5
) -> Preview:
    """What a dispatch of ``messages`` to these friends would do now; writes nothing."""
    decided, variants, unfit = _decide(candidates, messages, now)
    skips = Counter(skip.reason for skip in [*decided.skips, *unfit])
    holds: Counter[str] = Counter()
    for hold in decided.holds:
        holds[hold.reason] += len(hold.friend_ids)
    sample = [
        {"friend_id": recipient.friend_id, "messages": orjson.loads(variant.messages)}
        for variant in variants
        for recipient in variant.recipients[: max(1, samples - len(variants) + 1)]
    ][:samples]
    return Preview(
        planned=len(candidates.friend_ids),
        sends=sum(len(variant.recipients) for variant in variants),
        requests=dict(Counter(draft.endpoint for draft in plan.cut_batches(variants))),
        skips=dict(skips),
        holds=dict(holds),
        samples=sample,
    )
