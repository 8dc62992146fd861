"""Organisations, people, roles and API keys: what changes them, and the audit log that every change leaves.

Nobody hands out more than they hold: a role or a scope that the actor lacks is refused, so that no key or
member can raise itself. An organisation always keeps an owner.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction

from enishi.accounts import selectors
from enishi.accounts.models import ApiKey, AuditEntry, Member, Organisation, Role, User
from enishi.accounts.permissions import PERMISSIONS, role_permissions
from enishi.accounts.permissions import Actor as Actor
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import FieldProblem, conflict, forbidden, invalid_fields, invalid_input
from enishi.kit.ids import random_key
from enishi.kit.tenancy import org_scope, system_scope

KEY_START = "ek_"
_KEY_PURPOSE = "accounts.api_key"
#: A key in use would otherwise cost a write a request.
_LAST_USED_GRAIN = timedelta(minutes=1)


def record_audit(
    *,
    org_id: int,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: object,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add one entry to the audit log, in the caller's transaction: no change without its entry, and the
    reverse.

    ``before`` and ``after`` hold what changed; secrets, passwords and tokens never belong in them.
    """
    AuditEntry.objects.create(
        org_id=org_id,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        before=before,
        after=after,
        address=actor.address,
        request_id=actor.request_id,
    )


def create_organisation(
    *, name: str, owner_email: str, owner_name: str, owner_password: str, actor: Actor, now: datetime
) -> tuple[Organisation, Member]:
    """A new organisation with its first owner. A user who already has that e-mail keeps their password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_organisation', 'id'))")
        org_id = int(cursor.fetchone()[0])
    # The id comes first, because the row is only visible, and may only be written, in its own scope.
    with org_scope(org_id):
        org = Organisation.objects.create(id=org_id, name=name, created_at=now)
        owner = add_member(
            org_id=org_id,
            email=owner_email,
            name=owner_name,
            password=owner_password,
            role=Role.OWNER,
            actor=actor,
            now=now,
        )
        record_audit(
            org_id=org_id,
            actor=actor,
            action="organisation.created",
            object_kind="organisation",
            object_id=org_id,
            now=now,
            after={"name": name},
        )
    return org, owner


def rename_organisation(*, org_id: int, name: str, actor: Actor, now: datetime) -> Organisation:
    """Change the name that staff see."""
    org = selectors.organisation(org_id)
    before, org.name = org.name, name
    org.save(update_fields=["name"])
    record_audit(
        org_id=org_id,
        actor=actor,
        action="organisation.renamed",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        before={"name": before},
        after={"name": name},
    )
    return org


def create_user(*, email: str, name: str, password: str | None, now: datetime) -> User:
    """A person who can sign in. Without a password nobody can, until one is set.

    Raises ProblemError for a bad e-mail, for a weak password (at least 12 characters, not a common one), and
    for an e-mail that is taken, in any letter case. Stored with Argon2id.
    """
    problems = _email_problems(email)
    user = User(email=email, name=name, created_at=now)
    if password is not None:
        problems += _password_problems(password, user)
    if problems:
        raise invalid_fields(problems)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise conflict(
            "email_taken",
            "このメールアドレスはすでに使われています。",
            "This e-mail address is already in use.",
        ) from error
    return user


def _email_problems(email: str) -> list[FieldProblem]:
    try:
        validate_email(email)
    except ValidationError:
        return [
            FieldProblem(
                "email", "メールアドレスの形式が正しくありません。", "This is not a valid e-mail address."
            )
        ]
    return []


def _password_problems(password: str, user: User) -> list[FieldProblem]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        codes = {item.code for item in error.error_list}
        if "password_too_short" in codes:
            return [
                FieldProblem(
                    "password",
                    "パスワードは 12 文字以上にしてください。",
                    "The password must have at least 12 characters.",
                )
            ]
        return [
            FieldProblem(
                "password",
                "このパスワードはよく使われるもので、推測されやすいため使えません。",
                "This password is a common one and easy to guess: choose another.",
            )
        ]
    return []


def add_member(
    *,
    org_id: int,
    email: str,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    password: str | None = None,
    ends_on: date | None = None,
) -> Member:
    """Give a person a place in the organisation; the user is made if that e-mail is new.

    The password and name of a user who exists already are never touched: only they themselves may change
    them.
    """
    _require_can_grant(actor, role)
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = create_user(email=email, name=name, password=password, now=now)
    try:
        with transaction.atomic():
            member = Member.objects.create(
                org_id=org_id, user=user, role=role, created_at=now, ends_on=ends_on
            )
    except IntegrityError as error:
        raise conflict(
            "already_member",
            "この人はすでにメンバーです。",
            "This person is already a member.",
        ) from error
    _audit_member(org_id, actor, "member.added", member, now, after=_member_facts(member))
    return member


def change_role(*, org_id: int, member_id: int, role: str, actor: Actor, now: datetime) -> Member:
    """Give a member another role; ProblemError 409 if the organisation would lose its last owner."""
    _lock_members(org_id)
    member = selectors.member(org_id, member_id)
    _require_can_grant(actor, member.role)
    _require_can_grant(actor, role)
    before = _member_facts(member)
    if role != Role.OWNER:
        _require_other_owner(org_id, member)
    member.role = role
    member.save(update_fields=["role"])
    _audit_member(
        org_id, actor, "member.role_changed", member, now, before=before, after=_member_facts(member)
    )
    return member


def remove_member(*, org_id: int, member_id: int, actor: Actor, now: datetime) -> None:
    """Take a member's place away, at once; the user stays. ProblemError 409 for the last owner."""
    _lock_members(org_id)
    member = selectors.member(org_id, member_id)
    _require_can_grant(actor, member.role)
    _require_other_owner(org_id, member)
    _audit_member(org_id, actor, "member.removed", member, now, before=_member_facts(member))
    member.delete()


def _lock_members(org_id: int) -> None:
    """Two owners who demote each other at the same moment must not both succeed."""
    list(Member.objects.filter(org_id=org_id).select_for_update().order_by("id").values_list("id"))


def _require_other_owner(org_id: int, member: Member) -> None:
    if member.role != Role.OWNER:
        return
    if not selectors.members(org_id).filter(role=Role.OWNER).exclude(id=member.id).exists():
        raise conflict(
            "last_owner",
            "最後のオーナーは外せません。先にほかのメンバーをオーナーにしてください。",
            "The last owner cannot be removed: make another member an owner first.",
        )


def _require_can_grant(actor: Actor, role: str) -> None:
    if not actor.holds(role_permissions(role)):
        raise forbidden(
            "自分が持っていない権限は、人に与えたり、持つ人から外したりできません。",
            "You cannot give a role that holds more than you do, nor change a member who has one.",
        )


def _member_facts(member: Member) -> dict[str, Any]:
    return {"user_id": member.user_id, "role": str(member.role)}


def _audit_member(
    org_id: int,
    actor: Actor,
    action: str,
    member: Member,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="member",
        object_id=member.id,
        now=now,
        before=before,
        after=after,
    )


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
