"""Conditions on who somebody is: a random share, or friends named one by one."""

from typing import Annotated

from pydantic import Field, StringConstraints

from enishi.friends.conditions.registry import ConditionKind, Context, Input, Language, Names, Params, Text

#: Of so many parts a random share is made; a hundred to the percent.
PARTS = 10_000


class RandomParams(Params):
    """A sticky random share: whoever is in at 10 % is in at 20 %, and the same ``salt`` always draws the same friends.

    In are the friends for whom the first 60 bits of SHA-256(salt + friend id), mod 10,000, lie below percent × 100.
    """

    percent: Annotated[float, Field(ge=0.01, le=100, multiple_of=0.01)]
    salt: Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _random(params: RandomParams, ctx: Context) -> str:
    text = f"convert_to({ctx.add(params.salt)} || f.id::text, 'UTF8')"
    bits = f"('x' || substr(encode(sha256({text}), 'hex'), 1, 15))::bit(60)::bigint"
    return f"{bits} %% {PARTS} < {ctx.add(round(params.percent * 100))}"


def _random_sentence(params: RandomParams, names: Names, language: Language) -> str:
    if language == "ja":
        return f"ランダムに選ばれた{params.percent:g}%（「{params.salt}」）である"
    return f"the friend is among a random {params.percent:g} % (“{params.salt}”)"


RANDOM = ConditionKind(
    params=RandomParams,
    compile=_random,
    sentence=_random_sentence,
    group="sets",
    name=Text("ランダム", "Random share"),
    inputs=(
        Input("percent", "number", Text("割合（%）", "Percent"), minimum=0.01, maximum=100),
        Input("salt", "text", Text("抽選の名前", "Name of the draw"), maximum=100),
    ),
    example={"percent": 10, "salt": "秋のテスト"},
    help=Text(
        "同じ抽選の名前なら、いつも同じ人が選ばれます。", "The same name always draws the same friends."
    ),
)


class FriendsParams(Params):
    """These friends."""

    friend_ids: Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(max_length=10_000)]


def _friends(params: FriendsParams, ctx: Context) -> str:
    return f"f.id = ANY({ctx.add(list(params.friend_ids))}::bigint[])"


def _friends_sentence(params: FriendsParams, names: Names, language: Language) -> str:
    number = len(set(params.friend_ids))
    if language == "ja":
        return f"選んだ{number:,}人のうちの1人である"
    return f"the friend is one of {number:,} chosen ones"


FRIENDS = ConditionKind(
    params=FriendsParams,
    compile=_friends,
    sentence=_friends_sentence,
    group="sets",
    name=Text("選んだ友だち", "Chosen friends"),
    inputs=(Input("friend_ids", "friends", Text("友だち", "Friends"), of="friend"),),
    example={"friend_ids": [1]},
)
