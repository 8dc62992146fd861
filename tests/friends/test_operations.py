"""Long work in chunks: every chunk once, stopped, taken up again and taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.factories import NOW, make_channel, make_friends, rows

from enishi.accounts.models import AuditEntry, Notice, Organisation
from enishi.accounts.permissions import COMMAND_LINE, Actor
from enishi.friends.domain.operations import Step, Words
from enishi.friends.models import Friend, Operation, OperationChange, OperationState, OperationTarget
from enishi.friends.services import operation_engine, operations
from enishi.friends.services.operation_engine import OperationKind, run_next_chunk
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

_TITLE = Words("メモを書く", "Write memos")


class _Memos:
    """Writes a memo on ten friends a chunk; fails where it is told to, after it has written."""

    def __init__(self) -> None:
        self.fails_at: set[int] = set()
        self.error: Exception = RuntimeError("boom")

    def step(self, operation: Operation, now: datetime) -> Step:
        start = operation.cursor.get("after", 0)
        page = list(
            Friend.objects.filter(org_id=operation.org_id, id__gt=start)
            .order_by("id")
            .values_list("id", flat=True)[:10]
        )
        Friend.objects.filter(org_id=operation.org_id, id__in=page).update(memo="書いた")
        operations.note_change(operation, deed="memo", params={}, friend_ids=page, now=now)
        if self.fails_at & set(page):
            raise self.error
        return Step(
            cursor={"after": page[-1] if page else start},
            is_last=len(page) < 10,
            done=len(page),
            changed=len(page),
            counts={"written": len(page)},
        )

    def undo_step(self, operation: Operation, now: datetime) -> Step:
        part = operation.undo_cursor.get("part", 0)
        change = OperationChange.objects.filter(
            org_id=operation.org_id, operation_id=operation.id, part=part
        ).first()
        if change is None:
            return Step(cursor={"part": part}, is_last=True)
        Friend.objects.filter(org_id=operation.org_id, id__in=change.friend_ids).update(memo="")
        return Step(cursor={"part": part + 1}, done=len(change.friend_ids))


@pytest.fixture
def memos(monkeypatch: pytest.MonkeyPatch) -> _Memos:
    made = _Memos()
    kinds = {"memos": OperationKind(made.step, made.undo_step)}
    monkeypatch.setattr(operation_engine, "wired_by_name", lambda setting: kinds)
    return made


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def operation(org: Organisation, channel: Channel, memos: _Memos) -> Operation:
    make_friends(channel, 25)
    return _start(org, channel)


def _start(org: Organisation, channel: Channel, **values: Any) -> Operation:
    given: dict[str, Any] = {"actor": COMMAND_LINE, "needs": ["friends.edit"], "can_undo": True, "total": 25}
    with org_scope(org.id):
        return operations.start_operation(
            org_id=org.id,
            channel_id=channel.id,
            kind="memos",
            title=_TITLE,
            params={},
            now=NOW,
            **{**given, **values},
        )


def _now(operation: Operation) -> Operation:
    with org_scope(operation.org_id):
        return Operation.objects.get(org_id=operation.org_id, id=operation.id)


def _run(now: datetime = NOW) -> int:
    chunks = 0
    while run_next_chunk(now):
        chunks += 1
    return chunks


def _written(org: Organisation) -> int:
    with org_scope(org.id):
        return Friend.objects.filter(org_id=org.id, memo="書いた").count()


def test_an_operation_is_done_chunk_by_chunk_and_tells_how_far_it_is(
    org: Organisation, operation: Operation
) -> None:
    seen = []
    while run_next_chunk(NOW):
        found = _now(operation)
        seen.append((found.state, found.done, found.total))

    assert seen == [("running", 10, 25), ("running", 20, 25), ("done", 25, 25)]
    found = _now(operation)
    assert (found.changed, found.failed, found.report["counts"]) == (25, 0, {"written": 25})
    assert (found.started_at, found.finished_at) == (NOW, NOW)
    assert _written(org) == 25


def test_a_chunk_that_fails_leaves_nothing_behind_and_is_tried_three_times(
    org: Organisation, operation: Operation, memos: _Memos
) -> None:
    assert run_next_chunk(NOW)
    memos.fails_at = {friend.id for friend in rows(Friend, org_id=org.id)}

    assert _run() == 1
    found = _now(operation)
    assert (found.state, found.attempts, found.done) == ("running", 1, 10)
    assert found.due_at == NOW + timedelta(seconds=2)
    assert _run(NOW + timedelta(seconds=2)) == 1
    assert _run(NOW + timedelta(minutes=1)) == 1

    found = _now(operation)
    assert (found.state, found.attempts, found.done) == ("failed", 3, 10)
    assert found.error is not None
    assert "RuntimeError" in found.error["ja"]
    assert _written(org) == 10
    assert len(rows(OperationChange, org_id=org.id)) == 1
    [notice] = rows(Notice, org_id=org.id)
    assert (notice.kind, notice.params["operation_id"]) == ("operation_failed", operation.id)


def test_a_refusal_tells_its_own_words(org: Organisation, operation: Operation, memos: _Memos) -> None:
    memos.error = ProblemError("full", "容量が足りません。", "There is no room.")
    memos.fails_at = {friend.id for friend in rows(Friend, org_id=org.id)}

    _run()

    assert _now(operation).error == {"ja": "容量が足りません。", "en": "There is no room."}


def test_a_failed_operation_goes_on_where_it_stopped(
    org: Organisation, operation: Operation, memos: _Memos
) -> None:
    assert run_next_chunk(NOW)
    memos.fails_at = {friend.id for friend in rows(Friend, org_id=org.id)}
    for minute in range(3):
        _run(NOW + timedelta(minutes=minute))
    memos.fails_at = set()

    with org_scope(org.id):
        operations.resume_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)
    _run()

    found = _now(operation)
    assert (found.state, found.done, found.error) == ("done", 25, None)
    assert [len(change.friend_ids) for change in rows(OperationChange, org_id=org.id)] == [10, 10, 5]


def test_a_cancelled_operation_keeps_what_it_did_and_does_no_more(
    org: Organisation, operation: Operation
) -> None:
    assert run_next_chunk(NOW)

    with org_scope(org.id):
        for _ in range(2):
            operations.cancel_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)

    assert _run() == 0
    assert (_now(operation).state, _written(org)) == ("cancelled", 10)


def test_what_is_over_cannot_be_cancelled(org: Organisation, operation: Operation) -> None:
    _run()

    with pytest.raises(ProblemError) as refusal, org_scope(org.id):
        operations.cancel_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)

    assert refusal.value.status == 409


@pytest.mark.parametrize("chunks", [1, 3])
def test_an_undo_takes_back_what_was_done_and_only_that(
    org: Organisation, operation: Operation, chunks: int
) -> None:
    for _ in range(chunks):
        assert run_next_chunk(NOW)
    with org_scope(org.id):
        if chunks == 1:
            operations.cancel_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)
        operations.undo_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)
    assert _now(operation).state == OperationState.UNDOING

    _run()

    found = _now(operation)
    assert (found.state, found.undone, found.to_undo) == ("undone", found.changed, found.changed)
    assert _written(org) == 0
    with pytest.raises(ProblemError), org_scope(org.id):
        operations.undo_operation(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)


def test_an_undo_comes_too_late_after_a_month(org: Organisation, operation: Operation) -> None:
    _run()

    with pytest.raises(ProblemError) as refusal, org_scope(org.id):
        operations.undo_operation(
            org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW + timedelta(days=31)
        )

    assert refusal.value.code == "cannot_undo"


def test_a_small_operation_does_not_wait_for_a_big_one(
    org: Organisation, channel: Channel, operation: Operation
) -> None:
    assert run_next_chunk(NOW + timedelta(seconds=1))
    small = _start(org, channel)

    assert run_next_chunk(NOW + timedelta(seconds=2))

    assert (_now(operation).done, _now(small).done) == (10, 10)


def test_only_who_may_do_the_deed_may_start_or_stop_it(
    org: Organisation, channel: Channel, operation: Operation
) -> None:
    stranger = Actor("user", "閲覧者", 9, frozenset({"friends.view"}))

    with pytest.raises(ProblemError) as refusal:
        _start(org, channel, actor=stranger)
    assert refusal.value.status == 403
    for change in (operations.cancel_operation, operations.resume_operation, operations.undo_operation):
        with pytest.raises(ProblemError) as refusal, org_scope(org.id):
            change(org_id=org.id, operation_id=operation.id, actor=stranger, now=NOW)
        assert refusal.value.status == 403


def test_an_operation_sees_only_the_channels_of_whoever_started_it(
    org: Organisation, channel: Channel, memos: _Memos
) -> None:
    make_friends(channel, 5)
    make_friends(make_channel(org, name="二号店"), 5)
    with limited_to_channels((channel.id,)):
        operation = _start(org, channel)

    _run()

    assert _now(operation).done == 5
    assert _written(org) == 5


def test_whom_it_concerns_is_frozen_in_chunks_when_it_starts(
    org: Organisation, channel: Channel, memos: _Memos, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "CHUNK", 10)
    friends = make_friends(channel, 25)
    operation = _start(org, channel)

    with org_scope(org.id):
        total = operations.freeze_targets(
            operation,
            "SELECT id FROM friends_friend WHERE org_id = %(org_id)s AND channel_id = %(channel_id)s",
            {"org_id": org.id, "channel_id": channel.id},
        )

    chunks = rows(OperationTarget, org_id=org.id)
    assert (total, [len(chunk.friend_ids) for chunk in chunks]) == (25, [10, 10, 5])
    assert sorted(each for chunk in chunks for each in chunk.friend_ids) == sorted(
        friend.id for friend in friends
    )
    assert _now(operation).total == 25


def test_a_draft_waits_until_it_is_begun(org: Organisation, channel: Channel, memos: _Memos) -> None:
    operation = _start(org, channel, is_draft=True)
    assert _run() == 0

    with org_scope(org.id):
        operations.begin(org_id=org.id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW)

    assert _run() == 1
    assert [
        entry.action for entry in rows(AuditEntry, org_id=org.id) if entry.object_kind == "operation"
    ] == ["operation.started"]


def test_what_an_undo_would_need_is_dropped_a_month_later(org: Organisation, operation: Operation) -> None:
    _run()

    assert operation_engine.forget_old_operations(NOW + timedelta(days=30)) == 0
    assert operation_engine.forget_old_operations(NOW + timedelta(days=32)) == 3
