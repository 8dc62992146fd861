"""Members: who has a place in the organisation, as what, for which channels and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts import selectors
from enishi.accounts.models import Member, Role, User
from enishi.accounts.permissions import Actor, member_permissions, role_permissions
from enishi.accounts.services.audit import record_audit
from enishi.accounts.services.users import create_user
from enishi.kit import live
from enishi.kit.errors import FieldProblem, ProblemError, conflict, forbidden, invalid_fields


@dataclass(frozen=True, slots=True)
class Place:
    """What a member may do: a role, limited to some channels unless ``channel_ids`` is None, perhaps until a day."""

    role: str
    channel_ids: Sequence[int] | None = None
    ends_on: date | None = None

    def facts(self) -> dict[str, Any]:
        """As the audit log tells it."""
        channel_ids = None if self.channel_ids is None else list(self.channel_ids)
        ends_on = None if self.ends_on is None else self.ends_on.isoformat()
        return {"role": str(self.role), "channel_ids": channel_ids, "ends_on": ends_on}


def add_member(
    *,
    org_id: int,
    email: str,
    name: str,
    role: str,
    actor: Actor,
    now: datetime,
    password: str | None = None,
    channel_ids: Sequence[int] | None = None,
    ends_on: date | None = None,
) -> Member:
    """Give a person a place in the organisation; the user is made if that e-mail is new.

    For the command line and for first set-ups; people are invited otherwise. The password and name of a user who
    exists already are never touched: only they themselves may change them.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = create_user(email=email, name=name, password=password, now=now)
    return place_user(org_id=org_id, user=user, place=Place(role, channel_ids, ends_on), actor=actor, now=now)


def place_user(*, org_id: int, user: User, place: Place, actor: Actor, now: datetime) -> Member:
    """Make a user a member. ProblemError 403 for a place beyond the actor's own, 409 for somebody who has one."""
    require_can_grant(actor, place.role)
    require_sound_place(org_id, place, now)
    if selectors.is_member(org_id, user.email):
        raise already_member()
    try:
        with transaction.atomic():
            member = Member.objects.create(
                org_id=org_id,
                user=user,
                role=place.role,
                channel_ids=None if place.channel_ids is None else sorted(set(place.channel_ids)),
                ends_on=place.ends_on,
                created_at=now,
            )
    except IntegrityError as error:
        raise already_member() from error
    _audit(member, actor, "member.added", now, after=_facts(member))
    live.tell("settings", org_id=org_id)
    return member


def already_member() -> ProblemError:
    """ProblemError 409."""
    return conflict(
        "already_member",
        "この人はすでにメンバーです。",
        "This person is already a member.",
    )


def change_member(*, org_id: int, member_id: int, place: Place, actor: Actor, now: datetime) -> Member:
    """Give a member another role, other channels or another last day, at once.

    ProblemError 409 if the organisation would lose its last owner, 403 for a role beyond the actor's own, 422 for a
    partner without channels or without a last day.
    """
    _lock_members(org_id)
    member = selectors.member(org_id, member_id)
    require_can_grant(actor, member.role)
    require_can_grant(actor, place.role)
    if place.facts() == _place_of(member).facts():
        return member
    require_sound_place(org_id, place, now)
    if place.role != Role.OWNER:
        _require_other_owner(org_id, member)
    before = _facts(member)
    member.role = place.role
    member.channel_ids = None if place.channel_ids is None else sorted(set(place.channel_ids))
    member.ends_on = place.ends_on
    member.save(update_fields=["role", "channel_ids", "ends_on"])
    if "members.edit" not in member_permissions(member.role, member.channel_ids):
        _withdraw_invitations_by(member, now)
    _audit(member, actor, "member.changed", now, before=before, after=_facts(member))
    live.tell("settings", org_id=org_id)
    return member


def remove_member(*, org_id: int, member_id: int, actor: Actor, now: datetime) -> None:
    """Take a member's place away, at once; the user stays. ProblemError 409 for the last owner."""
    _lock_members(org_id)
    member = selectors.member(org_id, member_id)
    require_can_grant(actor, member.role)
    _require_other_owner(org_id, member)
    _audit(member, actor, "member.removed", now, before=_facts(member))
    _withdraw_invitations_by(member, now)
    member.delete()
    live.tell("settings", org_id=org_id)


