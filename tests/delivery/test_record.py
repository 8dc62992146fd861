"""Recording: the ledger, the counters and the channel's health after LINE's answers; once, however often it is told."""

from datetime import datetime, timedelta

import pytest
from tests.delivery.desk import (
    ACCEPTED,
    DEAD_TOKEN,
    LOST,
    NO_QUOTA,
    NOT_SENT,
    RATE_LIMITED,
    REFUSED,
    SERVER_ERROR,
    UNAUTHORISED,
    Desk,
    assert_adds_up,
    later,
    refused_recipient,
    states,
)
from tests.factories import NOW, make_friend, make_friends, rows

from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.domain.outcomes import next_month_in_japan
from enishi.delivery.domain.values import Audience
from enishi.delivery.models import Batch, Candidates, ChannelHealth, Delivery, Pace
from enishi.delivery.services import cancel_dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import ReplyToken
from enishi.kit.tenancy import org_scope
from enishi.line.client import SendResult
from enishi.line.models import Channel


def test_an_accepted_batch_writes_a_row_for_each_friend_and_finishes_the_dispatch(desk: Desk) -> None:
    friends = make_friends(desk.channel, 20)
    dispatch = desk.request(Audience())
    (batch,) = desk.send()
    assert desk.ledger(dispatch) == {friend.id: ("sent", "") for friend in friends}
    done = desk.dispatch(dispatch.id)
    assert (done.state, done.sent, done.finished_at) == ("done", 20, NOW)
    row = rows(Batch, id=batch.id)[0]
    assert (row.state, row.status_code, row.request_id, row.line_user_ids) == ("sent", 200, "r1", [])
    assert {each.batch_id for each in rows(Delivery, dispatch_id=dispatch.id)} == {batch.id}
    assert_adds_up(dispatch.id)


