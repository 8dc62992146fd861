"""Plain functions that make rows; each opens its own scope, so that a test need not think of row-level
security.

Defaults are sound and distinct; name what the test is about and nothing else.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.db.models import Model
from PIL import Image

from enishi.accounts.models import Member, Organisation, Role, User
from enishi.accounts.permissions import COMMAND_LINE, role_permissions
from enishi.accounts.services import add_member, create_api_key, create_organisation
from enishi.automation.models import Rule
from enishi.automation.services import save_rule
from enishi.content.services.revisions import freeze_revision
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import Field, Friend, FriendStatus, Origin, Tag
from enishi.kit.crypto import seal
from enishi.kit.ids import random_key
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.models import Channel, TokenKind
from enishi.scenarios.models import Scenario
from enishi.scenarios.services.editing import publish_scenario, save_scenario

#: Noon in Tokyo on a plain Thursday.
NOW = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)

_numbers = count(1)


def line_user_id(number: int) -> str:
    """A LINE user id that has the right shape and is the same for the same number."""
    return f"U{number:032x}"


def make_user(email: str, *, name: str = "佐藤 美香") -> User:
    """A user with an unusable password: hashing one takes longer than most tests."""
    user = User(email=email, name=name, created_at=NOW)
    user.set_unusable_password()
    user.save()
    return user


def make_organisation(name: str = "美容室はなえ", *, owner_email: str | None = None) -> Organisation:
    """An organisation with an owner."""
    email = owner_email or f"owner{next(_numbers)}@example.com"
    make_user(email, name="花江 優子")
    org, _ = create_organisation(
        name=name,
        owner_email=email,
        owner_name="花江 優子",
        owner_password="",
        actor=COMMAND_LINE,
        now=NOW,
    )
    return org


def make_member(
    org: Organisation,
    role: Role,
    *,
    email: str | None = None,
    channel_ids: Sequence[int] | None = None,
    ends_on: date | None = None,
) -> Member:
    """A member of their own e-mail; a partner needs ``channel_ids``, and stays for a month."""
    email = email or f"{role}{next(_numbers)}@example.com"
    make_user(email)
    if role == Role.PARTNER:
        ends_on = ends_on or (NOW + timedelta(days=30)).date()
    with org_scope(org.id):
        return add_member(
            org_id=org.id,
            email=email,
            name="",
            role=role,
            channel_ids=channel_ids,
            ends_on=ends_on,
            actor=COMMAND_LINE,
            now=NOW,
        )


def make_api_key(
    org: Organisation, scopes: Iterable[str] | None = None, *, role: Role = Role.OWNER, **options: Any
) -> str:
    """The secret of a key that may do what ``scopes`` say, or what ``role`` may."""
    wanted = role_permissions(role) if scopes is None else scopes
    with org_scope(org.id):
        made = create_api_key(
            org_id=org.id, name="テスト", scopes=wanted, actor=COMMAND_LINE, **{"now": NOW, **options}
        )
    return made.secret


def make_channel(
    org: Organisation,
    *,
    name: str = "はなえ公式",
    line_channel_id: str | None = None,
    secret: str = "0123456789abcdef0123456789abcdef",
    token: str | None = "long-lived-token-for-tests-0001",
) -> Channel:
    """A channel with a long-lived token, or with stateless ones where ``token`` is None."""
    kind = TokenKind.STATELESS if token is None else TokenKind.LONG_LIVED
    with org_scope(org.id):
        return Channel.objects.create(
            org=org,
            name=name,
            webhook_key=random_key(),
            line_channel_id=line_channel_id or f"{1_650_000_000 + next(_numbers)}",
            secret_sealed=seal(secret, "line.channel"),
            token_kind=kind,
            token_sealed=seal(token or "", "line.channel"),
            credentials_changed_at=NOW,
            created_at=NOW,
        )


def make_friend(channel: Channel, display_name: str = "愛子", **columns: Any) -> Friend:
    """A friend who followed at ``NOW``; any column can be given."""
    seen_at = columns.get("first_seen_at", NOW)
    values = {
        "line_user_id": line_user_id(next(_numbers)),
        "status": FriendStatus.FOLLOWING,
        "origin": Origin.FOLLOW,
        "first_seen_at": seen_at,
        "followed_at": seen_at,
        "status_changed_at": seen_at,
        "profile_synced_at": seen_at,
        **columns,
    }
    with org_scope(channel.org_id):
        return Friend.objects.create(
            org_id=channel.org_id, channel=channel, display_name=display_name, **values
        )


def make_friends(channel: Channel, number: int, *, start: datetime = NOW) -> list[Friend]:
    """Many friends in one statement, a minute apart, the last one the newest."""
    first = next(_numbers) * 1_000_000
    rows = [
        Friend(
            org_id=channel.org_id,
            channel=channel,
            line_user_id=line_user_id(first + index),
            display_name=f"友だち{index}",
            status=FriendStatus.FOLLOWING,
            origin=Origin.FOLLOW,
            first_seen_at=start + timedelta(minutes=index),
            followed_at=start + timedelta(minutes=index),
            status_changed_at=start + timedelta(minutes=index),
        )
        for index in range(number)
    ]
    with org_scope(channel.org_id):
        return Friend.objects.bulk_create(rows)


def make_tag(org: Organisation, name: str = "カラー希望", *, archived_at: datetime | None = None) -> Tag:
    """A tag."""
    with org_scope(org.id):
        return Tag.objects.create(org=org, name=name, created_at=NOW, archived_at=archived_at)


def make_field(
    org: Organisation,
    name: str = "会員番号",
    type: FieldType = FieldType.TEXT,  # noqa: A002 - the field's own word
    *,
    labels: Sequence[str] = (),
    default: Any = None,
    archived_at: datetime | None = None,
    **settings: Any,
) -> Field:
    """A field; ``labels`` are those of its choices, whose ids count from 1."""
    choices = [{"id": number, "label": label} for number, label in enumerate(labels, 1)]
    with org_scope(org.id):
        return Field.objects.create(
            org=org,
            name=name,
            type=type,
            settings={**settings, **({"choices": choices} if choices else {})},
            default_value=default,
            created_at=NOW,
            updated_at=NOW,
            archived_at=archived_at,
        )


def rows[M: Model](model: type[M], order: Sequence[str] = ("pk",), **conditions: Any) -> list[M]:
    """What is in a table now, whichever organisation it belongs to."""
    with system_scope():
        return list(model._default_manager.filter(**conditions).order_by(*order))


def text_block(text: str) -> dict[str, Any]:
    """A block with nothing but a text."""
    return {"kind": "text", "text": text}


def make_revision(org: Organisation, text: str = "こんにちは") -> int:
    """Frozen content: one text."""
    with org_scope(org.id):
        return freeze_revision(org_id=org.id, blocks=[text_block(text)], now=NOW)


def make_rule(
    channel: Channel,
    trigger: dict[str, Any],
    *actions: dict[str, Any],
    name: str = "ルール",
    position: int = 0,
) -> Rule:
    """A rule that works at once."""
    with org_scope(channel.org_id):
        return save_rule(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name=name,
            trigger=trigger,
            actions=list(actions),
            now=NOW,
            position=position,
        )


def send_action(text: str) -> dict[str, Any]:
    """A rule's action that sends one text."""
    return {"do": "send", "blocks": [text_block(text)]}


def make_scenario(
    channel: Channel, *steps: tuple[dict[str, Any], str], name: str = "ようこそ", is_published: bool = True
) -> Scenario:
    """A scenario of one text a step, each with its timing."""
    with org_scope(channel.org_id):
        made = save_scenario(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name=name,
            steps=[{"timing": timing, "blocks": [text_block(text)]} for timing, text in steps],
            now=NOW,
        )
        if is_published:
            publish_scenario(org_id=channel.org_id, actor=COMMAND_LINE, scenario_id=made.id, now=NOW)
            made.refresh_from_db()
        return made


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    """A small picture of one colour; ``options`` go to its encoder."""
    out = BytesIO()
    Image.new("RGB", size, "#0b6e99").save(out, kind, **options)
    return out.getvalue()
