"""Rendering: friends who would read the same share a variant; whoever cannot get it is told apart, with the reason."""

from collections.abc import Mapping
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from enishi.delivery.domain.values import Recipient
from enishi.delivery.pipeline.render import placeholder_names, render

NAMES = st.sampled_from(["愛子", "健二", "{{name}}", "<b>", "👩‍👧‍👦", "\u202eevil", ""])


def text(value: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": value}]


def people(*friend_ids: int) -> list[Recipient]:
    return [Recipient(friend_id, f"U{friend_id}") for friend_id in friend_ids]


def named(**names: str) -> Mapping[str, Mapping[int, str]]:
    return {"name": {int(key[1:]): value for key, value in names.items()}}


def test_a_message_without_placeholders_is_serialised_once_for_everybody() -> None:
    variants, skips = render(people(1, 2, 3), text("こんにちは"), {})
    assert [(orjson.loads(each.messages), len(each.recipients)) for each in variants] == [
        (text("こんにちは"), 3)
    ]
    assert skips == []


def test_nobody_needs_no_variant() -> None:
    assert render([], text("こんにちは"), {}) == ([], [])


def test_friends_of_the_same_name_share_a_variant() -> None:
    variants, _ = render(people(1, 2, 3), text("{{name}}さん"), named(_1="愛子", _2="健二", _3="愛子"))
    found = {
        orjson.loads(each.messages)[0]["text"]: [one.friend_id for one in each.recipients]
        for each in variants
    }
    assert found == {"愛子さん": [1, 3], "健二さん": [2]}


def test_without_value_and_fallback_a_friend_is_skipped_and_the_others_are_not() -> None:
    variants, skips = render(people(1, 2), text("{{name}}さん"), named(_1="愛子"))
    assert [each.recipients[0].friend_id for each in variants] == [1]
    assert [(skip.friend_id, skip.reason, skip.detail) for skip in skips] == [
        (2, "placeholder_missing", "name")
    ]


def test_a_text_of_5001_utf16_units_after_filling_is_skipped_and_one_of_5000_is_sent() -> None:
    # 4,996 letters and two units for each emoji.
    message = text("あ" * 4_996 + "{{name}}")
    variants, skips = render(people(1, 2), message, named(_1="😀😀", _2="😀😀a"))
    assert [each.recipients[0].friend_id for each in variants] == [1]
    assert [(skip.friend_id, skip.reason, skip.detail) for skip in skips] == [
        (2, "content_invalid", "messages[0].text")
    ]


def test_a_message_that_is_empty_after_filling_is_skipped() -> None:
    _, skips = render(people(1), text("{{name|}}"), {})
    assert [skip.reason for skip in skips] == ["content_invalid"]


def test_a_name_that_looks_like_a_placeholder_is_sent_as_it_is() -> None:
    variants, _ = render(people(1), text("{{name}}さん"), named(_1="{{channel.name}}"))
    assert orjson.loads(variants[0].messages) == text("{{channel.name}}さん")


@given(st.dictionaries(st.integers(1, 30), NAMES, max_size=20), st.booleans())
def test_everybody_is_rendered_or_skipped_once(names: dict[int, str], has_fallback: bool) -> None:
    message = text("{{name|お客さま}}さん" if has_fallback else "{{name}}さん")
    values = {"name": {key: value for key, value in names.items() if value}}
    variants, skips = render(people(*range(1, 31)), message, values)
    placed = [one.friend_id for each in variants for one in each.recipients]
    assert sorted(placed + [skip.friend_id for skip in skips]) == list(range(1, 31))
    for each in variants:
        for one in each.recipients:
            expected = values["name"].get(one.friend_id) or "お客さま"
            assert orjson.loads(each.messages) == text(f"{expected}さん")


def test_the_names_that_are_asked_for_come_in_one_order() -> None:
    assert placeholder_names(text("{{name}} {{channel.name|x}} {{name|y}}")) == ["channel.name", "name"]
