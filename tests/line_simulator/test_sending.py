"""Push, multicast, reply and broadcast: who gets what, and what LINE answers."""

import pytest
from tests.line_simulator.client import Line, texts

NOBODY = "U" + "0" * 32


def test_a_push_arrives_and_answers_with_message_ids(line: Line) -> None:
    aiko = line.friend()
    answer = line.push(aiko, texts("一", "二"))
    assert answer.status == 200
    assert len({sent["id"] for sent in answer.json["sentMessages"]}) == 2
    assert all(len(sent["id"]) == 18 and sent["quoteToken"] for sent in answer.json["sentMessages"])
    assert line.received_texts(aiko) == ["一", "二"]


def test_every_answer_carries_its_own_request_id(line: Line) -> None:
    aiko = line.friend()
    answers = [line.push(aiko), line.push("nobody"), line.get("/v2/bot/unknown"), line.get("/v2/bot/info")]
    assert len({answer.request_id for answer in answers}) == 4


@pytest.mark.parametrize("status", ["blocked", "deleted", "never"])
def test_who_is_no_friend_is_skipped_in_silence(line: Line, status: str) -> None:
    gone = line.friend(status=status)
    assert line.push(gone).status == 200
    assert line.multicast([gone]).status == 200
    assert line.control.inbox(line.channel_id, gone) == []
    assert line.control.counters()["delivered"] == 0


def test_a_push_to_an_unknown_user_fails_but_a_multicast_skips_them(line: Line) -> None:
    aiko = line.friend()
    answer = line.push(NOBODY)
    assert (answer.status, answer.json) == (400, {"message": "Failed to send messages"})
    assert line.multicast([NOBODY, aiko]).status == 200
    assert line.received_texts(aiko) == ["お知らせ"]


def test_a_multicast_with_an_unknown_user_can_be_made_to_fail(line: Line) -> None:
    line.control.set_knobs(multicast_unknown_id="refuse")
    aiko = line.friend()
    answer = line.multicast([aiko, NOBODY])
    assert answer.status == 400
    assert answer.message == "The property, to[1], in the request body is invalid (line: -, column: -)"
    assert line.received_texts(aiko) == []


def test_a_malformed_id_keeps_the_whole_multicast_from_everybody(line: Line) -> None:
    aiko, kenji = line.friend(), line.friend()
    answer = line.multicast([aiko, "not-an-id", kenji])
    assert answer.status == 400
    assert answer.message == "The property, to[1], in the request body is invalid (line: -, column: -)"
    assert line.control.received(line.channel_id) == {}


@pytest.mark.parametrize("count", [0, 501])
def test_a_multicast_takes_1_to_500_recipients(line: Line, count: int) -> None:
    answer = line.multicast([NOBODY] * count)
    assert answer.status == 400
    assert answer.details == [("Size must be between 1 and 500", "to")]


def test_a_multicast_that_names_somebody_twice_delivers_twice_unless_told_otherwise(line: Line) -> None:
    aiko = line.friend()
    line.multicast([aiko, aiko])
    assert line.control.received(line.channel_id) == {aiko: 2}
    line.control.set_knobs(multicast_duplicate_ids="once")
    line.multicast([aiko, aiko])
    assert line.control.received(line.channel_id) == {aiko: 3}


def test_a_reply_token_works_once(line: Line) -> None:
    followed = line.control.follow(line.channel_id)
    token = followed["event"]["replyToken"]
    assert line.reply(token).status == 200
    second = line.reply(token)
    assert (second.status, second.json) == (400, {"message": "Invalid reply token"})
    assert line.received_texts(followed["user_id"]) == ["返信"]


def test_a_reply_token_expires_after_a_minute(line: Line) -> None:
    early = line.control.follow(line.channel_id)["event"]["replyToken"]
    late = line.control.follow(line.channel_id)["event"]["replyToken"]
    line.control.advance_clock(55)
    assert line.reply(early).status == 200
    line.control.advance_clock(10)
    assert line.reply(late).message == "Invalid reply token"