def test_recording_the_same_answer_twice_counts_once(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    batches = desk.send()
    desk.settle(batches)
    desk.settle(batches, REFUSED)
    assert states(dispatch) == {"sent": 1}
    assert_adds_up(dispatch.id)


def test_another_workers_batch_is_not_ours_to_settle(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    batches = desk.claim(worker_id=desk.worker_id + 1_000)
    desk.settle(batches)
    assert states(dispatch) == {}
    assert desk.batches(dispatch)[0].state == "sending"


@pytest.mark.parametrize("result", [LOST, SERVER_ERROR])
def test_a_push_whose_answer_was_lost_goes_again_under_the_same_key(
    desk: Desk, aiko: Friend, result: SendResult
) -> None:
    dispatch = desk.request([aiko])
    (first,) = desk.send(result)
    assert desk.claim() == []
    (second,) = desk.claim(later(seconds=60))
    assert (second.id, second.messages, second.line_user_ids) == (
        first.id,
        first.messages,
        first.line_user_ids,
    )
    assert (second.attempts, second.is_in_doubt) == (2, True)
    desk.settle([second])
    assert states(dispatch) == {"sent": 1}
    assert len(desk.batches(dispatch)) == 1


@pytest.mark.parametrize("result", [LOST, SERVER_ERROR])
def test_a_reply_whose_answer_was_lost_is_unknown_and_no_push_follows(
    desk: Desk, aiko: Friend, result: SendResult
) -> None:
    dispatch = desk.request([aiko], tokens={aiko.id: ReplyToken("t", later(seconds=60))})
    desk.send(result)
    assert desk.ledger(dispatch) == {aiko.id: ("unknown", "in_doubt")}
    assert desk.dispatch(dispatch.id).state == "done"
    assert desk.plan(later(days=1)) == 0
    assert desk.claim(later(days=1)) == []
    assert_adds_up(dispatch.id)


def test_a_reply_with_a_dead_token_becomes_a_push(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], tokens={aiko.id: ReplyToken("t", later(seconds=60))})
    desk.send(DEAD_TOKEN)
    assert_adds_up(dispatch.id)
    (push,) = desk.send()
    assert (push.endpoint, push.reply_token) == ("push", "")
    assert states(dispatch) == {"sent": 1}
    assert [batch.state for batch in desk.batches(dispatch)] == ["returned", "sent"]


@pytest.mark.parametrize("result", [RATE_LIMITED, UNAUTHORISED, NOT_SENT])
def test_what_line_did_not_take_is_still_queued_and_leaves_no_doubt(
    desk: Desk, aiko: Friend, result: SendResult
) -> None:
    dispatch = desk.request([aiko])
    desk.send(result)
    (batch,) = desk.batches(dispatch)
    assert (batch.state, batch.is_in_doubt, batch.attempts) == ("ready", False, 1)
    assert_adds_up(dispatch.id)


def test_a_named_recipient_is_set_aside_and_the_others_get_it_under_a_new_key(desk: Desk) -> None:
    friends = make_friends(desk.channel, 30)
    dispatch = desk.request(Audience())
    (first,) = desk.send(refused_recipient(7))
    assert_adds_up(dispatch.id)
    (second,) = desk.send()
    assert second.id != first.id
    assert friends[7].id not in second.friend_ids
    assert len(second.friend_ids) == 29
    assert desk.ledger(dispatch)[friends[7].id] == ("failed", "recipient_refused")
    assert states(dispatch) == {"sent": 29, "failed": 1}
    assert_adds_up(dispatch.id)


def test_a_refusal_of_the_message_fails_with_lines_own_words(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.send(REFUSED)
    (row,) = rows(Delivery, dispatch_id=dispatch.id)
    assert (row.state, row.reason, row.detail) == ("failed", "refused", "The request body has 1 error(s)")
    assert_adds_up(dispatch.id)


def test_many_failures_pause_the_dispatch_for_somebody_to_look(desk: Desk) -> None:
    for index in range(25):
        make_friend(desk.channel, f"友だち{index}")
    dispatch = desk.request(Audience(), "{{name}}さん")
    desk.plan()
    batches = desk.claim()
    desk.settle(batches[:20], REFUSED)
    paused = desk.dispatch(dispatch.id)
    assert (paused.state, paused.state_reason, paused.failed) == ("paused", "too_many_failures", 20)
    assert desk.claim(later(minutes=10)) == []
    assert_adds_up(dispatch.id)


def test_without_quota_the_rest_waits_visibly_and_goes_on_in_the_new_month(desk: Desk, aiko: Friend) -> None:
    month = next_month_in_japan(NOW)
    dispatch = desk.request([aiko], expires_at=later(days=60))
    desk.send(NO_QUOTA)
    assert desk.health().quota_out_until == month
    assert desk.plan() == 1
    assert desk.ledger(dispatch) == {aiko.id: ("held", "quota")}
    assert states(dispatch) == {"held": 1}
    assert_adds_up(dispatch.id)
    assert desk.plan(later(days=1)) == 0
    desk.send(now=month)
    assert states(dispatch) == {"sent": 1}
    assert desk.ledger(dispatch) == {aiko.id: ("sent", "")}
    assert_adds_up(dispatch.id)


def test_without_quota_what_will_be_stale_is_skipped_and_replies_go_on(
    desk: Desk, aiko: Friend, kenji: Friend
) -> None:
    desk.request([aiko])
    desk.send(NO_QUOTA)
    desk.plan()
    dispatch = desk.request([aiko, kenji], tokens={kenji.id: ReplyToken("t", later(seconds=60))})
    desk.send()
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "quota"), kenji.id: ("sent", "")}
    assert_adds_up(dispatch.id)


def test_refused_credentials_stop_the_channel_until_they_are_changed(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.send(UNAUTHORISED)
    assert desk.health().refused_reason == "Authentication failed."
    assert desk.claim(later(hours=20)) == []
    change_credentials(desk, hours=20)
    desk.settle(desk.claim(later(hours=21)))
    assert states(dispatch) == {"sent": 1}
    assert desk.health().refused_at is None


def change_credentials(desk: Desk, **when: float) -> None:
    with org_scope(desk.org.id):
        Channel.objects.filter(id=desk.channel.id).update(credentials_changed_at=later(**when))


def test_a_refusal_of_the_old_credentials_does_not_stop_the_new_ones(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko])
    desk.plan()
    under_way = desk.claim()
    change_credentials(desk, minutes=1)
    desk.settle(under_way, UNAUTHORISED, later(minutes=2), credentials_read_at=NOW)
    assert len(desk.claim(later(minutes=3))) == 1


