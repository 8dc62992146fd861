"""吹き出し: what staff put together becomes message objects that LINE takes, or problems with a place and a mend."""

from typing import Any

import pytest
from pydantic import ValidationError
from tests.factories import NOW

from enishi.accounts.models import Organisation
from enishi.content.domain.blocks import check_blocks, compile_blocks, parse_blocks
from enishi.content.models import Revision
from enishi.content.services.revisions import freeze_revision
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope

KNOWN = frozenset({"name", "channel.name"})
TEXT = {"kind": "text", "text": "こんにちは"}
URI = {"kind": "uri", "label": "開く", "uri": "https://example.com"}
POSTBACK = {"kind": "postback", "label": "予約", "data": "a=1", "display_text": "予約する"}
BUTTONS = {
    "kind": "buttons",
    "alt_text": "メニュー",
    "text": "選んでください",
    "title": "メニュー",
    "image_url": "https://example.com/a.jpg",
    "actions": [URI, POSTBACK],
}
CONFIRM = {
    "kind": "confirm",
    "alt_text": "確認",
    "text": "来ますか",
    "actions": [{"kind": "message", "label": "はい", "text": "はい"}, POSTBACK],
}
LOCATION = {
    "kind": "location",
    "title": "本店",
    "address": "東京都千代田区",
    "latitude": 35.68,
    "longitude": 139.76,
}
CAROUSEL: dict[str, Any] = {
    "kind": "carousel",
    "alt_text": "新作",
    "columns": [
        {"text": "甘い", "title": "いちご", "image_url": "https://example.com/1.jpg", "actions": [URI]},
        {"text": "香る", "title": "抹茶", "image_url": "https://example.com/2.jpg", "actions": [URI]},
    ],
}
BUBBLE = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}


def problems(*blocks: Any) -> list[str]:
    return [problem.path for problem in check_blocks(list(blocks), KNOWN)]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (TEXT, {"type": "text", "text": "こんにちは"}),
        (
            {"kind": "image", "url": "https://example.com/a.jpg"},
            {
                "type": "image",
                "originalContentUrl": "https://example.com/a.jpg",
                "previewImageUrl": "https://example.com/a.jpg",
            },
        ),
        (
            {"kind": "sticker", "package_id": "446", "sticker_id": "1988"},
            {"type": "sticker", "packageId": "446", "stickerId": "1988"},
        ),
        (
            BUTTONS,
            {
                "type": "template",
                "altText": "メニュー",
                "template": {
                    "type": "buttons",
                    "text": "選んでください",
                    "title": "メニュー",
                    "thumbnailImageUrl": "https://example.com/a.jpg",
                    "actions": [
                        {"type": "uri", "uri": "https://example.com", "label": "開く"},
                        {
                            "type": "postback",
                            "data": "a=1",
                            "displayText": "予約する",
                            "label": "予約",
                        },
                    ],
                },
            },
        ),
        (
            {"kind": "video", "url": "https://example.com/a.mp4", "preview_url": "https://example.com/a.jpg"},
            {
                "type": "video",
                "originalContentUrl": "https://example.com/a.mp4",
                "previewImageUrl": "https://example.com/a.jpg",
            },
        ),
        (
            LOCATION,
            {
                "type": "location",
                "title": "本店",
                "address": "東京都千代田区",
                "latitude": 35.68,
                "longitude": 139.76,
            },
        ),
        (
            CAROUSEL,
            {
                "type": "template",
                "altText": "新作",
                "template": {
                    "type": "carousel",
                    "columns": [
                        {
                            "text": "甘い",
                            "title": "いちご",
                            "thumbnailImageUrl": "https://example.com/1.jpg",
                            "actions": [{"type": "uri", "uri": "https://example.com", "label": "開く"}],
                        },
                        {
                            "text": "香る",
                            "title": "抹茶",
                            "thumbnailImageUrl": "https://example.com/2.jpg",
                            "actions": [{"type": "uri", "uri": "https://example.com", "label": "開く"}],
                        },
                    ],
                },
            },
        ),
        (
            {"kind": "flex", "alt_text": "お知らせ", "contents": BUBBLE},
            {"type": "flex", "altText": "お知らせ", "contents": BUBBLE},
        ),
    ],
)
def test_a_block_becomes_the_message_object_that_line_wants(
    block: dict[str, Any], message: dict[str, Any]
) -> None:
    assert compile_blocks([block]) == [message]
    assert problems(block) == []


def test_a_confirm_template_has_its_two_actions() -> None:
    (message,) = compile_blocks([CONFIRM])
    assert [action["type"] for action in message["template"]["actions"]] == ["message", "postback"]
    assert problems(CONFIRM) == []


