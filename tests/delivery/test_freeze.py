"""Freezing: membership, payload and retry key lie in the database before anybody calls LINE."""

from collections import Counter

import orjson
from tests.delivery.desk import Desk, assert_adds_up, later
from tests.factories import NOW, make_friend, make_friends, make_tag, rows

from enishi.accounts.permissions import COMMAND_LINE
from enishi.content.models import Revision
from enishi.delivery.domain.values import Audience
from enishi.delivery.models import Batch, Candidates, Pace
from enishi.delivery.pipeline import run
from enishi.delivery.services import hold_sending
from enishi.friends.models import Friend
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import ReplyToken
from enishi.kit.tenancy import org_scope, system_scope


def test_a_friend_with_a_live_token_gets_a_reply_and_the_others_pushes(
    desk: Desk, aiko: Friend, kenji: Friend
) -> None:
    token = ReplyToken("token-1", later(seconds=60))
    dispatch = desk.request([aiko, kenji], "{{name}}さん", tokens={aiko.id: token})
    assert desk.plan() == 1
    found = {batch.friend_id: batch for batch in desk.batches(dispatch)}
    assert {key: (batch.endpoint, batch.reply_token) for key, batch in found.items()} == {
        aiko.id: ("reply", "token-1"),
        kenji.id: ("push", ""),
    }
    assert orjson.loads(bytes(found[aiko.id].messages)) == [{"type": "text", "text": "愛子さん"}]
    assert found[kenji.id].line_user_ids == [kenji.line_user_id]
    assert_adds_up(dispatch.id)


def test_many_friends_of_one_message_are_frozen_in_multicasts_of_five_hundred(desk: Desk) -> None:
    friends = make_friends(desk.channel, 1_203)
    dispatch = desk.request(Audience())
    assert dispatch.planned == 1_203
    desk.plan()
    batches = desk.batches(dispatch)
    assert Counter((batch.endpoint, len(batch.friend_ids)) for batch in batches) == {
        ("multicast", 500): 2,
        ("multicast", 203): 1,
    }
    assert sorted(friend_id for batch in batches for friend_id in batch.friend_ids) == sorted(
        friend.id for friend in friends
    )
    assert {batch.friend_id for batch in batches} == {None}
    assert_adds_up(dispatch.id)


def test_an_audience_is_a_snapshot_of_those_with_the_tag_and_who_blocked_gets_a_row_that_says_so(
    desk: Desk,
) -> None:
    aiko = make_friend(desk.channel, "愛子")
    gone = make_friend(desk.channel, "健二", status="blocked", blocked_at=NOW)
    make_friend(desk.channel, "由美")
    tag = make_tag(desk.org)
    with org_scope(desk.org.id):
        add_tag(
            org_id=desk.org.id,
            channel_id=desk.channel.id,
            tag_id=tag.id,
            friend_ids=[aiko.id, gone.id],
            now=NOW,
        )
    dispatch = desk.request(Audience(tag_id=tag.id))
    assert rows(Candidates, dispatch_id=dispatch.id)[0].friend_ids == [aiko.id, gone.id]
    desk.send()
    assert desk.ledger(dispatch) == {aiko.id: ("sent", ""), gone.id: ("skipped", "blocked")}


def test_the_ids_of_the_batches_grow_in_the_order_of_planning(desk: Desk, aiko: Friend) -> None:
    first, second = desk.request([aiko], "一"), desk.request([aiko], "二")
    desk.plan()
    assert desk.batches(first)[0].id < desk.batches(second)[0].id


def test_planning_that_fails_leaves_the_slice_for_later_and_lets_the_others_through(
    desk: Desk, aiko: Friend, kenji: Friend
) -> None:
    broken = desk.request([aiko], kind="staff")
    with system_scope():
        Revision.objects.filter(id=broken.revision_id).update(blocks=[{"kind": "from the future"}])
    fine = desk.request([kenji], "元気", kind="broadcast")
    run.frozen_messages.cache_clear()
    assert desk.plan() == 2
    assert len(desk.batches(fine)) == 1
    (waiting,) = rows(Candidates, dispatch_id=broken.id)
    assert (waiting.friend_ids, waiting.due_at) == ([aiko.id], later(minutes=1))
    assert desk.plan(later(seconds=59)) == 0
    assert_adds_up(broken.id)


def test_nothing_is_planned_before_it_is_due_or_while_the_organisation_holds_its_sending(
    desk: Desk, aiko: Friend
) -> None:
    dispatch = desk.request([aiko], due_at=later(hours=1))
    assert desk.plan(later(minutes=59)) == 0
    for is_held, slices in ((True, 0), (False, 1)):
        with org_scope(desk.org.id):
            hold_sending(org_id=desk.org.id, is_held=is_held, actor=COMMAND_LINE, now=NOW)
        assert desk.plan(later(hours=1)) == slices
    assert [batch.state for batch in desk.batches(dispatch)] == ["ready"]


def test_each_road_gets_its_pace_once(desk: Desk, aiko: Friend, kenji: Friend) -> None:
    desk.request([aiko], tokens={aiko.id: ReplyToken("t", later(seconds=60))})
    desk.request([kenji])
    desk.request([kenji], "もう一度")
    desk.plan()
    assert sorted(row.endpoint for row in rows(Pace, channel_id=desk.channel.id)) == ["push", "reply"]
    assert len(rows(Batch, channel_id=desk.channel.id)) == 3
