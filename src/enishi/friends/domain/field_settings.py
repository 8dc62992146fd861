"""What may be set on a field of each type, checked before it is stored. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.friends.domain.field_types import (
    LONG_TEXT_LENGTH,
    MOST_CHOICES,
    TEXT_LENGTH,
    Choice,
    FieldSettings,
    FieldSpec,
    FieldType,
)
from enishi.friends.domain.fields import parse, to_json
from enishi.friends.domain.text import folded
from enishi.kit.errors import FieldProblem

_WITH_CHOICES = (FieldType.CHOICE, FieldType.CHOICES)
_WITH_LENGTH = (FieldType.TEXT, FieldType.LONG_TEXT)
#: Parts the labels of several choices, so that no label may hold it.
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class GivenChoice:
    """A choice as an editor sends it; a new one has no id yet."""

    label: str
    id: int | None = None
    is_archived: bool = False


def with_choices(
    present: Sequence[Choice], given: Iterable[GivenChoice]
) -> tuple[Choice, ...] | FieldProblem:
    """The choices in the order given; new ones get ids that were never used, and those left out are archived."""
    known = {choice.id: choice for choice in present}
    highest = max(known, default=0)
    made: list[Choice] = []
    for index, one in enumerate(given):
        if one.id is not None and one.id not in known:
            return FieldProblem(
                f"choices.{index}.id", "この選択肢はありません。", "There is no choice with this id."
            )
        if one.id is None:
            highest += 1
        made.append(Choice(id=one.id or highest, label=one.label, is_archived=one.is_archived))
    kept = {choice.id for choice in made}
    left_out = [
        choice.model_copy(update={"is_archived": True}) for choice in present if choice.id not in kept
    ]
    return (*made, *left_out)


def fitting(type_: FieldType, settings: FieldSettings) -> FieldSettings:
    """The settings without what does not concern this type."""
    concerned: set[str] = set()
    if type_ in _WITH_CHOICES:
        concerned = {"choices"}
    elif type_ in _WITH_LENGTH:
        concerned = {"max_length"}
    elif type_ == FieldType.NUMBER:
        concerned = {"min", "max", "decimals"}
    elif type_ == FieldType.DATE:
        concerned = {"is_yearly"}
    return FieldSettings(**{name: getattr(settings, name) for name in concerned})


def settings_problems(type_: FieldType, settings: FieldSettings) -> list[FieldProblem]:
    """Everything that is wrong with settings that :func:`fitting` let through; paths begin at the settings."""
    if type_ in _WITH_CHOICES:
        return _choice_problems(settings.choices)
    most = LONG_TEXT_LENGTH if type_ == FieldType.LONG_TEXT else TEXT_LENGTH
    if type_ in _WITH_LENGTH and (settings.max_length or 0) > most:
        return [
            FieldProblem(
                "max_length",
                f"この種類では{most:,}文字までです。もっと長い文には「長文」を使ってください。",
                f"This type holds at most {most:,} characters. Use long text for more.",
            )
        ]
    if settings.min is not None and settings.max is not None and settings.min > settings.max:
        return [
            FieldProblem(
                "max", "最大は最小以上にしてください。", "The maximum must not be below the minimum."
            )
        ]
    return []


def _choice_problems(choices: Sequence[Choice]) -> list[FieldProblem]:
    if not any(not choice.is_archived for choice in choices):
        return [FieldProblem("choices", "選択肢を1つ以上入れてください。", "Give at least one choice.")]
    if len(choices) > MOST_CHOICES:
        return [
            FieldProblem(
                "choices",
                f"選択肢は、アーカイブ済みも含めて{MOST_CHOICES}個までです。",
                f"At most {MOST_CHOICES} choices, archived ones included.",
            )
        ]
    problems: list[FieldProblem] = []
    seen: dict[str, bool] = {}
    for index, choice in enumerate(choices):
        label = folded(choice.label)
        if SEPARATOR in label or "\n" in label:
            problems.append(
                FieldProblem(
                    f"choices.{index}.label",
                    "選択肢に「、」や改行は使えません（複数の選択肢を区切る文字です）。",
                    "A choice cannot hold 、 or a line break: they part several choices.",
                )
            )
        if label in seen:
            is_hidden = seen[label] or choice.is_archived
            problems.append(
                FieldProblem(
                    f"choices.{index}.label",
                    "同じ選択肢がアーカイブ済みにあります。新しく作らず、元に戻してください。"
                    if is_hidden
                    else "同じ選択肢がもうあります。",
                    "An archived choice has this label: restore it instead."
                    if is_hidden
                    else "There is such a choice already.",
                )
            )
        seen[label] = choice.is_archived
    return problems


def checked_default(spec: FieldSpec, raw: Any) -> Any | FieldProblem:
    """The default as it is stored, JSON of a value of this field, None for none."""
    found = parse(spec, raw)
    return found if isinstance(found, FieldProblem) else to_json(spec, found)
