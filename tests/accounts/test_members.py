"""Members: what they may become, and what an organisation never loses."""

from datetime import date, datetime, timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key, make_channel, make_friend, make_member, rows
from tests.staff_browser import browser_of

from enishi.accounts.models import AuditEntry, Member, Organisation, Role, User
from enishi.accounts.permissions import HOLDERS, PERMISSIONS, member_permissions, role_permissions
from enishi.accounts.role_texts import ROLE_TEXTS, SECTIONS
from enishi.accounts.selectors import today
from enishi.accounts.services import add_member
from enishi.kit import clock
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope


def test_a_member_is_listed_changed_and_removed(org: Organisation, operator: Member, api: ApiClient) -> None:
    changed = api.patch(f"/members/{operator.id}", {"role": "analyst"})
    listed = api.get("/members").json["items"]
    removed = api.delete(f"/members/{operator.id}")

    assert (changed.status, removed.status) == (200, 204)
    assert [(row["id"], row["role"]) for row in listed][1:] == [(operator.id, "analyst")]
    assert [member.role for member in rows(Member, org_id=org.id)] == [Role.OWNER]


def test_what_is_left_out_of_a_change_stays(org: Organisation, operator: Member, api: ApiClient) -> None:
    channel = make_channel(org)
    limited = api.patch(f"/members/{operator.id}", {"channel_ids": [channel.id], "ends_on": "2026-12-31"})
    raised = api.patch(f"/members/{operator.id}", {"role": "admin"})
    freed = api.patch(f"/members/{operator.id}", {"channel_ids": None, "ends_on": None})

    assert limited.json["channel_ids"] == raised.json["channel_ids"] == [channel.id]
    assert raised.json["ends_on"] == "2026-12-31"
    assert (freed.json["role"], freed.json["channel_ids"], freed.json["ends_on"]) == ("admin", None, None)
    before = [entry.before for entry in rows(AuditEntry, org_id=org.id, action="member.changed")]
    assert [facts["role"] for facts in before if facts] == ["operator", "operator", "admin"]


def test_an_owner_cannot_be_touched_by_somebody_who_holds_less(
    org: Organisation, owner: Member, now: datetime
) -> None:
    second = make_member(org, Role.OWNER)
    admin = ApiClient(make_api_key(org, role=Role.ADMIN))

    assert admin.delete(f"/members/{second.id}").status == 403
    assert admin.patch(f"/members/{owner.id}", {"role": "analyst"}).status == 403
    assert admin.post("/invitations", {"email": "x@example.com", "role": "owner"}).status == 403


def test_the_last_owner_stays(org: Organisation, owner: Member, api: ApiClient) -> None:
    removed = api.delete(f"/members/{owner.id}")
    demoted = api.patch(f"/members/{owner.id}", {"role": "admin"})

    assert (removed.status, demoted.status) == (409, 409)
    assert removed.json["code"] == "last_owner"
    assert rows(Member, org_id=org.id)[0].role == Role.OWNER


def test_one_of_two_owners_may_go(org: Organisation, owner: Member, api: ApiClient) -> None:
    make_member(org, Role.OWNER)

    assert api.delete(f"/members/{owner.id}").status == 204


def test_a_partner_needs_channels_and_a_last_day(org: Organisation, operator: Member, api: ApiClient) -> None:
    reply = api.patch(f"/members/{operator.id}", {"role": "partner"})

    assert reply.status == 422
    assert {error["path"] for error in reply.json["errors"]} == {"channel_ids", "ends_on"}
    assert rows(Member, id=operator.id)[0].role == Role.OPERATOR


def test_an_owner_has_every_channel_and_no_last_day(org: Organisation, owner: Member, api: ApiClient) -> None:
    channel = make_channel(org)

    reply = api.patch(f"/members/{owner.id}", {"channel_ids": [channel.id], "ends_on": "2027-01-01"})

    assert {error["path"] for error in reply.json["errors"]} == {"channel_ids", "ends_on"}


@pytest.mark.parametrize("chosen", [[], [999_999_999]])
def test_only_channels_that_exist_can_be_chosen(operator: Member, api: ApiClient, chosen: list[int]) -> None:
    reply = api.patch(f"/members/{operator.id}", {"channel_ids": chosen})

    assert [error["path"] for error in reply.json["errors"]] == ["channel_ids"]


def test_another_organisations_channel_cannot_be_chosen(
    operator: Member, other_org: Organisation, api: ApiClient
) -> None:
    theirs = make_channel(other_org)

    assert api.patch(f"/members/{operator.id}", {"channel_ids": [theirs.id]}).status == 422


def test_the_last_day_counts_in_japan(operator: Member, api: ApiClient, now: datetime) -> None:
    late = now.replace(hour=16)

    assert today(late) == now.date() + timedelta(days=1)
    assert api.patch(f"/members/{operator.id}", {"ends_on": today(now).isoformat()}).status == 200
    gone_by = api.patch(f"/members/{operator.id}", {"ends_on": (today(now) - timedelta(days=1)).isoformat()})
    assert [error["path"] for error in gone_by.json["errors"]] == ["ends_on"]


def test_a_limited_members_session_shows_their_channels_and_ends_with_their_last_day(
    org: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, other = make_channel(org), make_channel(org)
    make_friend(theirs, "愛子")
    make_friend(other, "健二")
    member = make_member(org, Role.ANALYST, channel_ids=[theirs.id], ends_on=today(now))
    browser = browser_of(rows(User, id=member.user_id)[0])

    assert browser.api("GET", "/me").json["channel_ids"] == [theirs.id]
    assert [row["id"] for row in browser.api("GET", "/channels").json["items"]] == [theirs.id]
    assert [row["display_name"] for row in browser.api("GET", "/friends").json["items"]] == ["愛子"]
    assert browser.api("GET", f"/channels/{other.id}").status == 404

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    assert browser.api("GET", "/me").status == 404


def test_whoever_is_limited_to_channels_manages_no_members(org: Organisation) -> None:
    limited = member_permissions(Role.ADMIN, [1])

    assert "members.edit" in member_permissions(Role.ADMIN, None)
    assert not limited & {"members.view", "members.edit", "api_keys.edit", "audit.view", "organisation.edit"}
    assert "friends.edit" in limited


def test_a_place_cannot_be_added_with_a_day_gone_by(org: Organisation, now: datetime) -> None:
    from enishi.accounts.permissions import COMMAND_LINE

    with pytest.raises(ProblemError) as caught, org_scope(org.id):
        add_member(
            org_id=org.id,
            email="new@example.com",
            name="新人",
            role=Role.ANALYST,
            ends_on=date(2020, 1, 1),
            actor=COMMAND_LINE,
            now=now,
        )

    assert [problem.path for problem in caught.value.fields] == ["ends_on"]


def test_every_permission_and_role_has_words_in_both_languages() -> None:
    told = {name: words for section in SECTIONS for name, words in section.permissions.items()}

    assert set(told) == PERMISSIONS
    assert set(ROLE_TEXTS) == set(Role)
    assert all(all(words) for words in [*told.values(), *ROLE_TEXTS.values()])


def test_the_table_of_roles_is_what_is_enforced(api: ApiClient) -> None:
    table = api.get("/roles").json

    told = {
        permission["key"]: set(permission["roles"])
        for section in table["sections"]
        for permission in section["permissions"]
    }
    assert told == {name: set(holders) for name, holders in HOLDERS.items()}
    for role in table["roles"]:
        assert {name for name, roles in told.items() if role["key"] in roles} == role_permissions(role["key"])
