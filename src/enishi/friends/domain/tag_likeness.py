"""Names of tags that probably mean the same: width, kana, symbols, dates written otherwise, a slip of the pen.

Pure. What differs in a number, in a word without kana or in its category is taken for another tag: 「来店2回」 and
「来店3回」, 「新宿店」 and 「渋谷店」 are a series and no mistake.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from enishi.friends.domain.tag_dates import TagDate, agree, plain, split_date

#: Why two names are alike: the very same letters otherwise written, the date otherwise written or only on one side,
#: the category only on one side, a slip.
type Reason = Literal["spelling", "date", "category", "typo"]

_BREAK = re.compile(r"[\s_\-‐–—―・･/／|｜:：,、。.&+=~〜～!?'\"]+")
_BRACKETS = re.compile(r"[\[\]()<>{}「」『』【】〈〉《》〔〕]")
_KANA = re.compile(r"[ぁ-ゖーァ-ヺ]")
_WORD = re.compile(r"[a-z]{5,}")

#: Spellings of one word; the first is what both become. Longer ones first where one holds another.
_SAME_WORDS = (
    ("問合", "お問い合わせ", "お問合わせ", "お問合せ", "問い合わせ", "問合わせ", "問合せ", "問い合せ"),
    ("申込", "お申し込み", "お申込み", "申し込み", "申込み", "申しこみ"),
    ("ダウンロード", "dl"),
    ("ホームページ", "hp"),
    ("メールマガジン", "メルマガ"),
    ("済", "済み", "ずみ"),
    ("受付", "受け付け", "受付け"),
    ("取扱", "取り扱い", "取扱い"),
    ("引越", "引っ越し", "引越し"),
    ("子供", "子ども", "こども"),
    ("様", "さま"),
    ("支払", "お支払い", "支払い"),
    ("見積", "お見積もり", "お見積り", "見積もり", "見積り"),
    ("払戻", "払い戻し", "払戻し"),
    ("売上", "売り上げ", "売上げ"),
    ("打合", "打ち合わせ", "打合わせ", "打合せ"),
    ("か月", "ヶ月", "カ月", "ヵ月", "ケ月", "箇月"),
    ("ば", "ゔぁ"),
    ("び", "ゔぃ"),
    ("べ", "ゔぇ"),
    ("ぼ", "ゔぉ"),
)
#: One of these on one side only turns the meaning round.
_TURNING = ("あり", "なし", "ない", "いる", "いらない", "まえ", "あと", "のみ", "いがい", "おん", "おふ")


def _hiragana(text: str) -> str:
    return "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text)


_SPELLINGS = sorted(
    ((_hiragana(form), _hiragana(words[0])) for words in _SAME_WORDS for form in words[1:]),
    key=lambda pair: -len(pair[0]),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of a name is compared. ``letters`` is the name without category, date, breaks and signs."""

    category: str
    date: TagDate | None
    letters: str
    parts: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def frame(self) -> str:
        """The letters that a slip of the pen leaves alone: names of different frames are never alike."""
        return _WORD.sub("*", _KANA.sub("", self.letters))


def likeness_of(name: str, categories: Collection[str] = ()) -> Likeness:
    """What is compared of ``name``; ``categories`` are the organisation's first parts."""
    text = unicodedata.normalize("NFKC", name).casefold()
    for sign in ("か", "ヶ", "カ", "ヵ", "ケ", "箇"):
        text = re.sub(rf"(?<=[0-9一二三四五六七八九十]){sign}月", "か月", text)
    when, rest = split_date(plain(_BRACKETS.sub("_", text)))
    raw = [part for part in _BREAK.split(rest) if part]
    folded = {_letters(category) for category in categories}
    parts = [letters for part in raw if (letters := _letters(part))]
    category = next((part for part in parts if part in folded), "") if len(parts) > 1 else ""
    if category:
        parts.remove(category)
    letters = "".join(parts)
    return Likeness(category, when, letters, tuple(sorted(parts)), tuple(re.findall(r"\d+", letters)))


