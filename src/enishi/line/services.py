"""Channels: connecting one, changing its credentials, and noting what LINE tells about it.

Secrets and tokens come in readable and are sealed at once; nothing here returns them or writes them to the
audit log. LINE itself is asked in :mod:`enishi.line.sync`, never in the transactions here.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from enishi.accounts.notices import notify_staff
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.kit.crypto import CannotOpen, seal, unseal
from enishi.kit.errors import FieldProblem, conflict, invalid_fields
from enishi.kit.ids import random_key
from enishi.kit.jobs import defer
from enishi.line.client import BotInfo
from enishi.line.models import Channel, TokenKind
from enishi.line.selectors import PURPOSE, channel

_LINE_CHANNEL_ID = re.compile(r"[0-9]{10,20}")
_SECRET = re.compile(r"[0-9a-f]{32}")
_TOKEN = re.compile(r"[\x21-\x7e]{20,500}")
#: The part of the month's messages after which staff are told.
_LOW_QUOTA = 0.9


@dataclass(frozen=True, slots=True)
class NewCredentials:
    """What staff type in; None means "leave as it is". Stateless tokens need no ``token``."""

    secret: str | None = None
    token_kind: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Platform:
    """Where a channel lives that is not one of LINE's: the addresses of its platform, and of its phones."""

    api_address: str = ""
    api_data_address: str = ""
    phone_address: str = ""


def connect_channel(
    *,
    org_id: int,
    name: str,
    line_channel_id: str,
    credentials: NewCredentials,
    actor: Actor,
    now: datetime,
    timezone: str = "Asia/Tokyo",
    platform: Platform = Platform(),
) -> Channel:
    """Add a LINE Official Account. Bot info and quota are fetched by a job; ``check_channel`` tells if all is
    well.

    ProblemError 422 for ids, secrets or tokens that LINE never issues, 409 for a channel connected before.
    """
    kind = credentials.token_kind or TokenKind.STATELESS
    _require_sound(line_channel_id, credentials, kind, timezone)
    made = Channel(
        org_id=org_id,
        name=name,
        webhook_key=random_key(),
        line_channel_id=line_channel_id,
        secret_sealed=seal(credentials.secret or "", PURPOSE),
        token_kind=kind,
        token_sealed=seal(credentials.token or "", PURPOSE) if kind == TokenKind.LONG_LIVED else "",
        credentials_changed_at=now,
        timezone=timezone,
        created_at=now,
        **asdict(platform),
    )
    _save_new(made)
    after = {"name": name, "line_channel_id": line_channel_id}
    _audit(org_id, actor, "channel.connected", made, now, after=after)
    sync_soon(org_id=org_id, channel_id=made.id)
    _import_friends_soon(org_id, made.id)
    return made


def _require_sound(line_channel_id: str, credentials: NewCredentials, kind: str, timezone: str) -> None:
    problems = _shape_problems(credentials, kind, has_token=False)
    if not _LINE_CHANNEL_ID.fullmatch(line_channel_id):
        problems.append(_bad_channel_id())
    if credentials.secret is None:
        problems.append(_bad_secret())
    problems += _timezone_problems(timezone)
    if problems:
        raise invalid_fields(problems)


def _save_new(made: Channel) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise conflict(
            "channel_connected",
            "このチャネルはすでに接続されています。",
            "This channel is connected already.",
        ) from error


def _import_friends_soon(org_id: int, channel_id: int) -> None:
    # Whoever was a friend before is brought in without a greeting, where LINE lists friends at all.
    defer(
        "friends.import_followers",
        once=f"friends.import_followers:{channel_id}",
        org_id=org_id,
        channel_id=channel_id,
    )


def rename_channel(
    *, org_id: int, channel_id: int, name: str, is_active: bool, actor: Actor, now: datetime
) -> Channel:
    """Change the name that staff see, or stop and start using the channel.

    A stopped one answers webhooks with 404.
    """
    found = channel(org_id, channel_id)
    before = {"name": found.name, "is_active": found.is_active}
    found.name, found.is_active = name, is_active
    found.save(update_fields=["name", "is_active"])
    after = {"name": name, "is_active": is_active}
    _audit(org_id, actor, "channel.changed", found, now, before=before, after=after)
    return found


def update_credentials(
    *, org_id: int, channel_id: int, credentials: NewCredentials, actor: Actor, now: datetime
) -> Channel:
    """Take over a re-issued secret or token.

    The old secret stays valid for webhooks until :func:`finish_secret_rotation`, because LINE may still
    deliver events that were signed with it. One that cannot be decrypted any more is dropped.
    """
    found = channel(org_id, channel_id)
    kind = credentials.token_kind or found.token_kind
    problems = _shape_problems(credentials, kind, has_token=bool(found.token_sealed))
    if problems:
        raise invalid_fields(problems)
    if credentials.secret is not None:
        found.previous_secret_sealed = _secret_beside(found, credentials.secret)
        found.secret_sealed = seal(credentials.secret, PURPOSE)
    found.token_kind = kind
    if kind == TokenKind.STATELESS:
        found.token_sealed = ""
    elif credentials.token is not None:
        found.token_sealed = seal(credentials.token, PURPOSE)
    found.credentials_changed_at = now
    found.save(
        update_fields=[
            "secret_sealed",
            "previous_secret_sealed",
            "token_kind",
            "token_sealed",
            "credentials_changed_at",
        ]
    )
    changed = {
        "secret_changed": credentials.secret is not None,
        "token_changed": credentials.token is not None,
        "token_kind": str(kind),
    }
    _audit(org_id, actor, "channel.credentials_changed", found, now, after=changed)
    sync_soon(org_id=org_id, channel_id=channel_id)
    return found


