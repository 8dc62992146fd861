"""Whether a mapping makes sense: every mistake at once, each at its column."""

from collections import Counter
from datetime import date

from enishi.friends.domain.tag_names import judge
from enishi.friends.domain.text import folded
from enishi.friends.models import Tag
from enishi.friends.selectors.fields import field_specs
from enishi.friends.selectors.tag_naming import naming_rule
from enishi.friends.transfers.finding import KEY_TYPES
from enishi.friends.transfers.mapping import (
    KEYS,
    ColumnMapping,
    Ignore,
    LineUserId,
    NewField,
    NewTag,
    TagNames,
    ToField,
    ToTag,
)
from enishi.kit.errors import FieldProblem

#: Whether a name can be corrected does not depend on the day that the correction ends with.
_ANY_DAY = date(2000, 1, 1)


def mapping_problems(org_id: int, mapping: ColumnMapping, width: int) -> list[FieldProblem]:
    """Mistakes in a mapping for a file of ``width`` columns; paths as in the API's body."""
    return [
        *_key_problems(org_id, mapping, width),
        *_field_problems(org_id, mapping),
        *_tag_problems(org_id, mapping),
        *_doubles(mapping),
    ]


def _key_problems(org_id: int, mapping: ColumnMapping, width: int) -> list[FieldProblem]:
    target = mapping.key_target
    if mapping.key is None or mapping.key >= width or not isinstance(target, KEYS):
        return [
            FieldProblem(
                "mapping.key",
                "友だちを見分ける列（LINEユーザーID、友だちID、会員番号など）を1つ選んでください。",
                "Choose the column by which friends are found: LINE user id, friend id, a member number …",
            )
        ]
    if isinstance(target, ToField):
        spec = field_specs(org_id, [target.field_id]).get(target.field_id)
        if spec is not None and spec.type not in KEY_TYPES:
            return [
                FieldProblem(
                    "mapping.key",
                    "この種類の情報欄では友だちを見分けられません。文字・数字・メール・電話の欄を選んでください。",
                    "Friends cannot be told apart by this type. Choose a text, number, e-mail or phone.",
                )
            ]
    does_something = any(
        not isinstance(each, Ignore) for number, each in enumerate(mapping.columns) if number != mapping.key
    )
    makes_friends = mapping.creates_friends and isinstance(target, LineUserId)
    if not does_something and not makes_friends and not mapping.everyone_tag_ids:
        return [
            FieldProblem(
                "mapping.columns",
                "取り込む列がありません。少なくとも1つの列の行き先を選んでください。",
                "Nothing would be imported. Choose what at least one column means.",
            )
        ]
    return []


def _field_problems(org_id: int, mapping: ColumnMapping) -> list[FieldProblem]:
    known = field_specs(org_id)
    names = {folded(spec.name) for spec in known.values()}
    problems = []
    for number, target in enumerate(mapping.columns):
        if isinstance(target, ToField) and target.field_id not in known:
            problems.append(
                FieldProblem(
                    f"mapping.columns.{number}.field_id",
                    "この友だち情報欄はなくなったか、アーカイブされました。選び直してください。",
                    "There is no such field, or it is archived. Choose another.",
                )
            )
        elif isinstance(target, NewField) and folded(target.name) in names:
            problems.append(
                FieldProblem(
                    f"mapping.columns.{number}.name",
                    f"友だち情報欄「{target.name}」はすでにあります。その欄を選ぶか、別の名前にしてください。",
                    f"A field “{target.name}” exists. Choose it, or another name.",
                )
            )
    return problems


def _tag_problems(org_id: int, mapping: ColumnMapping) -> list[FieldProblem]:
    wanted = {target.tag_id for target in mapping.columns if isinstance(target, ToTag)}
    wanted |= set(mapping.everyone_tag_ids)
    usable = set(
        Tag.objects.filter(org_id=org_id, id__in=wanted, archived_at=None).values_list("id", flat=True)
    )
    problems = [
        _no_tag(f"mapping.columns.{number}.tag_id")
        for number, target in enumerate(mapping.columns)
        if isinstance(target, ToTag) and target.tag_id not in usable
    ]
    problems += [
        _no_tag(f"mapping.everyone_tag_ids.{number}")
        for number, tag_id in enumerate(mapping.everyone_tag_ids)
        if tag_id not in usable
    ]
    return problems + _new_tag_problems(org_id, mapping)


def _new_tag_problems(org_id: int, mapping: ColumnMapping) -> list[FieldProblem]:
    taken = {folded(name) for name in Tag.objects.filter(org_id=org_id).values_list("name", flat=True)}
    rule = naming_rule(org_id)
    problems = []
    for number, target in enumerate(mapping.columns):
        if isinstance(target, NewTag) and folded(target.name) in taken:
            problems.append(
                FieldProblem(
                    f"mapping.columns.{number}.name",
                    f"タグ「{target.name}」はすでにあります（アーカイブ済みも含みます）。そのタグを選んでください。",
                    f"A tag “{target.name}” exists, perhaps archived. Choose it.",
                )
            )
        elif isinstance(target, NewTag):
            verdict = judge(target.name, rule, _ANY_DAY)
            if not verdict.is_ok and not (mapping.corrects_tag_names and verdict.corrections):
                problem = verdict.problems[0]
                problems.append(FieldProblem(f"mapping.columns.{number}.name", problem.ja, problem.en))
    return problems


def _no_tag(path: str) -> FieldProblem:
    return FieldProblem(
        path,
        "このタグはなくなったか、アーカイブされました。選び直してください。",
        "There is no such tag, or it is archived. Choose another.",
    )


def _doubles(mapping: ColumnMapping) -> list[FieldProblem]:
    """Two columns for one thing would overwrite each other."""
    keys = [_identity(target) for target in mapping.columns]
    often = Counter(key for key in keys if key)
    seen: set[str] = set()
    problems = []
    for number, key in enumerate(keys):
        if key and often[key] > 1 and key in seen:
            problems.append(
                FieldProblem(
                    f"mapping.columns.{number}",
                    "ほかの列と同じ行き先です。どちらか一方にしてください。",
                    "Another column means the same. Keep one of them.",
                )
            )
        seen.add(key)
    return problems


def _identity(target: object) -> str:
    match target:
        case Ignore() | TagNames():
            return ""
        case ToField(field_id=number):
            return f"field:{number}"
        case ToTag(tag_id=number):
            return f"tag:{number}"
        case NewField(name=name):
            return f"field:{folded(name)}"
        case NewTag(name=name):
            return f"tag:{folded(name)}"
        case _:
            return str(target.to)  # type: ignore[attr-defined]
