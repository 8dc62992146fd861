"""Owners and keys made on the command line: what is printed works, and what is ambiguous is told."""

from datetime import datetime

import pytest
from tests.factories import rows

from enishi.accounts.models import ApiKey, AuditEntry, Member, Organisation
from enishi.accounts.permissions import PERMISSIONS
from enishi.accounts.services import authenticate_api_key
from enishi.cli.people import create_api_key, create_owner, sign_in_link
from enishi.kit.errors import ProblemError

PASSWORD = "correct horse battery staple"


def test_an_owner_is_made_with_an_organisation_and_an_audit_entry(db: None) -> None:
    told = create_owner(email="hanae@example.com", name="花江", organisation="はなえ", password=PASSWORD)

    (org,) = rows(Organisation)
    assert str(org.id) in told
    assert [member.role for member in rows(Member)] == ["owner"]
    assert "organisation.created" in {entry.action for entry in rows(AuditEntry)}


def test_a_weak_password_makes_nobody(db: None) -> None:
    with pytest.raises(ProblemError) as refusal:
        create_owner(email="hanae@example.com", name="花江", organisation="はなえ", password="password")

    assert [field.path for field in refusal.value.fields] == ["password"]
    assert not rows(Organisation)
    assert not rows(Member)


def test_the_key_that_is_shown_opens_the_api(org: Organisation, now: datetime) -> None:
    shown = create_api_key(name="はじめての鍵", organisation_id=None, scopes=None).splitlines()[0]

    key = authenticate_api_key(secret=shown, now=now)
    assert key is not None
    assert key.org_id == org.id
    assert set(key.scopes) == PERMISSIONS
    assert all(shown not in str(vars(stored)) for stored in rows(ApiKey))


def test_of_several_organisations_one_has_to_be_named(org: Organisation, other_org: Organisation) -> None:
    with pytest.raises(ProblemError) as refusal:
        create_api_key(name="鍵", organisation_id=None, scopes=["friends.view"])

    assert refusal.value.code == "which_organisation"
    assert str(other_org.id) in refusal.value.en
    assert create_api_key(name="鍵", organisation_id=org.id, scopes=["friends.view"]).startswith("ek_")


def test_without_an_organisation_the_mend_is_named(db: None) -> None:
    with pytest.raises(ProblemError, match="create-owner"):
        create_api_key(name="鍵", organisation_id=None, scopes=None)


def test_a_locked_out_owner_gets_a_link_from_the_shell(org: Organisation, owner: Member) -> None:
    shown = sign_in_link(email=owner.user.email.upper())

    assert shown.startswith("https://enishi.example.com/sign-in-link#")
    made = rows(AuditEntry, org_id=org.id, action="user.sign_in_link_made")
    assert [(entry.actor_kind, entry.object_id) for entry in made] == [("cli", str(owner.user_id))]


def test_an_unknown_e_mail_gets_no_link(db: None) -> None:
    with pytest.raises(ProblemError) as refusal:
        sign_in_link(email="nobody@example.com")

    assert refusal.value.status == 404
