"""What the API of the tags' ledger takes and gives: names, stock-taking, merges, backups."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.domain.tag_names import Category, DateFormat, KindName, NamingRule, pattern_of
from enishi.friends.models import TagBackup, TagMerge
from enishi.friends.schemas.tags import SimilarTagOut, TagNameOut, TagOut, TagUseOut, facts_of
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


class TagCategoryOut(OutputSchema):
    name: str
    kind: str


class TagCategoryIn(InputSchema):
    name: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^_＿\s]+$")]
    kind: KindName = ""


class TagNamingOut(OutputSchema):
    """``pattern`` is the rule in words."""

    is_on: bool
    has_category: bool
    categories: list[TagCategoryOut]
    date: str
    date_format: str
    pattern: str

    @classmethod
    def of(cls, rule: NamingRule, language: Language) -> "TagNamingOut":
        return cls(**rule.model_dump(mode="json"), pattern=pattern_of(rule, language))


class TagNamingIn(InputSchema):
    """``date``: required, optional or none at the end of names."""

    model_config = ConfigDict(json_schema_extra={"example": _RULE})

    is_on: bool = True
    has_category: bool = True
    categories: Annotated[list[TagCategoryIn], Field(max_length=50)]
    date: Annotated[str, Field(pattern="^(required|optional|none)$")] = "required"
    date_format: DateFormat = "YYYYMMDD"

    def rule(self) -> NamingRule:
        given = self.model_dump()
        categories = tuple(Category(**each) for each in given.pop("categories"))
        return NamingRule(**given, categories=categories)


class TagCheckIn(InputSchema):
    """``tag_id`` is the tag that is to be renamed, if one is."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "資料ＤＬ 2026年1月"}})

    name: Name
    kind: KindName = ""
    tag_id: Id | None = None


class TagNameProblemOut(OutputSchema):
    """``code``: shape, category, detail, date, length or spelling."""

    code: str
    detail: str


class TagCheckOut(OutputSchema):
    """Whether the name will do, what would in its place, and which tags have nearly the same name."""

    is_ok: bool
    kind: str
    problems: list[TagNameProblemOut]
    corrections: list[str]
    similar: list[SimilarTagOut]
    taken_by: TagNameOut | None

    @classmethod
    def of(cls, found: CheckedName, people: dict[int, int], language: Language) -> "TagCheckOut":
        verdict = found.verdict
        return cls(
            is_ok=verdict.is_ok and found.taken_by is None,
            kind=verdict.kind,
            problems=[
                TagNameProblemOut(code=each.code, detail=each.ja if language == "ja" else each.en)
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


class TagStockQuery(InputSchema):
    channel_id: Id | None = None


class TagStockItemOut(TagOut):
    """``findings``: expired, unused, similar, small, unread, undescribed, unowned. ``is_idle``: archiving it now would
    change nothing."""

    friends: int
    uses: list[TagUseOut]
    findings: list[str]
    alike: list[int]
    is_idle: bool

    @classmethod
    def from_item(cls, item: StockItem) -> "TagStockItemOut":
        return cls(
            **facts_of(item.tag),
            friends=item.people,
            uses=[TagUseOut.of(use) for use in item.uses],
            findings=list(item.findings),
            alike=item.alike,
            is_idle=item.is_idle,
        )


class TagStockOut(OutputSchema):
    """``total`` tags are in use; ``items`` are those of which something is to be said."""

    total: int
    items: list[TagStockItemOut]


class TagArchiveIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"tag_ids": [1, 2], "is_archived": True}})

    tag_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_ARCHIVED)]
    is_archived: bool = True


class KeptTagOut(OutputSchema):
    """A tag that stays because of its uses; none are told where only other accounts use it."""

    id: int
    uses: list[TagUseOut]


class TagArchiveOut(OutputSchema):
    changed: list[int]
    kept: list[KeptTagOut]


class TagMergeIn(InputSchema):
    """Friends and uses of ``source_ids`` go over to ``target_id``."""

    model_config = ConfigDict(json_schema_extra={"example": {"source_ids": [2, 3], "target_id": 1}})

    source_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_SOURCES)]
    target_id: Id


class TagMergeSourceOut(OutputSchema):
    id: int
    name: str
    friends: int
    uses: list[TagUseOut]


class TagMergePreviewOut(OutputSchema):
    """``friends`` have the target afterwards, ``gained`` of them do not have it yet. ``problems`` stand against it."""

    target: TagMergeSourceOut
    sources: list[TagMergeSourceOut]
    friends: int
    gained: int
    problems: list[str]

    @classmethod
    def of(cls, found: MergePreview, language: Language) -> "TagMergePreviewOut":
        def said(problem: ProblemError) -> str:
            return problem.ja if language == "ja" else problem.en

        made = [
            TagMergeSourceOut(
                id=tag.id,
                name=tag.name,
                friends=found.people_by_tag[tag.id],
                uses=[TagUseOut.of(use) for use in found.uses.get(tag.id, [])],
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


class TagRewrittenOut(OutputSchema):
    kind: str
    id: int
    name: str


class TagMergeOut(OutputSchema):
    """``friends`` got the target by it; ``rewritten`` speaks of it since."""

    id: int
    target_id: int
    source_ids: list[int]
    source_names: list[str]
    friends: int
    rewritten: list[TagRewrittenOut]
    actor: str
    merged_at: datetime
    undo_until: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, merge: TagMerge) -> "TagMergeOut":
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


def rewritten(entry: dict[str, object]) -> TagRewrittenOut:
    """An entry of a merge's journal, without the documents."""
    return TagRewrittenOut.model_validate({key: entry[key] for key in ("kind", "id", "name")})


class TagMergesOut(OutputSchema):
    items: list[TagMergeOut]


class UnmergedTagsOut(OutputSchema):
    """``friends`` lost the target; ``left`` was changed since the merge and stays as it is."""

    merge: TagMergeOut
    friends: int
    left: list[TagRewrittenOut]

    @classmethod
    def of(cls, done: Unmerged) -> "UnmergedTagsOut":
        return cls(
            merge=TagMergeOut.of(done.merge),
            friends=done.people,
            left=[rewritten(each) for each in done.left],
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
