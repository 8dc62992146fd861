"""Requesting, pausing, resuming and cancelling a dispatch; and a dry run that writes nothing."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from tests.delivery.desk import LOST, NO_QUOTA, Desk, assert_adds_up, later, states
from tests.factories import (
    NOW,
    make_channel,
    make_friend,
    make_friends,
    make_organisation,
    make_revision,
    rows,
)

from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.domain.values import Audience, CandidateSlice, Skip, SliceFacts
from enishi.delivery.models import Batch, Candidates, Dispatch
from enishi.delivery.pipeline import due, run
from enishi.delivery.services import (
    cancel_dispatch,
    pause_dispatch,
    record_intended_skips,
    resume_dispatch,
    try_channel_again,
)
from enishi.friends.models import Friend
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope


def act(desk: Desk, service: Callable[..., Dispatch], dispatch: Dispatch) -> Dispatch:
    with org_scope(desk.org.id):
        return service(org_id=desk.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=NOW)


def test_a_friend_named_twice_gets_it_once(desk: Desk, aiko: Friend, kenji: Friend) -> None:
    dispatch = desk.request([aiko, kenji, aiko])
    assert dispatch.planned == 2
    assert [batch.friend_ids for batch in desk.send()] == [[aiko.id], [kenji.id]]
    assert_adds_up(dispatch.id)


def test_a_dispatch_to_nobody_is_done_at_once(desk: Desk) -> None:
    dispatch = desk.request([])
    assert (dispatch.state, dispatch.planned, dispatch.finished_at) == ("done", 0, NOW)


def test_no_commit_no_message(desk: Desk, aiko: Friend) -> None:
    with transaction.atomic():
        desk.request([aiko])
        transaction.set_rollback(True)
    assert rows(Dispatch) == []
    assert desk.plan() == 0


def test_the_audience_is_a_snapshot_of_the_moment_of_the_request(desk: Desk) -> None:
    make_friend(desk.channel, "愛子")
    dispatch = desk.request(Audience(), due_at=later(hours=1))
    make_friend(desk.channel, "健二")
    desk.send(now=later(hours=1))
    assert states(dispatch) == {"sent": 1}


def test_a_message_waits_for_its_time_and_lasts_for_three_days_unless_told_otherwise(
    desk: Desk, aiko: Friend
) -> None:
    dispatch = desk.request([aiko], due_at=later(hours=1))
    assert (dispatch.due_at, dispatch.expires_at) == (later(hours=1), later(hours=73))
    assert desk.send(now=later(minutes=59)) == []
    assert len(desk.send(now=later(hours=1))) == 1


def test_a_friend_of_another_channel_is_skipped_and_not_written_to(desk: Desk) -> None:
    stranger = make_friend(make_channel(desk.org, name="二号店"), "健二")
    dispatch = desk.request([stranger])
    assert desk.send() == []
    assert desk.ledger(dispatch) == {stranger.id: ("skipped", "friend_missing")}
    assert_adds_up(dispatch.id)


def test_what_was_decided_not_to_be_sent_is_a_row_with_its_reason(desk: Desk, aiko: Friend) -> None:
    revision_id = make_revision(desk.org)
    with org_scope(desk.org.id):
        dispatch_id = record_intended_skips(
            org_id=desk.org.id,
            channel_id=desk.channel.id,
            revision_id=revision_id,
            source="scenario:1",
            skips=[Skip(aiko.id, "time_passed")],
            now=NOW,
        )
    dispatch = desk.dispatch(dispatch_id)
    assert (dispatch.state, dispatch.planned, dispatch.skipped) == ("done", 1, 1)
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "time_passed")}
    assert_adds_up(dispatch_id)


def test_a_pause_stops_what_has_not_started_and_resuming_goes_on(desk: Desk) -> None:
    make_friends(desk.channel, 9)
    dispatch = desk.request(Audience(), "{{name}}さん")
    desk.plan()
    under_way = desk.claim(room=4)
    act(desk, pause_dispatch, dispatch)
    assert desk.claim() == []
    desk.settle(under_way)
    assert states(dispatch) == {"sent": 4}
    assert_adds_up(dispatch.id)
    assert act(desk, resume_dispatch, dispatch).state == "open"
    desk.send()
    assert states(dispatch) == {"sent": 9}
    assert desk.dispatch(dispatch.id).state == "done"
    assert_adds_up(dispatch.id)


def test_a_dispatch_paused_before_planning_is_not_planned(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    act(desk, pause_dispatch, dispatch)
    assert desk.plan() == 0
    act(desk, resume_dispatch, dispatch)
    assert desk.plan() == 1


def test_cancelling_skips_whoever_waits_keeps_what_was_sent_and_says_unknown_where_it_is(desk: Desk) -> None:
    make_friends(desk.channel, 9)
    dispatch = desk.request(Audience(), "{{name}}さん")
    desk.plan()
    desk.settle(desk.claim(room=3))
    desk.settle(desk.claim(room=2), LOST)
    under_way = desk.claim(room=1)
    act(desk, cancel_dispatch, dispatch)
    assert states(dispatch) == {"sent": 3, "unknown": 2, "skipped": 3}
    assert_adds_up(dispatch.id)
    desk.settle(under_way)
    assert states(dispatch) == {"sent": 4, "unknown": 2, "skipped": 3}
    cancelled = desk.dispatch(dispatch.id)
    assert (cancelled.state, cancelled.finished_at) == ("cancelled", NOW)
    assert desk.claim(later(days=1)) == []
    assert_adds_up(dispatch.id)


def test_cancelling_before_planning_and_while_held_skips_everybody(desk: Desk, aiko: Friend) -> None:
    waiting = desk.request([aiko], due_at=later(hours=1))
    held = desk.request([aiko], "来月", expires_at=later(days=60))
    desk.send(NO_QUOTA)
    desk.plan()
    assert states(held) == {"held": 1}
    for dispatch in (waiting, held):
        act(desk, cancel_dispatch, dispatch)
        act(desk, cancel_dispatch, dispatch)
        assert states(dispatch) == {"skipped": 1}
        assert desk.ledger(dispatch) == {aiko.id: ("skipped", "cancelled")}
        assert_adds_up(dispatch.id)
    assert rows(Candidates) == []


@pytest.mark.parametrize("service", [pause_dispatch, resume_dispatch, cancel_dispatch])
def test_what_is_done_cannot_be_stopped(desk: Desk, aiko: Friend, service: Callable[..., Dispatch]) -> None:
    dispatch = desk.request([aiko])
    desk.send()
    with pytest.raises(ProblemError) as refusal:
        act(desk, service, dispatch)
    assert refusal.value.status == 409


def test_another_organisations_dispatch_does_not_exist(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    other = make_organisation("カフェみなと")
    with pytest.raises(ProblemError) as refusal, org_scope(other.id):
        cancel_dispatch(org_id=other.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=NOW)
    assert refusal.value.status == 404
    assert desk.dispatch(dispatch.id).state == "open"


def test_trying_again_after_a_mend_sends_what_was_held(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], expires_at=later(days=60))
    desk.send(NO_QUOTA)
    desk.plan()
    assert desk.send(now=later(minutes=1)) == []
    with org_scope(desk.org.id):
        try_channel_again(org_id=desk.org.id, channel_id=desk.channel.id, actor=COMMAND_LINE, now=NOW)
    desk.send(now=later(minutes=2))
    assert states(dispatch) == {"sent": 1}
    assert_adds_up(dispatch.id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["while planning", "before planning commits", "before the claim commits"])
def test_cancelling_at_the_very_moment_of_planning_or_claiming_leaves_nobody_waiting(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = make_organisation()
    desk = Desk(org, make_channel(org))
    friends = [make_friend(desk.channel, f"友だち{index}") for index in range(3)]
    dispatch = desk.request(friends, "{{name}}さん")
    if moment == "before the claim commits":
        desk.plan()
    reached, cancelled = threading.Event(), threading.Event()

    def cancel() -> None:
        reached.wait(10)
        try:
            act(desk, cancel_dispatch, dispatch)
        finally:
            connection.close()
            cancelled.set()

    def let_cancel() -> None:
        # Cancelling may have to wait for our transaction; it gets the time to come as far as it can.
        reached.set()
        cancelled.wait(0.3)

    read_facts = due.read_facts

    def read_facts_meanwhile(candidates: CandidateSlice) -> SliceFacts:
        if moment == "while planning":
            let_cancel()
        return read_facts(candidates)

    monkeypatch.setattr(due, "read_facts", read_facts_meanwhile)
    canceller = threading.Thread(target=cancel)
    canceller.start()
    with transaction.atomic():
        run.plan_next_slice(NOW)
        batches = desk.claim() if moment == "before the claim commits" else []
        let_cancel()
    canceller.join(10)
    desk.settle(batches)
    assert rows(Candidates, dispatch_id=dispatch.id) == []
    assert rows(Batch, dispatch_id=dispatch.id, state__in=["ready", "sending"]) == []
    assert states(dispatch) == ({"sent": 3} if batches else {"skipped": 3})
    assert_adds_up(dispatch.id)
