"""What the API of the tags' ledger takes and gives: names, stock-taking, merges, backups."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.domain.tag_names import Category, DateFormat, KindName, NamingRule, pattern_of
from enishi.friends.models import TagBackup, TagMerge
from enishi.friends.schemas.tags import SimilarTagOut, TagNameOut, TagOut, UseOut, facts_of
from enishi.friends.selectors.tag_naming import CheckedName
from enishi.friends.selectors.tag_stock import StockItem
from enishi.friends.services.tag_merges import MOST_SOURCES, MergePreview, Unmerged
from enishi.kit.errors import ProblemError
from enishi.kit.languages import Language

MOST_ARCHIVED = 500
_RULE: dict[str, JsonValue] = {
    "is_on": True,
    "has_category": True,
    "categories": [{"name": "属性", "kind": "attribute"}, {"name": "行動", "kind": "behaviour"}],
    "date": "required",
    "date_format": "YYYYMMDD",
}


class CategoryOut(OutputSchema):
    name: str
    kind: str


class CategoryIn(InputSchema):
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^_＿\s]+$")]
    kind: KindName = ""


class NamingOut(OutputSchema):
    """``pattern`` is the rule in words."""

    is_on: bool
    has_category: bool
    categories: list[CategoryOut]
    date: str
    date_format: str
    pattern: str

    @classmethod
    def of(cls, rule: NamingRule, language: Language) -> "NamingOut":
        return cls(**rule.model_dump(mode="json"), pattern=pattern_of(rule, language))


class NamingIn(InputSchema):
    """``date``: required, optional or none at the end of names."""

    model_config = ConfigDict(json_schema_extra={"example": _RULE})

    is_on: bool = True
    has_category: bool = True
    categories: Annotated[list[CategoryIn], Field(max_length=50)]
    date: Annotated[str, Field(pattern="^(required|optional|none)$")] = "required"
    date_format: DateFormat = "YYYYMMDD"

    def rule(self) -> NamingRule:
        given = self.model_dump()
        categories = tuple(Category(**each) for each in given.pop("categories"))
        return NamingRule(**given, categories=categories)


class CheckIn(InputSchema):
    """``tag_id`` is the tag that is to be renamed, if one is."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "資料ＤＬ 2026年1月"}})

    name: Name
    kind: KindName = ""
    tag_id: Id | None = None


class NameProblemOut(OutputSchema):
    """``code``: shape, category, detail, date, length or spelling."""

    code: str
    detail: str


class CheckOut(OutputSchema):
    """Whether the name will do, what would in its place, and which tags have nearly the same name."""

    is_ok: bool
    kind: str
    problems: list[NameProblemOut]
    corrections: list[str]
    similar: list[SimilarTagOut]
    taken_by: TagNameOut | None

    @classmethod
    def of(cls, found: CheckedName, people: dict[int, int], language: Language) -> "CheckOut":
        verdict = found.verdict
        return cls(
            is_ok=verdict.is_ok and found.taken_by is None,
            kind=verdict.kind,
            problems=[
                NameProblemOut(code=each.code, detail=each.ja if language == "ja" else each.en)
                for each in verdict.problems
            ],
            corrections=verdict.corrections,
            similar=similar_tags(found, people),
            taken_by=TagNameOut.from_orm(found.taken_by) if found.taken_by else None,
        )


def similar_tags(found: CheckedName, people: dict[int, int]) -> list[SimilarTagOut]:
    """Those with nearly the same name, each with its people and its purpose."""
    return [
        SimilarTagOut(
            id=each.tag.id,
            name=each.tag.name,
            purpose=each.tag.purpose,
            friends=people.get(each.tag.id, 0),
            archived_at=each.tag.archived_at,
            reason=each.reason,
        )
        for each in found.similar
    ]


class StockQuery(InputSchema):
    channel_id: Id | None = None


