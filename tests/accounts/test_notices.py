"""Notices: told once, to whom they concern, and read by each for themselves."""

from datetime import datetime, timedelta

from tests.api_client import ApiClient
from tests.factories import make_api_key, make_channel, make_member, rows

from enishi.accounts.models import Member, Notice, Organisation, Role
from enishi.accounts.notices import forget_old_notices, latest_notices, notify_staff, read_notices
from enishi.accounts.permissions import Actor, role_permissions
from enishi.kit.tenancy import limited_to_channels, org_scope


def tell(org: Organisation, now: datetime, name: str = "はなえ公式", channel_id: int | None = None) -> None:
    with org_scope(org.id):
        notify_staff(
            org.id,
            "credential_refused",
            {"channel": name},
            now,
            permission="channels.edit",
            channel_id=channel_id,
        )


def actor_of(member: Member) -> Actor:
    return Actor("user", "x", id=member.user_id, permissions=role_permissions(member.role))


def test_the_same_thing_is_told_once_an_hour(org: Organisation, now: datetime) -> None:
    for minutes in (0, 30, 61):
        tell(org, now + timedelta(minutes=minutes))
    tell(org, now, "別の公式")

    assert [notice.params["channel"] for notice in rows(Notice)] == ["はなえ公式", "はなえ公式", "別の公式"]


def test_only_those_whom_it_concerns_see_it(org: Organisation, now: datetime) -> None:
    tell(org, now)

    owner, viewer = (ApiClient(make_api_key(org, role=role)) for role in (Role.OWNER, Role.ANALYST))

    assert [item["kind"] for item in owner.get("/notices").json["items"]] == ["credential_refused"]
    assert viewer.get("/notices").json == {"items": [], "unread": 0}


def test_each_member_reads_for_themselves(org: Organisation, owner: Member, now: datetime) -> None:
    second = make_member(org, Role.OWNER)
    tell(org, now + timedelta(minutes=1))
    tell(org, now + timedelta(minutes=2), "別の公式")
    with org_scope(org.id):
        read_notices(org.id, actor_of(owner), now + timedelta(minutes=1))
        read_notices(org.id, actor_of(owner), now)

        assert latest_notices(org.id, actor_of(owner)).unread == 1
        assert latest_notices(org.id, actor_of(second)).unread == 2


def test_what_happened_before_one_joined_is_not_new(org: Organisation, now: datetime) -> None:
    tell(org, now - timedelta(days=1))
    newcomer = make_member(org, Role.ADMIN)

    with org_scope(org.id):
        found = latest_notices(org.id, actor_of(newcomer))

    assert (len(found.items), found.unread) == (1, 0)


def test_whoever_works_on_another_channel_is_not_told(org: Organisation, now: datetime) -> None:
    one, other = make_channel(org), make_channel(org)
    admin = Actor("user", "x", permissions=role_permissions(Role.ADMIN))
    tell(org, now, channel_id=one.id)
    tell(org, now, "組織全体")

    with limited_to_channels([other.id]), org_scope(org.id):
        assert [item.params["channel"] for item in latest_notices(org.id, admin).items] == ["組織全体"]


def test_old_notices_are_dropped(org: Organisation, now: datetime) -> None:
    tell(org, now - timedelta(days=91))
    tell(org, now)

    assert forget_old_notices(now) == 1
    assert len(rows(Notice)) == 1
