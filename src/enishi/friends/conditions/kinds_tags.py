"""The condition on tags."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Names,
    Params,
    Reference,
    Rows,
    SetsOf,
    Text,
)
from enishi.friends.conditions.when import When, drift_of, time_condition, when_clause

ObjectId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class TagParams(Params):
    """Any, all or none of these tags; with ``added`` only those put on at such a time count."""

    tag_ids: Annotated[list[ObjectId], Field(min_length=1, max_length=50)]
    match: Literal["any", "all", "none"] = "any"
    added: When | None = None


def _rows(tag_ids: str, params: TagParams, ctx: Context) -> Rows:
    where = f"t.org_id = {ctx.org} AND t.tag_id = {tag_ids}"
    if params.added is not None:
        where += f" AND {time_condition('t.added_at', params.added, ctx)}"
    return Rows("friends_friendtag t", where, "t.friend_id")


def _compile(params: TagParams, ctx: Context) -> str | Rows:
    few = ctx.is_among_few
    wanted = list(dict.fromkeys(params.tag_ids))
    if params.match == "all" and len(wanted) > 1:
        each = [_rows(ctx.add(tag_id), params, ctx).probe(is_among_few=few) for tag_id in wanted]
        return " AND ".join(each)
    ids = ctx.add(wanted[0]) if len(wanted) == 1 else f"ANY({ctx.add(wanted)}::bigint[])"
    rows = _rows(ids, params, ctx)
    return f"NOT {rows.probe(is_among_few=few)}" if params.match == "none" else rows


_HOW_MANY = {"any": "one of", "all": "all", "none": "none of"}


def _sentence(params: TagParams, names: Names, language: Language) -> str:
    said = [names.said("tag", tag_id, language) for tag_id in dict.fromkeys(params.tag_ids)]
    when = "" if params.added is None else when_clause("", params.added, language)
    if language == "ja":
        return _ja(params, said, when)
    tags = (" and " if params.match == "all" else " or ").join(said)
    if len(said) == 1:
        clause = f"they {'do not have' if params.match == 'none' else 'have'} the tag {tags}"
    else:
        clause = f"they have {_HOW_MANY[params.match]} the tags {tags}"
    return f"{clause} (put on at a time that{when})" if when else clause


def _ja(params: TagParams, said: list[str], when: str) -> str:
    listed = "、".join(said)
    added = f"（付いた日時{when}もの）" if when else ""
    if len(said) == 1:
        return f"タグ{listed}{added}が付いて{'いない' if params.match == 'none' else 'いる'}"
    which = {"any": "のどれかが付いている", "all": "のすべてが付いている", "none": "のどれも付いていない"}
    return f"タグ{listed}{added}{which[params.match]}"


def _references(params: TagParams) -> Sequence[Reference]:
    return [Reference("tag", tag_id, f"tag_ids.{index}") for index, tag_id in enumerate(params.tag_ids)]


def _drifts(params: TagParams) -> Drift:
    return drift_of(params.added)


def _sets(params: TagParams, channel_id: int) -> SetsOf | None:
    if params.added is not None:
        return None
    return SetsOf(params.match, [f"t{tag_id}" for tag_id in dict.fromkeys(params.tag_ids)])


TAG = ConditionKind(
    params=TagParams,
    compile=_compile,
    sentence=_sentence,
    sets=_sets,
    group="tags",
    name=Text("タグ", "Tag"),
    inputs=(
        Input(
            "match",
            "choice",
            Text("条件", "Condition"),
            choices=(
                ("any", Text("どれかが付いている", "Any of them is on")),
                ("all", Text("すべて付いている", "All of them are on")),
                ("none", Text("どれも付いていない", "None of them is on")),
            ),
        ),
        Input("tag_ids", "objects", Text("タグ", "Tags"), of="tag", options={"source": "/tags"}),
        Input(
            "added",
            "when",
            Text("付いた日時", "Added"),
            is_required=False,
            options={"modes": ["days_ago", "hours_ago", "between"]},
        ),
    ),
    example={"tag_ids": [1], "match": "any"},
    watches=frozenset({"tag.added", "tag.removed"}),
    drifts=_drifts,
    references=_references,
)