def test_quick_replies_belong_to_the_last_block_alone() -> None:
    asking = {**TEXT, "quick_replies": [POSTBACK]}
    (message,) = compile_blocks([asking])
    assert message["quickReply"]["items"][0]["action"]["data"] == "a=1"
    assert problems(TEXT, asking) == []
    assert problems(asking, TEXT) == ["blocks.0.quick_replies"]


@pytest.mark.parametrize("number", [0, 6])
def test_one_to_five_blocks_make_a_message(number: int) -> None:
    assert "blocks" in problems(*[TEXT] * number)


def test_all_mistakes_are_told_at_once_each_with_its_place() -> None:
    found = check_blocks(
        [
            {**TEXT, "text": "{{nickname}}さん"},
            {**TEXT, "text": "{{name"},
            {**TEXT, "text": "あ" * 5001},
        ],
        KNOWN,
    )
    paths = [problem.path for problem in found]
    assert paths == ["blocks.0", "blocks.1", "blocks.2.text"]
    assert all(problem.ja and problem.en for problem in found)


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "hologram"},
        {"kind": "text"},
        {"kind": "text", "text": "a", "colour": "red"},
        {"kind": "buttons", "alt_text": "a", "text": "b", "actions": [{"kind": "wish"}]},
        "text",
        None,
    ],
)
def test_what_is_no_block_is_a_problem_and_no_error(block: Any) -> None:
    assert problems(TEXT, block)[0].startswith("blocks.1")
    with pytest.raises(ValidationError):
        parse_blocks([block])


@pytest.mark.parametrize("blocks", [None, "text", {"kind": "text"}, 5])
def test_what_is_no_list_is_a_problem_too(blocks: Any) -> None:
    assert check_blocks(blocks, KNOWN)[0].path.startswith("blocks")


def freeze(org: Organisation, blocks: Any) -> int:
    with org_scope(org.id):
        return freeze_revision(org_id=org.id, blocks=blocks, now=NOW)


def test_equal_content_is_frozen_once_whatever_the_order_of_its_keys(org: Organisation) -> None:
    first = freeze(org, [{"kind": "text", "text": "こんにちは"}])
    assert freeze(org, [{"text": "こんにちは", "kind": "text"}]) == first
    assert freeze(org, [{"kind": "text", "text": "こんばんは"}]) != first


def test_each_organisation_freezes_its_own(org: Organisation, other_org: Organisation) -> None:
    assert freeze(org, [TEXT]) != freeze(other_org, [TEXT])


def test_what_cannot_be_sent_is_not_frozen(org: Organisation) -> None:
    with pytest.raises(ProblemError) as refusal:
        freeze(org, [{**TEXT, "text": ""}])
    assert refusal.value.status == 422
    with org_scope(org.id):
        assert Revision.objects.count() == 0


def test_a_placeholder_counts_for_what_line_gets_and_not_for_its_own_letters() -> None:
    assert problems({**TEXT, "text": "あ" * 4_999 + "{{name}}"}) == []
    assert problems({**TEXT, "text": "あ" * 4_996 + "{{name|お客さま}}"}) == []
    assert problems({**TEXT, "text": "あ" * 4_997 + "{{name|お客さま}}"}) == ["blocks.0.text"]
    assert problems({**TEXT, "text": "{{name|}}"}) == ["blocks.0.text"]


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({**BUTTONS, "alt_text": ""}, "alt_text"),
        ({**BUTTONS, "image_url": "http://example.com/a.jpg"}, "image_url"),
        ({**BUTTONS, "actions": [{**URI, "label": "あ" * 21}]}, "actions.0.label"),
        ({**CONFIRM, "actions": [URI]}, "actions"),
        ({**CAROUSEL, "columns": [CAROUSEL["columns"][0], {"text": "a", "actions": [URI]}]}, "columns"),
        ({**CAROUSEL, "columns": [{"text": "あ" * 121, "actions": [URI]}]}, "columns.0.text"),
        ({**LOCATION, "latitude": 91}, "latitude"),
        ({"kind": "image", "url": "ftp://example.com"}, "url"),
        ({"kind": "video", "url": "https://example.com/a.mp4", "preview_url": ""}, "preview_url"),
        ({"kind": "sticker", "package_id": "x", "sticker_id": "1"}, "package_id"),
        (
            {**TEXT, "quick_replies": [{**POSTBACK, "display_text": "あ" * 301}]},
            "quick_replies.0.display_text",
        ),
        ({**TEXT, "quick_replies": [URI] * 14}, "quick_replies"),
        (
            {"kind": "flex", "alt_text": "a", "contents": {"type": "bubble", "body": {"type": "text"}}},
            "contents.body.type",
        ),
    ],
)
def test_what_line_would_refuse_is_told_at_the_field_that_staff_filled_in(
    block: dict[str, Any], field: str
) -> None:
    assert f"blocks.0.{field}" in problems(block)
    assert not any("[" in problem.ja for problem in check_blocks([block], KNOWN))
