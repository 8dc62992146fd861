"""Invitations: a link works once, for whom it was meant, and tells nobody else anything."""

from datetime import datetime, timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key, make_channel, make_member, make_user, rows
from tests.staff_browser import StaffBrowser, browser_of

from enishi.accounts.models import AuditEntry, Invitation, Member, Notice, Organisation, Role, User
from enishi.accounts.permissions import Actor, role_permissions
from enishi.accounts.services import remove_member
from enishi.accounts.services.invitations import accept_invitation, invite
from enishi.accounts.services.members import Place
from enishi.kit import clock
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope

PASSWORD = "hanae-no-himitsu-2026"
PERSON = {"name": "佐藤 美香", "password": PASSWORD}


def token_of(link: str) -> str:
    return link.partition("#")[2]


def invited(api: ApiClient, **change: object) -> str:
    """The token of a fresh invitation."""
    reply = api.post("/invitations", {"email": "mika@example.com", "role": "operator", **change})
    assert reply.status == 201, reply
    return token_of(reply.json["link"])


@pytest.fixture
def nobody() -> ApiClient:
    """A browser in which nobody is signed in."""
    return ApiClient()


def test_a_new_person_sees_the_offer_and_takes_it(
    org: Organisation, api: ApiClient, nobody: ApiClient
) -> None:
    channel = make_channel(org, name="はなえ公式")
    token = invited(api, channel_ids=[channel.id], ends_on="2026-12-31")

    offer = nobody.post("/invitation/look", {"token": token}).json
    accepted = nobody.post("/invitation/accept", {"token": token, **PERSON})

    assert (offer["organisation_name"], offer["role"]["ja"]) == ("美容室はなえ", "運用担当")
    assert (offer["channel_names"], offer["email"]) == (["はなえ公式"], "mika@example.com")
    assert accepted.status == 201, accepted
    (member,) = rows(Member, org_id=org.id, role=Role.OPERATOR)
    user = rows(User, id=member.user_id)[0]
    assert (user.email, user.name, user.check_password(PASSWORD)) == ("mika@example.com", "佐藤 美香", True)
    assert (member.channel_ids, str(member.ends_on)) == ([channel.id], "2026-12-31")
    assert {"invitation.created", "invitation.accepted", "member.added"} <= {
        entry.action for entry in rows(AuditEntry, org_id=org.id)
    }
    assert [notice.kind for notice in rows(Notice, org_id=org.id)] == ["member_joined"]


def test_a_link_works_once(org: Organisation, api: ApiClient, nobody: ApiClient) -> None:
    token = invited(api)
    assert nobody.post("/invitation/accept", {"token": token, **PERSON}).status == 201

    again = ApiClient().post("/invitation/accept", {"token": token, **PERSON})

    assert (again.status, again.json["code"]) == (404, "invitation_not_usable")
    assert len(rows(Member, org_id=org.id)) == 2


def test_a_link_ends_after_seven_days(
    api: ApiClient, nobody: ApiClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invited(api)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7))

    assert nobody.post("/invitation/look", {"token": token}).status == 404


def test_a_revoked_link_and_one_made_anew_work_no_more(api: ApiClient, nobody: ApiClient) -> None:
    first = api.post("/invitations", {"email": "mika@example.com", "role": "operator"}).json
    second = api.post(f"/invitations/{first['id']}/renew").json

    assert nobody.post("/invitation/look", {"token": token_of(first["link"])}).status == 404
    assert nobody.post("/invitation/look", {"token": token_of(second["link"])}).status == 200
    assert api.delete(f"/invitations/{first['id']}").status == 204
    assert nobody.post("/invitation/look", {"token": token_of(second["link"])}).status == 404
    assert api.get("/invitations").json["items"] == []


def test_a_second_invitation_replaces_the_first(api: ApiClient, nobody: ApiClient) -> None:
    first = invited(api)
    invited(api, email="MIKA@example.com", role="analyst")

    assert nobody.post("/invitation/look", {"token": first}).status == 404
    assert [row["role"] for row in api.get("/invitations").json["items"]] == ["analyst"]


@pytest.mark.parametrize("token", ["", "x", "あ" * 30, "a" * 150])
def test_a_wrong_link_tells_nothing(db: None, nobody: ApiClient, token: str) -> None:
    reply = nobody.post("/invitation/look", {"token": token})

    assert (reply.status, reply.json["code"]) == (404, "invitation_not_usable")


def test_inviting_does_not_tell_whether_somebody_has_an_account_elsewhere(
    other_org: Organisation, api: ApiClient, nobody: ApiClient
) -> None:
    make_user("mika@example.com")
    known = api.post("/invitations", {"email": "mika@example.com", "role": "operator"})
    unknown = api.post("/invitations", {"email": "nobody@example.com", "role": "operator"})

    assert known.status == unknown.status == 201
    assert known.json.keys() == unknown.json.keys()
    offers = [
        nobody.post("/invitation/look", {"token": token_of(reply.json["link"])}).json
        for reply in (known, unknown)
    ]
    assert offers[0] | {"email": ""} == offers[1] | {"email": ""}


