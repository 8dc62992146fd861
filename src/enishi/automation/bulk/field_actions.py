"""The actions on fields (友だち情報欄): set, add to a number, clear. For rules, and for many friends at once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from enishi.automation.bulk.deeds import FRIENDS_EDIT, counted
from enishi.automation.registry import Action, ActionCall, ActionInput, Bulk, Effect, Foreseen, UndoCall
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.fields import FieldSpec, FieldType, Value, from_json, parse, shown, to_json
from enishi.friends.domain.operations import Words
from enishi.friends.selectors.fields import changes_by_ref, field_specs, values_of_friends
from enishi.friends.services.field_values import SENT_AS, add_number, as_sent, set_values
from enishi.friends.services.timeline import ReactionContext
from enishi.kit.errors import FieldProblem
from enishi.line.selectors import channel

_DAYS = (FieldType.DATE, FieldType.DATETIME)
_OWN_WORDS = (FieldType.CHOICE, FieldType.CHOICES, FieldType.BOOLEAN)
_FURTHEST_DAYS = 36_600


class _Params(BaseModel):
    model_config = ConfigDict(extra="forbid")

    field_id: int


class ClearFieldParams(_Params):
    """Empties the field."""


class SetFieldParams(_Params):
    """Either ``value``, as a person writes it, or, for dates, a number of days from the day on which it happens."""

    value: Any = None
    days_from_today: Annotated[int | None, Field(ge=-_FURTHEST_DAYS, le=_FURTHEST_DAYS)] = None


class AddNumberParams(_Params):
    """``amount`` may be negative."""

    amount: Annotated[float, Field(ge=-999_999_999, le=999_999_999)]


def _spec(org_id: int, params: _Params) -> FieldSpec | None:
    return field_specs(org_id, [params.field_id]).get(params.field_id)


_NO_FIELD = ("この友だち情報欄はありません。", "There is no such field.")


def _check_field(org_id: int, channel_id: int, params: _Params, path: str) -> list[FieldProblem]:
    return [] if _spec(org_id, params) else [FieldProblem(f"{path}.field_id", *_NO_FIELD)]


def _check_set(org_id: int, channel_id: int, params: SetFieldParams, path: str) -> list[FieldProblem]:
    spec = _spec(org_id, params)
    if spec is None:
        return [FieldProblem(f"{path}.field_id", *_NO_FIELD)]
    if params.days_from_today is not None:
        if spec.type in _DAYS and params.value is None:
            return []
        return [
            FieldProblem(
                f"{path}.days_from_today",
                "「今日から」の日数は、日付の情報欄で、値を入れないときだけ使えます。",
                "Days from today are for date fields, in place of a value.",
            )
        ]
    found = parse(spec, params.value, ZoneInfo(channel(org_id, channel_id).timezone))
    if isinstance(found, FieldProblem):
        return [FieldProblem(f"{path}.value", found.ja, found.en)]
    if found is None:
        return [
            FieldProblem(
                f"{path}.value",
                "値を入れてください。空にするには「友だち情報を空にする」を使います。",
                "Give a value. To empty the field, use the action that clears it.",
            )
        ]
    return []


def _check_number(org_id: int, channel_id: int, params: AddNumberParams, path: str) -> list[FieldProblem]:
    spec = _spec(org_id, params)
    if spec is None or spec.type != FieldType.NUMBER:
        return [
            FieldProblem(
                f"{path}.field_id", "数値の友だち情報欄を選んでください。", "Choose a field of type number."
            )
        ]
    if params.amount == 0:
        return [FieldProblem(f"{path}.amount", "0以外の数を入れてください。", "Give a number other than 0.")]
    return []


def _value(
    spec: FieldSpec, params: SetFieldParams, org_id: int, channel_id: int, now: datetime
) -> Value | None:
    zone = ZoneInfo(channel(org_id, channel_id).timezone)
    if params.days_from_today is not None:
        at = now.astimezone(zone) + timedelta(days=params.days_from_today)
        return at if spec.type == FieldType.DATETIME else at.date()
    found = parse(spec, params.value, zone)
    # A field may have changed since the rule was saved; what no longer fits is left alone.
    return None if isinstance(found, FieldProblem) else found


def _set(call: ActionCall, params: SetFieldParams) -> Effect:
    spec = _spec(call.org_id, params)
    value = _value(spec, params, call.org_id, call.channel_id, call.now) if spec else None
    if spec is None or value is None:
        return Effect((), refused={"field_unfit": len(call.friend_ids)})
    return Effect(_write(call, params.field_id, dict.fromkeys(call.friend_ids, value)))


def _clear(call: ActionCall, params: ClearFieldParams) -> Effect:
    return Effect(_write(call, params.field_id, dict.fromkeys(call.friend_ids)))


def _write(call: ActionCall, field_id: int, values: dict[int, Value | None]) -> list[int]:
    return set_values(
        org_id=call.org_id,
        channel_id=call.channel_id,
        field_id=field_id,
        values=values,
        now=call.now,
        source=call.source,
        context=call.context,
        ref=call.ref,
    )


def _add(call: ActionCall, params: AddNumberParams) -> Effect:
    return Effect(
        add_number(
            org_id=call.org_id,
            channel_id=call.channel_id,
            field_id=params.field_id,
            friend_ids=call.friend_ids,
            amount=Decimal(str(params.amount)),
            now=call.now,
            source=call.source,
            context=call.context,
            ref=call.ref,
        )
    )


def _take_back(call: UndoCall, params: _Params) -> Sequence[int]:
    """What it was before, for those who still have what the action gave them."""
    spec = _spec(call.org_id, params)
    if spec is None:
        return ()
    told = changes_by_ref(call.org_id, spec.id, call.friend_ids, call.ref, call.at)
    present = values_of_friends(call.org_id, {spec.id: spec}, list(told))
    back = {
        friend_id: from_json(spec, before)
        for friend_id, (before, after) in told.items()
        if present.get(friend_id, {}).get(spec.id) == from_json(spec, after)
    }
    return set_values(
        org_id=call.org_id,
        channel_id=call.channel_id,
        field_id=spec.id,
        values=back,
        now=call.now,
        source=call.ref,
        context=ReactionContext(is_history=True),
        ref=call.back_ref,
    )


def _name(org_id: int, params: _Params) -> str:
    spec = _spec(org_id, params)
    return spec.name if spec else "?"


def _describe_set(org_id: int, params: SetFieldParams) -> Words:
    spec = _spec(org_id, params)
    if spec is None or params.days_from_today is not None:
        days = params.days_from_today or 0
        name = spec.name if spec else "?"
        return Words(f"「{name}」を今日から{days:+}日にする", f"Set “{name}” to {days:+} days from today")
    value = from_json(spec, params.value)
    return Words(
        f"「{spec.name}」を「{shown(spec, value)}」にする",
        f"Set “{spec.name}” to “{shown(spec, value, 'en')}”",
    )


def _title_set(org_id: int, params: SetFieldParams) -> Words:
    """Choices are the organisation's own words; whatever else is written may be a person's name or birthday."""
    spec = _spec(org_id, params)
    if spec is None or spec.type in _OWN_WORDS or params.days_from_today is not None:
        return _describe_set(org_id, params)
    return Words(f"「{spec.name}」に値を入れる", f"Set “{spec.name}”")


def _describe_add(org_id: int, params: AddNumberParams) -> Words:
    name, amount = _name(org_id, params), f"{params.amount:+g}"
    return Words(f"「{name}」に {amount}", f"{amount} to “{name}”")


def _describe_clear(org_id: int, params: ClearFieldParams) -> Words:
    name = _name(org_id, params)
    return Words(f"「{name}」を空にする", f"Empty “{name}”")


def _with_value(org_id: int, friends: Sql, field_id: int, same: str = "", value: Any = None) -> int:
    [number] = counted(
        friends,
        "SELECT count(*) FROM friends_fieldvalue v WHERE v.org_id = %(of_org)s AND v.field_id = %(of_field)s "
        f"{same} AND v.friend_id IN ({{friends}})",
        {"of_org": org_id, "of_field": field_id, "of_value": value},
    )
    return number


def _foresee_set(org_id: int, channel_id: int, friends: Sql, number: int, params: SetFieldParams) -> Foreseen:
    spec = _spec(org_id, params)
    value = from_json(spec, params.value) if spec else None
    if spec is None or value is None:
        return Foreseen(number)
    array = SENT_AS[spec.column][0].removesuffix("[]")
    cast = "text::bigint[]" if spec.column == "choice_ids" else array
    have = _with_value(
        org_id, friends, spec.id, f"AND v.{spec.column} = %(of_value)s::{cast}", as_sent(value)
    )
    return Foreseen(number - have, have)


def _foresee_clear(
    org_id: int, channel_id: int, friends: Sql, number: int, params: ClearFieldParams
) -> Foreseen:
    have = _with_value(org_id, friends, params.field_id)
    return Foreseen(have, number - have)


def _foresee_add(
    org_id: int, channel_id: int, friends: Sql, number: int, params: AddNumberParams
) -> Foreseen:
    return Foreseen(number)


def _prepared(org_id: int, params: SetFieldParams, now: datetime) -> dict[str, Any]:
    """A choice by its id and a date in figures, so that a later change of a label or a spelling changes nothing."""
    spec = _spec(org_id, params)
    found = parse(spec, params.value) if spec else None
    kept = None if spec is None or isinstance(found, FieldProblem) else to_json(spec, found)
    return {"field_id": params.field_id, "value": kept, "days_from_today": params.days_from_today}


def _bulk(
    describe: Callable[[int, Any], Words],
    foresee: Callable[..., Foreseen],
    title: Callable[[int, Any], Words] | None = None,
) -> Bulk:
    return Bulk(FRIENDS_EDIT, describe, foresee, _take_back, title=title)


_FIELD = ActionInput("field_id", "field", "友だち情報欄", "Field")

SET_FIELD = Action(
    SetFieldParams,
    _set,
    _check_set,
    _prepared,
    ja="友だち情報を入れる",
    en="Set a field",
    inputs=(_FIELD, ActionInput("value", "field_value", "値", "Value")),
    bulk=_bulk(_describe_set, _foresee_set, _title_set),
)
ADD_NUMBER = Action(
    AddNumberParams,
    _add,
    _check_number,
    ja="友だち情報の数値を増減する",
    en="Add to a number",
    inputs=(
        _FIELD,
        ActionInput("amount", "number", "増減（減らすときはマイナス）", "Amount, negative to subtract"),
    ),
    bulk=_bulk(_describe_add, _foresee_add),
)
CLEAR_FIELD = Action(
    ClearFieldParams,
    _clear,
    _check_field,
    ja="友だち情報を空にする",
    en="Clear a field",
    inputs=(_FIELD,),
    bulk=_bulk(_describe_clear, _foresee_clear),
)
