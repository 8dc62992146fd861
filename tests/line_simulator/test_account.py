"""Bot info, profiles, follower ids, groups, loading animation, marks as read."""

import pytest
from tests.line_simulator.client import Line


def test_bot_info_names_the_webhooks_destination(line: Line) -> None:
    info = line.get("/v2/bot/info").json
    assert info["userId"] == line.channel["bot_user_id"]
    assert (info["displayName"], info["chatMode"], info["markAsReadMode"]) == ("美容室はな", "bot", "auto")
    line.control.update_channel(line.channel_id, chat_mode="chat", premium_id="@hana")
    info = line.get("/v2/bot/info").json
    assert (info["chatMode"], info["markAsReadMode"], info["premiumId"]) == ("chat", "manual", "@hana")


def test_a_profile_has_what_the_user_has(line: Line) -> None:
    picture = "https://profile.line-scdn.net/a"
    aiko = line.friend(display_name="愛子", picture_url=picture, status_message="元気", language="ja")
    assert line.get(f"/v2/bot/profile/{aiko}").json == {
        "userId": aiko,
        "displayName": "愛子",
        "pictureUrl": picture,
        "statusMessage": "元気",
        "language": "ja",
    }


@pytest.mark.parametrize("status", ["blocked", "deleted", "never", "no_consent"])
def test_a_profile_of_whom_the_account_may_not_see_is_404(line: Line, status: str) -> None:
    answer = line.get(f"/v2/bot/profile/{line.friend(status=status)}")
    assert (answer.status, answer.json) == (404, {"message": "Not found"})


def test_a_profile_of_a_malformed_id_is_400_and_of_a_stranger_404(line: Line) -> None:
    assert line.get("/v2/bot/profile/U1").message == "The value for the 'userId' parameter is invalid"
    assert line.get("/v2/bot/profile/U" + "0" * 32).status == 404
    stranger = line.friend(status="never")
    line.control.send_text(line.channel_id, stranger, "やあ")
    assert line.get(f"/v2/bot/profile/{stranger}").status == 200


def test_follower_ids_come_in_pages_without_those_who_left(line: Line) -> None:
    friends = line.control.create_users(line.channel_id, 5)
    line.control.unfollow(line.channel_id, friends[1])
    line.friend(status="no_consent")
    first = line.get("/v2/bot/followers/ids", limit="3").json
    assert first["userIds"] == [friends[0], friends[2], friends[3]]
    second = line.get("/v2/bot/followers/ids", limit="3", start=first["next"]).json
    assert second == {"userIds": [friends[4]]}
    assert line.get("/v2/bot/followers/ids", start="nonsense").message == "Invalid start param"
    assert line.get("/v2/bot/followers/ids", limit="1001").status == 400
    line.control.advance_clock(86_401)
    assert line.get("/v2/bot/followers/ids", start=first["next"]).message == "Invalid start param"


def test_an_unverified_account_gets_no_follower_ids(line: Line) -> None:
    line.control.update_channel(line.channel_id, account_class="unverified")
    answer = line.get("/v2/bot/followers/ids")
    assert (answer.status, answer.message) == (403, "Access to this API is not available for your account")


def test_groups_tell_their_members(line: Line) -> None:
    aiko, kenji = line.friend(display_name="愛子"), line.friend()
    group = line.control.create_group(line.channel_id, [aiko, kenji], name="常連")
    assert line.get(f"/v2/bot/group/{group}/summary").json == {"groupId": group, "groupName": "常連"}
    assert line.get(f"/v2/bot/group/{group}/members/count").json == {"count": 2}
    assert line.get(f"/v2/bot/group/{group}/members/ids").json == {"memberIds": [aiko, kenji]}
    member = line.get(f"/v2/bot/group/{group}/member/{aiko}").json
    assert member == {"userId": aiko, "displayName": "愛子"}
    assert line.call("POST", f"/v2/bot/group/{group}/leave").status == 200
    assert line.get(f"/v2/bot/group/{group}/summary").status == 404
    assert line.get("/v2/bot/group/x/summary").message == "The value for the 'groupId' parameter is invalid"


def test_the_loading_animation_is_accepted_even_for_blockers(line: Line) -> None:
    path = "/v2/bot/chat/loading/start"
    blocker = line.friend(status="blocked")
    assert line.call("POST", path, {"chatId": blocker, "loadingSeconds": 10}).status == 202
    wrong = line.call("POST", path, {"chatId": blocker, "loadingSeconds": 61})
    assert wrong.details == [
        ("Must be between 5 and 60", "loadingSeconds"),
        ("must be a multiple of five", "loadingSeconds"),
    ]
    assert line.call("POST", path, {"chatId": "C" + "0" * 32}).details[0][1] == "chatId"
    assert [one["seconds"] for one in line.control.channel(line.channel_id)["loading"]] == [10]


def test_messages_are_marked_as_read_by_the_bot_that_got_them(line: Line) -> None:
    event = line.control.send_text(line.channel_id, line.friend(), "読んで")["event"]
    body = {"markAsReadToken": event["message"]["markAsReadToken"]}
    other = Line(line.sim, line.control.create_channel())
    assert other.call("POST", "/v2/bot/chat/markAsRead", body).message.startswith("Invalid markAsReadToken.")
    assert line.call("POST", "/v2/bot/chat/markAsRead", body).status == 200
    assert line.call("POST", "/v2/bot/message/markAsRead", {"chat": {"userId": "U"}}).status == 403


def test_link_tokens_are_for_friends(line: Line) -> None:
    assert line.call("POST", f"/v2/bot/user/{line.friend()}/linkToken").json["linkToken"]
    assert line.call("POST", f"/v2/bot/user/{line.friend(status='blocked')}/linkToken").status == 400


def test_what_a_user_gets_and_who_they_are_can_be_changed_without_an_act(line: Line) -> None:
    aiko = line.friend()
    changed = line.control.update_user(line.channel_id, aiko, status="deleted", display_name="愛")
    assert (changed["status"], changed["display_name"]) == ("deleted", "愛")
    assert line.control.webhooks() == []
