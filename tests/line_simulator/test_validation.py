"""Message objects: limits, counting and the paths of the errors."""

from typing import Any

import pytest

from line_simulator.errors import ApiError
from line_simulator.validation.messages import check_messages
from line_simulator.validation.spec import grapheme_length, utf16_length

FAMILY = "👨‍👩‍👧‍👦"
HTTPS = "https://example.com/a.jpg"


def message_action(label: str = "はい", text: str = "はい") -> dict[str, str]:
    return {"type": "message", "label": label, "text": text}


def template(**template: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "代替", "template": template}


def bubble(*contents: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": body, **more}


def flex(contents: dict[str, Any]) -> dict[str, Any]:
    return {"type": "flex", "altText": "代替", "contents": contents}


WORDS = {"type": "text", "text": "こんにちは"}
GOOD: list[dict[str, Any]] = [
    {"type": "text", "text": "あ" * 5_000},
    {"type": "text", "text": "$ 👋 $", "emojis": [
        {"index": 0, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"},
        {"index": 5, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"},
    ]},
    {"type": "textV2", "text": "{smile} {{そのまま}}", "substitution": {
        "smile": {"type": "emoji", "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"}
    }},
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "image", "originalContentUrl": HTTPS, "previewImageUrl": HTTPS},
    {"type": "video", "originalContentUrl": HTTPS, "previewImageUrl": HTTPS, "trackingId": "track-1"},
    {"type": "audio", "originalContentUrl": HTTPS, "duration": 60_000},
    {"type": "location", "title": "店", "address": "東京", "latitude": 35.6, "longitude": 139.7},
    {"type": "coupon", "couponId": "c1", "deliveryTag": "tag_1"},
    {"type": "imagemap", "baseUrl": HTTPS, "altText": "地図", "baseSize": {"width": 1040, "height": 1040},
     "actions": [{"type": "uri", "linkUri": "https://example.com/",
                  "area": {"x": 0, "y": 0, "width": 520, "height": 1040}}]},
    template(type="buttons", text="選ぶ", actions=[message_action(), {"type": "uri", "label": "電話",
                                                                     "uri": "tel:0312345678"}]),
    template(type="confirm", text="あ" * 240, actions=[message_action(), message_action("いいえ")]),
    template(type="carousel", columns=[{"text": "一", "actions": [message_action()]}] * 10),
    template(type="image_carousel", columns=[{"imageUrl": HTTPS, "action": message_action("一" * 12)}]),
    flex(bubble(WORDS, {"type": "button", "action": message_action()}, {"type": "separator"})),
    flex({"type": "carousel", "contents": [bubble(WORDS)] * 12}),
    {"type": "text", "text": "どれ？", "sender": {"name": "店長", "iconUrl": HTTPS}, "quickReply": {"items": [
        {"type": "action", "action": {"type": "camera", "label": "写真"}},
        {"type": "action", "action": {"type": "postback", "label": "次", "data": "n", "displayText": "次"}},
        {"type": "action", "action": {"type": "datetimepicker", "label": "日時", "data": "d",
                                      "mode": "datetime", "initial": "2026-12-01t10:00"}},
    ]}},
]  # fmt: skip
EMPTY, ONE_OF = "May not be empty", "Must be one of the following values"
BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "text"}, "messages[0].text", EMPTY),
    ({"type": "text", "text": ""}, "messages[0].text", EMPTY),
    ({"type": "text", "text": "あ" * 5_001}, "messages[0].text", "Length must be between 0 and 5000"),
    ({"type": "text", "text": "👋" * 2_501}, "messages[0].text", "Length must be between 0 and 5000"),
    ({"type": "dance"}, "messages[0].type", ONE_OF),
    ({}, "messages[0].type", EMPTY),
    ({"type": "text", "text": "👋$", "emojis": [{"index": 1, "productId": "p", "emojiId": "1"}]},
     "messages[0].emojis[0].index", "Invalid emoji index"),
    ({"type": "textV2", "text": "{who}"}, "messages[0].text", "No substitution for who"),
    ({"type": "textV2", "text": "{"}, "messages[0].text", "Invalid placeholder"),
    ({"type": "image", "originalContentUrl": "http://example.com/a.jpg", "previewImageUrl": HTTPS},
     "messages[0].originalContentUrl", "invalid uri"),
    ({"type": "audio", "originalContentUrl": HTTPS, "duration": 0},
     "messages[0].duration", "must be greater"),
    ({"type": "location", "title": "店", "address": "東京", "latitude": 95, "longitude": 0},
     "messages[0].latitude", "must be between -90 and 90"),
    ({"type": "text", "text": "あ", "sender": {"name": "LINE"}}, "messages[0].sender.name", "can't include"),
    ({"type": "text", "text": "あ", "quickReply": {"items": [{"action": message_action()}] * 14}},
     "messages[0].quickReply.items", "Size must be between 0 and 13"),
    (template(type="buttons", text="あ" * 161, actions=[message_action()]),
     "messages[0].template.text", "160"),
    (template(type="buttons", text="あ" * 61, title="題", actions=[message_action()]),
     "messages[0].template.text", "60"),
    (template(type="buttons", text="あ", actions=[message_action()] * 5),
     "messages[0].template.actions", "4"),
    (template(type="buttons", text="あ", actions=[message_action("あ" * 21)]),
     "messages[0].template.actions[0].label", "20"),
    (template(type="buttons", text="あ", actions=[{"type": "camera", "label": "写真"}]),
     "messages[0].template.actions[0].type", ONE_OF),
    (template(type="confirm", text="あ", actions=[message_action()]),
     "messages[0].template.actions", "2 and 2"),
    (template(type="carousel", columns=[{"text": "一", "actions": [message_action()]},
                                        {"text": "二", "actions": [message_action()] * 2}]),
     "messages[0].template.columns[1].actions", "same number of actions"),
    (flex({"type": "bubble"}), "messages[0].contents", "At least one block must be specified"),
    (flex(bubble({"type": "text"})), "messages[0].contents.body.contents[0].text", EMPTY),
    (flex(bubble({"type": "text", "text": "あ" * 2_000}, *[{"type": "text", "text": "い" * 2_000}] * 5)),
     "messages[0].contents", "30 KB"),
    (flex({"type": "carousel", "contents": [bubble({"type": "text", "text": "あ" * 1_900})] * 10}),
     "messages[0].contents", "50 KB"),
    (flex({"type": "carousel", "contents": [bubble(WORDS)] * 13}),
     "messages[0].contents.contents", "1 and 12"),
    (flex(bubble({"type": "image", "url": HTTPS, "size": "huge"})),
     "messages[0].contents.body.contents[0].size", "must match"),
    ({"type": "text", "text": "あ", "quickReply": {"items": [
        {"action": {"type": "uri", "label": "見る", "uri": "javascript:alert(1)"}}]}},
     "messages[0].quickReply.items[0].action.uri", "invalid uri"),
    ({"type": "text", "text": "あ", "quickReply": {"items": [
        {"action": {"type": "datetimepicker", "label": "日", "data": "d", "mode": "date",
                    "initial": "10:00"}}]}},
     "messages[0].quickReply.items[0].action.initial", "Invalid date format"),
]  # fmt: skip


