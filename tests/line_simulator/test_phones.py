"""What the virtual phones show: both sides of a chat, menus, pictures, what passed, and that something changed."""

import json
import struct
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests.line_simulator.client import Line, Receiver, exchange, texts

from line_simulator.testing import ControlError, RunningSimulator, start_simulator


def _chat(line: Line, user: str) -> Any:
    return line.control.call("GET", f"/channels/{line.channel_id}/users/{user}/chat")


def _shown(line: Line, user: str) -> list[tuple[str, Any]]:
    return [
        (entry["side"], message.get("text"))
        for entry in _chat(line, user)["entries"]
        for message in entry["messages"]
    ]


def test_a_chat_holds_both_sides_in_order_of_time(line: Line) -> None:
    aiko = line.friend(display_name="愛子")
    line.control.send_text(line.channel_id, aiko, "予約したいです")
    line.push(aiko, texts("ありがとうございます"))
    line.control.advance_clock(3_600)
    line.control.send_text(line.channel_id, aiko, "明日で")
    assert _shown(line, aiko) == [
        ("user", "予約したいです"),
        ("account", "ありがとうございます"),
        ("user", "明日で"),
    ]
    entries = _chat(line, aiko)["entries"]
    assert entries[2]["at_ms"] - entries[1]["at_ms"] >= 3_600_000
    assert len({entry["key"] for entry in entries}) == 3
    assert "markAsReadToken" not in entries[0]["messages"][0]


def test_a_message_is_read_at_once_by_a_bot_and_by_staff_when_they_say_so(line: Line) -> None:
    aiko = line.friend()
    sent = line.control.send_text(line.channel_id, aiko, "こんにちは")
    assert _chat(line, aiko)["entries"][0]["is_read"] is True
    line.control.update_channel(line.channel_id, chat_mode="chat")
    assert _chat(line, aiko)["entries"][0]["is_read"] is False
    token = sent["event"]["message"]["markAsReadToken"]
    line.call("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": token})
    assert _chat(line, aiko)["entries"][0]["is_read"] is True


def test_an_unsent_message_leaves_its_place_and_an_edited_one_its_new_text(line: Line) -> None:
    aiko = line.friend()
    ids = [
        line.control.send_text(line.channel_id, aiko, text)["event"]["message"]["id"] for text in ("a", "b")
    ]
    line.control.unsend(line.channel_id, aiko, ids[0])
    line.control.edit(line.channel_id, aiko, ids[1], "c")
    first, second = _chat(line, aiko)["entries"]
    assert (first["is_unsent"], first["messages"]) == (True, [])
    assert (second["is_unsent"], second["messages"][0]["text"]) == (False, "c")


def test_a_tapped_button_shows_its_display_text_without_a_message_event(
    line: Line, receiver: Receiver
) -> None:
    aiko = line.friend()
    line.control.postback(line.channel_id, aiko, "coupon=later", display_text="あとで見る")
    line.control.postback(line.channel_id, aiko, "silent=1")
    assert line.control.wait_for_webhooks()
    assert _shown(line, aiko) == [("user", "あとで見る")]
    events = [
        event["type"]
        for webhook in line.control.webhooks()
        for event in json.loads(webhook["body"])["events"]
    ]
    assert events == ["postback", "postback"]


def test_a_home_lists_every_account_with_status_and_last_message(line: Line, sim: RunningSimulator) -> None:
    other = sim.control.create_channel(display_name="カフェみなと")
    aiko = line.friend(display_name="愛子")
    line.push(aiko, texts("いらっしゃいませ"))
    home = sim.control.call("GET", f"/people/{aiko}")
    assert home["display_name"] == "愛子"
    assert [(a["display_name"], a["status"]) for a in home["accounts"]] == [
        ("美容室はな", "friend"),
        ("カフェみなと", "never"),
    ]
    assert home["accounts"][0]["last"]["messages"][0]["text"] == "いらっしゃいませ"
    sim.control.follow(other["channel_id"], aiko)
    assert sim.control.call("GET", f"/people/{aiko}")["accounts"][1]["status"] == "friend"
    with pytest.raises(ControlError, match="There is no user"):
        sim.control.call("GET", "/people/U00000000000000000000000000000000")


