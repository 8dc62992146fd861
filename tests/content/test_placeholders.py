"""Placeholders: filled once, never expanded twice, and never left half done."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.content.domain.placeholders import (
    MissingValue,
    Placeholder,
    fill,
    placeholders_in,
    stray_braces,
    strings_of,
)

VALUES = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["{{name}}", "{{ other | x }}", "{{", "}}", "\\1", "\\g<0>", "{{name|{{name}}}}"]
)
PLAIN = st.text(alphabet=st.characters(exclude_characters="{}"), max_size=20)


@given(VALUES, VALUES, PLAIN)
def test_a_value_is_inserted_as_it_is_and_never_expanded(name: str, other: str, between: str) -> None:
    filled = fill("{{name}}" + between + "{{other|x}}", {"name": name, "other": other})
    assert filled == name + between + other


@given(st.text(max_size=60), VALUES)
def test_filling_touches_nothing_but_placeholders(text: str, value: str) -> None:
    names = {placeholder.name for placeholder in placeholders_in(text)}
    filled = fill(text, dict.fromkeys(names, value))
    assert filled == text if not names else isinstance(filled, str)


def test_the_fallback_serves_where_there_is_no_value() -> None:
    assert fill("{{name|お客さま}}さん", {}) == "お客さまさん"
    assert fill("{{name|お客さま}}さん", {"name": ""}) == "お客さまさん"
    assert fill("{{name|お客さま}}さん", {"name": "愛子"}) == "愛子さん"


def test_an_empty_fallback_is_a_fallback() -> None:
    assert fill("こんにちは{{name|}}", {}) == "こんにちは"


def test_neither_value_nor_fallback_is_told_by_name() -> None:
    with pytest.raises(MissingValue) as missing:
        fill([{"text": "{{ channel.name }}"}], {"name": "愛子"})
    assert missing.value.name == "channel.name"


def test_every_string_of_a_message_is_filled_and_nothing_else() -> None:
    message = {
        "{{name}}": 1,
        "list": ["{{name}}", None, True, 1.5],
        "deep": {"text": "a {{ name }} b"},
    }
    assert fill(message, {"name": "愛子"}) == {
        "{{name}}": 1,
        "list": ["愛子", None, True, 1.5],
        "deep": {"text": "a 愛子 b"},
    }


def test_filling_leaves_the_template_as_it_was() -> None:
    template: list[Any] = [{"type": "text", "text": "{{name}}"}]
    fill(template, {"name": "愛子"})
    assert template == [{"type": "text", "text": "{{name}}"}]


def test_placeholders_are_found_with_and_without_fallback() -> None:
    found = placeholders_in({"a": "{{name}} {{name|様}}", "b": ["{{channel.name| }}"]})
    assert found == {
        Placeholder("name", None),
        Placeholder("name", "様"),
        Placeholder("channel.name", " "),
    }


@pytest.mark.parametrize("text", ["{{name", "{{ 名前 }}", "{{Name}}", "{{name|a{b}}", "{{name}} {{"])
def test_braces_that_are_no_placeholder_are_noticed(text: str) -> None:
    assert stray_braces(text)


@pytest.mark.parametrize("text", ["", "{name}", "{{name}}", "{{name|x}}{{name}}", "}}"])
def test_braces_that_are_one_or_mean_nothing_are_not(text: str) -> None:
    assert not stray_braces(text)


def test_strings_of_a_value_are_its_values_not_its_keys() -> None:
    assert strings_of({"key": ["a", {"b": "c"}], "n": 1}) == ["a", "c"]


def test_a_value_inside_an_address_is_percent_encoded_and_elsewhere_not() -> None:
    action = {"type": "uri", "label": "{{name|}}", "uri": "https://example.com/?who={{name|}}&x=1"}

    assert fill([action], {"name": "山田 & #1"}) == [
        {
            "type": "uri",
            "label": "山田 & #1",
            "uri": "https://example.com/?who=%E5%B1%B1%E7%94%B0%20%26%20%231&x=1",
        }
    ]
