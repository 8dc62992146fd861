"""きっかけ: which facts set off which rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from enishi.automation.domain.triggers import FIRST_MATCH_ONLY, KINDS_OF_EVENT, TRIGGER


def matches(trigger: dict[str, Any], kind: str, data: dict[str, Any]) -> bool:
    return TRIGGER.validate_python(trigger).matches(kind, data)


def said(text: str) -> tuple[str, dict[str, Any]]:
    return "message.received", {"type": "text", "text": text}


def test_each_follow_case_has_its_own_trigger() -> None:
    for case in ("new", "returning", "known"):
        for happened in ("new", "returning", "known", ""):
            trigger = {"kind": "follow", "case": case}
            assert matches(trigger, "friend.followed", {"case": happened}) == (case == happened)
    assert not matches({"kind": "follow", "case": "new"}, "friend.blocked", {"case": "new"})


@pytest.mark.parametrize("text", ["クーポン", "ｸｰﾎﾟﾝ", " クーポン ", "　ｸｰﾎﾟﾝ　"])
def test_a_keyword_is_recognised_whatever_its_width(text: str) -> None:
    assert matches({"kind": "keyword", "words": ["予約", "クーポン"]}, *said(text))
    assert matches({"kind": "keyword", "words": ["ｸｰﾎﾟﾝ"]}, *said(text))


@pytest.mark.parametrize(
    ("match", "text", "is_match"),
    [
        ("exact", "クーポンください", False),
        ("contains", "今日のクーポンください", True),
        ("contains", "クー ポン", False),
        ("starts_with", "クーポンください", True),
        ("starts_with", "今日のクーポン", False),
    ],
)
def test_how_much_of_the_text_must_be_the_word(match: str, text: str, is_match: bool) -> None:
    trigger = {"kind": "keyword", "words": ["クーポン"], "match": match}
    assert matches(trigger, *said(text)) is is_match


@pytest.mark.parametrize(
    "data",
    [{"type": "sticker"}, {"type": "text"}, {"type": "image", "text": "クーポン"}, {"is_unsent": True}],
)
def test_only_texts_are_read(data: dict[str, Any]) -> None:
    for match in ("exact", "contains", "starts_with"):
        trigger = {"kind": "keyword", "words": ["クーポン"], "match": match}
        assert not matches(trigger, "message.received", data)


@given(st.text(max_size=30), st.sampled_from(["exact", "contains", "starts_with"]))
def test_how_much_must_match_grows_from_contains_over_starts_with_to_exact(text: str, match: str) -> None:
    words = {"kind": "keyword", "words": ["クーポン", "a"]}
    found = {
        how: matches({**words, "match": how}, *said(text)) for how in ("exact", "starts_with", "contains")
    }
    assert found["exact"] <= found["starts_with"] <= found["contains"]
    assert matches({**words, "match": match}, *said("クーポン"))


def test_a_postback_is_matched_by_its_data_to_the_letter() -> None:
    trigger = {"kind": "postback", "data": "menu=A"}
    assert matches(trigger, "postback.received", {"data": "menu=A"})
    assert not matches(trigger, "postback.received", {"data": "menu=a"})
    assert not matches(trigger, "message.received", {"data": "menu=A"})


def test_a_tag_is_matched_by_its_id() -> None:
    assert matches({"kind": "tag_added", "tag_id": 5}, "tag.added", {"tag_id": 5})
    assert not matches({"kind": "tag_added", "tag_id": 5}, "tag.added", {"tag_id": 6})
    assert not matches({"kind": "tag_added", "tag_id": 5}, "tag.removed", {"tag_id": 5})


@pytest.mark.parametrize(
    "trigger",
    [
        {},
        {"kind": "moon"},
        {"kind": "follow"},
        {"kind": "follow", "case": "old"},
        {"kind": "keyword", "words": []},
        {"kind": "keyword", "words": ["クーポン", "　 "]},
        {"kind": "keyword", "words": ["a"], "match": "regex"},
        {"kind": "postback", "data": ""},
        {"kind": "tag_added", "tag_id": "five"},
        {"kind": "follow", "case": "new", "extra": 1},
    ],
)
def test_what_is_no_trigger_is_refused(trigger: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        TRIGGER.validate_python(trigger)


def test_every_kind_of_trigger_has_a_fact_that_can_set_it_off() -> None:
    schema = TRIGGER.json_schema()
    kinds = set(schema["discriminator"]["mapping"])
    assert {kind for kinds_of_one in KINDS_OF_EVENT.values() for kind in kinds_of_one} == kinds
    assert kinds >= FIRST_MATCH_ONLY
