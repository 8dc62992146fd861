"""How a conversation's row follows the facts, whatever the order in which they come."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.delivery import stages
from tests.factories import NOW, make_friend, make_friends, make_rule, rows, send_action, text_block

from enishi.accounts.permissions import Actor
from enishi.delivery.domain.values import Order
from enishi.delivery.services import order_dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.inbox.models import Conversation, Mark
from enishi.inbox.services.conversations import set_mark
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

MIKA = Actor(kind="user", label="佐藤 美香", id=1)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def said(friend: Friend, text: str, minutes: float = 0, ref: str = "", **data: Any) -> NewEvent:
    facts = {"type": "text", "text": text, **data}
    return NewEvent(friend.id, "message.received", at(minutes), facts, ref or f"m{text}")


def record(friend: Friend, *events: NewEvent, minutes: float = 0) -> None:
    with org_scope(friend.org_id):
        record_events(org_id=friend.org_id, channel_id=friend.channel_id, events=events, now=at(minutes))


def talk(friend: Friend) -> Conversation:
    return rows(Conversation, friend_id=friend.id)[0]


def order_reply(friend: Friend, text: str = "はい", minutes: float = 1) -> None:
    with org_scope(friend.org_id):
        order = Order("staff", friend.channel_id, [text_block(text)], [friend.id])
        order_dispatch(org_id=friend.org_id, order=order, actor=MIKA, now=at(minutes))


def reply(friend: Friend, text: str = "はい", minutes: float = 1) -> None:
    order_reply(friend, text, minutes)
    stages.send(at(minutes))


def mark_of(friend: Friend) -> str:
    mark_id = talk(friend).mark_id
    return rows(Mark, id=mark_id)[0].name if mark_id else ""


def test_the_first_message_opens_a_conversation_that_waits(aiko: Friend) -> None:
    record(aiko, said(aiko, "予約は\n  できますか"))
    row = talk(aiko)
    assert (row.last_sender, row.last_kind, row.last_text) == ("friend", "text", "予約は できますか")
    assert (row.unread_count, row.waiting_since, row.last_at) == (1, NOW, NOW)
    assert mark_of(aiko) == "未対応"


def test_a_follow_alone_opens_no_conversation(aiko: Friend) -> None:
    record(aiko, NewEvent(aiko.id, "friend.followed", NOW))
    assert rows(Conversation) == []


def test_an_older_message_that_comes_late_changes_neither_the_last_line_nor_the_order(aiko: Friend) -> None:
    record(aiko, said(aiko, "あと", 5))
    record(aiko, said(aiko, "さき", 1))
    row = talk(aiko)
    assert (row.last_text, row.last_at) == ("あと", at(5))
    assert (row.unread_count, row.waiting_since) == (2, at(1))


def test_a_message_told_twice_in_one_set_counts_once(aiko: Friend) -> None:
    record(aiko, said(aiko, "あ", 0, "m1"), said(aiko, "あ", 0, "m1"), said(aiko, "い", 1, "m2"))
    assert (talk(aiko).unread_count, talk(aiko).last_text) == (2, "い")


def test_any_number_of_friends_is_one_statement(channel: Channel, django_assert_max_num_queries: Any) -> None:
    friends = make_friends(channel, 100)
    # Each subscriber (talk, scenarios, rules, numbers, engagement, segments) asks a few times, however many friends.
    with django_assert_max_num_queries(18):
        record(friends[0], *(said(friend, f"{friend.id}") for friend in friends))
    assert len(rows(Conversation, unread_count=1)) == 100


def test_a_reply_clears_the_wait_and_is_the_last_line(aiko: Friend) -> None:
    record(aiko, said(aiko, "ありますか"))
    reply(aiko, "あります")
    row = talk(aiko)
    assert (row.waiting_since, row.unread_count) == (None, 0)
    assert (row.last_sender, row.last_text, row.last_reply_by) == ("staff", "あります", "佐藤 美香")


def test_a_reply_that_line_refuses_leaves_the_friend_waiting(aiko: Friend) -> None:
    record(aiko, said(aiko, "ありますか"))
    order_reply(aiko)
    stages.send(at(1), stages.REFUSED)
    assert (talk(aiko).waiting_since, talk(aiko).last_sender) == (NOW, "friend")


def test_a_reply_does_not_answer_what_came_after_it_was_written(aiko: Friend) -> None:
    record(aiko, said(aiko, "ありますか"))
    order_reply(aiko, minutes=1)
    record(aiko, said(aiko, "もう一つ", 2), said(aiko, "さらに", 3), minutes=3)
    stages.send(at(4))
    row = talk(aiko)
    assert (row.waiting_since, row.unread_count, row.last_sender) == (at(2), 3, "staff")


def test_a_late_message_from_before_the_answer_does_not_wait(aiko: Friend) -> None:
    record(aiko, said(aiko, "あ", 1))
    reply(aiko, minutes=2)
    record(aiko, said(aiko, "い", 0), minutes=5)
    assert (talk(aiko).waiting_since, talk(aiko).unread_count) == (None, 1)


def test_an_automatic_reply_is_seen_but_is_no_answer(aiko: Friend) -> None:
    make_rule(aiko.channel, {"kind": "keyword", "words": ["営業時間"]}, send_action("10時からです"))
    record(aiko, said(aiko, "営業時間"))
    stages.send(at(0))
    row = talk(aiko)
    assert (row.last_sender, row.last_text) == ("rule", "10時からです")
    assert (row.waiting_since, row.unread_count) == (NOW, 1)


def test_a_greeting_opens_no_conversation(aiko: Friend) -> None:
    make_rule(aiko.channel, {"kind": "follow", "case": "new"}, send_action("ようこそ"))
    record(aiko, NewEvent(aiko.id, "friend.followed", NOW, {"case": "new"}))
    stages.send(at(0))
    assert rows(Conversation) == []


def test_staff_who_write_first_open_a_conversation_that_does_not_wait(aiko: Friend) -> None:
    reply(aiko, "ご来店ありがとうございました")
    row = talk(aiko)
    assert (row.last_sender, row.waiting_since, row.unread_count) == ("staff", None, 0)


def test_what_a_friend_takes_back_is_not_shown_in_the_list(aiko: Friend) -> None:
    record(aiko, said(aiko, "ひみつ", 0, "m1"))
    record(aiko, NewEvent(aiko.id, "message.unsent", at(1), {"message_id": "m1"}, "m1"))
    assert (talk(aiko).last_kind, talk(aiko).last_text) == ("unsent", "")


def test_an_edit_of_the_last_message_shows_and_one_of_an_earlier_does_not(aiko: Friend) -> None:
    record(aiko, said(aiko, "九時", 0, "m1"), said(aiko, "十時", 1, "m2"))
    for ref, text in (("m1", "八時"), ("m2", "十一時")):
        edit = NewEvent(aiko.id, "message.edited", at(2), {"type": "text", "text": text}, ref)
        record(aiko, edit)
    assert talk(aiko).last_text == "十一時"


def test_who_blocks_the_account_waits_no_more(aiko: Friend) -> None:
    record(aiko, said(aiko, "あ"))
    record(aiko, NewEvent(aiko.id, "friend.blocked", at(1)))
    assert talk(aiko).waiting_since is None


def test_the_done_mark_ends_the_wait_and_a_new_message_opens_it_again(aiko: Friend) -> None:
    record(aiko, said(aiko, "ありがとう"))
    done = rows(Mark, org_id=aiko.org_id, role="done")[0]
    with org_scope(aiko.org_id):
        set_mark(org_id=aiko.org_id, friend_id=aiko.id, mark_id=done.id, actor=MIKA, now=at(1))
    assert (talk(aiko).waiting_since, mark_of(aiko)) == (None, "対応済み")
    record(aiko, said(aiko, "また", 2))
    assert (talk(aiko).waiting_since, mark_of(aiko)) == (at(2), "未対応")


def test_a_mark_that_is_neither_open_nor_done_stays_when_the_friend_writes(aiko: Friend) -> None:
    record(aiko, said(aiko, "あ"))
    working = rows(Mark, org_id=aiko.org_id, name="対応中")[0]
    with org_scope(aiko.org_id):
        set_mark(org_id=aiko.org_id, friend_id=aiko.id, mark_id=working.id, actor=MIKA, now=at(1))
    record(aiko, said(aiko, "い", 2))
    assert mark_of(aiko) == "対応中"


@pytest.mark.parametrize(
    ("kind", "data"), [("sticker", {}), ("image", {}), ("file", {"file_name": "見積.pdf"})]
)
def test_what_has_no_words_tells_its_kind(aiko: Friend, kind: str, data: dict[str, Any]) -> None:
    record(aiko, NewEvent(aiko.id, "message.received", NOW, {"type": kind, **data}, "m1"))
    assert (talk(aiko).last_kind, talk(aiko).last_text) == (kind, data.get("file_name", ""))


def test_each_friend_has_their_own_conversation(channel: Channel) -> None:
    one, two = make_friend(channel, "一"), make_friend(channel, "二")
    record(one, said(one, "一です"), said(two, "二です", 1))
    assert (talk(one).last_text, talk(two).last_text) == ("一です", "二です")
