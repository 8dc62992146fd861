"""How an organisation names its tags: カテゴリー_詳細_日付 unless it says otherwise, and what a name should have been.

Pure. In: a name and the rule. Out: what is wrong with it, and names that would do.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from enishi.friends.domain.tag_dates import TagDate, plain, split_date
from enishi.friends.domain.text import folded

SEPARATOR = "_"
LONGEST_NAME = 100
_MOST_OFFERED = 3

type KindName = Literal["", "attribute", "behaviour", "campaign", "status", "interest"]
type DateFormat = Literal["YYYYMMDD", "YYYYMM"]


class Category(BaseModel):
    """The first part of names, and the kind of tag that it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=20, pattern=r"^[^_＿\s]+$")
    kind: KindName = ""


_USUAL = (
    Category(name="属性", kind="attribute"),
    Category(name="行動", kind="behaviour"),
    Category(name="キャンペーン", kind="campaign"),
    Category(name="ステータス", kind="status"),
    Category(name="興味", kind="interest"),
)


class NamingRule(BaseModel):
    """``date``: whether names end with one. The separator is always ``_``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_on: bool = True
    has_category: bool = True
    categories: tuple[Category, ...] = Field(default=_USUAL, max_length=50)
    date: Literal["required", "optional", "none"] = "required"
    date_format: DateFormat = "YYYYMMDD"

    def category_named(self, text: str) -> Category | None:
        """The category of this name; width and case do not matter."""
        return next((each for each in self.categories if folded(each.name) == folded(text)), None)


@dataclass(frozen=True, slots=True)
class NameProblem:
    """One thing that is wrong with a name."""

    code: Literal["shape", "category", "detail", "date", "length", "spelling"]
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class NameVerdict:
    """Whether a name will do; ``corrections`` are names that would, the likeliest first."""

    name: str
    kind: KindName = ""
    problems: list[NameProblem] = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return not self.problems


def pattern_of(rule: NamingRule, language: Literal["ja", "en"] = "ja") -> str:
    """The shape of names in words: 「カテゴリー_詳細_日付」."""
    words = ("カテゴリー", "詳細", "日付") if language == "ja" else ("category", "detail", "date")
    end = (
        [words[2]]
        if rule.date == "required"
        else [f"（{words[2]}）" if language == "ja" else f"({words[2]})"]
    )
    parts = ([words[0]] if rule.has_category else []) + [words[1]] + (end if rule.date != "none" else [])
    return SEPARATOR.join(parts)


def judge(name: str, rule: NamingRule, today: date, kind: KindName = "") -> NameVerdict:
    """What the rule says of a name. ``kind`` and ``today`` serve to offer better corrections."""
    name = name.strip()
    if not rule.is_on:
        return NameVerdict(name, kind)
    problems = _problems(name, rule)
    category = rule.category_named(name.split(SEPARATOR)[0]) if rule.has_category else None
    told = kind or (category.kind if category else "")
    if not problems:
        return NameVerdict(name, told)
    offered = [each for each in _corrections(name, rule, today, kind) if not _problems(each, rule)]
    return NameVerdict(name, told, problems, offered)


def _problems(name: str, rule: NamingRule) -> list[NameProblem]:
    if len(name) > LONGEST_NAME:
        return [
            NameProblem(
                "length", f"{LONGEST_NAME}文字以内にしてください。", f"At most {LONGEST_NAME} characters."
            )
        ]
    if "＿" in name or re.search(r"\s", name):
        ja = "区切りは半角の「_」だけです。空白や全角の「＿」は使えません。"
        return [NameProblem("spelling", ja, "Separate by “_” only: no spaces, no full-width “＿”.")]
    if unicodedata.normalize("NFKC", name) != name:
        ja = "英数字は半角、カタカナは全角にしてください。"
        return [NameProblem("spelling", ja, "Write letters and digits half-width, and katakana full-width.")]
    parts = name.split(SEPARATOR)
    problems = []
    if rule.has_category:
        known = "、".join(each.name for each in rule.categories)
        if len(parts) == 1 or all(each.name != parts[0] for each in rule.categories):
            ja = f"先頭はカテゴリーにしてください：{known}"
            problems.append(NameProblem("category", ja, f"Begin with a category: {known}."))
        parts = parts[1:] or parts
    last = parts[-1] if len(parts) > 1 else ""
    is_dated = _is_date(last, rule.date_format)
    if rule.date == "required" and not is_dated:
        example = "20260115" if rule.date_format == "YYYYMMDD" else "202601"
        ja = f"最後に日付を{rule.date_format}の形で付けてください（例：{example}）。"
        problems.append(
            NameProblem("date", ja, f"End with a date written {rule.date_format}, such as {example}.")
        )
    if rule.date != "none" and is_dated:
        parts = parts[:-1]
    if len(parts) != 1 or not parts[0]:
        shape = pattern_of(rule)
        ja = f"「{shape}」の形にしてください。詳細の中に「_」は使えません。"
        problems.append(
            NameProblem("shape", ja, f"Use the shape {pattern_of(rule, 'en')}; no “_” within the detail.")
        )
    return problems


def _is_date(text: str, date_format: DateFormat) -> bool:
    if not re.fullmatch(r"\d{8}" if date_format == "YYYYMMDD" else r"\d{6}", text):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8] or 1))
    except ValueError:
        return False
    return True


_BREAK = re.compile(r"[\s_\-‐–—―・/／|｜:：,、。.]+")
_BRACKETS = re.compile(r"[【】「」『』\[\]()（）<>〈〉《》#＃]")
#: By which words of a name one guesses its category.
_HINTS: tuple[tuple[KindName, str], ...] = (
    ("campaign", r"セール|キャンペーン|フェア|クーポン|福袋|イベント|祭|限定|プレゼント|周年"),
    ("interest", r"興味|関心|好き|希望|気になる|検討|相談"),
    (
        "behaviour",
        r"DL|ダウンロード|請求|クリック|タップ|回答|購入|来店|予約|参加|申込|申し込|閲覧|登録|問い?合わ?せ|視聴|応募",
    ),
    ("status", r"会員|ランク|VIP|休眠|常連|既存|新規|見込み|卒業|対応|済み?$|中$"),
)


def _corrections(name: str, rule: NamingRule, today: date, kind: KindName) -> list[str]:
    found, rest = split_date(plain(name))
    if rule.date == "none":
        found, rest = None, plain(name)
    parts = [part for part in _BREAK.split(_BRACKETS.sub(SEPARATOR, rest)) if part]
    category = None
    if rule.has_category:
        category = next((one for part in parts if (one := rule.category_named(part))), None)
        if category is not None:
            parts.remove(next(part for part in parts if folded(part) == folded(category.name)))
    detail = "".join(parts)
    end = _dated(found, rule, today)
    if not detail:
        return []
    starts = [each.name for each in _categories(category, detail, rule, kind)] if rule.has_category else [""]
    return [_fitted(start, detail, end) for start in starts[:_MOST_OFFERED]]


def _dated(found: TagDate | None, rule: NamingRule, today: date) -> str:
    if found is not None:
        written = found.written(rule.date_format)
        if written is None and found.year is not None and len(found.months) == 1:
            written = TagDate(found.year, found.months, 1).written(rule.date_format)
        if written is None and found.year is None and len(found.months) == 1:
            written = TagDate(today.year, found.months, found.day or 1).written(rule.date_format)
        if written is not None:
            return written
    if rule.date != "required":
        return ""
    return today.strftime("%Y%m%d" if rule.date_format == "YYYYMMDD" else "%Y%m")


def _categories(named: Category | None, detail: str, rule: NamingRule, kind: KindName) -> list[Category]:
    if named is not None:
        return [named]
    guessed = kind or next((each for each, words in _HINTS if re.search(words, detail)), "attribute")
    return sorted(rule.categories, key=lambda each: each.kind != guessed)


def _fitted(start: str, detail: str, end: str) -> str:
    around = len(SEPARATOR.join(part for part in (start, "", end) if part)) + (2 if start and end else 1)
    parts = (start, detail[: max(1, LONGEST_NAME - around)], end)
    return SEPARATOR.join(part for part in parts if part)
