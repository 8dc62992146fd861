"""Conditions on what happened: every fact of the timeline, what a friend said, which button was tapped."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat, StringConstraints, model_validator

from enishi.friends.conditions.counting import ONCE, Times, times_clause, times_condition
from enishi.friends.conditions.event_texts import EVENTS, event_words, property_object, property_words
from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.conditions.when import Period, drift_of, time_condition
from enishi.friends.domain.text import folded

PERIOD = Input(
    "period",
    "period",
    Text("期間", "Period"),
    is_required=False,
    options={"modes": ["days_ago", "hours_ago", "between"]},
)
TIMES = Input("times", "times", Text("回数", "Times"))


class Counted(Params):
    """So many times within a period; without one, ever."""

    times: Times = ONCE
    period: Period | None = None


def counted_drifts(params: Counted) -> Drift:
    return drift_of(params.period)


class PropertyTest(Params):
    """A test of a value in the event's data. ``property`` is its name, with dots between levels."""

    property: Annotated[
        str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+){0,4}$", max_length=100)
    ]
    test: Literal[
        "equals", "not_equals", "contains", "starts_with", "one_of", "at_least", "at_most", "exists"
    ] = "equals"
    value: FiniteFloat | bool | Annotated[str, StringConstraints(max_length=300)] | int | None = None
    values: Annotated[
        list[Annotated[str, StringConstraints(max_length=300)] | int], Field(max_length=50)
    ] = []

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "PropertyTest":
        if self.test == "one_of" and not self.values:
            raise ValueError("values are needed")
        if self.test in ("at_least", "at_most") and (
            not isinstance(self.value, int | float) or isinstance(self.value, bool)
        ):
            raise ValueError("a number is needed")
        if self.test in ("equals", "not_equals", "contains", "starts_with") and self.value is None:
            raise ValueError("a value is needed")
        return self


class EventParams(Counted):
    """An event of one kind, so many times (``at_most`` 0: never), with such properties."""

    event: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[A-Za-z0-9_.]+$", max_length=60)]
    where: Annotated[list[PropertyTest], Field(max_length=5)] = []


def event_rows(kind: str, tests: Sequence[str], period: Period | None, ctx: Context) -> Rows:
    """Friends with such events."""
    where = [f"e.org_id = {ctx.org}", f"e.kind = {ctx.add(kind)}"]
    if period is not None:
        where.append(time_condition("e.occurred_at", period, ctx))
    return Rows("friends_timelineevent e", " AND ".join([*where, *tests]), "e.friend_id")


def _event(params: EventParams, ctx: Context) -> str | Rows:
    tests = [_property(test, ctx) for test in params.where]
    return times_condition(event_rows(params.event, tests, params.period, ctx), params.times, ctx)


def _property(test: PropertyTest, ctx: Context) -> str:
    path = f"{ctx.add(test.property.split('.'))}::text[]"
    value, text = f"(e.data #> {path})", f"(e.data #>> {path})"
    if test.test == "exists":
        return f"coalesce(jsonb_typeof({value}), 'null') <> 'null'"
    if test.test == "one_of":
        return f"coalesce({text} = ANY({ctx.add([str(each) for each in test.values])}::text[]), false)"
    if test.test in ("at_least", "at_most"):
        operator = ">=" if test.test == "at_least" else "<="
        number = ctx.add(Decimal(str(test.value)))
        # A text that is a number counts as one: answers and outside systems send both.
        return (
            f"CASE WHEN {text} ~ '^-?[0-9]{{1,30}}(\\.[0-9]{{1,30}})?$' THEN {text}::numeric {operator} {number} "
            "ELSE false END"
        )
    said = ctx.add(_as_text(test.value))
    if test.test == "contains":
        return (
            f"CASE WHEN jsonb_typeof({value}) = 'array' THEN {value} @> to_jsonb({said}::text) "
            f"ELSE strpos(lower(coalesce({text}, '')), lower({said})) > 0 END"
        )
    if test.test == "starts_with":
        return f"starts_with(lower(coalesce({text}, '')), lower({said}))"
    return f"{text} IS {'' if test.test == 'not_equals' else 'NOT '}DISTINCT FROM {said}"


