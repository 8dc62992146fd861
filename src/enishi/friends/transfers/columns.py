"""What an export can hold: columns by name, their headers, and the cells of a chunk of friends.

A column is named as in lists: ``memo``, ``tags``, ``field:12``; ``tag:12`` holds 1 or 0. Read set-wise, a few
statements a chunk however many columns there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from enishi.friends.domain.fields import FieldSpec, FieldType, Value, shown
from enishi.friends.domain.operations import Words
from enishi.friends.models import Friend, FriendTag, Tag
from enishi.friends.selectors.engagement import scores_of_friends
from enishi.friends.selectors.fields import field_specs, values_of_friends
from enishi.friends.selectors.friends import marks_of_friends
from enishi.friends.transfers.writers import OutCell
from enishi.kit.errors import FieldProblem
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


def rows_of(setting: Setting, columns: Sequence[Column], friend_ids: Sequence[int]) -> list[list[OutCell]]:
    """A row for each of these friends who is still there, by id."""
    reader = _Reader(setting, columns, friend_ids)
    friends = Friend.objects.filter(
        org_id=setting.org_id, channel_id=setting.channel_id, id__in=list(friend_ids)
    ).order_by("id")
    makers = [reader.maker(column) for column in columns]
    return [[make(friend) for make in makers] for friend in friends]


class _Reader:
    """What a chunk's cells are made of, read before the first of them is."""

    def __init__(self, setting: Setting, columns: Sequence[Column], friend_ids: Sequence[int]) -> None:
        org_id = setting.org_id
        names = {column.name for column in columns}
        self._zone, self._language = setting.zone, setting.language
        specs = {column.field.id: column.field for column in columns if column.field is not None}
        self._values = values_of_friends(org_id, specs, friend_ids) if specs else {}
        self._tag_names: dict[int, str] = {}
        if "tags" in names:
            rows = Tag.objects.filter(org_id=org_id, archived_at=None).order_by("name", "id")
            self._tag_names = dict(rows.values_list("id", "name"))
        wanted = {column.tag_id for column in columns if column.tag_id is not None} | set(self._tag_names)
        self._tags = _tags_of(org_id, wanted, friend_ids)
        self._marks, self._mark_names = _marks(org_id, friend_ids) if "mark" in names else ({}, {})
        self._scores: dict[int, float] = {}
        if "score" in names:
            self._scores = scores_of_friends(org_id, setting.channel_id, friend_ids, setting.now)

    def maker(self, column: Column) -> Callable[[Friend], OutCell]:
        """What makes this column's cell of a friend."""
        if column.field is not None:
            spec = column.field
            return lambda friend: self._value(spec, friend.id)
        if column.tag_id is not None:
            tag_id = column.tag_id
            return lambda friend: int(tag_id in self._tags.get(friend.id, ()))
        if column.name in _TIMES:
            attribute = _TIMES[column.name]
            return lambda friend: self._local(getattr(friend, attribute))
        return {
            "id": lambda friend: friend.id,
            "line_user_id": lambda friend: friend.line_user_id,
            "name": lambda friend: friend.display_name,
            "status": lambda friend: _in(_STATUSES[friend.status], self._language),
            "origin": lambda friend: _in(_ORIGINS[friend.origin], self._language),
            "language": lambda friend: friend.language,
            "memo": lambda friend: friend.memo,
            "tags": self._joined_tags,
            "mark": lambda friend: self._mark_names.get(self._marks.get(friend.id, 0), ""),
            "score": lambda friend: Decimal(str(self._scores.get(friend.id, 0))),
        }[column.name]

    def _local(self, at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(self._zone).replace(tzinfo=None, microsecond=0)

    def _value(self, spec: FieldSpec, friend_id: int) -> OutCell:
        value: Value | None = self._values.get(friend_id, {}).get(spec.id)
        if isinstance(value, datetime):
            return value.astimezone(self._zone).replace(tzinfo=None)
        if spec.type in (FieldType.NUMBER, FieldType.DATE) or value is None:
            return value  # type: ignore[return-value]
        return shown(spec, value, self._language, self._zone)

    def _joined_tags(self, friend: Friend) -> str:
        on = self._tags.get(friend.id, set())
        return "、".join(name for tag_id, name in self._tag_names.items() if tag_id in on)


def _tags_of(org_id: int, tag_ids: set[int], friend_ids: Sequence[int]) -> dict[int, set[int]]:
    if not tag_ids:
        return {}
    pairs = FriendTag.objects.filter(
        org_id=org_id, tag_id__in=sorted(tag_ids), friend_id__in=list(friend_ids)
    )
    found: dict[int, set[int]] = {}
    for friend_id, tag_id in pairs.values_list("friend_id", "tag_id"):
        found.setdefault(friend_id, set()).add(tag_id)
    return found


def _marks(org_id: int, friend_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, str]]:
    marks = marks_of_friends(org_id, friend_ids)
    named: Any = wired_by_name("ENISHI_OBJECT_NAMES")["mark"](org_id, sorted(set(marks.values())))
    return marks, {mark_id: found.name for mark_id, found in named.items()}