class StockItemOut(TagOut):
    """``findings``: expired, unused, similar, small, unread, undescribed, unowned. ``is_idle``: archiving it now would
    change nothing."""

    friends: int
    uses: list[UseOut]
    findings: list[str]
    alike: list[int]
    is_idle: bool

    @classmethod
    def from_item(cls, item: StockItem) -> "StockItemOut":
        return cls(
            **facts_of(item.tag),
            friends=item.people,
            uses=[UseOut.of(use) for use in item.uses],
            findings=list(item.findings),
            alike=item.alike,
            is_idle=item.is_idle,
        )


class StockOut(OutputSchema):
    """``total`` tags are in use; ``items`` are those of which something is to be said."""

    total: int
    items: list[StockItemOut]


class ArchiveIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"tag_ids": [1, 2], "is_archived": True}})

    tag_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_ARCHIVED)]
    is_archived: bool = True


class KeptTagOut(OutputSchema):
    """A tag that stays because of its uses; none are told where only other accounts use it."""

    id: int
    uses: list[UseOut]


class ArchiveOut(OutputSchema):
    changed: list[int]
    kept: list[KeptTagOut]


class MergeIn(InputSchema):
    """Friends and uses of ``source_ids`` go over to ``target_id``."""

    model_config = ConfigDict(json_schema_extra={"example": {"source_ids": [2, 3], "target_id": 1}})

    source_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_SOURCES)]
    target_id: Id


class MergeSourceOut(OutputSchema):
    id: int
    name: str
    friends: int
    uses: list[UseOut]


class MergePreviewOut(OutputSchema):
    """``friends`` have the target afterwards, ``gained`` of them do not have it yet. ``problems`` stand against it."""

    target: MergeSourceOut
    sources: list[MergeSourceOut]
    friends: int
    gained: int
    problems: list[str]

    @classmethod
    def of(cls, found: MergePreview, language: Language) -> "MergePreviewOut":
        def said(problem: ProblemError) -> str:
            return problem.ja if language == "ja" else problem.en

        made = [
            MergeSourceOut(
                id=tag.id,
                name=tag.name,
                friends=found.people_by_tag[tag.id],
                uses=[UseOut.of(use) for use in found.uses.get(tag.id, [])],
            )
            for tag in (found.target, *found.sources)
        ]
        return cls(
            target=made[0],
            sources=made[1:],
            friends=found.people,
            gained=found.gained,
            problems=[said(problem) for problem in found.problems],
        )


class RewrittenOut(OutputSchema):
    kind: str
    id: int
    name: str


class MergeOut(OutputSchema):
    """``friends`` got the target by it; ``rewritten`` speaks of it since."""

    id: int
    target_id: int
    source_ids: list[int]
    source_names: list[str]
    friends: int
    rewritten: list[RewrittenOut]
    actor: str
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, merge: TagMerge) -> "MergeOut":
        plain = (
            "id",
            "target_id",
            "source_ids",
            "source_names",
            "actor",
            "merged_at",
            "undo_until",
            "undone_at",
        )
        return cls(
            **{name: getattr(merge, name) for name in plain},
            friends=merge.people,
            rewritten=[rewritten(each) for each in merge.rewritten],
        )


def rewritten(entry: dict[str, object]) -> RewrittenOut:
    """An entry of a merge's journal, without the documents."""
    return RewrittenOut.model_validate({key: entry[key] for key in ("kind", "id", "name")})


class MergesOut(OutputSchema):
    items: list[MergeOut]


class UnmergedOut(OutputSchema):
    """``friends`` lost the target; ``left`` was changed since the merge and stays as it is."""

    merge: MergeOut
    friends: int
    left: list[RewrittenOut]

    @classmethod
    def of(cls, done: Unmerged) -> "UnmergedOut":
        return cls(
            merge=MergeOut.of(done.merge), friends=done.people, left=[rewritten(each) for each in done.left]
        )


class TagBackupOut(OutputSchema):
    id: int
    tag_id: int
    name: str
    friends: int
    actor: str
    made_at: datetime
    restored_at: datetime | None

    @classmethod
    def of(cls, backup: TagBackup) -> "TagBackupOut":
        plain = ("id", "tag_id", "name", "actor", "made_at", "restored_at")
        return cls(**{name: getattr(backup, name) for name in plain}, friends=backup.people)


class TagBackupsOut(OutputSchema):
    items: list[TagBackupOut]
