"""The actions that the inbox offers to rules and to staff: mark talks, hand them to a member."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from enishi.accounts.models import Member
from enishi.automation.bulk.deeds import counted
from enishi.automation.registry import Action, ActionCall, ActionInput, Bulk, Effect, Foreseen, UndoCall
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
from enishi.inbox.selectors import lists
from enishi.inbox.services import many
from enishi.inbox.services.marks import FIRST_NAMES
from enishi.kit import clock
from enishi.kit.errors import FieldProblem

_TALK = ("friends.edit", "talk.reply")


class MarkParams(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mark_id: int


class AssignParams(BaseModel):
    """``member_id`` None: the talk is nobody's."""

    model_config = ConfigDict(extra="forbid")

    member_id: int | None = None


def _check_mark(org_id: int, channel_id: int, params: MarkParams, path: str) -> list[FieldProblem]:
    if lists.marks(org_id).filter(id=params.mark_id).exists():
        return []
    return [FieldProblem(f"{path}.mark_id", "この対応マークはありません。", "There is no such mark.")]


def _set_mark(call: ActionCall, params: MarkParams) -> Effect:
    # One that was archived since the rule was saved is passed over, like an archived tag.
    mark = lists.marks(call.org_id).filter(id=params.mark_id).first()
    if mark is None:
        return Effect(())
    before = many.mark_many(
        org_id=call.org_id, channel_id=call.channel_id, friend_ids=call.friend_ids, mark=mark, now=call.now
    )
    return Effect([int(friend_id) for friend_id in before], before)


def _unmark(call: UndoCall, params: MarkParams) -> Sequence[int]:
    return many.unmark_many(
        org_id=call.org_id,
        channel_id=call.channel_id,
        before=call.before,
        mark_id=params.mark_id,
        at=call.at,
        now=call.now,
    )


def _describe_mark(org_id: int, params: MarkParams) -> Words:
    name = lists.mark(org_id, params.mark_id).name
    english = FIRST_NAMES.get(name, name)
    return Words(f"対応マークを「{name}」にする", f"Set the response mark “{english}”")


def _check_member(org_id: int, channel_id: int, params: AssignParams, path: str) -> list[FieldProblem]:
    members = {member.id for member in lists.repliers(org_id, channel_id, clock.now())}
    if params.member_id is None or params.member_id in members:
        return []
    return [
        FieldProblem(
            f"{path}.member_id",
            "このメンバーは、この公式アカウントのトークに返信できません。返信できるメンバーを選んでください。",
            "This member may not answer at this account: choose one who may.",
        )
    ]


def _assign(call: ActionCall, params: AssignParams) -> Effect:
    before = many.assign_many(
        org_id=call.org_id,
        channel_id=call.channel_id,
        friend_ids=call.friend_ids,
        member_id=params.member_id,
        now=call.now,
    )
    return Effect([int(friend_id) for friend_id in before], before)


def _unassign(call: UndoCall, params: AssignParams) -> Sequence[int]:
    return many.unassign_many(
        org_id=call.org_id,
        channel_id=call.channel_id,
        before=call.before,
        member_id=params.member_id,
        at=call.at,
        now=call.now,
    )


def _describe_assigning(org_id: int, params: AssignParams) -> Words:
    if params.member_id is None:
        return Words("担当者を外す", "Assign to nobody")
    member = Member.objects.filter(org_id=org_id, id=params.member_id).select_related("user").first()
    name = (member.user.name or member.user.email) if member else "?"
    return Words(f"担当者を「{name}」にする", f"Assign to {name}")


type _Foresee = Callable[[int, int, Sql, int, Any], Foreseen]


def _foresee(column: str, parameter: str) -> _Foresee:
    def foresee(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
        value = getattr(params, parameter)
        are, others = counted(
            friends,
            f"SELECT count(*) FILTER (WHERE c.{column} IS NOT DISTINCT FROM %(of_value)s::bigint), count(*) "
            "  FROM inbox_conversation c WHERE c.org_id = %(of_org)s AND c.friend_id IN ({friends})",
            {"of_org": org_id, "of_value": value},
        )
        # Whoever has no talk is nobody's already.
        unchanged = are if value is not None else number - (others - are)
        return Foreseen(number - unchanged, unchanged)

    return foresee


SET_MARK = Action(
    MarkParams,
    _set_mark,
    _check_mark,
    ja="対応マークを変える",
    en="Set the response mark",
    group="talk",
    inputs=(ActionInput("mark_id", "mark", "対応マーク", "Response mark"),),
    bulk=Bulk(_TALK, _describe_mark, _foresee("mark_id", "mark_id"), _unmark),
)
ASSIGN = Action(
    AssignParams,
    _assign,
    _check_member,
    ja="担当者を決める",
    en="Assign to a member",
    group="talk",
    inputs=(ActionInput("member_id", "member", "担当者", "Member", is_required=False),),
    bulk=Bulk(_TALK, _describe_assigning, _foresee("assignee_id", "member_id"), _unassign),
)