def open_until(desk: Desk) -> datetime:
    moment = desk.health().open_until
    assert moment is not None
    return moment


def test_the_circuit_opens_after_failures_in_a_row_and_one_probe_at_a_time_tries_again(desk: Desk) -> None:
    for index in range(8):
        make_friend(desk.channel, f"友だち{index}")
    dispatch = desk.request(Audience(), "{{name}}さん")
    desk.plan()
    for attempt in range(5):
        now = later(minutes=2 * attempt)
        desk.settle(desk.claim(now, room=1), SERVER_ERROR, now)
    opened = open_until(desk)
    assert opened > now
    assert desk.claim(opened - timedelta(milliseconds=1)) == []
    probe = desk.claim(opened)
    assert len(probe) == 1
    assert desk.claim(opened + timedelta(seconds=1)) == []
    desk.settle(probe, SERVER_ERROR, opened)
    longer = open_until(desk)
    assert longer - opened > opened - now
    probe = desk.claim(longer)
    desk.settle(probe, ACCEPTED, longer)
    assert desk.health().open_until is None
    assert len(desk.claim(longer + timedelta(minutes=2))) == 7
    assert_adds_up(dispatch.id)


def test_a_probe_whose_worker_died_does_not_keep_the_circuit_open_for_ever(desk: Desk, aiko: Friend) -> None:
    with org_scope(desk.org.id):
        ChannelHealth.objects.create(
            org_id=desk.org.id, channel_id=desk.channel.id, failures=5, open_until=NOW
        )
    desk.request([aiko])
    desk.request([aiko], "もう一度")
    desk.plan()
    assert len(desk.claim(later(seconds=1))) == 1
    assert desk.claim(later(seconds=10)) == []
    assert len(desk.claim(later(minutes=3))) == 1


def test_answers_that_come_together_count_as_one_failure(desk: Desk) -> None:
    for index in range(9):
        make_friend(desk.channel, f"友だち{index}")
    desk.request(Audience(), "{{name}}さん")
    desk.send(SERVER_ERROR)
    assert (desk.health().failures, desk.health().open_until) == (1, None)


def test_a_success_closes_the_circuit(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko])
    with org_scope(desk.org.id):
        ChannelHealth.objects.create(
            org_id=desk.org.id, channel_id=desk.channel.id, failures=7, open_until=later(seconds=4)
        )
    desk.plan()
    assert desk.claim(later(seconds=3)) == []
    desk.settle(desk.claim(later(seconds=5)), ACCEPTED)
    assert (desk.health().failures, desk.health().open_until) == (0, None)


def test_too_fast_slows_the_endpoint_down_for_everybody(desk: Desk, aiko: Friend, kenji: Friend) -> None:
    desk.request([aiko])
    desk.send(RATE_LIMITED)
    before = rows(Pace, channel_id=desk.channel.id, endpoint="push")[0].next_at
    desk.request([kenji])
    desk.plan()
    (batch,) = desk.claim()
    assert batch.delay_seconds > 0.5
    assert rows(Pace, channel_id=desk.channel.id, endpoint="push")[0].next_at > before


def test_a_batch_answered_after_its_dispatch_was_cancelled_does_not_wait_for_ever(
    desk: Desk, aiko: Friend, kenji: Friend
) -> None:
    lost, returned = (
        desk.request([aiko]),
        desk.request([kenji], tokens={kenji.id: ReplyToken("t", later(seconds=60))}),
    )
    desk.plan()
    under_way = desk.claim()
    for dispatch in (lost, returned):
        with org_scope(desk.org.id):
            cancel_dispatch(org_id=desk.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=NOW)
    for batch in under_way:
        desk.settle([batch], LOST if batch.dispatch_id == lost.id else DEAD_TOKEN)
    assert desk.ledger(lost) == {aiko.id: ("unknown", "in_doubt")}
    assert desk.ledger(returned) == {kenji.id: ("skipped", "cancelled")}
    assert rows(Candidates) == []
    for dispatch in (lost, returned):
        assert_adds_up(dispatch.id)
        assert desk.dispatch(dispatch.id).finished_at is not None