def _withdraw_invitations_by(member: Member, now: datetime) -> None:
    """Who may invite nobody any more must not come back, or bring others, through a link made earlier."""
    theirs = selectors.open_invitations(member.org_id).filter(created_by_id=member.user_id)
    theirs.update(revoked_at=now)


def _lock_members(org_id: int) -> None:
    """Two owners who demote each other at the same moment must not both succeed."""
    list(Member.objects.filter(org_id=org_id).select_for_update().order_by("id").values_list("id"))


def _require_other_owner(org_id: int, member: Member) -> None:
    if member.role != Role.OWNER:
        return
    others = selectors.members(org_id).filter(role=Role.OWNER).exclude(id=member.id)
    if not others.exists():
        raise conflict(
            "last_owner",
            "最後のオーナーは外せません。先にほかのメンバーをオーナーにしてください。",
            "The last owner cannot be removed: make another member an owner first.",
        )


def require_can_grant(actor: Actor, role: str) -> None:
    """ProblemError 403 for a role that holds more than the actor does."""
    if not actor.holds(role_permissions(role)):
        raise forbidden(
            "自分が持っていない権限は、人に与えたり、持つ人から外したりできません。",
            "You cannot give a role that holds more than you do, nor change a member who has one.",
        )


def require_sound_place(org_id: int, place: Place, now: datetime) -> None:
    """ProblemError 422 for a place that contradicts itself, for channels that do not exist, for a day gone by."""
    problems = [*_scope_problems(org_id, place), *_ending_problems(place, now)]
    if problems:
        raise invalid_fields(problems)


def _scope_problems(org_id: int, place: Place) -> Iterable[FieldProblem]:
    if place.channel_ids is None:
        if place.role == Role.PARTNER:
            yield FieldProblem(
                "channel_ids",
                "パートナーには、担当する公式アカウントを選んでください。",
                "Choose the official accounts that the partner works on.",
            )
        return
    if place.role == Role.OWNER:
        yield FieldProblem(
            "channel_ids",
            "オーナーはすべての公式アカウントを担当します。「すべて」を選んでください。",
            "An owner works on every official account: choose all of them.",
        )
    elif not place.channel_ids:
        yield FieldProblem(
            "channel_ids",
            "担当する公式アカウントを 1 つ以上選んでください。",
            "Choose at least one official account.",
        )
    elif not set(place.channel_ids) <= selectors.channel_names(org_id).keys():
        yield FieldProblem(
            "channel_ids",
            "選んだ公式アカウントが見つかりません。画面を読み直して選び直してください。",
            "One of the chosen official accounts was not found: reload and choose again.",
        )


def _ending_problems(place: Place, now: datetime) -> Iterable[FieldProblem]:
    if place.role == Role.PARTNER and place.ends_on is None:
        yield FieldProblem(
            "ends_on", "パートナーには、最後の日を決めてください。", "A partner needs a last day."
        )
    elif place.role == Role.OWNER and place.ends_on is not None:
        yield FieldProblem(
            "ends_on", "オーナーに期限はつけられません。", "An owner's place cannot have a last day."
        )
    elif place.ends_on is not None and place.ends_on < selectors.today(now):
        yield FieldProblem(
            "ends_on", "最後の日が過ぎています。今日以降の日にしてください。", "The last day has gone by."
        )


def _place_of(member: Member) -> Place:
    return Place(member.role, member.channel_ids, member.ends_on)


def _facts(member: Member) -> dict[str, Any]:
    return {"user_id": member.user_id, **_place_of(member).facts()}


def _audit(member: Member, actor: Actor, action: str, now: datetime, **change: dict[str, Any]) -> None:
    record_audit(
        org_id=member.org_id,
        actor=actor,
        action=action,
        object_kind="member",
        object_id=member.id,
        now=now,
        **change,
    )
