"""Signing in as a browser does: passwords, codes, links, and what a session may do."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from tests.factories import make_member, make_organisation, rows
from tests.staff_browser import (
    PASSWORD,
    StaffBrowser,
    browser_of,
    code_now,
    give_code_app,
    give_password,
)

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, Session, SignInLink, User
from enishi.accounts.signin.links import create_sign_in_link
from enishi.accounts.signin.urls import urlpatterns
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(org: Organisation) -> User:
    """May look, so needs no second factor."""
    return give_password(make_member(org, Role.ANALYST).user)


@pytest.fixture
def hanae(owner: Member) -> User:
    """The owner, with a password and no second factor yet."""
    return give_password(owner.user)


def signed_in(user: User, **options: Any) -> StaffBrowser:
    browser = StaffBrowser()
    reply = browser.sign_in(user.email, **options)
    assert reply.status == 200, reply
    return browser


def actions(org: Organisation) -> list[str]:
    return [entry.action for entry in rows(AuditEntry, org_id=org.id) if entry.action.startswith("user.")]


def test_a_password_signs_in_and_me_tells_who_it_is(org: Organisation, analyst: User) -> None:
    browser = signed_in(analyst)

    me = browser.api("GET", "/me").json

    assert me["kind"] == "user"
    assert me["user"] == {"id": analyst.id, "email": analyst.email, "name": analyst.name}
    assert me["role"] == "analyst"
    assert me["organisations"] == [{"id": org.id, "name": org.name, "role": "analyst"}]
    assert me["second_factor"] == {"required": False, "satisfied": True, "methods": []}
    assert browser.api("GET", "/friends").status == 200
    assert actions(org) == ["user.signed_in"]


def test_the_e_mail_counts_in_any_letter_case(analyst: User) -> None:
    assert StaffBrowser().sign_in(analyst.email.upper()).status == 200


def test_a_wrong_password_and_an_unknown_e_mail_get_the_same_answer(org: Organisation, analyst: User) -> None:
    wrong = StaffBrowser().sign_in(analyst.email, "not-the-password")
    unknown = StaffBrowser().sign_in("nobody@example.com", "not-the-password")

    assert (wrong.status, unknown.status) == (400, 400)
    assert wrong.json == unknown.json
    entry = rows(AuditEntry, org_id=org.id, action="user.sign_in_failed")
    assert [(one.actor_kind, one.actor_id) for one in entry] == [("anonymous", None)]
    assert "nobody" not in str([vars(one) for one in rows(AuditEntry)])


def test_nobody_can_sign_themselves_up(db: None) -> None:
    browser = StaffBrowser()
    browser.open()

    for path in (
        "auth/signup",
        "account/email",
        "auth/code/request",
        "auth/provider/redirect",
        "account/phone",
    ):
        assert browser.auth("POST", path, {"email": "x@example.com", "password": PASSWORD}).status == 404
    assert rows(User) == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"email": "a\\u0000@b.jp", "password": "x"}',
        b'{"email": "\\ud800@b.jp", "password": "x"}',
        b"[" * 5000,
        b"\xff",
    ],
)
def test_a_body_that_is_no_sound_json_is_refused(db: None, body: bytes) -> None:
    browser = StaffBrowser()
    browser.open()

    assert browser.auth("POST", "auth/login", body).status == 400


def test_a_deactivated_person_gets_in_no_more(analyst: User) -> None:
    browser = signed_in(analyst)
    User.objects.filter(id=analyst.id).update(is_active=False)

    assert browser.api("GET", "/me").status == 401
    assert StaffBrowser().sign_in(analyst.email).status == 401


def test_a_change_without_the_csrf_token_is_refused(analyst: User, org: Organisation) -> None:
    responder = give_password(make_member(org, Role.ADMIN).user)
    secret = give_code_app(responder)
    browser = StaffBrowser()
    browser.sign_in(responder.email)
    assert browser.enter_code(code_now(secret)).status == 200
    browser.has_csrf_header = False

    refused = browser.api("POST", "/tags", {"name": "興味_カラー_20261015"})
    sign_out = browser.auth("DELETE", "auth/session")
    browser.has_csrf_header = True
    allowed = browser.api("POST", "/tags", {"name": "興味_カラー_20261015"})

    assert (refused.status, refused.json["code"]) == (403, "csrf_failed")
    assert (sign_out.status, sign_out.json["code"]) == (403, "csrf_failed")
    assert allowed.status == 201


def test_another_site_cannot_use_the_cookies(analyst: User) -> None:
    browser = signed_in(analyst)

    reply = browser.auth("DELETE", "auth/session", Origin="https://evil.example")

    assert reply.status == 403
    assert browser.api("GET", "/me").status == 200


def test_cookies_are_hidden_from_scripts_and_bound_to_https(analyst: User) -> None:
    browser = signed_in(analyst)

    for name in ("enishi_session", "enishi_device"):
        cookie = browser.client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)


def test_an_api_key_in_the_header_wins_over_the_cookie(analyst: User) -> None:
    browser = signed_in(analyst)

    assert browser.api("GET", "/me", Authorization="Bearer ek_wrong").status == 401


def test_the_organisation_is_chosen_by_header_and_must_be_ones_own(analyst: User, org: Organisation) -> None:
    second = make_organisation("カフェみなと")
    strangers = make_organisation("よその店")
    with org_scope(second.id):
        Member.objects.create(org=second, user=analyst, role=Role.ANALYST, created_at=timezone.now())
    browser = signed_in(analyst)

    assert browser.api("GET", "/me").json["organisation"]["id"] == org.id
    chosen = browser.api("GET", "/me", X_Enishi_Organisation=str(second.id)).json
    assert chosen["organisation"]["id"] == second.id
    assert [one["id"] for one in chosen["organisations"]] == [org.id, second.id]
    for other in (str(strangers.id), "0", "x", "*"):
        assert browser.api("GET", "/me", X_Enishi_Organisation=other).status == 404


def test_a_place_that_has_ended_opens_nothing(analyst: User, org: Organisation) -> None:
    browser = signed_in(analyst)
    with org_scope(org.id):
        Member.objects.filter(user=analyst).update(ends_on=(timezone.now() - timedelta(days=2)).date())

    assert browser.api("GET", "/friends").status == 404


def test_whoever_may_send_must_set_up_a_second_factor_first(hanae: User) -> None:
    browser = signed_in(hanae)

    me = browser.api("GET", "/me").json
    refused = browser.api("GET", "/friends")

    assert me["second_factor"] == {"required": True, "satisfied": False, "methods": []}
    assert (refused.status, refused.json["code"]) == (403, "second_factor_required")


def test_setting_up_a_code_app_opens_the_rest_and_gives_recovery_codes(
    org: Organisation, hanae: User
) -> None:
    browser = signed_in(hanae)
    offered = browser.auth("GET", "account/authenticators/totp")
    secret = offered.json["meta"]["secret"]

    wrong = browser.auth("POST", "account/authenticators/totp", {"code": "000000"})
    added = browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret)})
    codes = browser.auth("GET", "account/authenticators/recovery-codes").json["data"]["unused_codes"]

    assert offered.status == 404
    assert offered.json["meta"]["totp_url"].startswith("otpauth://totp/")
    assert (wrong.status, added.status) == (400, 200)
    assert len(set(codes)) == 10
    assert browser.api("GET", "/friends").status == 200
    assert browser.api("GET", "/me").json["second_factor"]["methods"] == ["totp"]
    assert "user.second_factor_added" in actions(org)


def test_secrets_of_second_factors_are_stored_sealed(hanae: User) -> None:
    browser = signed_in(hanae)
    secret = browser.auth("GET", "account/authenticators/totp").json["meta"]["secret"]
    pending = rows(Session)[0].session_data
    browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret)})

    stored = "".join(str(one.data) for one in rows(Authenticator))

    assert secret not in pending
    assert secret not in stored
    assert browser.session_key() not in {one.session_key for one in rows(Session)}


def test_the_second_step_asks_for_a_code_that_works_once(hanae: User) -> None:
    secret = give_code_app(hanae)
    first, second = StaffBrowser(), StaffBrowser()

    asked = first.sign_in(hanae.email)
    assert asked.status == 401
    assert {"id": "mfa_authenticate", "is_pending": True, "types": ["totp"]} in asked.json["data"]["flows"]
    assert first.api("GET", "/me").status == 401

    code = code_now(secret)
    assert first.enter_code(code).status == 200
    assert first.api("GET", "/me").json["second_factor"]["satisfied"] is True

    second.sign_in(hanae.email)
    assert second.enter_code(code).status == 400
    assert second.enter_code(code_now(secret, steps=1)).status == 200


def test_a_recovery_code_works_once(hanae: User) -> None:
    browser = signed_in(hanae)
    secret = browser.auth("GET", "account/authenticators/totp").json["meta"]["secret"]
    browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret)})
    code = browser.auth("GET", "account/authenticators/recovery-codes").json["data"]["unused_codes"][0]

    answers = []
    for _ in range(2):
        other = StaffBrowser()
        other.sign_in(hanae.email)
        answers.append(other.enter_code(code).status)

    assert answers == [200, 400]


def test_removing_the_last_factor_closes_the_rest_again(org: Organisation, hanae: User) -> None:
    secret = give_code_app(hanae)
    browser = StaffBrowser()
    browser.sign_in(hanae.email)
    browser.enter_code(code_now(secret))

    removed = browser.auth("DELETE", "account/authenticators/totp")

    assert removed.status == 200
    assert browser.api("GET", "/friends").json["code"] == "second_factor_required"
    assert "user.second_factor_removed" in actions(org)


def test_an_old_session_must_confirm_before_it_changes_factors(
    hanae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(hanae, keep=True)
    later = timezone.now() + timedelta(minutes=20)
    monkeypatch.setattr(timezone, "now", lambda: later)

    asked = browser.auth("GET", "account/authenticators/webauthn")
    secret = browser.auth("GET", "account/authenticators/totp").json["meta"]["secret"]
    refused = browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret)})
    confirmed = browser.auth("POST", "auth/reauthenticate", {"password": PASSWORD})
    added = browser.auth("POST", "account/authenticators/totp", {"code": code_now(secret, steps=1)})

    assert asked.status == 401
    assert refused.status == 401
    assert (confirmed.status, added.status) == (200, 200)


def test_a_link_from_the_shell_signs_in_once_and_stands_for_the_second_factor(
    org: Organisation, hanae: User
) -> None:
    give_code_app(hanae)
    link = create_sign_in_link(email=hanae.email, now=timezone.now())
    address, _, token = link.partition("#")
    browser, again = StaffBrowser(), StaffBrowser()
    browser.open()
    again.open()

    first = browser.auth("POST", "auth/link", {"token": token})
    second = again.auth("POST", "auth/link", {"token": token})

    assert address == "https://enishi.example.com/sign-in-link"
    assert first.status == 200, first
    assert browser.api("GET", "/friends").status == 200
    assert second.json["errors"][0]["code"] == "link_not_valid"
    assert token not in str([vars(one) for one in rows(SignInLink)])
    assert actions(org) == ["user.sign_in_link_made", "user.signed_in"]


def test_a_link_is_worth_nothing_after_fifteen_minutes(hanae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    token = create_sign_in_link(email=hanae.email, now=now).partition("#")[2]
    browser = StaffBrowser()
    browser.open()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=15))

    assert browser.auth("POST", "auth/link", {"token": token}).status == 400


def test_a_body_that_nests_without_end_is_refused_on_every_route(hanae: User) -> None:
    browser = browser_of(hanae)
    routes = [str(route.pattern) for route in urlpatterns]

    found = {(route, browser.auth("POST", route, b"[" * 100_000).status) for route in routes}

    assert {route for route, status in found if status >= 500} == set()
