"""What becomes of a value when its field changes its type. Pure; the report and the change itself both ask here."""

from datetime import date, datetime, tzinfo
from decimal import Decimal

from enishi.friends.domain.fields import JAPAN, FieldSpec, FieldType, Value, parse, shown
from enishi.kit.errors import FieldProblem


def converted(
    old: FieldSpec, new: FieldSpec, value: Value, zone: tzinfo = JAPAN
) -> Value | FieldProblem | None:
    """The value as the new type holds it; a problem, its path empty, where it would be lost or twisted.

    A date and time becomes its day in ``zone``; everything else goes by the words that a person would write.
    """
    if old.column == "choice_ids" and new.column == "choice_ids":
        return _between_choices(old, new, value)
    if isinstance(value, datetime) and new.type == FieldType.DATE:
        return value.astimezone(zone).date()
    return parse(new, plain(old, value, zone), zone)


def plain(spec: FieldSpec, value: Value, zone: tzinfo = JAPAN) -> str:
    """The value as a file or another type takes it: shown, but numbers without commas and dates with figures only."""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else shown(spec, value)


def _between_choices(old: FieldSpec, new: FieldSpec, value: Value) -> Value | FieldProblem | None:
    ids = value if isinstance(value, tuple) else (value,)
    known = {choice.id for choice in new.settings.choices}
    labels = [old.label_of(each) for each in ids if isinstance(each, int)]
    if new.type == FieldType.CHOICE and len(labels) > 1:
        return FieldProblem(
            "",
            "2つ以上選ばれているので、1つだけの選択にはできません。",
            "More than one is chosen, so this cannot become a single choice.",
        )
    # The same choices keep their ids, whatever became of their labels.
    if all(each in known for each in ids):
        return (
            tuple(each for each in ids if isinstance(each, int)) if new.type == FieldType.CHOICES else ids[0]
        )
    return parse(new, labels if new.type == FieldType.CHOICES else labels[0])