@pytest.mark.parametrize("message", GOOD, ids=lambda message: str(message["type"]))
def test_good_messages_have_no_problems(message: dict[str, Any]) -> None:
    assert check_messages([message]) == []


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:80"])
def test_pictures_on_this_machine_need_no_https(host: str) -> None:
    url = f"http://{host}/m/a.jpg"
    assert check_messages([{"type": "image", "originalContentUrl": url, "previewImageUrl": url}]) == []


@pytest.mark.parametrize(("message", "path", "words"), BAD)
def test_bad_messages_name_the_property(message: dict[str, Any], path: str, words: str) -> None:
    found = check_messages([message])
    assert [problem_path for _, problem_path in found] == [path]
    assert words in found[0][0]


def test_all_problems_are_told_at_once() -> None:
    messages = [{"type": "text", "text": ""}, {"type": "sticker", "packageId": "x"}]
    assert check_messages(messages) == [
        (EMPTY, "messages[0].text"),
        (EMPTY, "messages[1].stickerId"),
        (r'must match "\d{1,20}"', "messages[1].packageId"),
    ]


@pytest.mark.parametrize("messages", [[], [WORDS] * 6])
def test_a_request_has_1_to_5_messages(messages: list[dict[str, Any]]) -> None:
    assert check_messages(messages) == [("Size must be between 1 and 5", "messages")]


@pytest.mark.parametrize(
    ("messages", "path"),
    [("text", "messages"), ([{"type": "text", "text": 1}], "messages[0].text"), (["text"], "messages[0]")],
)
def test_a_wrong_json_type_makes_the_body_unreadable(messages: Any, path: str) -> None:
    with pytest.raises(ApiError) as caught:
        check_messages(messages)
    expected = f"The property, {path}, in the request body is invalid (line: -, column: -)"
    assert caught.value.body == {"message": expected}


def test_labels_are_counted_in_grapheme_clusters_and_texts_in_utf16_units() -> None:
    assert (grapheme_length(FAMILY), utf16_length(FAMILY)) == (1, 11)
    labels = template(type="buttons", text=FAMILY * 160, actions=[message_action(FAMILY * 20)])
    assert check_messages([labels]) == []
    assert check_messages([{"type": "text", "text": FAMILY * 455}]) != []


def test_unknown_properties_are_ignored_and_null_is_absent() -> None:
    assert check_messages([{"type": "text", "text": "あ", "future": 1, "sender": None}]) == []
