"""The condition on saved segments. It reads who belongs now, never the other segment's own conditions: nesting stays
cheap however deep it goes, and who belongs is the same everywhere."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Input,
    Language,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)


class SegmentParams(Params):
    """In any, in all or in none of these segments."""

    segment_ids: Annotated[
        list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(min_length=1, max_length=50)
    ]
    match: Literal["any", "all", "none"] = "any"


def _rows(segment_ids: str, ctx: Context) -> Rows:
    where = f"s.org_id = {ctx.org} AND s.segment_id = {segment_ids}"
    return Rows("friends_segmentmember s", where, "s.friend_id")


def _compile(params: SegmentParams, ctx: Context) -> str | Rows:
    few = ctx.is_among_few
    wanted = list(dict.fromkeys(params.segment_ids))
    if params.match == "all" and len(wanted) > 1:
        return " AND ".join(_rows(ctx.add(one), ctx).probe(is_among_few=few) for one in wanted)
    ids = ctx.add(wanted[0]) if len(wanted) == 1 else f"ANY({ctx.add(wanted)}::bigint[])"
    rows = _rows(ids, ctx)
    return f"NOT {rows.probe(is_among_few=few)}" if params.match == "none" else rows


def _sentence(params: SegmentParams, names: Names, language: Language) -> str:
    said = [names.said("segment", one, language) for one in dict.fromkeys(params.segment_ids)]
    if language == "ja":
        listed = "、".join(said)
        if len(said) == 1:
            return f"セグメント{listed}に入って{'いない' if params.match == 'none' else 'いる'}"
        which = {
            "any": "のどれかに入っている",
            "all": "のすべてに入っている",
            "none": "のどれにも入っていない",
        }
        return f"セグメント{listed}{which[params.match]}"
    listed = (" and " if params.match == "all" else " or ").join(said)
    if len(said) == 1:
        return f"the friend is {'not ' if params.match == 'none' else ''}in the segment {listed}"
    which = {"any": "in one of", "all": "in all of", "none": "in none of"}
    return f"the friend is {which[params.match]} the segments {listed}"


def _references(params: SegmentParams) -> Sequence[Reference]:
    return [Reference("segment", one, f"segment_ids.{index}") for index, one in enumerate(params.segment_ids)]


SEGMENT = ConditionKind(
    params=SegmentParams,
    compile=_compile,
    sentence=_sentence,
    group="sets",
    name=Text("セグメント", "Segment"),
    inputs=(
        Input(
            "match",
            "choice",
            Text("入り方", "Which"),
            choices=(
                ("any", Text("どれかに入っている", "in any")),
                ("all", Text("すべてに入っている", "in all")),
                ("none", Text("どれにも入っていない", "in none")),
            ),
        ),
        Input("segment_ids", "objects", Text("セグメント", "Segments"), of="segment"),
    ),
    example={"segment_ids": [1]},
    watches=frozenset({"segment.entered", "segment.left"}),
    references=_references,
    help=Text("保存したセグメントに今いる人で絞り込みます。", "Chooses by who is in a saved segment now."),
)
