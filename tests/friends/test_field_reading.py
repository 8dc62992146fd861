"""How values of fields are read: as people in Japan write them, and never guessed."""

from calendar import isleap
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.friends.domain.anniversaries import month_day, month_days
from enishi.friends.domain.field_changes import converted
from enishi.friends.domain.fields import (
    JAPAN,
    Choice,
    FieldProblem,
    FieldSettings,
    FieldSpec,
    FieldType,
    parse,
    shown,
)


def _spec(type_: str, *labels: str, **settings: Any) -> FieldSpec:
    choices = tuple(Choice(id=number, label=label) for number, label in enumerate(labels, 1))
    return FieldSpec(1, "欄", FieldType(type_), FieldSettings(choices=choices, **settings))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2024/1/5", date(2024, 1, 5)),
        ("２０２４／１／５", date(2024, 1, 5)),
        ("2024-01-05", date(2024, 1, 5)),
        ("2024.1.5", date(2024, 1, 5)),
        ("20240105", date(2024, 1, 5)),
        ("2024年1月5日", date(2024, 1, 5)),
        ("2024年 1月 5日（金）", date(2024, 1, 5)),
        ("令和6年1月5日", date(2024, 1, 5)),
        ("R6.1.5", date(2024, 1, 5)),
        ("r6/1/5", date(2024, 1, 5)),
        ("㋿6年1月5日", date(2024, 1, 5)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S60.5.5", date(1985, 5, 5)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("2024/2/29", date(2024, 2, 29)),
        ("2024/1/5 0:00:00", date(2024, 1, 5)),
        (date(2024, 1, 5), date(2024, 1, 5)),
        (datetime(2024, 1, 5), date(2024, 1, 5)),  # noqa: DTZ001 - as a spreadsheet's cell holds it
    ],
)
def test_a_date_is_read_as_people_write_it(raw: Any, value: date) -> None:
    assert parse(_spec("date"), raw) == value


@pytest.mark.parametrize(
    "raw",
    [
        "24/1/5",
        "1/5/2024",
        "1月5日",
        "2023/2/29",
        "2024/13/1",
        "2024/1",
        "2024/1-5",
        "平成31年5月1日",
        "令和元年4月30日",
        "平成元年1月7日",
        "昭和99年1月1日",
        "令和0年1月1日",
        "明治2年1月1日",
        "1799/12/31",
        "3000/1/1",
        "2024/1/5 13:00",
        "あした",
        45_296,
        True,
        ["2024/1/5"],
        "2" * 10_000_000,
    ],
)
def test_what_is_no_single_day_is_refused_with_an_example(raw: Any) -> None:
    problem = parse(_spec("date"), raw)

    assert isinstance(problem, FieldProblem)
    assert "令和6年1月5日" in problem.ja


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2024/1/5 13:30", datetime(2024, 1, 5, 13, 30, tzinfo=JAPAN)),
        ("令和6年1月5日 午後1時30分", datetime(2024, 1, 5, 13, 30, tzinfo=JAPAN)),
        ("2024年1月5日 午前0時", datetime(2024, 1, 5, tzinfo=JAPAN)),
        ("2024/1/5 12:15 PM", datetime(2024, 1, 5, 12, 15, tzinfo=JAPAN)),
        ("2024/1/5", datetime(2024, 1, 5, tzinfo=JAPAN)),
        ("2024-01-05T04:30:00Z", datetime(2024, 1, 5, 13, 30, tzinfo=JAPAN)),
        ("2024-01-05T04:30:00.5+00:00", datetime(2024, 1, 5, 4, 30, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_the_shops(raw: str, value: datetime) -> None:
    assert parse(_spec("datetime"), raw) == value


@pytest.mark.parametrize(
    "raw", ["2024/1/5 24:00", "2024/1/5 午後13時", "2024/1/5 午前1:00 PM", "2024-01-05T00:00+99:99", "13:30"]
)
def test_a_time_that_is_none_is_refused(raw: str) -> None:
    assert isinstance(parse(_spec("datetime"), raw), FieldProblem)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("１２００", "1200"),
        ("1,200", "1200"),
        ("¥1,200", "1200"),
        ("1200円", "1200"),
        ("\\1,200", "1200"),
        ("２４回", "24"),
        ("3 人", "3"),
        ("150pt", "150"),
        ("－5", "-5"),
        ("▲5", "-5"),
        ("2.50", "2.5"),
        ("-0", "0"),
        ("007", "7"),
        (3, "3"),
        (0.1 + 0.2, "0.3"),
        (Decimal("1.25"), "1.25"),
    ],
)
def test_a_number_is_read_as_people_write_it(raw: Any, value: str) -> None:
    assert parse(_spec("number"), raw) == Decimal(value)


@pytest.mark.parametrize(
    "raw",
    [
        "1e400",
        "1E+11",
        "NaN",
        "Infinity",
        float("nan"),
        float("inf"),
        "1,20",
        "十二",
        "12個",
        "9" * 16,
        "1.1234567",
        True,
        [],
        {"a": 1},
        "1" * 10_000_000,
    ],
)
def test_what_is_no_number_is_refused(raw: Any) -> None:
    assert parse(_spec("number"), raw) is None or isinstance(parse(_spec("number"), raw), FieldProblem)
    assert not isinstance(parse(_spec("number"), raw), Decimal)