def test_somebody_with_an_account_signs_in_first(
    org: Organisation, api: ApiClient, nobody: ApiClient
) -> None:
    make_user("mika@example.com")
    token = invited(api)

    reply = nobody.post("/invitation/accept", {"token": token, **PERSON})

    assert (reply.status, reply.json["code"]) == (409, "sign_in_first")
    assert not rows(User, email="mika@example.com")[0].check_password(PASSWORD)
    assert nobody.post("/invitation/look", {"token": token}).status == 200


def test_a_signed_in_user_takes_the_place_with_their_own_account(
    org: Organisation, api: ApiClient, now: datetime
) -> None:
    user = make_user("Mika@example.com")
    token = invited(api)

    member = accept_invitation(token=token, by=user, now=now)

    assert (member.user_id, member.org_id, member.role) == (user.id, org.id, Role.OPERATOR)


def test_a_browser_that_is_signed_in_accepts_as_its_user_and_only_by_its_own_will(
    org: Organisation, other_org: Organisation, api: ApiClient
) -> None:
    user = make_user("mika@example.com")
    token, browser = invited(api, role="analyst"), browser_of(user)

    offer = browser.api("POST", "/invitation/look", {"token": token}).json
    browser.has_csrf_header = False
    forged = browser.api("POST", "/invitation/accept", {"token": token})
    browser.has_csrf_header = True
    accepted = browser.api("POST", "/invitation/accept", {"token": token})

    assert offer["signed_in_email"] == "mika@example.com"
    assert (forged.status, forged.json["code"]) == (403, "csrf_failed")
    assert accepted.json == {"organisation_id": org.id, "email": "mika@example.com"}
    assert browser.api("GET", "/me").json["organisation"]["id"] == org.id


def test_a_new_person_is_signed_in_at_once(org: Organisation, api: ApiClient) -> None:
    browser = StaffBrowser()
    browser.open()
    token = invited(api, role="analyst")

    browser.api("POST", "/invitation/accept", {"token": token, **PERSON})

    me = browser.api("GET", "/me").json
    assert (me["user"]["email"], me["role"], me["organisation"]["id"]) == (
        "mika@example.com",
        "analyst",
        org.id,
    )
    # Strangers who guess at the password cannot lock this browser out.
    assert "enishi_device" in browser.client.cookies


def test_somebody_else_who_is_signed_in_cannot_take_it(api: ApiClient, now: datetime) -> None:
    token = invited(api)

    with pytest.raises(ProblemError, match="invited_somebody_else"):
        accept_invitation(token=token, by=make_user("kenji@example.com"), now=now)

    assert rows(Invitation)[0].accepted_at is None


def test_a_weak_password_leaves_the_link_usable(api: ApiClient, nobody: ApiClient) -> None:
    token = invited(api)

    weak = nobody.post("/invitation/accept", {"token": token, "name": "美香", "password": "short"})
    empty = nobody.post("/invitation/accept", {"token": token})

    assert [error["path"] for error in weak.json["errors"]] == ["password"]
    assert {error["path"] for error in empty.json["errors"]} == {"name", "password"}
    assert rows(User, email="mika@example.com") == []
    assert nobody.post("/invitation/accept", {"token": token, **PERSON}).status == 201


def test_a_member_is_not_invited_again(org: Organisation, operator: Member, api: ApiClient) -> None:
    email = rows(User, id=operator.user_id)[0].email

    reply = api.post("/invitations", {"email": email.upper(), "role": "analyst"})

    assert (reply.status, reply.json["code"]) == (409, "already_member")


def test_nobody_invites_to_more_than_they_hold(org: Organisation, now: datetime) -> None:
    admin = ApiClient(make_api_key(org, role=Role.ADMIN))

    assert admin.post("/invitations", {"email": "x@example.com", "role": "owner"}).status == 403
    assert admin.post("/invitations", {"email": "x@example.com", "role": "admin"}).status == 201


def test_only_a_hash_of_the_link_is_kept(api: ApiClient) -> None:
    token = invited(api)

    assert all(token not in str(vars(row)) for row in rows(Invitation))
    assert all(token not in str(vars(row)) for row in rows(AuditEntry))
    assert "link" not in api.get("/invitations").json["items"][0]


def test_whoever_is_removed_brings_nobody_in_by_an_earlier_link(org: Organisation, now: datetime) -> None:
    admin = make_member(org, Role.ADMIN)
    actor = Actor("user", "管理者", id=admin.user_id, permissions=role_permissions(Role.ADMIN))
    owner = Actor("user", "オーナー", permissions=role_permissions(Role.OWNER))
    with org_scope(org.id):
        made = invite(
            org_id=org.id, email="friend@example.com", place=Place(Role.ADMIN), actor=actor, now=now
        )
        remove_member(org_id=org.id, member_id=admin.id, actor=owner, now=now)

    with pytest.raises(ProblemError, match="invitation_not_usable"):
        accept_invitation(token=token_of(made.link), by=make_user("friend@example.com"), now=now)


def test_a_place_that_has_ended_is_no_longer_offered(
    org: Organisation, api: ApiClient, nobody: ApiClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invited(api, ends_on=now.date().isoformat())
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))

    assert nobody.post("/invitation/look", {"token": token}).status == 404
