"""Protections switched off, one at a time, inside a forked child. Each one is a mistake that somebody could make in
earnest; the test that names it must notice the damage."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.db import OperationalError, connection

from enishi.config import worker
from enishi.delivery import engine
from enishi.delivery.domain import outcomes
from enishi.delivery.domain.outcomes import Judgement, RoadSign, Verdict
from enishi.delivery.domain.values import CandidateSlice, ClaimedBatch, SentBatch
from enishi.delivery.pipeline import due, recheck, record, run, send, takeover
from enishi.friends.services import field_types, operation_engine, segment_builds, segment_membership
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.friends.transfers import importing
from enishi.friends.transfers.orders import importing as order_importing
from enishi.intake.pipeline import route, store
from enishi.kit.engines import DatabaseThread
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.client.outcomes import Outcome, SendResult
from enishi.scenarios.pipeline import due as scenarios_due


def install(name: str) -> None:
    """Switch one protection off in this process."""
    globals()[name]()


def _put(place: Any, name: str, value: Any) -> None:
    setattr(place, name, value)


def fresh_retry_key() -> None:
    """Every attempt has a retry key of its own."""
    call = send._call

    async def mutant(batch: ClaimedBatch, client: Any, token: str) -> SendResult:
        return await call(replace(batch, id=uuid4()), client, token)

    _put(send, "_call", mutant)


def sent_before_sending() -> None:
    """Claimed batches are recorded as sent, then they are sent."""
    claim = run.claim_to_send

    def mutant(worker_id: int, room: int, now: Any) -> list[ClaimedBatch]:
        batches = claim(worker_id, room, now)
        early = [SentBatch(batch, SendResult(Outcome.ACCEPTED, 200), now) for batch in batches]
        if early:
            run.settle(worker_id, early, now)
        return batches

    _put(run, "claim_to_send", mutant)


def takeover_resends_replies() -> None:
    """A dead worker's replies are tried again, like its pushes."""

    _put(takeover, "connection", _Rewriting({"b.endpoint = 'reply' OR ": ""}))


class _Rewriting:
    """A connection whose cursors change pieces of every statement."""

    def __init__(self, changes: dict[str, str]) -> None:
        self._changes = changes

    def cursor(self) -> "_RewritingCursor":
        return _RewritingCursor(self._changes)


class _RewritingCursor:
    def __init__(self, changes: dict[str, str]) -> None:
        self._cursor, self._changes = connection.cursor(), changes

    def __enter__(self) -> "_RewritingCursor":
        self._cursor.__enter__()
        return self

    def __exit__(self, *reason: Any) -> None:
        self._cursor.__exit__(*reason)

    def execute(self, statement: str, values: Any = None) -> Any:
        for old, new in self._changes.items():
            statement = statement.replace(old, new)
        return self._cursor.execute(statement, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def no_takeover() -> None:
    """What a dead worker had in hand stays there."""
    _put(engine, "take_over_from_the_dead", lambda worker_id, now: 0)


def lost_answer_means_refused() -> None:
    """An ambiguous answer is taken for a refusal: the friends are planned anew, under a new retry key."""
    judge = outcomes.judge

    def mutant(sent: SentBatch) -> Judgement:
        if sent.result.outcome is Outcome.AMBIGUOUS:
            return Judgement(Verdict.RETURN, RoadSign.TROUBLE)
        return judge(sent)

    _put(record, "judge", mutant)


def key_never_stale() -> None:
    """Nobody minds that LINE forgets retry keys after a day."""
    _put(outcomes, "is_key_stale", lambda first_attempt_at, now: False)
    _put(recheck, "is_key_stale", lambda first_attempt_at, now: False)


def slices_claimed_without_lock() -> None:
    """A slice is looked up in one statement and taken off the queue in another."""

    def mutant(now: Any) -> CandidateSlice | None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, org_id, dispatch_id, friend_ids, reply_tokens, reply_until, is_held "
                "FROM delivery_candidates WHERE due_at <= %s ORDER BY priority DESC, due_at LIMIT 1",
                [now],
            )
            row = cursor.fetchone()
            if row is None:
                return None
            time.sleep(0.1)
            cursor.execute("DELETE FROM delivery_candidates WHERE org_id = %s AND id = %s", [row[1], row[0]])
        return CandidateSlice(row[0], due.read_dispatch(row[1], row[2]), *row[3:])

    _put(due, "claim_slice", mutant)


def steps_claimed_without_lock() -> None:
    """Due enrolments are read without being locked."""
    claim = scenarios_due.claim_due
    changes = {"FOR UPDATE OF e SKIP LOCKED": "", "FOR UPDATE SKIP LOCKED": ""}
    _put(scenarios_due, "connection", _Rewriting(changes))

    def mutant(now: Any) -> Any:
        found = claim(now)
        # Longer than the others sleep: whoever looks meanwhile finds the same.
        time.sleep(0.6 if found else 0)
        return found

    _put(scenarios_due, "claim_due", mutant)


