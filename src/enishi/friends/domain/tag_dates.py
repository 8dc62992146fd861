"""Dates inside the names of tags, however they are written: 20240115, 2024-01, 2024年1月, 令和6年1月, 1月, 冬季2024.

Pure. Finds parts of a name; whether two names mean the same day is a question to :func:`agree`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

#: First years of eras, less one.
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_SEASONS = {"春": (3, 4, 5), "夏": (6, 7, 8), "秋": (9, 10, 11), "冬": (12, 1, 2)}
_KANJI = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

_COUNTED = re.compile(r"([〇一二三四五六七八九十]{1,3})(?=[月日年回代人件歳才度階号]|[かヶケヵカ箇]月)")
_YEAR = r"(?P<y>(?:19|20)\d{2})"
_PATTERNS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<era>令和|平成|(?<![A-Za-z])[RH])\s?(?P<ey>元|\d{1,2})(?:年度?|[./-](?=\d))"
        r"(?:\s?(?P<m>\d{1,2})(?:月|[./-](?=\d)|(?!\d))(?:\s?(?P<d>\d{1,2})日?)?)?",
        rf"(?<!\d){_YEAR}年\s?(?:(?P<m>\d{{1,2}})月\s?(?:(?P<d>\d{{1,2}})日)?)?(?:度)?",
        rf"(?<!\d){_YEAR}[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}[-/.](?P<m>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?!\d)",
        r"(?<!\d)(?P<y2>\d{2})年\s?(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?",
        r"(?<!\d)(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>\d{1,2})日)?(?!額|次|間|曜)",
        r"(?<![\d/])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/])",
        rf"(?<!\d){_YEAR}(?!\d)(?:年)?",
    )
]
_SEASON = re.compile(
    r"(?:(?<=\d)|(?<=年)|(?<=[_\s-])|^)(?P<s>[春夏秋冬])(?:季|期)?(?=[の_\s-]|セール|フェア|キャンペ|限定|休|祭|\d|$)"
    r"|(?P<s2>[春夏秋冬])[季期]"
)


@dataclass(frozen=True, slots=True)
class TagDate:
    """As much of a date as a name tells; a season stands for its ``months``."""

    year: int | None = None
    months: tuple[int, ...] = ()
    day: int | None = None

    def written(self, date_format: str) -> str | None:
        """As the naming rule writes it; None unless everything is told that this takes."""
        if self.year is None or len(self.months) != 1:
            return None
        if date_format == "YYYYMM":
            return f"{self.year:04d}{self.months[0]:02d}"
        return f"{self.year:04d}{self.months[0]:02d}{self.day:02d}" if self.day else None


def plain(name: str) -> str:
    """NFKC, without surrounding space, and small numbers that count something in digits: 「一月」 is 「1月」."""
    return _COUNTED.sub(lambda found: str(_number(found[1])), unicodedata.normalize("NFKC", name).strip())


def split_date(name: str) -> tuple[TagDate | None, str]:
    """The date in a :func:`plain` name, and the name without it; None and the name if there is none.

    What is left has a separator where the date stood.
    """
    found: TagDate | None = None
    rest = name
    for pattern in _PATTERNS:
        match = pattern.search(rest)
        part = _read(match) if match else None
        if match is None or part is None:
            continue
        rest = f"{rest[: match.start()]}_{rest[match.end() :]}"
        found = part if found is None else _joined(found, part)
        if found.year is not None and found.months:
            break
    if found is not None and found.year is not None and not found.months:
        season = _SEASON.search(rest) or _SEASON.search(name)
        if season:
            sign = season["s"] or season["s2"]
            found = TagDate(found.year, _SEASONS[sign])
            rest = re.sub(f"{sign}[季期]?", "_", rest, count=1)
    return found, rest


def agree(one: TagDate | None, other: TagDate | None) -> bool:
    """Whether two dates may be the same: what both tell is equal, and they tell something in common."""
    if one is None or other is None:
        return one is other
    if one.year is not None and other.year is not None and one.year != other.year:
        return False
    if bool(one.months) != bool(other.months):
        return False
    if one.months and not set(one.months) & set(other.months):
        return False
    return one.day is None or other.day is None or one.day == other.day


def _number(kanji: str) -> int:
    tens, mark, ones = kanji.rpartition("十")
    if not mark:
        return int("".join(str(_KANJI[sign]) for sign in kanji))
    return (_KANJI.get(tens, 1) if tens else 1) * 10 + (_KANJI.get(ones, 0) if ones else 0)


def _read(match: re.Match[str]) -> TagDate | None:
    part = match.groupdict()
    year = int(part["y"]) if part.get("y") else None
    if part.get("y2"):
        year = 2000 + int(part["y2"])
    if part.get("era"):
        year = _ERAS[part["era"]] + (1 if part["ey"] == "元" else int(part["ey"]))
    month = int(part["m"]) if part.get("m") else None
    day = int(part["d"]) if part.get("d") else None
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        return None
    return TagDate(year, (month,) if month else (), day)


def _joined(one: TagDate, other: TagDate) -> TagDate:
    return TagDate(one.year or other.year, one.months or other.months, one.day or other.day)
