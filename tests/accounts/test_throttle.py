"""Guessing: few guesses are evaluated, and the owner gets in all the same."""

from datetime import datetime, timedelta

import pytest
from tests.factories import NOW, rows
from tests.staff_browser import StaffBrowser, code_now, give_code_app, give_password

from enishi.accounts.models import GuessBudget, Member, User
from enishi.accounts.signin.throttle import Throttled, pay_for_guess, pay_for_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanae(owner: Member) -> User:
    return give_password(owner.user)


def is_evaluated(now: datetime, *, address: str | None, device: str | None = None) -> bool:
    try:
        pay_for_guess(purpose="password", account="7", device=device, address=address, now=now)
    except Throttled:
        return False
    return True


def test_of_ten_thousand_guesses_in_an_hour_from_everywhere_twenty_are_evaluated() -> None:
    step = timedelta(hours=1) / 10_000

    evaluated = sum(
        is_evaluated(NOW + number * step, address=f"10.{number // 250}.{number % 250}.1")
        for number in range(10_000)
    )
    owner_gets_a_look = is_evaluated(NOW + timedelta(hours=1), address="192.0.2.1", device="known")

    assert evaluated == 19
    assert owner_gets_a_look


def test_a_known_device_has_a_budget_too_and_not_an_endless_one() -> None:
    evaluated = sum(is_evaluated(NOW, address=None, device="known") for _ in range(50))

    assert evaluated == 10
    assert is_evaluated(NOW, address=None, device="another")


def test_one_neighbourhood_cannot_try_every_account() -> None:
    def try_account(number: int) -> bool:
        try:
            pay_for_guess(
                purpose="password",
                account=f"user{number}",
                device=None,
                address=f"192.0.2.{number % 250}",
                now=NOW,
            )
        except Throttled:
            return False
        return True

    assert sum(try_account(number) for number in range(500)) == 60


def test_neighbours_in_ipv6_share_a_budget() -> None:
    def look(address: str) -> None:
        pay_for_guess(purpose="password", account=address, device=None, address=address, now=NOW)

    for number in range(60):
        look(f"2001:db8:1:1::{number:x}")

    with pytest.raises(Throttled):
        look("2001:db8:1:1:ffff::1")
    look("2001:db8:1:2::1")


def test_the_wait_that_is_told_is_long_enough_and_no_longer() -> None:
    for _ in range(10):
        is_evaluated(NOW, address=None)
    with pytest.raises(Throttled) as caught:
        pay_for_guess(purpose="password", account="7", device=None, address=None, now=NOW)

    seconds = caught.value.seconds
    assert not is_evaluated(NOW + timedelta(seconds=seconds - 1), address=None)
    assert is_evaluated(NOW + timedelta(seconds=seconds), address=None)


def test_a_right_guess_costs_nothing() -> None:
    for _ in range(100):
        pay_for_guess(purpose="password", account="7", device=None, address="192.0.2.1", now=NOW).was_right()


def test_budgets_name_neither_account_nor_address() -> None:
    pay_for_guess(purpose="password", account="hanae@example.com", device=None, address="192.0.2.1", now=NOW)

    assert "hanae" not in str([one.key for one in rows(GuessBudget)])
    assert "192" not in str([one.key for one in rows(GuessBudget, key__startswith="192")])


def test_mails_that_anybody_may_ask_for_are_few() -> None:
    for _ in range(3):
        pay_for_mail(account="hanae@example.com", address=None, now=NOW)
    with pytest.raises(Throttled):
        pay_for_mail(account="Hanae@example.com", address=None, now=NOW)


def test_strangers_use_up_the_budget_and_the_owners_own_browser_still_gets_in(
    hanae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = 0
    check = User.check_password

    def counting(self: User, raw: str) -> bool:
        nonlocal evaluated
        evaluated += 1
        return check(self, raw)

    at_home = StaffBrowser("198.51.100.7")
    at_home.sign_in(hanae.email)
    at_home.auth("DELETE", "auth/session")
    monkeypatch.setattr(User, "check_password", counting)

    answers = [
        StaffBrowser(f"203.0.{number}.9").sign_in(hanae.email, f"guess-number-{number}").status
        for number in range(40)
    ]
    right_but_unknown = StaffBrowser("203.0.113.200").sign_in(hanae.email)
    right_at_home = at_home.sign_in(hanae.email)

    assert answers == [400] * 10 + [429] * 30
    assert evaluated == 11
    assert right_but_unknown.status == 429
    assert 0 < int(right_but_unknown.headers["Retry-After"]) <= 360
    assert right_at_home.status == 200


def test_a_made_up_device_cookie_earns_nothing(hanae: User) -> None:
    for number in range(10):
        StaffBrowser(f"203.0.{number}.9").sign_in(hanae.email, "wrong-password")
    browser = StaffBrowser("203.0.113.1")
    browser.client.cookies["enishi_device"] = 'eyJkIjoiYSIsInUiOlsxXX0:1:"forged"'

    assert browser.sign_in(hanae.email).status == 429


def test_codes_of_the_second_step_are_counted_too(hanae: User) -> None:
    secret = give_code_app(hanae)
    answers = []
    for number in range(15):
        browser = StaffBrowser(f"203.0.{number}.9")
        browser.sign_in(hanae.email)
        answers.append(browser.enter_code("000000").status)
    browser.sign_in(hanae.email)

    assert answers == [400] * 10 + [429] * 5
    assert browser.enter_code(code_now(secret)).status == 429


def test_a_session_left_open_is_no_place_to_guess_the_password(hanae: User) -> None:
    browser = StaffBrowser()
    browser.sign_in(hanae.email)
    body = {"current_password": "wrong", "new_password": "another-long-password"}

    answers = [browser.auth("POST", "account/password/change", body).status for _ in range(12)]

    assert answers == [400] * 10 + [429] * 2
