"""Whole trees in words."""

from typing import Any

import pytest
from tests.factories import NOW, make_tag

from enishi.accounts.models import Organisation
from enishi.friends.conditions import EVERYONE, sentence_of
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db

_REACTED = {"kind": "last_reaction", "when": {"mode": "days_ago", "test": "at_most", "days": 30}}
_BLOCKED = {"kind": "status", "status": "blocked"}
_VIP = {"kind": "memo", "test": "contains", "value": "VIP"}


def _said(org: Organisation, root: Any, language: Any = "ja") -> str:
    with org_scope(org.id):
        return sentence_of({"version": 1, "root": root}, org.id, language)


def test_everyone_is_everyone(org: Organisation) -> None:
    assert _said(org, EVERYONE["root"]) == "すべての友だち"
    assert _said(org, EVERYONE["root"], "en") == "All friends"


def test_conditions_are_joined_as_one_speaks(org: Organisation) -> None:
    tag = make_tag(org, "会員_ゴールド")
    inner = {"kind": "not", "of": {"kind": "any", "of": [_BLOCKED, _VIP]}}
    root = {"kind": "all", "of": [{"kind": "tag", "tag_ids": [tag.id]}, _REACTED, inner]}

    assert _said(org, root) == (
        "タグ「会員_ゴールド」が付いていて、かつ、最後の反応が30日以内で、かつ、"
        "（アカウントをブロックしている、または、メモに「VIP」が含まれている）ではない友だち"
    )
    assert _said(org, root, "en") == (
        "Friends for whom this holds: they have the tag “会員_ゴールド” and the last reaction is at most 30 days ago and "
        "not (they have blocked the account or the memo contains “VIP”)"
    )


@pytest.mark.parametrize(
    ("leaf", "said"),
    [
        (_BLOCKED, "アカウントをブロックしていない友だち"),
        (_REACTED, "最後の反応が30日以内ではない友だち"),
        ({"kind": "followed_at", "when": {"mode": "known"}}, "友だち追加日がない友だち"),
        (
            {"kind": "tapped", "data": "a", "times": {"test": "at_most", "number": 0}},
            "ボタン（データが「a」と同じ）のタップがある友だち",
        ),
    ],
)
def test_a_single_condition_is_negated_by_its_ending(org: Organisation, leaf: Any, said: str) -> None:
    assert _said(org, {"kind": "not", "of": leaf}) == said


@pytest.mark.parametrize(
    ("match", "said"),
    [
        ("any", "they have the tag “VIP”"),
        ("all", "they have the tag “VIP”"),
        ("none", "they do not have the tag “VIP”"),
    ],
)
def test_one_tag_is_said_plainly_in_english(org: Organisation, match: str, said: str) -> None:
    tag = make_tag(org, "VIP")

    assert _said(org, {"kind": "tag", "tag_ids": [tag.id], "match": match}, "en").endswith(f": {said}")


def test_groups_within_groups_stand_in_brackets(org: Organisation) -> None:
    root = {"kind": "any", "of": [{"kind": "all", "of": [_BLOCKED, _VIP]}, _REACTED]}

    assert _said(org, root) == (
        "（アカウントをブロックしていて、かつ、メモに「VIP」が含まれている）、または、最後の反応が30日以内である友だち"
    )


def test_archived_and_deleted_objects_are_named_as_such(org: Organisation) -> None:
    tag = make_tag(org, "旧会員", archived_at=NOW)
    root = {"kind": "tag", "tag_ids": [tag.id, 999_999], "match": "all"}

    assert _said(org, root) == "タグ「旧会員」（アーカイブ済み）、（削除済み）のすべてが付いている友だち"
    assert _said(org, root, "en") == (
        "Friends for whom this holds: they have all the tags “旧会員” (archived) and (deleted)"
    )


@pytest.mark.parametrize(
    ("when", "ja", "en"),
    [
        ({"mode": "days_ago", "days": 0}, "今日である", "is today"),
        ({"mode": "days_ago", "test": "exactly", "days": 1}, "ちょうど1日前である", "is exactly 1 day ago"),
        ({"mode": "days_ago", "test": "at_least", "days": 7}, "7日以上前である", "is at least 7 days ago"),
        ({"mode": "hours_ago", "hours": 2}, "2時間以内である", "is at most 2 hours ago"),
        (
            {"mode": "between", "since": "2026-01-01", "until": "2026-01-31"},
            "2026年1月1日から2026年1月31日までである",
            "is from 2026-01-01 to 2026-01-31",
        ),
        ({"mode": "between", "until": "2026-01-31"}, "2026年1月31日以前である", "is on or before 2026-01-31"),
        ({"mode": "unknown"}, "がない", "is not known"),
    ],
)
def test_times_are_said_plainly(org: Organisation, when: Any, ja: str, en: str) -> None:
    leaf = {"kind": "followed_at", "when": when}

    assert _said(org, leaf).removesuffix("友だち").endswith(ja)
    assert _said(org, leaf, "en").endswith(en)


def test_counts_are_said_with_their_period(org: Organisation) -> None:
    leaf = {
        "kind": "said",
        "words": ["予約", "キャンセル"],
        "match": "contains",
        "times": {"test": "at_least", "number": 3},
        "period": {"mode": "days_ago", "days": 30},
    }

    assert _said(org, leaf) == "30日以内の「予約」か「キャンセル」を含むメッセージが3回以上である友だち"
    assert _said(org, leaf, "en") == (
        "Friends for whom this holds: a message containing “予約” or “キャンセル” happened at least 3 times within 30 days"
    )
