"""API keys: made once, shown once, recognised by a keyed hash."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from enishi.accounts import selectors
from enishi.accounts.models import ApiKey
from enishi.accounts.permissions import PERMISSIONS, Actor
from enishi.accounts.services.audit import record_audit
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import forbidden, invalid_input
from enishi.kit.ids import random_key
from enishi.kit.tenancy import system_scope

KEY_START = "ek_"
_KEY_PURPOSE = "accounts.api_key"
#: A key in use would otherwise cost a write a request.
_LAST_USED_GRAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key that was just made; ``secret`` can never be read again."""

    key: ApiKey
    secret: str


def create_api_key(
    *,
    org_id: int,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    now: datetime,
    expires_at: datetime | None = None,
) -> NewApiKey:
    """A key for programs. Only a keyed hash of it is stored."""
    wanted = sorted(set(scopes))
    _require_sound_key(wanted, expires_at, actor, now)
    secret = KEY_START + random_key(32)
    key = ApiKey.objects.create(
        org_id=org_id,
        name=name,
        prefix=secret[:12],
        key_hash=keyed_hash(secret, _KEY_PURPOSE),
        scopes=wanted,
        created_at=now,
        created_by_id=actor.id if actor.kind == "user" else None,
        expires_at=expires_at,
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="api_key.created",
        object_kind="api_key",
        object_id=key.id,
        now=now,
        after={"name": name, "prefix": key.prefix, "scopes": wanted},
    )
    return NewApiKey(key, secret)


def _require_sound_key(scopes: list[str], expires_at: datetime | None, actor: Actor, now: datetime) -> None:
    unknown = [scope for scope in scopes if scope not in PERMISSIONS]
    if unknown or not scopes:
        raise invalid_input(
            "scopes",
            f"知らない権限です: {'、'.join(unknown)}" if unknown else "権限を 1 つ以上選んでください。",
            f"Unknown permissions: {', '.join(unknown)}." if unknown else "Choose at least one permission.",
        )
    if expires_at is not None and expires_at <= now:
        raise invalid_input("expires_at", "有効期限が過ぎています。", "The expiry lies in the past.")
    if not actor.holds(scopes):
        raise forbidden(
            "自分が持っていない権限を API キーに与えることはできません。",
            "An API key cannot be given permissions that you do not hold.",
        )


def revoke_api_key(*, org_id: int, key_id: int, actor: Actor, now: datetime) -> ApiKey:
    """End a key at once. Idempotent: the first revocation's time stays."""
    key = selectors.api_key(org_id, key_id)
    if key.revoked_at is None:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
        record_audit(
            org_id=org_id,
            actor=actor,
            action="api_key.revoked",
            object_kind="api_key",
            object_id=key.id,
            now=now,
            before={"name": key.name, "prefix": key.prefix},
        )
    return key


def authenticate_api_key(*, secret: str, now: datetime) -> ApiKey | None:
    """The usable key behind ``secret``, and a note of when it was last used (to the minute).

    None if there is none.
    """
    if not secret.startswith(KEY_START) or len(secret) > 100:
        return None
    with system_scope():
        key = ApiKey.objects.filter(key_hash=keyed_hash(secret, _KEY_PURPOSE)).first()
        if key is None or key.revoked_at is not None:
            return None
        if key.expires_at is not None and key.expires_at <= now:
            return None
        if key.last_used_at is None or key.last_used_at <= now - _LAST_USED_GRAIN:
            ApiKey.objects.filter(org_id=key.org_id, id=key.id).update(last_used_at=now)
    return key
