"""How long sessions last, how they are listed and ended, and what becomes of them when a password changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.factories import make_member, rows
from tests.staff_browser import PASSWORD, StaffBrowser, code_now, give_code_app, give_password

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, Session, User
from enishi.accounts.sessions import forget_ended_sessions
from enishi.kit import mail as enishi_mail

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "kirei-na-kami-2027"


@pytest.fixture
def analyst(org: Organisation) -> User:
    return give_password(make_member(org, Role.ANALYST).user)


def signed_in(user: User, **options: Any) -> StaffBrowser:
    browser = StaffBrowser(agent=str(options.pop("agent", "Mozilla/5.0")))
    assert browser.sign_in(user.email, **options).status == 200
    return browser


def is_in(browser: StaffBrowser) -> bool:
    return browser.api("GET", "/me").status == 200


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = timezone.now() + timedelta(**passed)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_session_ends_after_an_hour_without_use(analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(analyst)

    later(monkeypatch, minutes=50)
    assert is_in(browser)
    later(monkeypatch, minutes=50)
    assert is_in(browser)
    later(monkeypatch, minutes=61)
    assert not is_in(browser)


def test_a_session_in_steady_use_ends_after_twelve_hours(
    analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(analyst)

    seen = []
    for _ in range(15):
        later(monkeypatch, minutes=55)
        seen.append(is_in(browser))

    assert seen == [True] * 13 + [False] * 2


def test_a_kept_session_lasts_thirty_days_and_bears_idling(
    analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(analyst, keep=True)

    assert 29 * 86_400 < int(browser.client.cookies["enishi_session"]["max-age"]) <= 30 * 86_400
    later(monkeypatch, days=29)
    assert is_in(browser)
    later(monkeypatch, days=1, seconds=1)
    assert not is_in(browser)


def test_the_session_key_changes_when_somebody_signs_in(analyst: User) -> None:
    browser = StaffBrowser()
    browser.sign_in(analyst.email, "wrong-password")
    analyst_secret = give_code_app(analyst)
    browser.sign_in(analyst.email)
    before = browser.session_key()
    browser.enter_code(code_now(analyst_secret))

    assert before
    assert browser.session_key() != before
    assert len(rows(Session)) == 1


def test_sessions_are_listed_and_one_can_be_ended(org: Organisation, analyst: User) -> None:
    phone = signed_in(analyst, agent="Mozilla/5.0 (iPhone)")
    laptop = signed_in(analyst, agent="Mozilla/5.0 (Windows NT 10.0)")

    listed = laptop.auth("GET", "auth/sessions").json["data"]
    other = next(one for one in listed if not one["is_current"])
    left = laptop.auth("DELETE", "auth/sessions", {"sessions": [other["id"]]}).json["data"]

    assert {(one["agent"], one["is_current"], one["address"]) for one in listed} == {
        ("Mozilla/5.0 (iPhone)", False, "127.0.0.1"),
        ("Mozilla/5.0 (Windows NT 10.0)", True, "127.0.0.1"),
    }
    assert [one["is_current"] for one in left] == [True]
    assert (is_in(phone), is_in(laptop)) == (False, True)
    assert rows(AuditEntry, org_id=org.id, action="user.sessions_ended")[0].after == {"number": 1}


def test_nobody_ends_somebody_elses_session(org: Organisation, analyst: User) -> None:
    stranger = give_password(make_member(org, Role.ANALYST).user)
    browser, other = signed_in(analyst), signed_in(stranger)
    foreign = other.auth("GET", "auth/sessions").json["data"][0]["id"]

    for ids in ([foreign], ["x"], [None], "x", {"a": 1}):
        assert browser.auth("DELETE", "auth/sessions", {"sessions": ids}).status in (200, 400)

    assert is_in(other)
    assert browser.auth("GET", "auth/sessions").json["data"][0]["id"] != foreign


def test_all_other_sessions_can_be_ended_at_once(analyst: User) -> None:
    others = [signed_in(analyst) for _ in range(3)]
    browser = signed_in(analyst)

    browser.auth("DELETE", "auth/sessions", {"others": True})

    assert [is_in(one) for one in others] == [False] * 3
    assert is_in(browser)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(org: Organisation, analyst: User) -> None:
    other, browser = signed_in(analyst), signed_in(analyst)

    weak = browser.auth(
        "POST", "account/password/change", {"current_password": PASSWORD, "new_password": "short"}
    )
    changed = browser.auth(
        "POST", "account/password/change", {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert weak.json["errors"][0]["code"] == "password_too_short"
    assert changed.status == 200
    assert (is_in(other), is_in(browser)) == (False, True)
    assert len(rows(Session, user_id=analyst.id)) == 1
    assert StaffBrowser().sign_in(analyst.email).status == 400
    assert StaffBrowser().sign_in(analyst.email, NEW_PASSWORD).status == 200
    assert rows(AuditEntry, org_id=org.id, action="user.password_changed")[0].actor_id == analyst.id


def test_setting_up_a_factor_ends_sessions_that_never_showed_it(analyst: User) -> None:
    other, browser = signed_in(analyst), signed_in(analyst)
    secret = browser.auth("GET", "account/authenticators/totp").json["meta"]["secret"]

    browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret)})

    assert (is_in(other), is_in(browser)) == (False, True)


def test_a_reset_link_is_shown_in_the_terminal_where_there_is_no_mail(
    analyst: User, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = StaffBrowser()
    browser.open()

    known = browser.auth("POST", "auth/password/request", {"email": analyst.email})
    shown = capsys.readouterr().err
    unknown = browser.auth("POST", "auth/password/request", {"email": "nobody@example.com"})

    assert (known.status, unknown.status) == (200, 200)
    assert known.json == unknown.json
    assert "https://enishi.example.com/reset-password#" in shown
    assert capsys.readouterr().err == ""


def test_a_reset_sets_the_password_once_and_ends_every_session(
    org: Organisation, owner: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    give_password(owner.user)
    secret = give_code_app(owner.user)
    other, browser = StaffBrowser(), StaffBrowser()
    other.sign_in(owner.user.email)
    other.enter_code(code_now(secret))
    browser.open()
    browser.auth("POST", "auth/password/request", {"email": owner.user.email})
    key = capsys.readouterr().err.partition("/reset-password#")[2].split()[0]

    weak = browser.auth("POST", "auth/password/reset", {"key": key, "password": "password1234"})
    reset = browser.auth("POST", "auth/password/reset", {"key": key, "password": NEW_PASSWORD})
    again = browser.auth("POST", "auth/password/reset", {"key": key, "password": PASSWORD})

    assert weak.json["errors"][0]["code"] == "password_too_common"
    # Reset, and yet not signed in: the second factor is still asked for.
    assert reset.status == 401
    assert again.status == 400
    assert not is_in(other)
    assert browser.sign_in(owner.user.email, NEW_PASSWORD).status == 401
    assert browser.enter_code(code_now(secret, steps=1)).status == 200


def test_with_smtp_the_link_is_mailed_and_nothing_is_printed(
    analyst: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings as live

    monkeypatch.setattr(live, "ENISHI_HAS_MAIL", True)
    browser = StaffBrowser()
    browser.open()

    browser.auth("POST", "auth/password/request", {"email": analyst.email})
    enishi_mail._sender.submit(lambda: None).result()

    assert [message.to for message in mail.outbox] == [[analyst.email]]
    assert "/reset-password#" in mail.outbox[0].body
    assert "reset-password" not in capsys.readouterr().err


def test_housekeeping_drops_sessions_that_have_ended(analyst: User, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(analyst)
    kept = signed_in(analyst, keep=True)
    later(monkeypatch, hours=13)

    forget_ended_sessions()

    assert len(rows(Session)) == 1
    assert is_in(kept)