def _as_text(value: object) -> str:
    """As PostgreSQL writes the JSON value out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _event_references(params: EventParams) -> Sequence[Reference]:
    found = []
    for index, test in enumerate(params.where):
        kind = property_object(params.event, test.property)
        if not kind:
            continue
        if test.test in ("equals", "not_equals") and _is_id(test.value):
            found.append(Reference(kind, int(str(test.value)), f"where.{index}.value"))
        if test.test == "one_of":
            found += [
                Reference(kind, int(str(value)), f"where.{index}.values.{at}")
                for at, value in enumerate(test.values)
                if _is_id(value)
            ]
    return found


def _is_id(value: object) -> bool:
    text = _as_text(value)
    return text.isascii() and text.isdigit() and 0 < int(text) < 2**63


_TESTS_JA = {
    "equals": "が「{0}」",
    "not_equals": "が「{0}」以外",
    "contains": "に「{0}」を含む",
    "starts_with": "が「{0}」で始まる",
    "one_of": "が{0}のどれか",
    "at_least": "が{0}以上",
    "at_most": "が{0}以下",
    "exists": "あり",
}
_TESTS_EN = {
    "equals": "is “{0}”",
    "not_equals": "is not “{0}”",
    "contains": "contains “{0}”",
    "starts_with": "starts with “{0}”",
    "one_of": "is one of {0}",
    "at_least": "is {0} or more",
    "at_most": "is {0} or less",
    "exists": "is given",
}


def _event_sentence(params: EventParams, names: Names, language: Language) -> str:
    what = event_words(params.event, language)
    tests = [_property_words(params.event, test, names, language) for test in params.where]
    if tests:
        what += f"（{'、'.join(tests)}）" if language == "ja" else f" ({', '.join(tests)})"
    return times_clause(what, params.times, params.period, language)


def _property_words(event: str, test: PropertyTest, names: Names, language: Language) -> str:
    kind = property_object(event, test.property)

    def said(value: object, *, is_quoted: bool) -> str:
        if kind and _is_id(value):
            name = names.said(kind, int(_as_text(value)), language)
            return name if is_quoted else name.strip("「」“”")
        text = _as_text(value)
        return text if not is_quoted else f"「{text}」" if language == "ja" else f"“{text}”"

    if test.test == "one_of":
        value = ("か" if language == "ja" else " or ").join(
            said(each, is_quoted=True) for each in test.values
        )
    else:
        value = said(test.value, is_quoted=False)
    words = (_TESTS_JA if language == "ja" else _TESTS_EN)[test.test].replace("{0}", value)
    subject = property_words(event, test.property, language)
    return f"{subject}{words}" if language == "ja" else f"{subject} {words}"


def _event_watches(params: EventParams) -> Collection[str]:
    return frozenset({params.event})


EVENT = ConditionKind(
    params=EventParams,
    compile=_event,
    sentence=_event_sentence,
    group="behaviour",
    name=Text("行動（すべての種類）", "Event (any kind)"),
    inputs=(
        Input(
            "event",
            "event",
            Text("行動", "Event"),
            choices=tuple((kind, each.text) for kind, each in EVENTS.items()),
        ),
        Input("where", "properties", Text("内容", "Properties"), is_required=False, of="event"),
        TIMES,
        PERIOD,
    ),
    example={
        "event": "postback.received",
        "times": {"test": "at_least", "number": 1},
        "period": {"mode": "days_ago", "test": "at_most", "days": 30},
    },
    watches=_event_watches,
    drifts=counted_drifts,
    references=_event_references,
    help=Text(
        "回数を「0回以下」にすると、していない人を探せます。", "At most 0 times finds who never did it."
    ),
)

Match = Literal["contains", "exact", "starts_with"]
_MATCHES: Sequence[tuple[str, Text]] = (
    ("contains", Text("含む", "Contains")),
    ("exact", Text("完全に一致する", "Is exactly")),
    ("starts_with", Text("で始まる", "Starts with")),
)
_MATCH_JA = {"contains": "を含む", "exact": "と同じ", "starts_with": "で始まる"}
_MATCH_EN = {"contains": "containing", "exact": "that is", "starts_with": "that starts with"}


class SaidParams(Counted):
    """The friend wrote a text with one of these words; width, case and surrounding blanks do not matter."""

    words: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"\S", max_length=100)]],
        Field(min_length=1, max_length=20),
    ]
    match: Match = "contains"


def _matches(expression: str, match: Match, value: str) -> str:
    return {
        "contains": f"strpos({expression}, {value}) > 0",
        "exact": f"{expression} = {value}",
        "starts_with": f"starts_with({expression}, {value})",
    }[match]


def _said(params: SaidParams, ctx: Context) -> str | Rows:
    text = "btrim(lower(normalize(coalesce(e.data->>'text', ''), NFKC)))"
    any_word = " OR ".join(_matches(text, params.match, ctx.add(folded(word))) for word in params.words)
    tests = ["coalesce(e.data->>'type', '') = 'text'", f"({any_word})"]
    return times_condition(event_rows("message.received", tests, params.period, ctx), params.times, ctx)


def _said_sentence(params: SaidParams, names: Names, language: Language) -> str:
    if language == "ja":
        words = "か".join(f"「{word}」" for word in params.words)
        return times_clause(f"{words}{_MATCH_JA[params.match]}メッセージ", params.times, params.period, "ja")
    words = " or ".join(f"“{word}”" for word in params.words)
    return times_clause(f"a message {_MATCH_EN[params.match]} {words}", params.times, params.period, "en")


SAID = ConditionKind(
    params=SaidParams,
    compile=_said,
    sentence=_said_sentence,
    group="behaviour",
    name=Text("送ってきた言葉", "Words they sent"),
    inputs=(
        Input("words", "texts", Text("言葉", "Words"), maximum=100),
        Input("match", "choice", Text("一致のしかた", "Match"), choices=_MATCHES),
        TIMES,
        PERIOD,
    ),
    example={"words": ["予約"], "match": "contains"},
    watches=frozenset({"message.received", "message.unsent"}),
    drifts=counted_drifts,
)


class TappedParams(Counted):
    """The friend tapped a button that carries such data."""

    data: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    match: Match = "exact"


def _tapped(params: TappedParams, ctx: Context) -> str | Rows:
    tests = [_matches("coalesce(e.data->>'data', '')", params.match, ctx.add(params.data))]
    return times_condition(event_rows("postback.received", tests, params.period, ctx), params.times, ctx)


def _tapped_sentence(params: TappedParams, names: Names, language: Language) -> str:
    if language == "ja":
        what = f"ボタン（データが「{params.data}」{_MATCH_JA[params.match]}）のタップ"
    else:
        what = f"a tap on a button with data {_MATCH_EN[params.match]} “{params.data}”"
    return times_clause(what, params.times, params.period, language)


TAPPED = ConditionKind(
    params=TappedParams,
    compile=_tapped,
    sentence=_tapped_sentence,
    group="behaviour",
    name=Text("押したボタン", "Tapped button"),
    inputs=(
        Input("data", "text", Text("ボタンのデータ", "Button data"), maximum=300),
        Input("match", "choice", Text("一致のしかた", "Match"), choices=_MATCHES),
        TIMES,
        PERIOD,
    ),
    example={"data": "coupon=later", "match": "exact"},
    watches=frozenset({"postback.received"}),
    drifts=counted_drifts,
)
