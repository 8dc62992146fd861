"""At the last moment: whoever must not get it any more is taken out, and a forgotten key is not used again."""

from datetime import timedelta

import pytest
from tests.delivery.desk import LOST, RATE_LIMITED, Desk, assert_adds_up, later, states
from tests.factories import NOW, make_friends, rows

from enishi.delivery.domain.values import Audience
from enishi.delivery.models import Batch, Dispatch
from enishi.delivery.services import withdraw
from enishi.friends.models import Friend
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def block(friend: Friend, minutes: int = 1) -> None:
    at = later(minutes=minutes)
    with org_scope(friend.org_id):
        Friend.objects.filter(id=friend.id).update(status="blocked", blocked_at=at, status_changed_at=at)


def mute(friend: Friend, minutes: int = 1) -> None:
    with org_scope(friend.org_id):
        Friend.objects.filter(id=friend.id).update(muted_at=later(minutes=minutes))


def test_a_friend_who_blocks_between_freezing_and_sending_is_skipped(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    block(aiko)
    assert desk.claim(later(minutes=2)) == []
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "blocked")}
    assert desk.batches(dispatch)[0].state == "returned"
    assert desk.dispatch(dispatch.id).state == "done"
    assert_adds_up(dispatch.id)


def test_a_friend_who_blocks_is_taken_out_of_a_multicast_and_the_others_get_it(desk: Desk) -> None:
    friends = make_friends(desk.channel, 12)
    dispatch = desk.request(Audience())
    desk.plan()
    block(friends[3])
    (batch,) = desk.claim(later(minutes=2))
    assert batch.friend_ids == [each.id for each in friends if each != friends[3]]
    assert len(batch.line_user_ids) == 11
    assert friends[3].line_user_id not in batch.line_user_ids
    assert rows(Batch, id=batch.id)[0].friend_ids == batch.friend_ids
    desk.settle([batch])
    assert states(dispatch) == {"sent": 11, "skipped": 1}
    assert_adds_up(dispatch.id)


def test_nothing_is_sent_to_a_friend_whom_staff_muted_before_or_after_the_freezing(desk: Desk) -> None:
    friends = make_friends(desk.channel, 12)
    mute(friends[0], minutes=-5)
    dispatch = desk.request(Audience())
    desk.plan()
    mute(friends[3])
    (batch,) = desk.claim(later(minutes=2))
    desk.settle([batch])
    assert desk.ledger(dispatch)[friends[0].id] == ("skipped", "muted")
    assert desk.ledger(dispatch)[friends[3].id] == ("skipped", "muted")
    assert states(dispatch) == {"sent": 10, "skipped": 2}
    assert_adds_up(dispatch.id)


def test_a_repeated_request_keeps_its_members_whoever_has_left_meanwhile(desk: Desk) -> None:
    friends = make_friends(desk.channel, 12)
    desk.request(Audience())
    desk.plan()
    desk.settle(desk.claim(), LOST)
    block(friends[3])
    (again,) = desk.claim(later(minutes=2))
    assert friends[3].id in again.friend_ids
    assert len(again.line_user_ids) == 12


def test_a_friend_who_left_the_scenario_is_skipped_with_that_reason(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], source="scenario:1")
    other = desk.request([aiko], "別の話", source="scenario:2")
    desk.plan()
    with org_scope(desk.org.id):
        withdraw(
            org_id=desk.org.id,
            source="scenario:1",
            friend_ids=[aiko.id],
            reason="scenario_left",
            now=later(minutes=1),
        )
    (batch,) = desk.claim(later(minutes=2))
    assert batch.dispatch_id == other.id
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "scenario_left")}
    assert_adds_up(dispatch.id)


def test_who_left_before_the_message_was_due_gets_the_one_after_a_new_start(desk: Desk, aiko: Friend) -> None:
    with org_scope(desk.org.id):
        withdraw(
            org_id=desk.org.id,
            source="scenario:1",
            friend_ids=[aiko.id],
            reason="scenario_left",
            now=later(minutes=-1),
        )
    desk.request([aiko], source="scenario:1")
    desk.plan()
    assert len(desk.claim()) == 1


def test_what_expired_in_the_queue_is_skipped(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], expires_at=later(hours=1))
    desk.plan()
    assert desk.claim(later(hours=1)) == []
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "expired")}


def test_what_line_never_took_expires_between_two_attempts_too(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], expires_at=later(hours=1))
    desk.plan()
    desk.settle(desk.claim(), RATE_LIMITED)
    assert desk.claim(later(hours=1)) == []
    assert desk.ledger(dispatch) == {aiko.id: ("skipped", "expired")}
    assert_adds_up(dispatch.id)


@pytest.mark.parametrize(("hours", "goes_on"), [(22, True), (23, False), (25, False), (24 * 30, False)])
def test_a_lost_answer_is_not_followed_up_once_its_key_is_old(
    desk: Desk, aiko: Friend, hours: int, goes_on: bool
) -> None:
    dispatch = desk.request([aiko], expires_at=later(days=60))
    desk.plan()
    desk.settle(desk.claim(), LOST)
    assert len(desk.claim(later(hours=hours))) == goes_on
    assert states(dispatch) == ({} if goes_on else {"unknown": 1})
    if not goes_on:
        assert desk.ledger(dispatch) == {aiko.id: ("unknown", "in_doubt")}
        assert desk.dispatch(dispatch.id).state == "done"
    assert_adds_up(dispatch.id)


def test_what_line_certainly_refused_yesterday_is_sent_today(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko], expires_at=later(days=60))
    desk.plan()
    desk.settle(desk.claim(), RATE_LIMITED)
    batches = desk.claim(later(hours=25))
    desk.settle(batches, now=later(hours=25))
    assert states(dispatch) == {"sent": 1}


def test_a_channel_that_is_switched_off_sends_nothing_that_was_frozen_before(
    desk: Desk, aiko: Friend
) -> None:
    desk.request([aiko])
    desk.plan()
    for is_active, number in ((False, 0), (True, 1)):
        with org_scope(desk.org.id):
            Channel.objects.filter(id=desk.channel.id).update(is_active=is_active)
        assert len(desk.claim()) == number


def test_one_friends_messages_keep_their_order(desk: Desk, aiko: Friend, kenji: Friend) -> None:
    desk.request([aiko], "一")
    desk.request([aiko], "二")
    desk.request([kenji], "一")
    desk.plan()
    first = desk.claim()
    assert sorted(batch.friend_ids[0] for batch in first) == sorted([aiko.id, kenji.id])
    assert desk.claim() == []
    desk.settle(first)
    assert [batch.friend_ids for batch in desk.claim()] == [[aiko.id]]


def test_a_message_that_is_stuck_does_not_hold_up_the_next_one_for_ever(desk: Desk, aiko: Friend) -> None:
    desk.request([aiko], "一")
    desk.request([aiko], "二")
    desk.plan()
    desk.claim()
    assert desk.claim(later(minutes=1)) == []
    assert len(desk.claim(later(minutes=3))) == 1


def test_a_paused_dispatch_starts_nothing_more(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    with org_scope(desk.org.id):
        Dispatch.objects.filter(id=dispatch.id).update(state="paused")
    assert desk.claim() == []


def test_a_claim_notes_the_attempt_before_it_is_made(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.plan()
    desk.claim(later(seconds=5))
    (batch,) = desk.batches(dispatch)
    assert (batch.state, batch.attempts, batch.first_attempt_at, batch.worker_id) == (
        "sending",
        1,
        NOW + timedelta(seconds=5),
        desk.worker_id,
    )