def test_a_reply_token_of_another_channel_is_invalid(line: Line) -> None:
    token = line.control.follow(line.channel_id)["event"]["replyToken"]
    other = Line(line.sim, line.control.create_channel())
    assert other.reply(token).message == "Invalid reply token"


def test_an_invalid_message_does_not_use_up_the_reply_token(line: Line) -> None:
    token = line.control.follow(line.channel_id)["event"]["replyToken"]
    assert line.reply(token, texts("")).status == 400
    assert line.reply(token).status == 200


def test_a_standby_channel_gets_no_reply_tokens(line: Line) -> None:
    line.control.update_channel(line.channel_id, mode="standby")
    event = line.control.follow(line.channel_id)["event"]
    assert event["mode"] == "standby"
    assert "replyToken" not in event


def test_who_wrote_within_seven_days_can_be_pushed_to_without_being_a_friend(line: Line) -> None:
    stranger = line.friend(status="never")
    line.control.send_text(line.channel_id, stranger, "営業時間は？")
    assert line.push(stranger).status == 200
    line.control.advance_clock(7 * 86_400 + 1)
    assert line.push(stranger).status == 200
    assert line.control.received(line.channel_id) == {stranger: 1}


def test_a_broadcast_reaches_all_friends_and_nobody_else(line: Line) -> None:
    friends = line.control.create_users(line.channel_id, 3)
    line.friend(status="blocked")
    answer = line.call("POST", "/v2/bot/message/broadcast", {"messages": texts("全員へ")})
    assert (answer.status, answer.json) == (200, {})
    assert line.control.received(line.channel_id) == dict.fromkeys(friends, 1)


def test_a_push_to_a_group_reaches_the_group_and_counts_its_members(line: Line) -> None:
    members = line.control.create_users(line.channel_id, 3)
    group = line.control.create_group(line.channel_id, members)
    mention = {
        "type": "textV2",
        "text": "{who} さん",
        "substitution": {"who": {"type": "mention", "mentionee": {"type": "user", "userId": members[0]}}},
    }
    assert line.push(group, [mention]).status == 200
    assert len(line.control.group_inbox(line.channel_id, group)) == 1
    assert line.control.channel(line.channel_id)["quota_used"] == 3
    assert line.push(members[0], [mention]).status == 400
    assert line.push("C" + "0" * 32).message == "Failed to send messages"


def test_validation_endpoints_send_nothing(line: Line) -> None:
    for kind in ("reply", "push", "multicast", "narrowcast", "broadcast"):
        path = f"/v2/bot/message/validate/{kind}"
        assert line.call("POST", path, {"messages": texts("よし")}).json == {}
        assert line.call("POST", path, {"messages": []}).status == 400
    assert line.control.counters()["accepted"] == 0


def test_silent_messages_and_units_are_in_the_sent_log(line: Line) -> None:
    aiko = line.friend()
    line.push(aiko, notificationDisabled=True, customAggregationUnits=["spring_sale"])
    (sent,) = line.control.sent(line.channel_id)
    assert sent["notification_disabled"] is True
    assert sent["custom_aggregation_unit"] == "spring_sale"
    assert sent["user_ids"] == [aiko]
    assert line.get("/v2/bot/message/aggregation/info").json == {"numOfCustomAggregationUnits": 1}
    assert line.get("/v2/bot/message/aggregation/list").json == {"customAggregationUnits": ["spring_sale"]}


def test_a_bad_unit_is_refused(line: Line) -> None:
    aiko = line.friend()
    assert line.push(aiko, customAggregationUnits=["no spaces"]).status == 400
    assert line.push(aiko, customAggregationUnits=["a", "b"]).status == 400


def test_a_limit_of_messages_to_one_user_can_be_set(line: Line) -> None:
    line.control.set_knobs(push_per_user_per_minute=2)
    aiko = line.friend()
    assert [line.push(aiko).status for _ in range(3)] == [200, 200, 429]
