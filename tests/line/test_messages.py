"""Validation: what LINE refuses is found, all of it at once, and what LINE takes passes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.line.messages import MESSAGE_KINDS, check_messages

URI = {"type": "uri", "label": "予約する", "uri": "https://example.com/?q=%E4%BA%88"}
POSTBACK = {"type": "postback", "label": "はい", "data": "yes=1", "displayText": "はい"}
AREA = {"x": 0, "y": 0, "width": 520, "height": 520}
TEXT = {"type": "text", "text": "こんにちは"}
IMAGE = {
    "type": "image",
    "originalContentUrl": "https://example.com/a.jpg",
    "previewImageUrl": "https://example.com/b.jpg",
}
BUBBLE: dict[str, Any] = {
    "type": "bubble",
    "hero": {"type": "image", "url": "https://example.com/a.jpg", "aspectRatio": "20:13", "action": URI},
    "body": {
        "type": "box",
        "layout": "vertical",
        "contents": [
            {"type": "text", "text": "カット", "weight": "bold", "color": "#112233", "wrap": True},
            {"type": "text", "contents": [{"type": "span", "text": "¥5,000", "color": "#11223344"}]},
            {"type": "separator"},
            {
                "type": "box",
                "layout": "baseline",
                "contents": [{"type": "icon", "url": "https://example.com/i.png"}, {"type": "filler"}],
            },
            {"type": "button", "style": "primary", "action": POSTBACK},
        ],
    },
}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return {**TEXT, "quickReply": {"items": [{"type": "action", "action": action} for action in actions]}}


def template(**template: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "お知らせ", "template": template}


def buttons(**changes: Any) -> dict[str, Any]:
    return template(**{"type": "buttons", "text": "どうしますか", "actions": [URI, POSTBACK], **changes})


def carousel(*columns: dict[str, Any]) -> dict[str, Any]:
    return template(type="carousel", columns=list(columns))


def flex(contents: Any) -> dict[str, Any]:
    return {"type": "flex", "altText": "お知らせ", "contents": contents}


def box(*contents: Any, layout: str = "vertical") -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": layout, "contents": list(contents)}}


def found(*messages: Any) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in check_messages(list(messages))]


GOOD: list[dict[str, Any]] = [
    TEXT,
    {"type": "text", "text": "a" * 5000},
    {"type": "text", "text": "👍" * 2500},
    {"type": "text", "text": "👍$", "emojis": [{"index": 2, "productId": "p", "emojiId": "001"}]},
    {**TEXT, "quoteToken": "q", "sender": {"name": "Online Shop 花", "iconUrl": "https://example.com/i.png"}},
    {
        "type": "textV2",
        "text": "{{}} {name} {smile}",
        "substitution": {
            "name": {"type": "mention", "mentionee": {"type": "user", "userId": "U1"}},
            "smile": {"type": "emoji", "productId": "p", "emojiId": "001"},
        },
    },
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    IMAGE,
    {**IMAGE, "type": "video", "trackingId": "summer"},
    {"type": "audio", "originalContentUrl": "https://example.com/a.m4a", "duration": 60000},
    {"type": "location", "title": "店", "address": "東京都", "latitude": 35.6, "longitude": 139},
    {"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7", "deliveryTag": "summer_1"},
    {
        "type": "imagemap",
        "baseUrl": "https://example.com/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [
            {"type": "uri", "linkUri": "tel:0312345678", "area": AREA},
            {"type": "message", "text": "右", "area": AREA},
            {"type": "clipboard", "clipboardText": "CODE", "area": AREA},
        ],
    },
    buttons(title="題", thumbnailImageUrl="https://example.com/a.jpg", defaultAction=URI),
    buttons(text="あ" * 160),
    template(type="confirm", text="よろしいですか", actions=[POSTBACK, POSTBACK]),
    carousel(*[{"text": "あ" * 120, "actions": [URI]}] * 10),
    template(type="image_carousel", columns=[{"imageUrl": "https://example.com/a.jpg", "action": URI}]),
    flex(BUBBLE),
    flex({"type": "carousel", "contents": [BUBBLE] * 12}),
    flex({**BUBBLE, "someday": {"new": "property"}}),
    quick(
        {"type": "camera", "label": "カメラ"},
        {"type": "cameraRoll", "label": "写真"},
        {"type": "location", "label": "場所"},
        {"type": "clipboard", "label": "コピー", "clipboardText": "CODE"},
        {
            "type": "datetimepicker",
            "label": "日時",
            "data": "d",
            "mode": "datetime",
            "min": "2026-01-01T00:00",
        },
        {"type": "message", "label": "👩‍👩‍👧" * 20, "text": "👩‍👩‍👧" * 300},
    ),
]


@pytest.mark.parametrize("message", GOOD, ids=lambda message: str(message["type"]))
def test_what_line_takes_passes(message: dict[str, Any]) -> None:
    assert check_messages([message]) == []


def test_every_kind_of_message_has_an_example_here() -> None:
    assert {message["type"] for message in GOOD} == MESSAGE_KINDS


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "text"}, "text", "required"),
    ({"type": "text", "text": ""}, "text", "empty"),
    ({"type": "text", "text": 5}, "text", "not_text"),
    ({"type": "text", "text": "a" * 5001}, "text", "too_long"),
    ({"type": "text", "text": "👍" * 2500 + "a"}, "text", "too_long"),
    ({"type": "text", "text": "half \ud83d"}, "text", "not_unicode"),
    (
        {"type": "text", "text": "👍$", "emojis": [{"index": 1, "productId": "p", "emojiId": "1"}]},
        "emojis[0].index",
        "emoji_position",
    ),
    (
        {"type": "text", "text": "$", "emojis": [{"index": 0, "productId": "p"}]},
        "emojis[0].emojiId",
        "required",
    ),
    ({**TEXT, "sender": {"name": "LINE公式"}}, "sender.name", "reserved_name"),
    ({**TEXT, "sender": {"name": "あ" * 21}}, "sender.name", "too_long"),
    ({**TEXT, "sender": {"iconUrl": "http://example.com"}}, "sender.iconUrl", "url_scheme"),
    ({**TEXT, "quickReply": {"items": []}}, "quickReply.items", "too_few"),
    (quick(*[URI] * 14), "quickReply.items", "too_many"),
    (quick({"type": "camera"}), "quickReply.items[0].action.label", "required"),
    (quick({"type": "richmenuswitch"}), "quickReply.items[0].action.type", "not_allowed_here"),
    (quick({"type": "fly"}), "quickReply.items[0].action.type", "unknown_type"),
    (quick({"type": ["uri"]}), "quickReply.items[0].action.type", "unknown_type"),
    (quick({**POSTBACK, "data": "a" * 301}), "quickReply.items[0].action.data", "too_long"),
    (quick({**POSTBACK, "text": "a"}), "quickReply.items[0].action.text", "not_together"),
    (quick({**URI, "label": "あ" * 21}), "quickReply.items[0].action.label", "too_many_graphemes"),
    (quick({**URI, "uri": "javascript:alert(1)"}), "quickReply.items[0].action.uri", "url_scheme"),
    (quick({**URI, "uri": "https://example.com/予約"}), "quickReply.items[0].action.uri", "url_not_encoded"),
    (quick({**URI, "uri": "https:///x"}), "quickReply.items[0].action.uri", "not_url"),
    (quick({**URI, "uri": "https://e.jp/" + "a" * 990}), "quickReply.items[0].action.uri", "too_long"),
    (
        quick({"type": "datetimepicker", "label": "日", "data": "d", "mode": "date", "min": "2026-13-01"}),
        "quickReply.items[0].action.min",
        "format",
    ),
    ({"type": "textV2", "text": "{who}"}, "text", "placeholder_unknown"),
    ({"type": "textV2", "text": "a { b"}, "text", "brace"),
    (
        {"type": "textV2", "text": "a", "substitution": {"b-c": {"type": "emoji"}}},
        "substitution.b-c",
        "format",
    ),
    ({"type": "sticker", "packageId": "446"}, "stickerId", "required"),
    ({**IMAGE, "previewImageUrl": "http://example.com/b.jpg"}, "previewImageUrl", "url_scheme"),
    ({**IMAGE, "previewImageUrl": "http://127.0.0.1.example.com/"}, "previewImageUrl", "url_scheme"),
    ({**IMAGE, "previewImageUrl": "http://127.0.0.1@example.com/"}, "previewImageUrl", "url_scheme"),
    ({**IMAGE, "originalContentUrl": "https://e.jp/" + "a" * 2000}, "originalContentUrl", "too_long"),
    ({"type": "audio", "originalContentUrl": "https://e.jp/a", "duration": 1.5}, "duration", "not_integer"),
    (
        {"type": "location", "title": "店", "address": "東京", "latitude": 91, "longitude": 0},
        "latitude",
        "out_of_range",
    ),
    ({"type": "coupon", "couponId": "c", "deliveryTag": "夏"}, "deliveryTag", "format"),
    (buttons(actions=[]), "template.actions", "too_few"),
    (buttons(actions=[URI] * 5), "template.actions", "too_many"),
    (buttons(text="あ" * 161), "template.text", "too_many_graphemes"),
    (buttons(text="あ" * 61, title="題"), "template.text", "too_many_graphemes"),
    (buttons(actions=[{"type": "camera", "label": "写"}]), "template.actions[0].type", "not_allowed_here"),
    (buttons(imageSize="huge"), "template.imageSize", "one_of"),
    ({**buttons(), "altText": "あ" * 1501}, "altText", "too_long"),
    (template(type="confirm", text="?", actions=[URI]), "template.actions", "too_few"),
    (template(type="wheel"), "template.type", "one_of"),
    (
        carousel({"text": "a", "actions": [URI]}, {"text": "b", "actions": [URI, URI]}),
        "template.columns",
        "uneven",
    ),
    (
        carousel({"text": "a", "title": "t", "actions": [URI]}, {"text": "b", "actions": [URI]}),
        "template.columns",
        "uneven",
    ),
    (flex({"type": "bubble"}), "contents.body", "required"),
    (flex({"type": "carousel", "contents": [BUBBLE] * 13}), "contents.contents", "too_many"),
    (flex(box({"type": "text", "text": ""})), "contents.body.contents[0].text", "empty"),
    (flex(box({"type": "dance"})), "contents.body.contents[0].type", "unknown_type"),
    (flex(box({"type": "video"})), "contents.body.contents[0].type", "not_allowed_here"),
    (
        flex(box({"type": "icon", "url": "https://e.jp"})),
        "contents.body.contents[0].type",
        "not_allowed_here",
    ),
    (flex(box(layout="diagonal")), "contents.body.layout", "one_of"),
    (flex(box({"type": "button"})), "contents.body.contents[0].action", "required"),
    (flex(box({"type": "text", "text": "a", "color": "red"})), "contents.body.contents[0].color", "format"),
    (flex(box({"type": "text", "text": "あ" * 10_300})), "contents", "too_big"),
    (
        flex(box({"type": "image", "url": "https://e.jp/a", "aspectRatio": "1:4"})),
        "contents.body.contents[0].aspectRatio",
        "format",
    ),
    (
        flex(box(*[{"type": "image", "url": "https://e.jp/a", "animated": True}] * 11)),
        "contents",
        "too_many",
    ),
    (
        flex({"type": "carousel", "contents": [{**BUBBLE, "size": "kilo"}, {**BUBBLE, "size": "mega"}]}),
        "contents.contents",
        "uneven",
    ),
]


@pytest.mark.parametrize(("message", "path", "code"), BAD, ids=[f"{path}-{code}" for _, path, code in BAD])
def test_what_line_refuses_is_found_where_it_is(message: dict[str, Any], path: str, code: str) -> None:
    assert (f"messages[0].{path}", code) in found(message)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:80"])
def test_a_picture_on_this_machine_needs_no_https(host: str) -> None:
    url = f"http://{host}/m/a.jpg"
    assert check_messages([{**IMAGE, "originalContentUrl": url, "previewImageUrl": url}]) == []


def test_only_what_is_wrong_is_reported() -> None:
    assert found(TEXT, {"type": "text", "text": "a" * 5001}) == [("messages[1].text", "too_long")]


def test_all_problems_are_told_at_once() -> None:
    assert found({"type": "text"}, {"type": "image"}, {"type": "hologram"}, 5, {}) == [
        ("messages[0].text", "required"),
        ("messages[1].originalContentUrl", "required"),
        ("messages[1].previewImageUrl", "required"),
        ("messages[2].type", "unknown_type"),
        ("messages[3]", "not_object"),
        ("messages[4].type", "required"),
    ]


def test_a_request_has_one_to_five_messages() -> None:
    assert found() == [("messages", "too_few")]
    assert found(*[TEXT] * 5) == []
    assert found(*[TEXT] * 6) == [("messages", "too_many")]


def test_a_problem_tells_both_figures_in_both_languages() -> None:
    (problem,) = check_messages([{"type": "text", "text": "👍" * 2501}])
    assert "5000" in problem.ja
    assert "5002" in problem.ja
    assert "5000" in problem.en
    assert "5002" in problem.en


def test_a_brace_problem_reads_as_meant() -> None:
    problems = check_messages([{"type": "textV2", "text": "{ {who}"}])
    assert [problem.en for problem in problems] == [
        "To write a brace as text, double it: '{{' or '}}'.",
        "The text names '{who}' but no substitution has that name.",
    ]


def test_boxes_nested_without_end_are_a_problem_and_no_crash() -> None:
    part: Any = {"type": "text", "text": "a"}
    for _ in range(5_000):
        part = {"type": "box", "layout": "vertical", "contents": [part]}
    codes = {code for _, code in found(flex(box(part)))}
    assert codes == {"too_deep", "not_json"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(GOOD), st.data())
def test_no_mutilated_message_breaks_the_validator(message: dict[str, Any], data: st.DataObject) -> None:
    def mutilated(value: Any) -> Any:
        if data.draw(st.integers(0, 7)) == 0:
            return data.draw(JSON)
        if isinstance(value, dict):
            return {key: mutilated(one) for key, one in value.items()}
        return [mutilated(one) for one in value] if isinstance(value, list) else value

    for problem in check_messages([mutilated(message)]):
        assert problem.ja
        assert problem.en
