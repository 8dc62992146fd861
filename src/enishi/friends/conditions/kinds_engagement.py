"""Kinds of condition on scores, the state of the relation, and interests."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from enishi.accounts.schemas import Id
from enishi.friends.conditions.registry import (
    ConditionKind,
    Context,
    Drift,
    Input,
    Language,
    Named,
    Names,
    Params,
    Reference,
    Rows,
    Text,
)
from enishi.friends.domain.engagement import (
    DEGREES,
    INTEREST_HALF_LIFE_DAYS,
    STATES,
    Degree,
    States,
    level_of,
)
from enishi.friends.models import Genre
from enishi.friends.selectors.engagement import settings_of

STATE_WORDS: Mapping[States, Text] = {
    "new": Text("新規", "new"),
    "active": Text("反応あり", "active"),
    "cooling": Text("反応低下", "cooling"),
    "dormant": Text("休眠", "dormant"),
    "lost": Text("離反", "lost"),
    "graduated": Text("卒業", "graduated"),
}
DEGREE_WORDS: Mapping[Degree, Text] = {
    "high": Text("高い", "high"),
    "middle": Text("中くらい", "middle"),
    "low": Text("低い", "low"),
}
#: Facts by which scores and states can change. Which kinds score is each channel's own setting, so all are watched
#: that could.
_ACTS = frozenset({"message.", "postback.", "video.", "link.", "form.", "booking.", "order.", "external."})


class ScoreParams(Params):
    test: Literal["at_least", "below"] = "at_least"
    points: Annotated[float, Field(gt=0, le=100_000)]


class LifecycleParams(Params):
    states: Annotated[list[States], Field(min_length=1, max_length=len(STATES))]
    #: In the state for so many days or longer.
    days: Annotated[int, Field(ge=0, le=3650)] = 0


class InterestParams(Params):
    genre_id: Id
    degree: Degree = "high"
    #: ``at_least`` counts stronger interest too, ``exactly`` does not.
    test: Literal["at_least", "exactly"] = "at_least"


def _score(params: ScoreParams, ctx: Context) -> str | Rows:
    half_life = settings_of(ctx.org_id, ctx.channel_id).half_life_days
    least = ctx.add(level_of(params.points, ctx.now, half_life))
    rows = Rows(
        "friends_engagement g",
        f"g.org_id = {ctx.org} AND g.channel_id = {ctx.add(ctx.channel_id)} AND g.level >= {least}::float8",
        "g.friend_id",
    )
    return rows if params.test == "at_least" else f"NOT {rows.probe(is_among_few=ctx.is_among_few)}"


def _score_sentence(params: ScoreParams, names: Names, language: Language) -> str:
    if language == "ja":
        return f"反応スコアが{params.points:g}点{'以上' if params.test == 'at_least' else '未満'}である"
    return f"the score is {'at least' if params.test == 'at_least' else 'below'} {params.points:g}"


def _lifecycle(params: LifecycleParams, ctx: Context) -> Rows:
    where = [
        f"g.org_id = {ctx.org}",
        f"g.channel_id = {ctx.add(ctx.channel_id)}",
        f"g.lifecycle = ANY({ctx.add(list(params.states))}::text[])",
    ]
    if params.days:
        since = f"{ctx.add(ctx.now)}::timestamptz - make_interval(days => {ctx.add(params.days)})"
        where.append(f"g.lifecycle_since <= {since}")
    return Rows("friends_engagement g", " AND ".join(where), "g.friend_id")


def _lifecycle_sentence(params: LifecycleParams, names: Names, language: Language) -> str:
    if language == "ja":
        states = "・".join(STATE_WORDS[state].ja for state in params.states)
        return f"関係の段階が{f'{params.days}日以上' if params.days else ''}「{states}」である"
    states = " or ".join(STATE_WORDS[state].en for state in params.states)
    return f"the relation is {states}" + (f" for at least {params.days} days" if params.days else "")


def _lifecycle_drift(params: LifecycleParams) -> Drift:
    return "hourly" if params.days else None


def _interest(params: InterestParams, ctx: Context) -> Rows:
    bounds = list(DEGREES)
    least = level_of(DEGREES[params.degree], ctx.now, INTEREST_HALF_LIFE_DAYS)
    where = [
        f"i.org_id = {ctx.org}",
        f"i.channel_id = {ctx.add(ctx.channel_id)}",
        f"i.genre_id = {ctx.add(params.genre_id)}",
        f"i.level >= {ctx.add(least)}::float8",
    ]
    place = bounds.index(params.degree)
    if params.test == "exactly" and place > 0:
        above = level_of(DEGREES[bounds[place - 1]], ctx.now, INTEREST_HALF_LIFE_DAYS)
        where.append(f"i.level < {ctx.add(above)}::float8")
    return Rows("friends_interest i", " AND ".join(where), "i.friend_id")


def _interest_sentence(params: InterestParams, names: Names, language: Language) -> str:
    said = names.said("genre", params.genre_id, language)
    words = DEGREE_WORDS[params.degree]
    if language == "ja":
        degree = (
            words.ja
            if params.degree == "high"
            else f"{words.ja}{'以上' if params.test == 'at_least' else ''}"
        )
        return f"ジャンル{said}への関心度が「{degree}」である"
    degree = words.en if params.degree == "high" or params.test == "exactly" else f"{words.en} or higher"
    return f"the interest in {said} is {degree}"


def _interest_references(params: InterestParams) -> Sequence[Reference]:
    return [Reference("genre", params.genre_id, "genre_id")]


def genre_names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """What genres are called."""
    rows = Genre.objects.filter(org_id=org_id, id__in=list(ids))
    return {row.id: Named(row.name, row.archived_at is not None) for row in rows}


SCORE = ConditionKind(
    params=ScoreParams,
    compile=_score,
    sentence=_score_sentence,
    group="behaviour",
    name=Text("反応スコア", "Engagement score"),
    inputs=[
        Input(
            "test",
            "choice",
            Text("比べ方", "Comparison"),
            choices=[("at_least", Text("以上", "at least")), ("below", Text("未満", "below"))],
        ),
        Input("points", "number", Text("点数", "Points"), minimum=0.1, maximum=100_000),
    ],
    example={"test": "at_least", "points": 10},
    watches=_ACTS,
    drifts="hourly",
    help=Text(
        "メッセージ・タップ・購入などの点数の合計です。半減期ごとに半分になります。",
        "Points for messages, taps and orders; they halve every half-life.",
    ),
)

LIFECYCLE = ConditionKind(
    params=LifecycleParams,
    compile=_lifecycle,
    sentence=_lifecycle_sentence,
    group="behaviour",
    name=Text("関係の段階", "State of the relation"),
    inputs=[
        Input(
            "states",
            "choices",
            Text("段階", "State"),
            choices=[(state, words) for state, words in STATE_WORDS.items()],
        ),
        Input(
            "days",
            "number",
            Text("続いている日数（以上）", "For at least (days)"),
            is_required=False,
            minimum=0,
        ),
    ],
    example={"states": ["cooling", "dormant"]},
    watches=frozenset({"lifecycle.changed"}),
    drifts=_lifecycle_drift,
)

INTEREST = ConditionKind(
    params=InterestParams,
    compile=_interest,
    sentence=_interest_sentence,
    group="behaviour",
    name=Text("ジャンルへの関心", "Interest in a genre"),
    inputs=[
        Input("genre_id", "object", Text("ジャンル", "Genre"), of="genre"),
        Input(
            "degree",
            "choice",
            Text("関心度", "Degree"),
            choices=[(degree, words) for degree, words in DEGREE_WORDS.items()],
        ),
        Input(
            "test",
            "choice",
            Text("範囲", "Range"),
            choices=[
                ("at_least", Text("これ以上", "this or higher")),
                ("exactly", Text("これだけ", "just this")),
            ],
        ),
    ],
    example={"genre_id": 1, "degree": "high"},
    watches=_ACTS | {"tag.added"},
    drifts="hourly",
    references=_interest_references,
)