def test_people_are_found_by_name_once_each(line: Line, sim: RunningSimulator) -> None:
    other = sim.control.create_channel()
    aiko = line.friend(display_name="Aiko 愛子")
    line.friend(display_name="健二")
    sim.control.follow(other["channel_id"], aiko, display_name="Aiko 愛子")
    found = sim.control.call("GET", "/people", q="AIKO")["people"]
    assert [person["user_id"] for person in found] == [aiko]
    assert len(sim.control.call("GET", "/people", limit=1)["people"]) == 1
    assert len(sim.control.call("GET", "/people")["people"]) == 2


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_the_own_rich_menu_goes_before_the_default_one(line: Line) -> None:
    aiko = line.friend()
    assert _chat(line, aiko)["rich_menu"] is None
    ids = []
    for name in ("default", "own"):
        area = {
            "bounds": {"x": 0, "y": 0, "width": 800, "height": 270},
            "action": {"type": "message", "text": name},
        }
        menu = {
            "size": {"width": 800, "height": 270},
            "selected": True,
            "name": name,
            "chatBarText": "メニュー",
            "areas": [area],
        }
        ids.append(line.call("POST", "/v2/bot/richmenu", menu).json["richMenuId"])
        headers = {"authorization": f"Bearer {line.token}", "content-type": "image/png"}
        path = f"/v2/bot/richmenu/{ids[-1]}/content"
        assert exchange(line.sim.data_url, "POST", path, _png(800, 270), headers).status == 200
    line.call("POST", f"/v2/bot/user/all/richmenu/{ids[0]}")
    assert _chat(line, aiko)["rich_menu"]["areas"][0]["action"]["text"] == "default"
    line.call("POST", f"/v2/bot/user/{aiko}/richmenu/{ids[1]}")
    shown = _chat(line, aiko)["rich_menu"]
    assert shown["areas"][0]["action"]["text"] == "own"
    picture = exchange(line.sim.control_url, "GET", shown["image_url"])
    assert (picture.headers["content-type"], picture.body[:4]) == ("image/png", b"\x89PNG")


def test_a_sent_picture_can_be_shown_and_a_sent_page_cannot_run(line: Line) -> None:
    aiko = line.friend()
    image = line.control.send_media(line.channel_id, aiko, "image", b"jpeg")["event"]["message"]["id"]
    page = line.control.send_media(line.channel_id, aiko, "file", b"<script>", content_type="text/html")[
        "event"
    ]["message"]["id"]
    shown = exchange(line.sim.control_url, "GET", f"/control/contents/{image}")
    assert (shown.headers["content-type"], shown.body) == ("image/jpeg", b"jpeg")
    hidden = exchange(line.sim.control_url, "GET", f"/control/contents/{page}")
    assert hidden.headers["content-type"] == "application/octet-stream"
    assert hidden.headers["x-content-type-options"] == "nosniff"
    line.control.unsend(line.channel_id, aiko, image)
    assert exchange(line.sim.control_url, "GET", f"/control/contents/{image}").status == 404


def test_calls_are_kept_with_what_was_in_them_and_found_by_friend(line: Line, receiver: Receiver) -> None:
    aiko, kenji = line.friend(), line.friend()
    line.push(aiko, texts("愛子へ"), key="123e4567-e89b-12d3-a456-426614174000")
    line.push(kenji, texts("健二へ"))
    line.control.send_text(line.channel_id, aiko, "予約")
    assert line.control.wait_for_webhooks()
    reply_token = json.loads(line.control.webhooks()[-1]["body"])["events"][0]["replyToken"]
    line.call("POST", "/v2/bot/message/reply", {"replyToken": reply_token, "messages": texts("返信")})
    found = line.control.call("GET", "/exchanges", channel_id=line.channel_id, user_id=aiko)["exchanges"]
    assert [(one["operation"], one["status"]) for one in found] == [("push", 200), ("reply", 200)]
    assert json.loads(found[0]["request_body"])["messages"][0]["text"] == "愛子へ"
    assert "sentMessages" in found[0]["response_body"]
    assert found[0]["retry_key"] == "123e4567-e89b-12d3-a456-426614174000"
    assert line.token not in json.dumps(found)
    assert line.control.call("GET", "/exchanges", after=found[-1]["number"])["exchanges"] == []
    line.control.clear_logs()
    assert line.control.call("GET", "/exchanges")["exchanges"] == []


def test_a_watcher_hears_of_a_change_at_once(line: Line) -> None:
    before = line.control.call("GET", "/changes", timeout=0)["revision"]
    assert line.control.call("GET", "/changes", after=before, timeout=0)["revision"] == before
    heard: list[int] = []

    def watch() -> None:
        answer = line.control.call("GET", "/changes", after=before, timeout=30)
        heard.append(answer["revision"])

    watcher = threading.Thread(target=watch)
    watcher.start()
    line.friend()
    watcher.join(20)
    assert heard
    assert heard[0] != before


def test_the_loading_animation_ends_with_the_next_message(line: Line) -> None:
    aiko = line.friend()
    line.call("POST", "/v2/bot/chat/loading/start", {"chatId": aiko, "loadingSeconds": 20})
    assert _chat(line, aiko)["loading_until_ms"] > line.control.clock()["now_ms"]
    line.push(aiko)
    assert _chat(line, aiko)["loading_until_ms"] is None


def test_a_chat_outlives_a_restart(tmp_path: Path) -> None:
    with start_simulator(state=tmp_path / "state") as sim:
        line = Line(sim, sim.control.create_channel())
        aiko = line.friend()
        line.control.send_text(line.channel_id, aiko, "覚えていて")
    with start_simulator(state=tmp_path / "state") as sim:
        assert _shown(Line(sim, line.channel), aiko) == [("user", "覚えていて")]