def test_limits_are_told() -> None:
    spec = _spec("number", min=0, max=100, decimals=0)

    assert parse(spec, "100") == Decimal(100)
    problems = [parse(spec, raw) for raw in ("101", "-1", "1.5")]
    assert [problem.ja for problem in problems if isinstance(problem, FieldProblem)] == [
        "100 以下にしてください。",
        "0 以上にしてください。",
        "整数で入れてください。",
    ]


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("text", "あ" * 501),
        ("text", "あ" * 10_000_000),
        ("text", "一行目\n二行目"),
        ("text", "見えない\x00文字"),
        ("text", "\ud800"),
        ("long_text", "あ" * 10_001),
        ("email", "hanako@example"),
        ("email", "hanako@@example.com"),
        ("phone", "9012345678"),
        ("phone", "090-1234-567"),
        ("phone", "電話なし"),
        ("url", "javascript:alert(1)"),
        ("url", "ftp://example.com/"),
        ("url", "https://"),
        ("url", "https://example.com/a b"),
        ("image", "data:image/png;base64,AAAA"),
        ("boolean", "たぶん"),
        ("choice", "ない選択肢"),
        ("choices", ["一般", "ない選択肢"]),
    ],
)
def test_what_does_not_fit_its_type_is_refused_in_both_languages(kind: str, raw: Any) -> None:
    problem = parse(_spec(kind, "一般", "ゴールド"), raw)

    assert isinstance(problem, FieldProblem)
    assert problem.ja
    assert problem.en


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  佐藤　愛子　", "佐藤　愛子"),
        ("text", 1024.0, "1024"),
        ("long_text", "一行目\r\n二行目", "一行目\n二行目"),
        ("email", "Ｈanako@EXAMPLE.com", "Hanako@example.com"),
        ("phone", "０９０－１２３４－５６７８", "+819012345678"),
        ("phone", "03(1234)5678", "+81312345678"),
        ("phone", "+81 (0)90-1234-5678", "+819012345678"),
        ("phone", "+1 415 555 2671", "+14155552671"),
        ("boolean", "○", True),
        ("boolean", "なし", False),
        ("boolean", 1.0, True),
        ("choice", "ｺﾞｰﾙﾄﾞ", 2),
        ("choice", 2, 2),
        ("choices", "ゴールド、一般", (1, 2)),
        ("choices", "ゴールド,一般", (1, 2)),
        ("choices", [2], (2,)),
        ("choices", " ", None),
        ("text", "　", None),
    ],
)
def test_a_value_is_stored_in_one_spelling(kind: str, raw: Any, value: Any) -> None:
    assert parse(_spec(kind, "一般", "ゴールド"), raw) == value


def test_a_label_with_a_comma_is_one_choice() -> None:
    spec = _spec("choices", "1,000円以上", "500円")

    assert parse(spec, "1,000円以上、500円") == (1, 2)
    assert shown(spec, (1, 2)) == "1,000円以上、500円"


def test_values_are_shown_in_words_of_the_language() -> None:
    assert shown(_spec("date"), date(2024, 1, 5)) == "2024年1月5日"
    assert shown(_spec("date"), date(2024, 1, 5), "en") == "2024-01-05"
    assert shown(_spec("datetime"), datetime(2024, 1, 5, 4, 30, tzinfo=UTC)) == "2024年1月5日 13:30"
    assert shown(_spec("number"), Decimal("1234.50")) == "1,234.5"
    assert (shown(_spec("boolean"), False), shown(_spec("boolean"), True, "en")) == ("いいえ", "Yes")
    assert shown(_spec("phone"), "+819012345678") == "090-1234-5678"


def test_a_time_becomes_its_day_where_the_shop_is() -> None:
    late = datetime(2024, 1, 5, 16, 0, tzinfo=UTC)

    assert converted(_spec("datetime"), _spec("date"), late) == date(2024, 1, 6)


def _returned(born: date, year: int) -> date:
    """The day of the year on which a birthday is kept."""
    is_lost = (born.month, born.day) == (2, 29) and not isleap(year)
    return date(year, 2, 28) if is_lost else born.replace(year=year)


@given(st.dates(date(1900, 1, 1), date(2019, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_who_has_an_anniversary_soon_is_found_by_month_and_day(day: date, today: date) -> None:
    soon = date.fromordinal(today.toordinal() + 30)

    is_soon = any(today <= _returned(day, year) <= soon for year in (today.year, today.year + 1))

    assert (month_day(day) in month_days(today, soon)) == is_soon


def test_a_leap_day_is_kept_on_the_28th_in_common_years() -> None:
    assert month_days(date(2025, 2, 28), date(2025, 2, 28)) == [228, 229]
    assert month_days(date(2028, 2, 28), date(2028, 2, 28)) == [228]
    assert month_days(date(2028, 2, 29), date(2028, 2, 28)) == []
