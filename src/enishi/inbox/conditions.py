"""Conditions on the talk: its response mark and who is to answer."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field, model_validator

from enishi.accounts.schemas import Id
from enishi.friends.conditions.registry import (
    ASSIGNEE,
    MARK,
    ConditionKind,
    Context,
    Input,
    Language,
    Named,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.inbox.models import Mark


def mark_names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Response marks, archived ones too."""
    rows = Mark.objects.filter(org_id=org_id, id__in=ids).values_list("id", "name", "archived_at")
    return {mark_id: Named(name, archived_at is not None) for mark_id, name, archived_at in rows}


class MarkParams(Params):
    """The talk has one of these response marks."""

    mark_ids: Annotated[list[Id], Field(min_length=1, max_length=50)]


def _talks(where: str, ctx: Context) -> Rows:
    return Rows("inbox_conversation c", f"c.org_id = {ctx.org} AND {where}", "c.friend_id")


def _with_mark(params: MarkParams, ctx: Context) -> Rows:
    return _talks(f"c.mark_id = ANY({ctx.add(list(params.mark_ids))}::bigint[])", ctx)


def _mark_sentence(params: MarkParams, names: Names, language: Language) -> str:
    said = [names.said("mark", mark_id, language) for mark_id in params.mark_ids]
    if language == "ja":
        return f"対応マークが{'か'.join(said)}である"
    return f"the response mark is {' or '.join(said)}"


def _mark_references(params: MarkParams) -> Sequence[Reference]:
    return [Reference("mark", mark_id, f"mark_ids.{index}") for index, mark_id in enumerate(params.mark_ids)]


MARK_KIND = ConditionKind(
    params=MarkParams,
    compile=_with_mark,
    sentence=_mark_sentence,
    group="talk",
    name=Text("対応マーク", "Response mark"),
    inputs=(Input("mark_ids", "objects", Text("対応マーク", "Marks"), of="mark"),),
    example={"mark_ids": [1]},
    # A friend's message opens the talk anew.
    watches=frozenset({MARK, "message."}),
    references=_mark_references,
)


class AssigneeParams(Params):
    """The talk is assigned to one of these members; ``nobody``: or to nobody."""

    member_ids: Annotated[list[Id], Field(max_length=50)] = []
    nobody: bool = False

    @model_validator(mode="after")
    def _names_somebody(self) -> "AssigneeParams":
        if not self.member_ids and not self.nobody:
            raise ValueError("a member or nobody")
        return self


def _with_assignee(params: AssigneeParams, ctx: Context) -> str | Rows:
    few = ctx.is_among_few
    theirs = _talks(f"c.assignee_id = ANY({ctx.add(list(params.member_ids))}::bigint[])", ctx)
    if not params.nobody:
        return theirs
    # Who never talked with us has no row, and so nobody to answer.
    nobodys = f"NOT {_talks('c.assignee_id IS NOT NULL', ctx).probe(is_among_few=few)}"
    return f"({theirs.probe(is_among_few=few)} OR {nobodys})" if params.member_ids else nobodys


def _assignee_sentence(params: AssigneeParams, names: Names, language: Language) -> str:
    said = [names.said("member", member_id, language) for member_id in params.member_ids]
    if language == "ja":
        if not said:
            return "担当者がない"
        nobody = "、または担当者なし" if params.nobody else ""
        return f"担当者が{'か'.join(said)}{nobody}である"
    if not said:
        return "nobody is assigned"
    return f"the assignee is {' or '.join([*said, *(['nobody'] if params.nobody else [])])}"


def _assignee_references(params: AssigneeParams) -> Sequence[Reference]:
    return [Reference("member", one, f"member_ids.{index}") for index, one in enumerate(params.member_ids)]


ASSIGNEE_KIND = ConditionKind(
    params=AssigneeParams,
    compile=_with_assignee,
    sentence=_assignee_sentence,
    group="talk",
    name=Text("担当者", "Assignee"),
    inputs=(
        Input("member_ids", "objects", Text("担当者", "Members"), of="member", is_required=False),
        Input("nobody", "boolean", Text("担当者なしも含める", "Or nobody"), is_required=False),
    ),
    example={"member_ids": [1], "nobody": False},
    watches=frozenset({ASSIGNEE}),
    references=_assignee_references,
)
