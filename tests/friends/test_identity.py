"""How addresses, numbers and names are written so that equal ones are equal."""

from datetime import UTC, date, datetime, timedelta

import pytest

from enishi.friends.domain.customers import USUAL_TRUST, Claim, chosen
from enishi.friends.domain.identity import (
    email_hint,
    email_key,
    name_birthday_key,
    phone_hint,
    phone_key,
)

DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["Hanako@Example.com", " hanako@example.com ", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ"]
)
def test_an_address_is_one_however_it_is_written(raw: str) -> None:
    assert email_key(raw) == "hanako@example.com"


@pytest.mark.parametrize(
    "raw", ["", "hanako", "hanako@", "@example.com", "a b@example.com", "a@b", "a@example."]
)
def test_what_is_no_address_identifies_nobody(raw: str) -> None:
    assert email_key(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        "090-1234-5678",
        "09012345678",
        "０９０（１２３４）５６７８",
        "+81 90-1234-5678",
        "+819012345678",
        "819012345678",
        "+81(0)90-1234-5678",
    ],
)
def test_a_number_is_one_however_it_is_written(raw: str) -> None:
    assert phone_key(raw) == "09012345678"


def test_a_number_of_another_country_keeps_its_country() -> None:
    assert phone_key("+1 202-555-0143") == "+12025550143"


@pytest.mark.parametrize("raw", ["", "1234", "12345678", "電話なし", "090-1234-567890"])
def test_half_a_number_identifies_nobody(raw: str) -> None:
    assert phone_key(raw) is None


def test_a_name_and_a_birthday_identify_only_together() -> None:
    birthday = date(1990, 4, 12)

    assert name_birthday_key("山田　花子", birthday) == name_birthday_key("山田花子", birthday)
    assert name_birthday_key("山田花子", None) is None
    assert name_birthday_key("花", birthday) is None


def test_a_hint_is_too_little_to_write_to() -> None:
    assert email_hint("hanako@example.com") == "h…@example.com"
    assert phone_hint("09012345678") == "…5678"


def test_each_rule_chooses_its_own_value() -> None:
    claims = [
        Claim("shop", "order:shop", DAY),
        Claim("friend", "friend:2", DAY + timedelta(days=2)),
        Claim("staff", "staff:3", DAY + timedelta(days=1)),
    ]

    picked = {rule: chosen(claims, rule, USUAL_TRUST) for rule in ("newest", "trusted", "first")}

    assert {rule: claim and claim.value for rule, claim in picked.items()} == {
        "newest": "friend",
        "trusted": "staff",
        "first": "shop",
    }


def test_of_two_who_are_trusted_alike_the_newer_counts() -> None:
    claims = [Claim("old", "staff:1", DAY), Claim("new", "staff:2", DAY + timedelta(days=1))]

    claim = chosen(claims, "trusted", USUAL_TRUST)

    assert claim is not None
    assert claim.value == "new"


def test_nothing_said_is_nothing_chosen() -> None:
    assert chosen([], "newest", USUAL_TRUST) is None
