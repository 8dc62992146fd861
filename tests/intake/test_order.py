"""Order is by the events' own time: any arrival, in any pieces, with any duplicates, ends in the same story."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_channel, make_rule, rows, send_action
from tests.intake.edge import event, message
from tests.intake.router import take_in

from enishi.accounts.models import Organisation
from enishi.content.models import Revision
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend, TimelineEvent
from enishi.line.models import Channel


def at(seconds: int) -> Any:
    return NOW + timedelta(seconds=seconds)


def greeted(channel: Channel) -> list[str]:
    found = []
    for dispatch in rows(Dispatch, ("id",), channel_id=channel.id):
        found.append(rows(Revision, id=dispatch.revision_id)[0].blocks[0]["text"])
    return found


def shop(org: Organisation) -> Channel:
    channel = make_channel(org)
    for case, text in (("new", "はじめまして"), ("returning", "おかえりなさい"), ("known", "いつも")):
        make_rule(channel, {"kind": "follow", "case": case}, send_action(text), name=case)
    make_rule(channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"), name="coupon")
    return channel


def test_a_first_message_before_its_follow_makes_one_friend_who_is_greeted_as_new(org: Organisation) -> None:
    for order in permutations([event("follow", at=at(0)), message("クーポン", at=at(1))]):
        channel = shop(org)
        for each in order:
            take_in(channel, each)
        assert len(rows(Friend, channel_id=channel.id)) == 1
        assert sorted(greeted(channel)) == ["どうぞ", "はじめまして"]


def test_a_follow_block_and_return_in_any_order_end_as_a_friend(org: Organisation) -> None:
    story = [
        event("follow", at=at(0), follow={"isUnblocked": False}),
        event("unfollow", at=at(10), replyToken=None),
        event("follow", at=at(20), follow={"isUnblocked": True}),
    ]
    for order in permutations(story):
        channel = shop(org)
        for each in order:
            take_in(channel, each)
        (friend,) = rows(Friend, channel_id=channel.id)
        assert (friend.status, friend.first_seen_at) == ("following", at(0))
        assert greeted(channel).count("おかえりなさい") == 1
        assert greeted(channel).count("はじめまして") <= 1


@pytest.mark.parametrize("pieces", [1, 3])
def test_facts_of_one_chunk_lie_on_the_timeline_in_their_order(channel: Channel, pieces: int) -> None:
    events = [message(str(number), at=at(number)) for number in range(9)]
    for piece in range(pieces):
        take_in(channel, *reversed(events[piece::pieces]))
    stored = rows(TimelineEvent, ("occurred_at", "id"), kind="message.received")
    assert [row.data["text"] for row in stored] == [str(number) for number in range(9)]


STORY = [
    event("follow", at=at(0), follow={"isUnblocked": False}),
    message("クーポン", at=at(1)),
    event("unfollow", at=at(5), replyToken=None),
    event("follow", at=at(9), follow={"isUnblocked": True}),
    message("ありがとう", at=at(10), message_id="77"),
    event("unsend", at=at(11), unsend={"messageId": "77"}),
    event("postback", at=at(12), postback={"data": "a=1"}),
    event("unfollow", at=at(20), replyToken=None),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_duplicates_disorder_and_pieces_end_in_the_same_story(org: Organisation, data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(STORY), max_size=5))
    again = [{**each, "deliveryContext": {"isRedelivery": True}} for each in again]
    arrivals = data.draw(st.permutations(STORY + again))
    channel = shop(org)
    while arrivals:
        size = data.draw(st.integers(1, len(arrivals)))
        piece, arrivals = arrivals[:size], arrivals[size:]
        take_in(channel, *piece)
    (friend,) = rows(Friend, channel_id=channel.id)
    assert (friend.status, friend.first_seen_at, friend.last_reaction_at) == ("blocked", at(0), at(12))
    told = sorted(
        row.kind for row in rows(TimelineEvent, channel_id=channel.id) if "raw" in row.data or row.ref
    )
    assert told == ["message.received", "message.received", "message.unsent", "postback.received"]
    assert "ありがとう" not in str([row.data for row in rows(TimelineEvent, channel_id=channel.id)])
    assert greeted(channel).count("どうぞ") == 1
    assert greeted(channel).count("はじめまして") <= 1
    assert greeted(channel).count("おかえりなさい") <= 1
