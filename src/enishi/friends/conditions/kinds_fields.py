"""The condition on fields (友だち情報欄), by the field's type."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, cast

from pydantic import Field, FiniteFloat, StringConstraints

from enishi.friends.conditions.field_sentences import sentence
from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Drift,
    Input,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.conditions.when import (
    AnyWhen,
    DateTimeWhen,
    HoursAgo,
    date_condition,
    drift_of,
    time_condition,
)
from enishi.friends.domain.field_types import FieldSpec, FieldType
from enishi.friends.models.fields import TEXT_KEY_SQL
from enishi.kit.errors import FieldProblem

FieldTest = Literal[
    "not_empty",
    "empty",
    "contains",
    "not_contains",
    "equals",
    "starts_with",
    "number",
    "when",
    "any_of",
    "all_of",
    "none_of",
    "is_true",
    "is_false",
]
NumberTest = Literal["equals", "at_least", "at_most", "more_than", "less_than"]

_EMPTINESS: Sequence[FieldTest] = ("not_empty", "empty")
_TEXT: Sequence[FieldTest] = ("contains", "not_contains", "equals", "starts_with", *_EMPTINESS)
#: Which tests each type of field takes, in the order in which they are offered.
TESTS: Mapping[FieldType, Sequence[FieldTest]] = {
    FieldType.TEXT: _TEXT,
    FieldType.LONG_TEXT: _TEXT,
    FieldType.EMAIL: _TEXT,
    FieldType.PHONE: _TEXT,
    FieldType.URL: _TEXT,
    FieldType.NUMBER: ("number", *_EMPTINESS),
    FieldType.DATE: ("when", *_EMPTINESS),
    FieldType.DATETIME: ("when", *_EMPTINESS),
    FieldType.CHOICE: ("any_of", "none_of", *_EMPTINESS),
    FieldType.CHOICES: ("any_of", "all_of", "none_of", *_EMPTINESS),
    FieldType.BOOLEAN: ("is_true", "is_false", *_EMPTINESS),
    FieldType.IMAGE: _EMPTINESS,
    FieldType.FILE: _EMPTINESS,
}


class FieldParams(Params):
    """A test of one field's value. Which test fits is the field's type's; the default of a field counts for nothing.

    ``value`` goes with tests of text (width and case do not matter), ``number_test`` and ``number`` with ``number``,
    ``choice_ids`` with choices, ``when`` with dates and times.
    """

    field_id: Annotated[int, Field(ge=1, le=2**63 - 1)]
    test: FieldTest = "not_empty"
    value: Annotated[str, StringConstraints(max_length=200)] = ""
    number_test: NumberTest = "at_least"
    number: FiniteFloat | None = None
    choice_ids: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=200)] = []
    when: DateTimeWhen | None = None


def spec_of(names: Names, field_id: int) -> FieldSpec | None:
    """The field's type and choices, from the facts beside its name; None where it is gone."""
    named = names.of("field", field_id)
    return None if named is None else cast(FieldSpec, named.facts["spec"])


def _compile(params: FieldParams, ctx: Context) -> str | Rows:
    spec = spec_of(ctx.names, params.field_id)
    if spec is None:
        return "true" if params.test in ("empty", "not_contains", "none_of") else "false"
    if params.test not in TESTS[spec.type] or _missing(params, spec):
        # The field was given another type since the condition was saved.
        return "false"
    known = f"v.{spec.column} IS NOT NULL"
    if params.test in ("empty", "not_empty"):
        rows = _rows(params, known, ctx)
        return _not(rows, ctx) if params.test == "empty" else rows
    rows = _rows(params, _COMPILERS[params.test](params, spec, ctx), ctx)
    return _not(rows, ctx) if params.test in ("not_contains", "none_of") else rows