def _letters(part: str) -> str:
    text = "".join(sign for sign in part if sign.isalnum() or sign == "ー")
    text = _hiragana(unicodedata.normalize("NFKC", text).casefold())
    for form, word in _SPELLINGS:
        text = (
            re.sub(rf"(?<![a-z]){form}(?![a-z])", word, text) if form.isascii() else text.replace(form, word)
        )
    # 「サーバー」 and 「サーバ」 are one word, and so are all katakana words that end long.
    return re.sub(r"(?<=[ぁ-ゖー]{2})ー(?![ぁ-ゖ])", "", text)


def why_alike(one: Likeness, other: Likeness, timeless: Collection[str] = ()) -> Reason | None:
    """Why two names probably mean the same, or None. ``timeless``: categories whose dates only tell when a tag was
    made, so that they say nothing of what it means."""
    if one.numbers != other.numbers or (
        not one.letters and not other.letters and not (one.date and other.date)
    ):
        return None
    if one.category and other.category and one.category != other.category:
        return None
    if not _dates_agree(one, other, timeless):
        return None
    if one.letters == other.letters or one.parts == other.parts:
        if one.category != other.category:
            return "category" if len(one.letters) >= 2 or one.date else None
        return "date" if one.date != other.date else "spelling"
    return "typo" if _is_slip(one.letters, other.letters) else None


def _dates_agree(one: Likeness, other: Likeness, timeless: Collection[str]) -> bool:
    category = one.category or other.category
    if category and category in {_letters(each) for each in timeless}:
        return True
    if (one.date is None) != (other.date is None):
        # A name of three parts beside a name that somebody made up before there was a rule.
        lonely = one if one.date is None else other
        return not lonely.category and len(lonely.letters) >= 4 and bool(category)
    return agree(one.date, other.date)


def _is_slip(one: str, other: str) -> bool:
    if any((word in one) != (word in other) for word in _TURNING):
        return False
    start = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(one), len(other)) if start is None else start
    a, b = one[start:], other[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    kept = max(len(one), len(other)) - max(len(a), len(b))
    if _WORD.fullmatch(_around(one, start, len(a))) and _WORD.fullmatch(_around(other, start, len(b))):
        is_last = start + len(a) >= len(one) and len(a) == len(b)
        return kept >= 5 and _is_one_slip(a, b) and not is_last
    if not all(_KANA.fullmatch(sign) for sign in a + b):
        return False
    if len(a) == 2 and a == b[::-1]:
        return kept >= 3
    if not a or not b:
        return len(a + b) <= 2 and kept >= (4 if len(a + b) == 1 else 6)
    return _is_one_slip(a, b) and kept >= 5


def _is_one_slip(a: str, b: str) -> bool:
    return max(len(a), len(b)) <= 1 or (len(a) == 2 and a == b[::-1])


def _around(text: str, start: int, length: int) -> str:
    """The Latin word in which a difference stands."""
    left, right = start, start + length
    while left and text[left - 1].isascii() and text[left - 1].isalpha():
        left -= 1
    while right < len(text) and text[right].isascii() and text[right].isalpha():
        right += 1
    return text[left:right]


def similar_to(
    name: str, others: Mapping[int, str], categories: Collection[str] = (), timeless: Collection[str] = ()
) -> list[tuple[int, Reason]]:
    """Which of ``others`` are like ``name``, in their order."""
    wanted = likeness_of(name, categories)
    return [
        (key, reason)
        for key, other in others.items()
        if (reason := why_alike(wanted, likeness_of(other, categories), timeless))
    ]


def similar_pairs(
    names: Mapping[int, str], categories: Collection[str] = (), timeless: Collection[str] = ()
) -> list[tuple[int, int, Reason]]:
    """All pairs that are alike, without comparing each with each: only names of one frame can be."""
    likenesses = {key: likeness_of(name, categories) for key, name in names.items()}
    pairs = {}
    for group in _groups(likenesses):
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                key = (min(one, other), max(one, other))
                reason = why_alike(likenesses[one], likenesses[other], timeless)
                if reason and key not in pairs:
                    pairs[key] = reason
    return [(one, other, reason) for (one, other), reason in sorted(pairs.items())]


def _groups(likenesses: Mapping[int, Likeness]) -> Iterable[list[int]]:
    by_frame: dict[tuple[str, object], list[int]] = defaultdict(list)
    for key, likeness in likenesses.items():
        by_frame["frame", likeness.frame].append(key)
        by_frame["parts", likeness.parts].append(key)
    return (group for group in by_frame.values() if len(group) > 1)
