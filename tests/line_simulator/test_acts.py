"""What virtual users do, and what it changes."""

import re

import pytest
from tests.line_simulator.client import Line

from line_simulator.testing import ControlError


def test_following_blocking_and_coming_back(line: Line) -> None:
    first = line.control.follow(line.channel_id, display_name="愛子")
    aiko = first["user_id"]
    assert first["event"]["follow"] == {"isUnblocked": False}
    blocked = line.control.unfollow(line.channel_id, aiko)["event"]
    assert blocked["source"] == {"type": "user", "userId": aiko}
    assert "replyToken" not in blocked
    assert line.control.user(line.channel_id, aiko)["status"] == "blocked"
    assert line.control.follow(line.channel_id, aiko)["event"]["follow"] == {"isUnblocked": True}
    assert line.control.user(line.channel_id, aiko)["display_name"] == "愛子"


def test_event_ids_are_ulids_of_the_event_time(line: Line) -> None:
    event = line.control.follow(line.channel_id, timestamp_ms=1_700_000_000_000)["event"]
    assert event["timestamp"] == 1_700_000_000_000
    assert re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", event["webhookEventId"])
    assert event["webhookEventId"].startswith("01HF7YAT00")


def test_every_type_of_message_has_its_fields(line: Line) -> None:
    aiko = line.friend()
    c, cid = line.control, line.channel_id
    text = c.send_text(cid, aiko, "予約したい")["event"]["message"]
    assert text["text"] == "予約したい"
    assert {"quoteToken", "markAsReadToken"} <= set(text)
    image = c.send_media(cid, aiko, "image", b"jpeg")["event"]["message"]
    assert image["contentProvider"] == {"type": "line"}
    assert (
        c.send_media(cid, aiko, "video", b"mp4", message={"duration": 60})["event"]["message"]["duration"]
        == 60
    )
    assert c.send_media(cid, aiko, "audio", b"m4a")["event"]["message"]["duration"] == 1_000
    file = c.send_media(cid, aiko, "file", b"12345", message={"fileName": "見積.pdf"})["event"]["message"]
    assert (file["fileName"], file["fileSize"]) == ("見積.pdf", 5)
    sticker = c.send_sticker(cid, aiko, "446", "1988")["event"]["message"]
    assert sticker["stickerResourceType"] == "STATIC"
    place = c.send_location(cid, aiko, 35.6, 139.7)["event"]["message"]
    assert (place["latitude"], place["longitude"]) == (35.6, 139.7)


def test_acts_beyond_messages(line: Line) -> None:
    c, cid = line.control, line.channel_id
    aiko = line.friend()
    assert c.postback(cid, aiko, "a=1", params={"date": "2026-12-01"})["event"]["postback"] == {
        "data": "a=1",
        "params": {"date": "2026-12-01"},
    }
    assert c.video_play_complete(cid, aiko, "t1")["event"]["videoPlayComplete"] == {"trackingId": "t1"}
    assert c.beacon(cid, aiko)["event"]["beacon"] == {"hwid": "d41d8cd98f", "type": "enter"}
    said = c.send_text(cid, aiko, "あ")["event"]["message"]["id"]
    assert c.edit(cid, aiko, said, "い")["event"]["message"]["text"] == "い"
    assert c.unsend(cid, aiko, said)["event"]["unsend"] == {"messageId": said}
    assert c.unknown_event(cid, aiko)["event"]["type"] == "futureEvent"
    raw = c.raw_event(cid, {"type": "strange", "webhookEventId": "MINE", "replyToken": None}, aiko)["event"]
    assert (raw["type"], raw["webhookEventId"], raw["source"]["userId"]) == ("strange", "MINE", aiko)
    assert "replyToken" not in raw


def test_memberships_follow_their_members(line: Line) -> None:
    aiko = line.friend()
    plan = line.control.create_membership(line.channel_id, title="プレミアム")
    event = line.control.membership(line.channel_id, aiko, plan)["event"]
    assert event["membership"] == {"type": "joined", "membershipId": plan}
    found = line.get(f"/v2/bot/membership/subscription/{aiko}").json["subscriptions"][0]
    assert found["membership"]["title"] == "プレミアム"
    assert line.get("/v2/bot/membership/list").json["memberships"][0]["memberCount"] == 1
    assert line.get(f"/v2/bot/membership/{plan}/users/ids").json == {"userIds": [aiko]}
    line.control.membership(line.channel_id, aiko, plan, "left")
    assert line.get(f"/v2/bot/membership/subscription/{aiko}").status == 404


