"""Passkeys: made, used alone and as second step, and refused where they do not belong."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from tests.accounts.soft_authenticator import SoftAuthenticator
from tests.factories import make_member, rows
from tests.staff_browser import StaffBrowser, browser_of, give_password

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, Session, User
from enishi.config.env import load_settings

pytestmark = pytest.mark.django_db

HERE = "https://enishi.example.com"
MANAGE = "account/authenticators/webauthn"
ALONE = "auth/webauthn/login"


@pytest.fixture
def hanae(owner: Member) -> User:
    return give_password(owner.user)


def with_passkey(user: User, key: SoftAuthenticator) -> StaffBrowser:
    browser = StaffBrowser()
    browser.sign_in(user.email)
    assert add(browser, key) == 200
    return browser


def add(browser: StaffBrowser, key: SoftAuthenticator, name: str = "お店のパソコン") -> int:
    options = browser.auth("GET", f"{MANAGE}?passwordless").json["data"]["creation_options"]
    return browser.auth("POST", MANAGE, {"name": name, "credential": key.make(options)}).status


def challenge(browser: StaffBrowser, path: str) -> Any:
    return browser.auth("GET", path).json["data"]["request_options"]


def test_a_passkey_belongs_to_the_host_of_the_public_address(hanae: User) -> None:
    browser = StaffBrowser()
    browser.sign_in(hanae.email)

    options = browser.auth("GET", f"{MANAGE}?passwordless").json["data"]["creation_options"]["publicKey"]

    assert options["rp"] == {"id": "enishi.example.com", "name": "Enishi"}
    assert (options["user"]["name"], options["user"]["displayName"]) == (hanae.email, hanae.name)


def test_a_new_passkey_opens_the_rest_and_is_on_record(org: Organisation, hanae: User) -> None:
    browser = with_passkey(hanae, SoftAuthenticator(HERE))

    assert browser.api("GET", "/friends").status == 200
    assert browser.api("GET", "/me").json["second_factor"]["methods"] == ["webauthn"]
    added = rows(AuditEntry, org_id=org.id, action="user.second_factor_added")
    assert [entry.after for entry in added] == [{"factor": "passkey"}]


def test_a_passkey_alone_signs_in_past_both_steps(hanae: User) -> None:
    key = SoftAuthenticator(HERE)
    with_passkey(hanae, key)
    browser = StaffBrowser()
    browser.open()

    answer = {"credential": key.show(challenge(browser, ALONE)), "keep": True}
    signed_in = browser.auth("POST", ALONE, answer)

    assert signed_in.status == 200
    assert rows(Session, is_kept=True) != []
    assert browser.api("GET", "/friends").status == 200


def test_a_passkey_is_a_second_step_after_the_password(hanae: User) -> None:
    key = SoftAuthenticator(HERE)
    with_passkey(hanae, key)
    browser = StaffBrowser()
    browser.sign_in(hanae.email)
    path = "auth/webauthn/authenticate"

    answer = browser.auth("POST", path, {"credential": key.show(challenge(browser, path))})

    assert answer.status == 200
    assert browser.api("GET", "/me").json["second_factor"]["satisfied"] is True


def test_an_answer_works_for_its_own_challenge_only(hanae: User) -> None:
    key = SoftAuthenticator(HERE)
    with_passkey(hanae, key)
    first, second = StaffBrowser(), StaffBrowser()
    first.open()
    second.open()
    answer = key.show(challenge(first, ALONE))
    challenge(second, ALONE)

    stolen = second.auth("POST", ALONE, {"credential": answer})
    used = first.auth("POST", ALONE, {"credential": answer})
    first.auth("DELETE", "auth/session")
    again = first.auth("POST", ALONE, {"credential": answer})

    assert (stolen.status, used.status, again.status) == (400, 200, 400)


@pytest.mark.parametrize(
    "key",
    [SoftAuthenticator("https://evil.example"), SoftAuthenticator(HERE, is_person_verified=False)],
    ids=["another site's page", "nobody verified"],
)
def test_a_passkey_that_proves_too_little_is_refused(hanae: User, key: SoftAuthenticator) -> None:
    browser = StaffBrowser()
    browser.sign_in(hanae.email)

    assert add(browser, key) == 400
    assert rows(Authenticator) == []


@pytest.mark.parametrize(
    "credential", [None, "", [], {}, {"id": 1}, {"response": "x"}, "{", {"response": {}}]
)
def test_an_answer_that_is_no_credential_is_refused(hanae: User, credential: object) -> None:
    browser = StaffBrowser()
    browser.open()
    challenge(browser, ALONE)

    assert browser.auth("POST", ALONE, {"credential": credential}).status == 400


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("signature", "AAAA"),
        ("signature", "*"),
        ("authenticatorData", "AAAA"),
        ("authenticatorData", 7),
        ("clientDataJSON", "e30"),
        ("clientDataJSON", None),
        ("userHandle", None),
        ("userHandle", "_-8"),
    ],
)
def test_an_answer_that_was_tampered_with_is_refused(hanae: User, part: str, value: object) -> None:
    key = SoftAuthenticator(HERE)
    with_passkey(hanae, key)
    browser = StaffBrowser()
    browser.open()
    answer = key.show(challenge(browser, ALONE))
    answer["response"][part] = value

    assert browser.auth("POST", ALONE, {"credential": answer}).status == 400
    assert browser.api("GET", "/me").status == 401


def test_one_of_two_passkeys_can_be_renamed_and_removed_but_nobody_elses(
    org: Organisation, hanae: User
) -> None:
    browser = with_passkey(hanae, SoftAuthenticator(HERE))
    add(browser, SoftAuthenticator(HERE), "スマートフォン")
    first, second = rows(Authenticator, type="webauthn")
    stranger = browser_of(make_member(org, Role.ADMIN).user)

    foreign = stranger.auth("DELETE", MANAGE, {"authenticators": [first.pk]})
    renamed = browser.auth("PUT", MANAGE, {"id": first.pk, "name": "レジのパソコン"})
    removed = browser.auth("DELETE", MANAGE, {"authenticators": [second.pk]})

    assert (foreign.status, renamed.status, removed.status) == (400, 200, 200)
    assert [one.wrap().name for one in rows(Authenticator, type="webauthn")] == ["レジのパソコン"]
    assert browser.api("GET", "/friends").status == 200


@pytest.mark.parametrize(
    ("public_url", "is_offered"),
    [
        ("https://line.example.jp", True),
        ("http://localhost:8000", True),
        ("http://line.example.jp", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_passkeys_are_offered_where_browsers_take_them(
    tmp_path_factory: pytest.TempPathFactory, public_url: str, is_offered: bool
) -> None:
    settings = load_settings(
        {
            "ENISHI_PUBLIC_URL": public_url,
            "ENISHI_DATA_DIR": str(tmp_path_factory.mktemp("data")),
            "ENISHI_SECRET_KEY": "a-secret-for-tests-only-0123456789abcdef",
        }
    )

    assert settings.can_use_passkeys is is_offered
