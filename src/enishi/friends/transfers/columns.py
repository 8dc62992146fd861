"""What an export can hold: columns by name, their headers, and the cells of a chunk of friends.

A column is named as in lists: ``memo``, ``tags``, ``field:12``; ``tag:12`` holds 1 or 0. Read set-wise, a few
statements a chunk however many columns there are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.friends.domain.fields import FieldSpec, FieldType, shown
from enishi.friends.domain.operations import Words
from enishi.friends.models import Tag
from enishi.friends.selectors.engagement import scores_of_friends
from enishi.friends.selectors.fields import field_specs, value_of_row
from enishi.friends.selectors.friends import marks_of_friends
from enishi.friends.transfers.cells import OutCell
from enishi.kit.errors import FieldProblem
from enishi.kit.pgarrays import integers
from enishi.kit.wiring import wired_by_name

MOST_COLUMNS = 200

_STATUSES = {"following": Words("友だち", "following"), "blocked": Words("ブロック中", "blocked")}
_ORIGINS = {
    "follow": Words("友だち追加", "followed"),
    "import": Words("取り込み", "imported"),
    "contact": Words("最初のやりとり", "first contact"),
}

#: Headers are those by which an import finds the columns again.
PROFILE: Mapping[str, Words] = {
    "id": Words("友だちID", "friend id"),
    "line_user_id": Words("LINEユーザーID", "LINE user id"),
    "name": Words("LINE登録名", "display name"),
    "status": Words("友だちの状態", "status"),
    "origin": Words("登録のきっかけ", "origin"),
    "since": Words("登録日時", "first seen"),
    "followed": Words("友だち追加日時", "followed at"),
    "blocked": Words("ブロック日時", "blocked at"),
    "reaction": Words("最後の反応", "last reaction"),
    "language": Words("言語", "language"),
    "memo": Words("メモ", "memo"),
    "tags": Words("タグ", "tags"),
    "mark": Words("対応マーク", "response mark"),
    "score": Words("スコア", "score"),
}
_TIMES: Mapping[str, str] = {
    "since": "first_seen_at",
    "followed": "followed_at",
    "blocked": "blocked_at",
    "reaction": "last_reaction_at",
}
#: Columns that a friend's own row holds → where.
_ATTRIBUTES: Mapping[str, str] = {
    "id": "id",
    "line_user_id": "line_user_id",
    "name": "display_name",
    "status": "status",
    "origin": "origin",
    "language": "language",
    "memo": "memo",
    **_TIMES,
}
#: Types whose values are cells already.
_AS_THEY_ARE = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.EMAIL,
        FieldType.URL,
        FieldType.IMAGE,
        FieldType.FILE,
        FieldType.NUMBER,
        FieldType.DATE,
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export and, for a field or a tag, which."""

    name: str
    header: str
    field: FieldSpec | None = None
    tag_id: int | None = None


def column_problems(org_id: int, names: Sequence[str]) -> list[FieldProblem]:
    """Columns that there are not."""
    known = {column.name for column in offered_columns(org_id, "ja")}
    return [
        FieldProblem(
            f"columns.{number}",
            f"列「{name}」はありません。画面を更新して選び直してください。",
            f"There is no column {name}: refresh and choose again.",
        )
        for number, name in enumerate(names)
        if name not in known
    ]


def offered_columns(org_id: int, language: str) -> list[Column]:
    """Every column that an export may have, in the order in which it is offered."""
    profile = [Column(name, _in(words, language)) for name, words in PROFILE.items()]
    fields = [Column(f"field:{spec.id}", spec.name, field=spec) for spec in field_specs(org_id).values()]
    tags = (
        Tag.objects.filter(org_id=org_id, archived_at=None).order_by("name", "id").values_list("id", "name")
    )
    return [*profile, *fields, *(Column(f"tag:{tag_id}", name, tag_id=tag_id) for tag_id, name in tags)]


def chosen_columns(org_id: int, names: Sequence[str], language: str) -> list[Column]:
    """The columns of these names, in this order; those that have gone since are left out."""
    known = {column.name: column for column in offered_columns(org_id, language)}
    return [known[name] for name in names if name in known]


def _in(words: Words, language: str) -> str:
    return words.ja if language == "ja" else words.en


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when an export is made: its channel, whose zone times are told in, and the language of its words."""

    org_id: int
    channel_id: int
    zone: ZoneInfo
    language: str
    now: datetime


def rows_of(
    setting: Setting, columns: Sequence[Column], friend_ids: Sequence[int]
) -> list[tuple[OutCell, ...]]:
    """A row for each of these friends who is still there, by id."""
    reader = _Reader(setting, columns, friend_ids)
    if not columns:
        return [()] * len(reader.friend_ids)
    # Column by column: what a column needs is looked up once, and not for each of its cells.
    return list(zip(*(reader.cells(column) for column in columns), strict=True))


_PROFILES = """
SELECT {attributes} FROM friends_friend
 WHERE org_id = %(org_id)s AND channel_id = %(channel_id)s AND id = ANY(%(friend_ids)s::bigint[])
 ORDER BY id
"""
_VALUES = """
SELECT field_id, friend_id, {column} FROM friends_fieldvalue
 WHERE org_id = %(org_id)s AND field_id = ANY(%(field_ids)s::bigint[]) AND friend_id = ANY(%(friend_ids)s::bigint[])
