"""How often something happened within a time: shared by every condition that counts rows."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from enishi.friends.conditions.registry import Context, Language, Params, Rows
from enishi.friends.conditions.when import AnyWhen, period_words

MOST_TIMES = 1_000


class Times(Params):
    """How many times; ``at_most`` 0 is never."""

    test: Literal["at_least", "at_most", "exactly"] = "at_least"
    number: Annotated[int, Field(ge=0, le=MOST_TIMES)] = 1


ONCE = Times()


def times_condition(rows: Rows, times: Times, ctx: Context) -> "str | Rows":
    """Friends with so many of ``rows``."""
    if times.test == "at_least":
        return "true" if times.number == 0 else replace(rows, at_least=times.number)
    few = ctx.is_among_few
    more = f"NOT {replace(rows, at_least=times.number + 1).probe(is_among_few=few)}"
    if times.test == "at_most" or times.number == 0:
        return more
    return f"{replace(rows, at_least=times.number).probe(is_among_few=few)} AND {more}"


def times_clause(what: str, times: Times, period: AnyWhen | None, language: Language) -> str:
    """What is said of how often ``what`` (a noun) happened."""
    number = times.number
    if language == "en":
        return f"{what} {_en(times)}{period_words(period, language)}"
    words = period_words(period, language)
    joined = f"{words}に" if words else ""
    if times.test == "at_least" and number == 1:
        return f"{joined}{what}がある"
    if number == 0 and times.test != "at_least":
        return f"{joined}{what}がない"
    amount = {"at_least": f"{number}回以上", "at_most": f"{number}回以下", "exactly": f"ちょうど{number}回"}[
        times.test
    ]
    return f"{f'{words}の' if words else ''}{what}が{amount}である"


def _en(times: Times) -> str:
    if times.number == 0 and times.test != "at_least":
        return "never happened"
    if times.number == 1 and times.test == "at_least":
        return "happened"
    amount = {"at_least": "at least", "at_most": "at most", "exactly": "exactly"}[times.test]
    return f"happened {amount} {'once' if times.number == 1 else f'{times.number} times'}"