def test_an_account_is_linked_with_a_token_of_ten_minutes(line: Line) -> None:
    aiko = line.friend()
    path = f"/v2/bot/user/{aiko}/linkToken"
    token = line.call("POST", path).json["linkToken"]
    linked = line.control.account_link(line.channel_id, aiko, "n" * 20, link_token=token)["event"]
    assert linked["link"] == {"result": "ok", "nonce": "n" * 20}
    with pytest.raises(ControlError, match="LINE sends no event then"):
        line.control.account_link(line.channel_id, aiko, "n" * 20, link_token=token)
    late = line.call("POST", path).json["linkToken"]
    line.control.advance_clock(601)
    with pytest.raises(ControlError, match="expired"):
        line.control.account_link(line.channel_id, aiko, "n" * 20, link_token=late)
    failed = line.control.account_link(line.channel_id, aiko, "n" * 20, result="failed")["event"]
    assert "source" not in failed
    assert "replyToken" not in failed


def test_the_user_id_is_missing_where_the_user_gave_no_consent(line: Line) -> None:
    shy = line.friend(status="no_consent")
    assert line.control.send_text(line.channel_id, shy, "こんにちは")["event"]["source"] == {"type": "user"}


def test_groups_have_sources_of_their_own(line: Line) -> None:
    aiko, kenji = line.friend(), line.friend()
    group = line.control.create_group(line.channel_id, [aiko])
    c, cid = line.control, line.channel_id
    assert c.act(cid, "join", group_id=group)["event"]["source"] == {"type": "group", "groupId": group}
    said = c.send_text(cid, aiko, "みなさん", group_id=group)["event"]
    assert said["source"] == {"type": "group", "groupId": group, "userId": aiko}
    joined = c.act(cid, "member_joined", kenji, group_id=group)["event"]
    assert joined["joined"] == {"members": [{"type": "user", "userId": kenji}]}
    left = c.act(cid, "member_left", kenji, group_id=group)["event"]
    assert left["left"] == {"members": [{"type": "user", "userId": kenji}]}
    assert line.reply(said["replyToken"]).status == 200
    assert len(c.group_inbox(cid, group)) == 1
    c.act(cid, "leave", group_id=group)
    assert line.push(group).status == 400


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ({"type": "dance"}, "There is no act called dance"),
        ({"type": "message", "message": "hi"}, "needs `user_id`"),
        ({"type": "unfollow", "user_id": "U" + "0" * 32}, "There is no user"),
        ({"type": "follow", "user_id": "Umalformed"}, "There is no user"),
        ({"type": "postback", "user_id": "FRIEND"}, "needs `data`"),
        ({"type": "follow", "user_id": "FRIEND"}, "is a friend already"),
        ({"type": "message", "user_id": "BLOCKED", "message": "hi"}, "has blocked the account"),
        ({"type": "message", "user_id": "DELETED", "message": "hi"}, "is deleted"),
        ({"type": "join", "group_id": "C1"}, "The account is not in a group"),
    ],
)
def test_impossible_acts_are_refused_with_one_sentence(
    line: Line, act: dict[str, str], sentence: str
) -> None:
    known = {status.upper(): line.friend(status=status) for status in ("friend", "blocked", "deleted")}
    values = {name: known.get(value, value) for name, value in act.items()}
    with pytest.raises(ControlError, match=sentence):
        line.control.call("POST", f"/channels/{line.channel_id}/acts", values)


def test_many_acts_can_be_spread_over_time(line: Line) -> None:
    acts = [{"type": "follow"} for _ in range(3)]
    results = line.control.acts(line.channel_id, acts, spacing_ms=20)
    times = [result["event"]["timestamp"] for result in results]
    assert times[2] - times[0] >= 30


def test_media_are_fetched_from_the_data_host_until_they_are_gone(line: Line) -> None:
    aiko = line.friend()
    c, cid = line.control, line.channel_id
    c.set_knobs(transcoding_seconds=60)

    def content(message_id: str, rest: str = "") -> tuple[int, bytes]:
        answer = line.get(f"/v2/bot/message/{message_id}/content{rest}", data=True)
        return answer.status, answer.body

    image = c.send_media(cid, aiko, "image", b"jpeg bytes")["event"]["message"]["id"]
    assert content(image) == (200, b"jpeg bytes")
    assert content(image, "/preview") == (200, b"jpeg bytes")
    assert content(image, "/transcoding")[0] == 400
    video = c.send_media(cid, aiko, "video", b"mp4 bytes")["event"]["message"]["id"]
    assert content(video) == (202, b"")
    assert content(video, "/transcoding") == (200, b'{"status":"processing"}')
    c.advance_clock(61)
    assert content(video) == (200, b"mp4 bytes")
    c.unsend(cid, aiko, video)
    assert content(video) == (410, b'{"message":"The content is gone"}')
    assert content("123") == (404, b'{"message":"not found"}')
    other = Line(line.sim, c.create_channel())
    assert other.get(f"/v2/bot/message/{image}/content", data=True).status == 404
    c.advance_clock(15 * 86_400)
    assert content(image)[0] == 410