"""
_TAGS = """
SELECT friend_id, tag_id FROM friends_friendtag
 WHERE org_id = %(org_id)s AND tag_id = ANY(%(tag_ids)s::bigint[]) AND friend_id = ANY(%(friend_ids)s::bigint[])
"""


class _Reader:
    """What a chunk's cells are made of, read before the first of them is. ``friend_ids`` are those who are there."""

    def __init__(self, setting: Setting, columns: Sequence[Column], friend_ids: Sequence[int]) -> None:
        self._setting = setting
        names = {column.name for column in columns}
        self._parameters: dict[str, Any] = {
            "org_id": setting.org_id,
            "channel_id": setting.channel_id,
            "friend_ids": integers(friend_ids),
        }
        self._profiles = self._read_profiles(
            sorted({"id", *(_ATTRIBUTES[n] for n in names & _ATTRIBUTES.keys())})
        )
        self.friend_ids: Sequence[int] = self._profiles["id"]
        self._values = self._read_values([column.field for column in columns if column.field is not None])
        self._tag_names: dict[int, str] = {}
        if "tags" in names:
            rows = Tag.objects.filter(org_id=setting.org_id, archived_at=None).order_by("name", "id")
            self._tag_names = dict(rows.values_list("id", "name"))
        wanted = {column.tag_id for column in columns if column.tag_id is not None} | set(self._tag_names)
        self._tags = self._read_tags(wanted)
        self._marks, self._mark_names = _marks(setting.org_id, friend_ids) if "mark" in names else ({}, {})
        self._scores: dict[int, float] = {}
        if "score" in names:
            self._scores = scores_of_friends(setting.org_id, setting.channel_id, friend_ids, setting.now)

    def _read(self, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._parameters | parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _read_profiles(self, attributes: Sequence[str]) -> dict[str, Sequence[Any]]:
        rows = self._read(_PROFILES.format(attributes=", ".join(attributes)))
        return dict(zip(attributes, zip(*rows, strict=True) if rows else [()] * len(attributes), strict=True))

    def _read_values(self, specs: Sequence[FieldSpec]) -> dict[int, dict[int, Any]]:
        """Field id → friend id → what the field's column holds."""
        found: dict[int, dict[int, Any]] = {spec.id: {} for spec in specs}
        by_column: dict[str, list[int]] = {}
        for spec in specs:
            by_column.setdefault(spec.column, []).append(spec.id)
        for column, field_ids in by_column.items():
            rows = self._read(_VALUES.format(column=column), field_ids=integers(field_ids))
            for field_id, friend_id, held in rows:
                found[field_id][friend_id] = held
        return found

    def _read_tags(self, tag_ids: Collection[int]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for friend_id, tag_id in self._read(_TAGS, tag_ids=integers(sorted(tag_ids))) if tag_ids else ():
            found.setdefault(friend_id, []).append(tag_id)
        return found

    def cells(self, column: Column) -> Sequence[OutCell]:
        """This column's cells, in the friends' order."""
        name, language = column.name, self._setting.language
        if column.field is not None:
            return self._value_cells(column.field)
        if column.tag_id is not None:
            return [int(column.tag_id in self._tags.get(friend_id, ())) for friend_id in self.friend_ids]
        if name == "tags":
            return self._joined_tags()
        if name == "mark":
            return [self._mark_names.get(self._marks.get(each, 0), "") for each in self.friend_ids]
        if name == "score":
            return [Decimal(str(self._scores.get(each, 0))) for each in self.friend_ids]
        profiles = self._profiles[_ATTRIBUTES[name]]
        if name in _TIMES:
            return [None if at is None else self._local(at).replace(microsecond=0) for at in profiles]
        told = {"status": _STATUSES, "origin": _ORIGINS}.get(name)
        return profiles if told is None else [_in(told[word], language) for word in profiles]

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._setting.zone).replace(tzinfo=None)

    def _value_cells(self, spec: FieldSpec) -> list[OutCell]:
        held = self._values[spec.id]
        if spec.type in _AS_THEY_ARE:
            return [held.get(friend_id) for friend_id in self.friend_ids]
        made: dict[Any, OutCell] = {None: None}
        cells = []
        for friend_id in self.friend_ids:
            value = held.get(friend_id)
            key = tuple(value) if isinstance(value, list) else value
            if key not in made:
                made[key] = self._value_cell(spec, value)
            cells.append(made[key])
        return cells

    def _value_cell(self, spec: FieldSpec, held: Any) -> OutCell:
        if isinstance(held, datetime):
            return self._local(held)
        value = value_of_row(spec, {spec.column: held})
        return None if value is None else shown(spec, value, self._setting.language, self._setting.zone)

    def _joined_tags(self) -> list[OutCell]:
        names = self._tag_names
        place = {tag_id: number for number, tag_id in enumerate(names)}
        ordered = (
            sorted((place[tag_id], tag_id) for tag_id in self._tags.get(friend_id, ()) if tag_id in place)
            for friend_id in self.friend_ids
        )
        return ["、".join([names[tag_id] for _, tag_id in on]) for on in ordered]


def _marks(org_id: int, friend_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, str]]:
    marks = marks_of_friends(org_id, friend_ids)
    named: Any = wired_by_name("ENISHI_OBJECT_NAMES")["mark"](org_id, sorted(set(marks.values())))
    return marks, {mark_id: found.name for mark_id, found in named.items()}