def _rows(params: FieldParams, where: str, ctx: Context) -> Rows:
    scope = f"v.org_id = {ctx.org} AND v.field_id = {ctx.add(params.field_id)}"
    return Rows("friends_fieldvalue v", f"{scope} AND {where}", "v.friend_id")


def _not(rows: Rows, ctx: Context) -> str:
    return f"NOT {rows.probe(is_among_few=ctx.is_among_few)}"


def _folded(expression: str) -> str:
    return f"lower(normalize({expression}, NFKC))"


def _contains(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    return f"strpos({_folded('v.text_value')}, {_folded(f'{ctx.add(params.value)}::text')}) > 0"


def _equals(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    value = f"{ctx.add(params.value)}::text"
    key = f"v.text_key = {TEXT_KEY_SQL.format(value)}"
    # The key holds the beginning alone.
    return key if len(params.value) < 50 else f"{key} AND {_folded('v.text_value')} = {_folded(value)}"


def _starts_with(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    value = f"{ctx.add(params.value)}::text"
    key = TEXT_KEY_SQL.format(value)
    # A range instead of LIKE, which an index behind row-level security cannot serve.
    span = f'v.text_key >= ({key}) COLLATE "C" AND v.text_key < ({key} || chr(1114111)) COLLATE "C"'
    return (
        span
        if len(params.value) < 50
        else f"{span} AND starts_with({_folded('v.text_value')}, {_folded(value)})"
    )


_OPERATORS: Mapping[NumberTest, str] = {
    "equals": "=",
    "at_least": ">=",
    "at_most": "<=",
    "more_than": ">",
    "less_than": "<",
}


def _number(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    # As it is written: 0.1 is a tenth, not the binary fraction beside it.
    number = ctx.add(Decimal(str(params.number)))
    return f"v.number_value IS NOT NULL AND v.number_value {_OPERATORS[params.number_test]} {number}"


def _when(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    assert params.when is not None
    if spec.type is FieldType.DATE:
        return date_condition("v.date_value", "v.month_day", params.when, ctx)
    return time_condition("v.at_value", params.when, ctx)


def _any_of(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    ids = f"{ctx.add(list(params.choice_ids))}::bigint[]"
    if spec.type is FieldType.CHOICE:
        return f"v.choice_ids[1] = ANY({ids})"
    return f"v.choice_ids && {ids}"


def _all_of(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    return f"v.choice_ids @> {ctx.add(list(params.choice_ids))}::bigint[]"


def _truth(params: FieldParams, spec: FieldSpec, ctx: Context) -> str:
    return f"v.boolean_value = {'true' if params.test == 'is_true' else 'false'}"


_COMPILERS: Mapping[FieldTest, Callable[[FieldParams, FieldSpec, Context], str]] = {
    "contains": _contains,
    "not_contains": _contains,
    "equals": _equals,
    "starts_with": _starts_with,
    "number": _number,
    "when": _when,
    "any_of": _any_of,
    "all_of": _all_of,
    "none_of": _any_of,
    "is_true": _truth,
    "is_false": _truth,
}


def _missing(params: FieldParams, spec: FieldSpec) -> str:
    """The input that the test needs and does not have; empty for none."""
    if params.test in ("contains", "not_contains", "equals", "starts_with"):
        return "" if params.value else "value"
    if params.test == "number":
        return "number" if params.number is None else ""
    if params.test == "when":
        return "when" if params.when is None or _has_no_hours(spec, params.when) else ""
    if params.test in ("any_of", "all_of", "none_of"):
        return "" if params.choice_ids else "choice_ids"
    return ""


def _has_no_hours(spec: FieldSpec, when: AnyWhen) -> bool:
    return spec.type is FieldType.DATE and isinstance(when, HoursAgo)


def _check(params: FieldParams, names: Names, path: str) -> list[FieldProblem]:
    spec = spec_of(names, params.field_id)
    assert spec is not None, "that the field is there was checked before"
    if params.test not in TESTS[spec.type]:
        return [
            FieldProblem(
                f"{path}.test",
                f"友だち情報「{spec.name}」の種類では使えない条件です。選び直してください。",
                f"The type of “{spec.name}” does not take this test: choose another.",
            )
        ]
    missing = _missing(params, spec)
    if missing:
        return [FieldProblem(f"{path}.{missing}", *_MENDS[missing])]
    known = {choice.id for choice in spec.settings.choices}
    return [
        FieldProblem(
            f"{path}.choice_ids.{index}",
            "この選択肢はありません。選び直してください。",
            "There is no such choice: choose another.",
        )
        for index, choice_id in enumerate(params.choice_ids)
        if params.test in ("any_of", "all_of", "none_of") and choice_id not in known
    ]


_MENDS = {
    "value": ("探す文字を入れてください。", "Give the text to look for."),
    "number": ("数を入れてください。", "Give a number."),
    "when": ("日付の条件を選んでください。日付の欄に時間は使えません。", "Choose when; a date has no hours."),
    "choice_ids": ("選択肢を選んでください。", "Choose at least one choice."),
}


def _drifts(params: FieldParams) -> Drift:
    return drift_of(params.when) if params.test == "when" else None


def _references(params: FieldParams) -> Sequence[Reference]:
    return [Reference("field", params.field_id, "field_id")]


FIELD = ConditionKind(
    params=FieldParams,
    compile=_compile,
    sentence=sentence,
    group="tags",
    name=Text("友だち情報", "Field"),
    inputs=(
        Input("field_id", "object", Text("友だち情報欄", "Field"), of="field", options={"source": "/fields"}),
        Input(
            "test",
            "field_test",
            Text("条件", "Condition"),
            options={"tests": {str(kind): list(tests) for kind, tests in TESTS.items()}},
            choices=(
                ("not_empty", Text("入力されている", "Has a value")),
                ("empty", Text("空である", "Is empty")),
                ("contains", Text("含む", "Contains")),
                ("not_contains", Text("含まない", "Does not contain")),
                ("equals", Text("完全に一致する", "Is exactly")),
                ("starts_with", Text("で始まる", "Starts with")),
                ("number", Text("数で比べる", "Compare the number")),
                ("when", Text("日付で比べる", "Compare the date")),
                ("any_of", Text("どれかを選んでいる", "One of these is chosen")),
                ("all_of", Text("すべて選んでいる", "All of these are chosen")),
                ("none_of", Text("どれも選んでいない", "None of these is chosen")),
                ("is_true", Text("はい", "Yes")),
                ("is_false", Text("いいえ", "No")),
            ),
        ),
        Input(
            "value",
            "text",
            Text("文字", "Text"),
            maximum=200,
            shown_when={"test": ["contains", "not_contains", "equals", "starts_with"]},
        ),
        Input(
            "number_test",
            "choice",
            Text("比べ方", "Comparison"),
            choices=(
                ("at_least", Text("以上", "At least")),
                ("at_most", Text("以下", "At most")),
                ("more_than", Text("より大きい", "More than")),
                ("less_than", Text("より小さい", "Less than")),
                ("equals", Text("等しい", "Equal to")),
            ),
            shown_when={"test": ["number"]},
        ),
        Input("number", "number", Text("数", "Number"), shown_when={"test": ["number"]}),
        Input(
            "choice_ids",
            "field_choices",
            Text("選択肢", "Choices"),
            shown_when={"test": ["any_of", "all_of", "none_of"]},
        ),
        Input(
            "when",
            "when",
            Text("いつ", "When"),
            shown_when={"test": ["when"]},
            options={
                "modes": ["days_ago", "days_ahead", "hours_ago", "between", "anniversary", "month"],
                "only_for_datetime": ["hours_ago"],
            },
        ),
    ),
    example={"field_id": 1, "test": "not_empty"},
    watches=frozenset({"field.changed"}),
    drifts=_drifts,
    references=_references,
    check=_check,
)
