"""Dates and times as people in Japan write them: 2024/1/5, 2024年1月5日, 令和6年1月5日, R6.1.5, 午後3時30分.

Pure, and never a guess: 24/1/5 and 1/5/2024 could mean two days each, so they are refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo


@dataclass(frozen=True, slots=True)
class _Era:
    name: str
    first: date
    last: date


# The day on which an era changed bore both names until 1926; the law of 1979 lets the new era begin the day after.
# Before 1873 Japan counted lunar months, so an earlier date of Meiji is no date of ours.
_ERAS = {
    "M": _Era("明治", date(1873, 1, 1), date(1912, 7, 30)),
    "T": _Era("大正", date(1912, 7, 30), date(1926, 12, 25)),
    "S": _Era("昭和", date(1926, 12, 25), date(1989, 1, 7)),
    "H": _Era("平成", date(1989, 1, 8), date(2019, 4, 30)),
    "R": _Era("令和", date(2019, 5, 1), date.max),
}
_FIRST_YEARS = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}
_LETTER_OF = {era.name: letter for letter, era in _ERAS.items()}

#: Beyond these a year is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1800, 2999

_DAY = re.compile(
    r"""(?:
        (?P<y1>\d{4})\s*(?P<sep>[-/.])\s*(?P<m1>\d{1,2})\s*(?P=sep)\s*(?P<d1>\d{1,2})
      | (?P<y2>\d{4})\s*年\s*(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*日
      | (?P<y3>\d{4})(?P<m3>\d{2})(?P<d3>\d{2})
      | (?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])\s*(?P<y4>元|\d{1,2})
        (?:\s*年\s*(?P<m4>\d{1,2})\s*月\s*(?P<d4>\d{1,2})\s*日
          |\s*(?P<sep5>[-/.])\s*(?P<m5>\d{1,2})\s*(?P=sep5)\s*(?P<d5>\d{1,2}))
    )(?:\s*\([月火水木金土日]\))?""",
    re.VERBOSE | re.ASCII,
)
_TIME = re.compile(
    r"""(?P<half>午前|午後|AM|PM|am|pm)?\s*
    (?:(?P<h1>\d{1,2}):(?P<m1>\d{2})(?::(?P<s1>\d{2})(?:\.(?P<f1>\d{1,6}))?)?
      |(?P<h2>\d{1,2})\s*時(?:\s*(?P<m2>\d{1,2})\s*分(?:\s*(?P<s2>\d{1,2})\s*秒)?)?)
    \s*(?P<after>AM|PM|am|pm)?""",
    re.VERBOSE | re.ASCII,
)
_OFFSET = re.compile(r"Z|[+-]\d{2}:?\d{2}")


def read_date(text: str) -> date | None:
    """The day that ``text`` names; None where it names none, or not exactly one."""
    match = _DAY.fullmatch(_plain(text))
    return _day(match) if match else None


def read_datetime(text: str, zone: tzinfo) -> datetime | None:
    """The moment that ``text`` names, in ``zone`` unless it brings its own offset; a bare day is its midnight."""
    plain = _plain(text)
    match = _DAY.match(plain)
    day = _day(match) if match else None
    if match is None or day is None:
        return None
    rest = plain[match.end() :]
    if not rest.strip():
        return datetime.combine(day, time(), zone)
    rest = rest.removeprefix("T").strip()
    at = _TIME.match(rest)
    clock = _clock(at) if at else None
    if at is None or clock is None:
        return None
    return _at(day, clock, rest[at.end() :].strip(), zone)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _day(match: re.Match[str]) -> date | None:
    part = match.groupdict()
    for number in "123":
        if part[f"y{number}"] is not None:
            return _real(int(part[f"y{number}"]), part[f"m{number}"], part[f"d{number}"])
    letter = _LETTER_OF.get(part["era"], part["era"].upper())
    year = _FIRST_YEARS[letter] + (1 if part["y4"] == "元" else int(part["y4"])) - 1
    day = _real(year, part["m4"] or part["m5"], part["d4"] or part["d5"])
    era = _ERAS[letter]
    return day if day is not None and era.first <= day <= era.last else None


def _real(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day)) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> time | None:
    part = match.groupdict()
    half = (part["half"] or part["after"] or "").lower()
    if part["half"] and part["after"]:
        return None
    hour = int(part["h1"] or part["h2"])
    if half:
        # 午後0時 and 12 PM are both noon.
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in ("午後", "pm") else 0)
    minute, second = int(part["m1"] or part["m2"] or 0), int(part["s1"] or part["s2"] or 0)
    try:
        return time(hour, minute, second, int((part["f1"] or "0").ljust(6, "0")))
    except ValueError:
        return None


def _at(day: date, clock: time, offset: str, zone: tzinfo) -> datetime | None:
    if not offset:
        return datetime.combine(day, clock, zone)
    if not _OFFSET.fullmatch(offset):
        return None
    try:
        return datetime.fromisoformat(f"{day.isoformat()}T{clock.isoformat()}{offset}")
    except ValueError:
        return None
