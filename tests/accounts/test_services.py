"""Organisations, passwords, and what keeps members from raising themselves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connection
from tests.factories import NOW, make_api_key, make_member, make_organisation, make_user, rows

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, User
from enishi.accounts.permissions import COMMAND_LINE, PERMISSIONS, Actor, role_permissions, scope_permissions
from enishi.accounts.services import (
    add_member,
    authenticate_api_key,
    create_api_key,
    create_organisation,
    create_user,
    remove_member,
)
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db

GOOD_PASSWORD = "hanae-no-himitsu-2026"


def test_a_new_organisation_has_an_owner_and_a_record(now: datetime) -> None:
    org, owner = create_organisation(
        name="美容室はなえ",
        owner_email="hanae@example.com",
        owner_name="花江 優子",
        owner_password=GOOD_PASSWORD,
        actor=COMMAND_LINE,
        now=now,
    )

    assert [member.role for member in rows(Member, org_id=org.id)] == [Role.OWNER]
    assert owner.user.check_password(GOOD_PASSWORD)
    assert {entry.action for entry in rows(AuditEntry, org_id=org.id)} == {
        "organisation.created",
        "member.added",
    }


def test_passwords_are_stored_with_argon2id(now: datetime) -> None:
    user = create_user(email="a@example.com", name="A", password=GOOD_PASSWORD, now=now)

    assert identify_hasher(user.password).algorithm == "argon2"
    assert "argon2id" in user.password


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "password1234"])
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(ProblemError) as caught:
        create_user(email="a@example.com", name="A", password=password, now=NOW)

    assert [problem.path for problem in caught.value.fields] == ["password"]
    assert rows(User, email="a@example.com") == []


def test_all_problems_of_a_user_are_told_at_once() -> None:
    with pytest.raises(ProblemError) as caught:
        create_user(email="no e-mail", name="A", password="short", now=NOW)

    assert [problem.path for problem in caught.value.fields] == ["email", "password"]


def test_an_email_is_taken_in_any_letter_case() -> None:
    make_user("a@example.com")

    with pytest.raises(ProblemError, match="email_taken"):
        create_user(email="A@Example.com", name="A", password=None, now=NOW)


def test_joining_a_second_organisation_leaves_password_and_name_alone(org: Organisation) -> None:
    create_user(email="mika@example.com", name="佐藤 美香", password=GOOD_PASSWORD, now=NOW)

    with org_scope(org.id):
        add_member(
            org_id=org.id,
            email="mika@example.com",
            name="別の名前",
            password="another-password-2026",
            role=Role.ANALYST,
            actor=COMMAND_LINE,
            now=NOW,
        )

    user = rows(User, email="mika@example.com")[0]
    assert user.name == "佐藤 美香"
    assert user.check_password(GOOD_PASSWORD)


def test_a_refused_change_leaves_no_audit_entry(org: Organisation, owner: Member) -> None:
    before = len(rows(AuditEntry, org_id=org.id))

    with pytest.raises(ProblemError), org_scope(org.id):
        remove_member(org_id=org.id, member_id=owner.id, actor=COMMAND_LINE, now=NOW)

    assert len(rows(AuditEntry, org_id=org.id)) == before


def test_only_the_owner_holds_everything() -> None:
    assert role_permissions(Role.OWNER) == PERMISSIONS
    for role in set(Role) - {Role.OWNER}:
        assert role_permissions(role) < PERMISSIONS
    assert role_permissions("janitor") == frozenset()


def test_the_viewer_may_only_look() -> None:
    assert {name.partition(".")[2] for name in role_permissions(Role.ANALYST)} == {"view"}


def test_a_partner_sees_no_friends_and_publishes_nothing() -> None:
    partner = role_permissions(Role.PARTNER)

    assert not partner & {"friends.view", "talk.view", "scenarios.publish", "deliveries.send"}


def test_scopes_that_no_longer_exist_give_nothing() -> None:
    assert scope_permissions(["friends.view", "friends.peek"]) == {"friends.view", "me.view"}


@pytest.mark.parametrize("scopes", [[], ["friends.peek"]])
def test_a_key_needs_known_scopes(org: Organisation, scopes: list[str]) -> None:
    with pytest.raises(ProblemError) as caught, org_scope(org.id):
        create_api_key(org_id=org.id, name="x", scopes=scopes, actor=COMMAND_LINE, now=NOW)

    assert caught.value.fields[0].path == "scopes"


def test_a_key_cannot_be_made_expired(org: Organisation) -> None:
    with pytest.raises(ProblemError) as caught, org_scope(org.id):
        create_api_key(
            org_id=org.id,
            name="x",
            scopes=["friends.view"],
            actor=COMMAND_LINE,
            now=NOW,
            expires_at=NOW,
        )

    assert caught.value.fields[0].path == "expires_at"


def test_a_key_opens_only_its_own_organisation(org: Organisation, other_org: Organisation) -> None:
    key = authenticate_api_key(secret=make_api_key(org), now=NOW)

    assert key is not None
    assert key.org_id == org.id


def test_a_nearly_right_key_is_wrong(org: Organisation) -> None:
    secret = make_api_key(org)

    wrong = [secret[:-1] + ("a" if secret[-1] != "a" else "b"), secret[:-1], secret + "a", secret.upper()]
    assert [authenticate_api_key(secret=one, now=NOW) for one in wrong] == [None] * 4


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_leave_one() -> None:
    org = make_organisation()
    first = rows(Member, org_id=org.id)[0]
    second = make_member(org, Role.OWNER)
    start = Barrier(2)

    def remove(member_id: int) -> str:
        try:
            start.wait(10)
            with org_scope(org.id):
                actor = Actor("user", "x", permissions=PERMISSIONS)
                remove_member(org_id=org.id, member_id=member_id, actor=actor, now=NOW)
        except ProblemError as error:
            return error.code
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(remove, [first.id, second.id]))

    assert results == ["last_owner", "removed"]
    assert len(rows(Member, org_id=org.id, role=Role.OWNER)) == 1
