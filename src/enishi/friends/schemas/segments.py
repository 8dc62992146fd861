"""What the API of segments takes and gives."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Name, OutputSchema
from enishi.friends import conditions
from enishi.friends.conditions.references import Use
from enishi.friends.conditions.registry import Language
from enishi.friends.domain.segment_drafts import Draft
from enishi.friends.domain.segments import CautionCode
from enishi.friends.models import Drift, Segment
from enishi.friends.schemas.friends import FriendOut
from enishi.friends.selectors.segment_reports import Report
from enishi.friends.selectors.segments import Day, Member, MemberOverlap
from enishi.friends.services.segments import SegmentWish

_TREE: dict[str, JsonValue] = {
    "version": 1,
    "root": {"kind": "last_reaction", "when": {"mode": "days_ago", "test": "at_least", "days": 30}},
}
Tree = Annotated[
    dict[str, Any],
    Field(
        description="条件（docs/api/conditions.schema.json） / a condition (docs/api/conditions.schema.json)"
    ),
]
Folder = Annotated[str, StringConstraints(max_length=100)]
Purpose = Annotated[str, StringConstraints(max_length=1000)]
Frozen = Annotated[
    bool,
    Field(description="作った時点のメンバーのまま固定する / keep the members of the moment it was made"),
]


class SegmentQuery(InputSchema):
    channel_id: Id
    with_archived: bool = False
    with_reports: Annotated[
        bool,
        Field(
            description="使われている場所と注意も返す / with uses and warnings; false for a list to choose from"
        ),
    ] = True


class SegmentIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "channel_id": 1,
                "name": "30日以上反応なし",
                "folder": "休眠",
                "purpose": "来店のきっかけづくり",
                "tree": _TREE,
            }
        }
    )

    channel_id: Id
    name: Name
    tree: Tree
    folder: Folder = ""
    purpose: Annotated[Purpose, Field(description="配信の切り口 / what it is for")] = ""
    owner_id: Annotated[Id | None, Field(description="担当者の user id / the owner's user id")] = None
    is_frozen: Frozen = False

    def wish(self) -> SegmentWish:
        return SegmentWish(
            self.name, self.tree, self.folder, self.purpose, self.owner_id, is_frozen=self.is_frozen
        )


class SegmentChangeIn(InputSchema):
    """Only what is given changes."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "30日以上反応なし", "tree": _TREE}})

    name: Name | None = None
    tree: Tree | None = None
    folder: Folder | None = None
    purpose: Purpose | None = None
    owner_id: Id | None = None
    is_frozen: Frozen | None = None
    sets_off_rules: Annotated[
        bool,
        Field(
            description=(
                "条件の変更で出入りする友だちにも、自動化ルールを動かす / "
                "let friends whom the edit moves set off rules"
            )
        ),
    ] = False

    def changes(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True, exclude={"sets_off_rules"})
        # Nobody may own a segment; everything else cannot be nothing.
        return {key: value for key, value in given.items() if value is not None or key == "owner_id"}


class WordsOut(OutputSchema):
    ja: str
    en: str


class OwnerOut(OutputSchema):
    id: int
    name: str


class SegmentUseOut(OutputSchema):
    """``channel_id`` is null for what belongs to the whole organisation."""

    kind: str
    id: int
    name: str
    channel_id: int | None
    place: str

    @classmethod
    def of(cls, use: Use) -> "SegmentUseOut":
        return cls(kind=use.kind, id=use.id, name=use.name, channel_id=use.channel_id, place=use.place)


class SegmentWarningOut(OutputSchema):
    """``values``: the figures and names that belong to the warning."""

    code: CautionCode
    values: dict[str, Any]


class ResponseOut(OutputSchema):
    """Of ``sample`` members so many reacted in the last 28 days (``now``) and in the 28 before (``before``)."""

    sample: int
    now: int
    before: int


