"""The first start: one owner, made by whoever holds the machine's own link."""

import threading
from typing import Any

import pytest
from django.db import connection
from tests.api_client import ApiClient, Reply
from tests.factories import make_organisation, make_user, rows
from tests.staff_browser import StaffBrowser

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, User
from enishi.accounts.services.setup import setup_link
from enishi.cli.up import link_of_first_start

OWNER = {
    "organisation_name": "美容室はなえ",
    "name": "花江 さくら",
    "email": "owner@example.com",
    "password": "a long enough passphrase",
}


def token() -> str:
    return setup_link().partition("#")[2]


def set_up(client: ApiClient | None = None, **other: Any) -> Reply:
    return (client or ApiClient()).post("/setup/owner", {"token": token(), **OWNER, **other})


def test_an_empty_installation_says_that_it_needs_an_owner(db: None) -> None:
    assert ApiClient().get("/setup").json == {"needs_owner": True}
    assert link_of_first_start() == setup_link()


def test_the_link_makes_the_owner_and_signs_them_in(db: None) -> None:
    client = ApiClient()

    reply = set_up(client)

    assert (reply.status, reply.json) == (201, {"organisation_id": rows(Organisation)[0].id})
    me = client.get("/me").json
    assert (me["user"]["email"], me["organisation"]["name"], me["role"]) == (
        OWNER["email"],
        OWNER["organisation_name"],
        "owner",
    )
    assert me["second_factor"]["satisfied"] is False
    assert ApiClient().get("/setup").json == {"needs_owner": False}
    assert link_of_first_start() is None


def test_strangers_who_guess_cannot_lock_the_first_owner_out(db: None) -> None:
    browser = StaffBrowser()
    browser.open()
    browser.api("POST", "/setup/owner", {"token": token(), **OWNER})
    browser.auth("DELETE", "auth/session")
    for _ in range(11):
        refused = StaffBrowser("203.0.113.9").sign_in(OWNER["email"], "a wrong guess of theirs")

    assert refused.status == 429
    assert browser.sign_in(OWNER["email"], OWNER["password"]).status == 200


def test_the_audit_log_begins_with_the_set_up(db: None) -> None:
    org_id = set_up().json["organisation_id"]

    entries = rows(AuditEntry, org_id=org_id, object_kind="organisation")
    assert [(entry.action, entry.actor_label) for entry in entries] == [
        ("organisation.created", "初期設定 / first set-up")
    ]


@pytest.mark.parametrize("wrong", ["x", "あ", "0" * 64])
def test_a_wrong_token_makes_nobody(db: None, wrong: str) -> None:
    reply = set_up(token=wrong)

    assert (reply.status, reply.json["code"]) == (403, "setup_link_wrong")
    assert not User.objects.exists()


def test_once_anybody_has_an_account_the_link_is_worth_nothing(db: None) -> None:
    make_organisation()

    reply = set_up()

    assert (reply.status, reply.json["code"]) == (409, "already_set_up")
    assert User.objects.count() == 1


def test_even_a_user_without_an_organisation_ends_the_set_up(db: None) -> None:
    make_user("somebody@example.com")

    assert set_up().json["code"] == "already_set_up"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("email", "nobody"),
        ("name", ""),
        ("organisation_name", ""),
    ],
)
def test_what_cannot_be_an_account_is_told_with_its_field(db: None, field: str, value: str) -> None:
    reply = set_up(None, **{field: value})

    assert (reply.status, [error["path"] for error in reply.json["errors"]]) == (422, [field])
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_becomes_the_owner() -> None:
    start = threading.Barrier(4)
    replies: list[Reply] = []

    def race(number: int) -> None:
        start.wait()
        replies.append(set_up(email=f"owner{number}@example.com"))
        connection.close()

    racers = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(reply.status for reply in replies) == [201, 409, 409, 409]
    assert (len(rows(Organisation)), User.objects.count()) == (1, 1)
    assert [member.role for member in rows(Member)] == [Role.OWNER]
