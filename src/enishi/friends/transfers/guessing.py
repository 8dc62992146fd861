"""What a file's columns probably mean: by their headers, then by what stands in them.

In: headers and the first rows. Out: a mapping to begin with, and for each column why. Nothing is imported by a guess
alone: staff see it first.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.friends.domain.fields import FieldSpec, FieldType, parse
from enishi.friends.domain.operations import Words
from enishi.friends.domain.text import folded
from enishi.friends.transfers.cells import raw_of
from enishi.friends.transfers.mapping import (
    ColumnMapping,
    DisplayName,
    FriendId,
    Ignore,
    LineUserId,
    Memo,
    NewField,
    NewTag,
    TagNames,
    ToField,
    ToTag,
)
from enishi.friends.transfers.presets import Preset, preset_for
from enishi.friends.transfers.records import Cell
from enishi.kit.errors import FieldProblem

LINE_USER_ID = re.compile(r"U[0-9a-f]{32}")

# Found by looking at the headers that people and other software write.
_BY_HEADER: dict[str, Any] = {
    folded(header): target
    for target, headers in (
        (
            LineUserId(),
            ("LINEユーザーID", "LINE User ID", "line_user_id", "LINE ID", "LINE UID", "UID", "ユーザーID"),
        ),
        (FriendId(), ("友だちID", "friend_id", "friend id")),
        (DisplayName(), ("LINE登録名", "LINE名", "LINE表示名", "表示名", "display_name", "display name")),
        (Memo(), ("メモ", "個別メモ", "備考", "memo")),
        (TagNames(), ("タグ", "タグ名", "tags", "tag")),
    )
    for header in headers
}
# Headers that mean the same field: whoever has 「氏名」 wants no second field 「お名前」.
_ALIKE: tuple[tuple[str, ...], ...] = (
    ("氏名", "お名前", "名前", "本名", "お客様名", "お客さま名", "顧客名", "会員名", "full name", "name"),
    (
        "ふりがな",
        "氏名カナ",
        "氏名（カナ）",
        "お名前カナ",
        "カナ",
        "よみがな",
        "ヨミガナ",
        "フリガナ",
        "kana",
    ),
    ("電話番号", "電話", "お電話番号", "携帯電話", "携帯電話番号", "tel", "phone", "phone number"),
    ("メールアドレス", "メール", "Eメール", "e-mail", "email", "mail"),
    ("生年月日", "誕生日", "お誕生日", "date of birth", "birthday"),
    ("郵便番号", "〒", "postcode", "zip"),
    ("住所", "ご住所", "address"),
    ("会員番号", "会員ID", "会員No", "会員No.", "member number", "member id"),
    ("最終来店日", "来店日", "前回来店日", "last visit"),
    ("来店回数", "来店数", "visits"),
)
# The narrowest first: a date is also a text, and 1 is also a yes.
_TYPES: tuple[tuple[FieldType, str, str], ...] = (
    (FieldType.DATE, "日付", "dates"),
    (FieldType.DATETIME, "日時", "dates with times"),
    (FieldType.EMAIL, "メールアドレス", "e-mail addresses"),
    (FieldType.PHONE, "電話番号", "phone numbers"),
    (FieldType.URL, "URL", "addresses"),
    (FieldType.NUMBER, "数字", "numbers"),
)
_NUMBER_LIKE = re.compile(r"番号|コード|ID|No\.?$|code", re.IGNORECASE)


#: A few slips of the pen in the first rows do not make a column of dates one of texts; they are told by row.
_NEARLY_ALL = 0.75


@dataclass(frozen=True, slots=True)
class Known:
    """What the organisation has: fields and tags by id."""

    fields: Mapping[int, FieldSpec]
    tags: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Guess:
    """A mapping to begin with, why each column got its target, and the product whose export it seems to be."""

    mapping: ColumnMapping
    reasons: list[Words]
    preset: Preset | None


def guess_mapping(headers: Sequence[str], rows: Sequence[Sequence[Cell]], known: Known) -> Guess:
    """The likeliest mapping; a column about which nothing can be said is left out of the import."""
    preset = preset_for(headers)
    fields = _by_header(headers, known.fields.values())
    tags = {folded(name): tag_id for tag_id, name in known.tags.items()}
    targets: list[Any] = []
    reasons: list[Words] = []
    for number, header in enumerate(headers):
        samples = [row[number] for row in rows if number < len(row) and row[number] != ""]
        target, reason = _target(header, samples, preset, fields, tags)
        is_taken = not isinstance(target, (Ignore, TagNames, NewTag, ToTag)) and target in targets
        targets.append(Ignore() if is_taken else target)
        reasons.append(
            Words("同じ内容の列がほかにあります", "Another column means the same") if is_taken else reason
        )
    return Guess(ColumnMapping(columns=targets, key=_key(targets, headers)), reasons, preset)


def _by_header(headers: Sequence[str], specs: Iterable[FieldSpec]) -> dict[str, FieldSpec]:
    """Folded header → the field of that name; or of a name that means the same, unless a column bears the name itself."""
    found = {folded(spec.name): spec for spec in specs}
    given = set(map(folded, headers))
    for words in _ALIKE:
        names = list(map(folded, words))
        spec = next((found[name] for name in names if name in found and name not in given), None)
        if spec is not None:
            found |= {name: spec for name in names if name not in found}
    return found


def _key(targets: Sequence[Any], headers: Sequence[str]) -> int | None:
    """The surest column to find friends by."""
    for wanted in (LineUserId, FriendId):
        for number, target in enumerate(targets):
            if isinstance(target, wanted):
                return number
    for number, target in enumerate(targets):
        if isinstance(target, ToField) and re.search(
            r"会員|顧客|番号|ID|メール|mail|電話", headers[number], re.IGNORECASE
        ):
            return number
    return next((number for number, target in enumerate(targets) if isinstance(target, DisplayName)), None)


def _target(
    header: str,
    samples: list[Cell],
    preset: Preset | None,
    fields: Mapping[str, FieldSpec],
    tags: Mapping[str, int],
) -> tuple[Any, Words]:
    name = folded(header)
    if samples and all(isinstance(each, str) and LINE_USER_ID.fullmatch(each.strip()) for each in samples):
        return LineUserId(), Words("中身がLINEユーザーIDの形です", "The cells look like LINE user ids")
    if preset is not None and name in preset.columns:
        found: Any = preset.columns[name]
        if isinstance(found, NewField) and folded(found.name) in fields:
            found = ToField(field_id=fields[folded(found.name)].id)
        return found, Words(f"{preset.ja}の列です", f"A column of: {preset.en}")
    if name in fields:
        spec = fields[name]
        if folded(spec.name) != name:
            return ToField(field_id=spec.id), Words(
                f"友だち情報欄「{spec.name}」と同じ意味の見出しです",
                f"The header means the field “{spec.name}”",
            )
        return ToField(field_id=spec.id), Words("同じ名前の友だち情報欄があります", "A field has this name")
    if name in _BY_HEADER:
        return _BY_HEADER[name], Words("見出しの名前から", "By the header")
    if preset is not None:
        prefixed = _prefixed(header, samples, preset, fields, tags)
        if prefixed is not None:
            return prefixed, Words(f"{preset.ja}の列です", f"A column of: {preset.en}")
    if name in tags and _are_flags(samples):
        return ToTag(tag_id=tags[name]), Words("同じ名前のタグがあり、中身が1と0です", "A tag has this name")
    return _by_content(header, samples)


def _prefixed(
    header: str,
    samples: list[Cell],
    preset: Preset,
    fields: Mapping[str, FieldSpec],
    tags: Mapping[str, int],
) -> Any:
    for prefix in preset.tag_prefixes:
        if header.startswith(prefix) and header != prefix:
            name = header.removeprefix(prefix).strip()[:100]
            known = tags.get(folded(name))
            return NewTag(name=name) if known is None else ToTag(tag_id=known)
    for prefix in preset.field_prefixes:
        if header.startswith(prefix) and header != prefix:
            name = header.removeprefix(prefix).strip()[:100]
            spec = fields.get(folded(name))
            return _by_content(name, samples)[0] if spec is None else ToField(field_id=spec.id)
    return None


def _are_flags(samples: Sequence[Cell]) -> bool:
    return bool(samples) and all(str(each).strip() in ("0", "1", "TRUE", "FALSE") for each in samples)


def _by_content(header: str, samples: list[Cell]) -> tuple[Any, Words]:
    name = header.strip()[:100]
    if not name:
        return Ignore(), Words("見出しがありません", "It has no header")
    if not samples:
        return Ignore(), Words("中身が空です", "It is empty")
    type_, words = _type_of(name, samples)
    return NewField(name=name, type=type_), words


def _type_of(name: str, samples: list[Cell]) -> tuple[Any, Words]:
    for type_, ja, en in _TYPES:
        # Nobody adds up member numbers, and their leading zeros would be lost.
        if type_ == FieldType.NUMBER and _NUMBER_LIKE.search(name):
            continue
        spec = FieldSpec(0, name, type_)
        share = _share_read(spec, samples)
        if share == 1:
            return type_.value, Words(f"中身が{ja}です", f"The cells are {en}")
        if share >= _NEARLY_ALL:
            return type_.value, Words(f"中身のほとんどが{ja}です", f"Nearly all cells are {en}")
    is_long = any(len(str(each)) > 200 or "\n" in str(each) for each in samples)
    return ("long_text" if is_long else "text"), Words("文字として取り込みます", "Taken as text")


def _share_read(spec: FieldSpec, samples: Sequence[Cell]) -> float:
    read = [parse(spec, raw_of(spec, cell)) for cell in samples]
    return sum(not isinstance(value, FieldProblem) for value in read) / len(read)