class SegmentOut(OutputSchema):
    """``is_building``: the members do not show the latest condition yet. ``drifts``: how often time alone changes them."""

    id: int
    channel_id: int
    name: str
    folder: str
    purpose: str
    owner: OwnerOut | None
    tree: dict[str, Any]
    sentence: WordsOut
    is_frozen: bool
    drifts: Drift
    size: int
    is_building: bool
    built_at: datetime | None
    build_ms: int | None
    last_sent_at: datetime | None
    response: ResponseOut | None
    warnings: list[SegmentWarningOut]
    uses: list[SegmentUseOut]
    trend: Annotated[list[int], Field(description="最近の日ごとの人数 / sizes of recent days, oldest first")]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, row: Segment, report: Report, days: Sequence[Day]) -> "SegmentOut":
        response = report.response
        return cls(
            id=row.id,
            channel_id=row.channel_id,
            name=row.name,
            folder=row.folder,
            purpose=row.purpose,
            owner=OwnerOut(id=row.owner.id, name=row.owner.name) if row.owner else None,
            tree=row.tree,
            sentence=WordsOut(ja=_sentence(row, "ja"), en=_sentence(row, "en")),
            is_frozen=row.is_frozen,
            drifts=Drift(row.drifts),
            size=row.size,
            is_building=row.archived_at is None and row.built_version != row.version,
            built_at=row.built_at,
            build_ms=row.build_ms,
            last_sent_at=row.last_sent_at,
            response=ResponseOut.from_orm(response) if response else None,
            warnings=[SegmentWarningOut(code=one.code, values=one.values) for one in report.warnings],
            uses=[SegmentUseOut.of(use) for use in report.uses],
            trend=[day.size for day in days],
            created_at=row.created_at,
            updated_at=row.updated_at,
            archived_at=row.archived_at,
        )


def _sentence(row: Segment, language: Language) -> str:
    return conditions.sentence_of(row.tree, row.org_id, language)


class SegmentsOut(OutputSchema):
    items: list[SegmentOut]


class MemberQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50


class SegmentMemberOut(OutputSchema):
    friend: FriendOut
    entered_at: datetime

    @classmethod
    def of(cls, member: Member) -> "SegmentMemberOut":
        return cls(friend=FriendOut.of(member.friend), entered_at=member.entered_at)


class SegmentMembersOut(OutputSchema):
    items: list[SegmentMemberOut]
    next_cursor: str | None


class HistoryQuery(InputSchema):
    days: Annotated[int, Field(ge=2, le=366)] = 90


class SegmentDayOut(OutputSchema):
    """The size at the end of a day of the channel's calendar, and who came and went on it."""

    on_date: date
    size: int
    entered: int
    left: int

    @classmethod
    def of(cls, day: Day) -> "SegmentDayOut":
        return cls.from_orm(day)


class SegmentHistoryOut(OutputSchema):
    items: list[SegmentDayOut]


class OverlapQuery(InputSchema):
    other_id: Annotated[Id, Field(description="比べるセグメント / the segment to compare with")]


class SegmentOverlapOut(OutputSchema):
    """``a`` is the segment in the address, ``b`` the other one."""

    both: int
    only_a: int
    only_b: int

    @classmethod
    def of(cls, overlap: MemberOverlap) -> "SegmentOverlapOut":
        return cls.from_orm(overlap)


class FriendSegmentOut(OutputSchema):
    id: int
    name: str
    folder: str
    entered_at: datetime


class FriendSegmentsOut(OutputSchema):
    items: list[FriendSegmentOut]


class SegmentDraftOut(OutputSchema):
    """A ready condition to begin with."""

    key: str
    name: WordsOut
    purpose: WordsOut
    tree: dict[str, Any]

    @classmethod
    def of(cls, draft: Draft) -> "SegmentDraftOut":
        return cls(
            key=draft.key,
            name=WordsOut(ja=draft.ja, en=draft.en),
            purpose=WordsOut(ja=draft.purpose_ja, en=draft.purpose_en),
            tree=draft.tree,
        )


class SegmentDraftsOut(OutputSchema):
    items: list[SegmentDraftOut]
