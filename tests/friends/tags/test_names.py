"""What tags may be called, and which names mean the same."""

from datetime import date
from itertools import combinations

import pytest
from tests.friends.tags.corpus import groups

from enishi.friends.domain.tag_dates import TagDate, agree, plain, split_date
from enishi.friends.domain.tag_likeness import likeness_of, similar_pairs, why_alike
from enishi.friends.domain.tag_names import Category, NamingRule, judge

TODAY = date(2026, 10, 15)
RULE = NamingRule()
CATEGORIES = [each.name for each in RULE.categories]
TIMELESS = ["属性", "ステータス", "興味"]


@pytest.mark.parametrize(
    "name", ["行動_資料DL_20240115", "興味_カラー_20261015", "キャンペーン_夏のセール_20240701"]
)
def test_a_name_of_category_detail_and_date_will_do(name: str) -> None:
    assert judge(name, RULE, TODAY).is_ok


@pytest.mark.parametrize(
    ("name", "codes", "offered"),
    [
        ("カラー希望", ["category", "date"], "興味_カラー希望_20261015"),
        ("資料DL 2024/1/15", ["spelling"], "行動_資料DL_20240115"),
        ("ＶＩＰ会員", ["spelling"], "ステータス_VIP会員_20261015"),
        ("VIP会員", ["category", "date"], "ステータス_VIP会員_20261015"),
        ("【行動】資料ＤＬ_2024年1月", ["spelling"], "行動_資料DL_20240101"),
        ("行動_資料_DL_20240115", ["shape"], "行動_資料DL_20240115"),
        ("キャンペーン＿夏のセール＿202407", ["spelling"], "キャンペーン_夏のセール_20240701"),
        ("属性_東京_20240231", ["date", "shape"], None),
        ("行動_資料DL_令和6年1月15日", ["date", "shape"], "行動_資料DL_20240115"),
    ],
)
def test_a_name_against_the_rule_is_told_what_it_should_be(
    name: str, codes: list[str], offered: str | None
) -> None:
    verdict = judge(name, RULE, TODAY)

    assert [problem.code for problem in verdict.problems] == codes
    if offered is not None:
        assert verdict.corrections[0] == offered


def test_every_correction_follows_the_rule_and_none_is_too_long() -> None:
    rules = [
        RULE,
        NamingRule(date="none"),
        NamingRule(date="optional", date_format="YYYYMM"),
        NamingRule(has_category=False),
        NamingRule(categories=(Category(name="会員"),), date_format="YYYYMM"),
    ]
    names = [
        *(name for group in groups() for name in group),
        "あ" * 150,
        "_",
        "属性",
        "＿＿",
        " a b ",
        "2024",
    ]
    for rule in rules:
        for name in names:
            for correction in judge(name, rule, TODAY).corrections:
                assert judge(correction, rule, TODAY).is_ok, (name, correction)
                assert len(correction) <= 100


def test_a_switched_off_rule_takes_any_name() -> None:
    assert judge("カラー希望", NamingRule(is_on=False), TODAY).is_ok


def test_the_kind_that_was_chosen_decides_the_offered_category() -> None:
    assert judge("来店", RULE, TODAY, "status").corrections[0] == "ステータス_来店_20261015"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("資料DL_20240115", TagDate(2024, (1,), 15)),
        ("資料DL 2024/1/15", TagDate(2024, (1,), 15)),
        ("資料DL_令和6年1月15日", TagDate(2024, (1,), 15)),
        ("資料DL_R6.1.15", TagDate(2024, (1,), 15)),
        ("セール_2024年1月", TagDate(2024, (1,))),
        ("セール_２０２４０１", TagDate(2024, (1,))),
        ("一月セール", TagDate(None, (1,))),
        ("冬季2024", TagDate(2024, (12, 1, 2))),
        ("春日部店_2024", TagDate(2024)),
        ("7/24開催", TagDate(None, (7,), 24)),
    ],
)
def test_a_date_in_a_name_is_found_however_it_is_written(text: str, found: TagDate) -> None:
    assert split_date(plain(text))[0] == found


@pytest.mark.parametrize(
    "text", ["20代", "来店2回", "3ヶ月来店なし", "月額プラン", "ポイント500", "2月31日から"]
)
def test_a_number_that_is_no_date_stays_in_the_name(text: str) -> None:
    found, rest = split_date(plain(text))

    assert found is None or found.day is None
    assert rest.strip("_")


def test_dates_agree_as_far_as_they_tell() -> None:
    winter, january, other = TagDate(2024, (12, 1, 2)), TagDate(None, (1,)), TagDate(2025, (1,))

    assert agree(winter, january)
    assert agree(january, other)
    assert not agree(winter, other)
    assert not agree(TagDate(2024), TagDate(2024, (1,)))
    assert agree(None, None)
    assert not agree(None, january)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("来店2回", "来店3回"),
        ("予約あり", "予約なし"),
        ("11月生まれ", "12月生まれ"),
        ("新宿店", "渋谷店"),
        ("夏祭り_202307", "夏祭り_202407"),
        ("興味_カラー_20240101", "行動_カラー_20240101"),
        ("会員ランクA", "会員ランクB"),
    ],
)
def test_tags_of_a_series_are_not_taken_for_one(one: str, other: str) -> None:
    assert why_alike(likeness_of(one, CATEGORIES), likeness_of(other, CATEGORIES), TIMELESS) is None


def test_each_likeness_tells_its_reason() -> None:
    pairs = [
        ("ＶＩＰ会員", "VIP 会員", "spelling"),
        ("1月セール", "セール_2024年1月", "date"),
        ("ヘッドスパ", "興味_ヘッドスパ_20240101", "category"),
        ("シミュレーション", "シュミレーション", "typo"),
    ]

    found = [
        why_alike(likeness_of(one, CATEGORIES), likeness_of(other, CATEGORIES), TIMELESS)
        for one, other, _ in pairs
    ]

    assert found == [reason for _, _, reason in pairs]


def test_of_500_tags_the_planted_duplicates_are_found_and_hardly_any_others() -> None:
    names: dict[int, str] = {}
    planted: set[tuple[int, int]] = set()
    for group in groups():
        ids = list(range(len(names), len(names) + len(group)))
        names |= dict(zip(ids, group, strict=True))
        planted |= set(combinations(ids, 2))

    found = {(one, other) for one, other, _ in similar_pairs(names, CATEGORIES, TIMELESS)}

    right = len(found & planted)
    precision, recall = right / len(found), right / len(planted)
    assert (len(names), len(set(names.values()))) == (500, 500)
    assert 2 * precision * recall / (precision + recall) >= 0.95