def _secret_beside(found: Channel, new: str) -> str:
    """The sealed secret that goes on signing beside the new one: usually the present one."""
    try:
        is_same = unseal(found.secret_sealed, PURPOSE) == new
    except CannotOpen:
        return ""
    # The present one entered again must not push out the one that it is replacing.
    return found.previous_secret_sealed if is_same else found.secret_sealed


def finish_secret_rotation(*, org_id: int, channel_id: int, actor: Actor, now: datetime) -> Channel:
    """Forget the previous secret: from now on only the present one signs. Idempotent."""
    found = channel(org_id, channel_id)
    was_rotating = bool(found.previous_secret_sealed)
    found.previous_secret_sealed = ""
    found.save(update_fields=["previous_secret_sealed"])
    _audit(org_id, actor, "channel.secret_rotated", found, now, before={"was_rotating": was_rotating})
    return found


def note_webhook_address(
    *, org_id: int, channel_id: int, address: str, was_accepted: bool, actor: Actor, now: datetime
) -> None:
    """Put on record that LINE was told where to send this channel's webhooks, and whether it took it."""
    after = {"address": address, "was_accepted": was_accepted}
    _audit(org_id, actor, "channel.webhook_address_set", channel(org_id, channel_id), now, after=after)


def note_check(*, org_id: int, channel_id: int, codes: list[str], actor: Actor, now: datetime) -> None:
    """Put on record that somebody had LINE test this channel, and what was wrong."""
    _audit(org_id, actor, "channel.checked", channel(org_id, channel_id), now, after={"findings": codes})


def note_bot_info(*, org_id: int, channel_id: int, bot: BotInfo) -> None:
    """Store the account behind the token.

    The first one binds the channel: a token of another account changes nothing.
    """
    found = channel(org_id, channel_id)
    if found.bot_user_id not in ("", bot.user_id):
        return
    found.bot_user_id, found.basic_id = bot.user_id, bot.basic_id
    found.picture_url = (bot.picture_url or "")[:2000]
    found.save(update_fields=["bot_user_id", "basic_id", "picture_url"])


def note_quota(*, org_id: int, channel_id: int, limit: int | None, used: int, now: datetime) -> None:
    """Store this month's limit (None: unlimited) and consumption as LINE told them; staff hear of a low rest once."""
    found = channel(org_id, channel_id)
    was_low = _is_low(found.quota_limit, found.quota_used or 0)
    Channel.objects.filter(org_id=org_id, id=channel_id).update(
        quota_limit=limit, quota_used=used, quota_checked_at=now
    )
    if _is_low(limit, used) and not was_low:
        notify_staff(
            org_id,
            "quota_low",
            {"channel": found.name, "limit": limit, "used": used},
            now,
            permission="deliveries.view",
            channel_id=channel_id,
        )


def _is_low(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit * _LOW_QUOTA


def sync_soon(*, org_id: int, channel_id: int, at: datetime | None = None) -> None:
    """Have bot info and quota fetched once this transaction is committed, or at ``at``."""
    defer(
        "line.sync_channel",
        at=at,
        once=f"line.sync_channel:{channel_id}",
        org_id=org_id,
        channel_id=channel_id,
    )


def _shape_problems(credentials: NewCredentials, kind: str, *, has_token: bool) -> list[FieldProblem]:
    problems = []
    if credentials.secret is not None and not _SECRET.fullmatch(credentials.secret):
        problems.append(_bad_secret())
    if kind == TokenKind.LONG_LIVED:
        is_missing = credentials.token is None and not has_token
        if is_missing or (credentials.token is not None and not _TOKEN.fullmatch(credentials.token)):
            problems.append(
                FieldProblem(
                    "token",
                    "長期のチャネルアクセストークンを貼り付けてください（改行や空白は含みません）。",
                    "Paste the long-lived channel access token; it holds no line breaks or blanks.",
                )
            )
    elif credentials.token is not None:
        problems.append(
            FieldProblem(
                "token",
                "自動更新ではトークンは不要です。",
                "Tokens that renew themselves need no token here.",
            )
        )
    return problems


def _bad_channel_id() -> FieldProblem:
    return FieldProblem(
        "line_channel_id",
        "チャネルIDは数字だけです。LINE Developersコンソールの「チャネル基本設定」にあります。",
        'The channel ID consists of digits: see "Basic settings" in the LINE Developers console.',
    )


def _bad_secret() -> FieldProblem:
    return FieldProblem(
        "secret",
        "チャネルシークレットは 32 桁の英数字です。"
        "LINE Developersコンソールの「チャネル基本設定」にあります。",
        "The channel secret has 32 characters 0-9 and a-f: "
        'see "Basic settings" in the LINE Developers console.',
    )


def _timezone_problems(timezone: str) -> list[FieldProblem]:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        return [
            FieldProblem(
                "timezone", "タイムゾーンの名前が正しくありません。", "This is not the name of a time zone."
            )
        ]
    return []


def _audit(
    org_id: int,
    actor: Actor,
    action: str,
    found: Channel,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="channel",
        object_id=found.id,
        now=now,
        before=before,
        after=after,
    )