def loses_database_while_recording() -> None:
    """Not a mutant but a blow: the database is away just when the first answers are to be recorded."""
    settle = run.settle
    blows = iter([OperationalError("the database went away")])

    def struck(*arguments: Any) -> None:
        for blow in blows:
            raise blow
        settle(*arguments)

    _put(run, "settle", struck)


def gives_up_recording() -> None:
    """An outcome is recorded once or never."""

    async def mutant(self: DatabaseThread, function: Callable[[], Any]) -> Any:
        return await self.run(function)

    _put(DatabaseThread, "run_until_done", mutant)


def answers_before_commit() -> None:
    """LINE gets its 200 while the events still wait to be stored."""
    keep = store.Store.keep
    pending: set[Any] = set()

    async def mutant(self: store.Store, events: Any) -> None:
        async def later() -> None:
            # As on a busy database; a web process that is killed meanwhile has answered and not stored.
            await asyncio.sleep(0.02)
            await keep(self, events)

        task = asyncio.create_task(later())
        pending.add(task)
        task.add_done_callback(pending.discard)

    _put(store.Store, "keep", mutant)


def stores_duplicates() -> None:
    """The same event may be stored again; its table's key has to be dropped, too."""
    _put(store, "_INSERT", store._INSERT.replace("ON CONFLICT DO NOTHING", ""))


def arrival_is_time() -> None:
    """Follows and blocks count in the order of their arrival."""
    act = route._act
    _put(route, "_act", lambda each: replace(act(each), occurred_at=each.stored.received_at))


def cursor_after_the_work() -> None:
    """A chunk of an operation is committed, and then, in a transaction of its own, that it was done."""

    def mutant(now: Any) -> bool:
        with system_scope():
            operation = operation_engine._claimed(now)
            if operation is None:
                return False
            step = operation_engine._step(operation, now)
        # Long enough to be found in between by somebody who looks, also on a busy machine.
        time.sleep(1.5)
        with system_scope():
            operation_engine._advance(operation, step, now)
            if step.is_last:
                operation_engine._finish(operation, now)
        return True

    sets = [(name, topic, mutant if name == "operate" else work) for name, topic, work in worker._SETS]
    _put(worker, "_SETS", tuple(sets))


def segments_in_small_pieces() -> None:
    """No protection is off; a few friends at a time, so that a kill finds something half done."""
    _put(segment_membership, "CHUNK", 3)
    _put(segment_builds, "CHUNK", 3)


def facts_before_members() -> None:
    """A segment's facts are committed, and then, in a transaction of its own, who is in it."""

    def mutant(segment: Any, now: Any, moment: Any, started: float) -> None:
        with org_scope(segment.org_id):
            different = segment_builds._difference(segment, now)
        for start in range(0, len(different), segment_membership.CHUNK):
            chunk = different[start : start + segment_membership.CHUNK]
            facts = [NewEvent(friend_id, "segment.entered", now) for friend_id in chunk]
            with org_scope(segment.org_id):
                record_events(org_id=segment.org_id, channel_id=segment.channel_id, events=facts, now=now)
            time.sleep(0.02)
            with org_scope(segment.org_id):
                segment_membership._exchange(segment, chunk, now)
        with org_scope(segment.org_id):
            held = segment_builds._hold(segment)
            if held is not None:
                segment_builds._finish(held, segment, now, moment, started)

    _put(segment_builds, "_change_the_difference", mutant)


def imports_in_small_pieces() -> None:
    """No protection is off; a few rows at a time, so that a kill finds an import half done."""
    _put(importing, "CHUNK", 5)


def order_imports_in_small_pieces() -> None:
    """No protection is off; a few orders at a time, so that a kill finds an import half done."""
    _put(order_importing, "CHUNK", 4)


def field_values_in_small_pieces() -> None:
    """No protection is off; a few values at a time and slowly, so that a kill finds a change of type half done."""
    move = field_types._move

    def slow(*given: Any) -> None:
        move(*given)
        time.sleep(0.01)

    _put(field_types, "_CHUNK", 10)
    _put(field_types, "_move", slow)


def type_changed_piece_by_piece() -> None:
    """Every chunk of values is committed as soon as it is changed, and the field's type at the end."""
    move = field_types._move

    def mutant(*given: Any) -> None:
        own = connection.copy()
        with own.cursor() as cursor:
            cursor.execute("SELECT set_config('enishi.org', '*', false)")
        _put(field_types, "connection", own)
        try:
            move(*given)
        finally:
            _put(field_types, "connection", connection)
            own.close()

    _put(field_types, "_move", mutant)
