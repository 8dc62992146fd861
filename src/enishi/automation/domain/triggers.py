"""きっかけ: what starts a rule, and whether a fact is it. Pure; these models specify the JSON column."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from enishi.friends.domain.text import folded


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FollowTrigger(_Spec):
    """A friend adds the account: for the first time, again after a block, or known to us before."""

    kind: Literal["follow"]
    case: Literal["new", "returning", "known"]

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "friend.followed" and data.get("case") == self.case


class KeywordTrigger(_Spec):
    """A friend writes a text; width, case and surrounding spaces do not matter."""

    kind: Literal["keyword"]
    words: list[Annotated[str, Field(pattern=r"\S", max_length=100)]] = Field(min_length=1, max_length=50)
    match: Literal["exact", "contains", "starts_with"] = "exact"

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        if event_kind != "message.received" or data.get("type") != "text":
            return False
        text = folded(str(data.get("text", "")))
        return any(_TESTS[self.match](text, word) for word in map(folded, self.words) if word)


class PostbackTrigger(_Spec):
    """A friend taps a button that carries ``data``."""

    kind: Literal["postback"]
    data: str = Field(min_length=1, max_length=300)

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "postback.received" and data.get("data") == self.data


class TagTrigger(_Spec):
    """A tag is put on a friend, by whomever."""

    kind: Literal["tag_added"]
    tag_id: int

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "tag.added" and data.get("tag_id") == self.tag_id


def _equals(text: str, word: str) -> bool:
    return text == word


def _contains(text: str, word: str) -> bool:
    return word in text


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "exact": _equals,
    "contains": _contains,
    "starts_with": str.startswith,
}

Trigger = Annotated[
    FollowTrigger | KeywordTrigger | PostbackTrigger | TagTrigger, Field(discriminator="kind")
]
TRIGGER: TypeAdapter[Trigger] = TypeAdapter(Trigger)

#: Which facts can start which kinds of rule: rules of other kinds need not be read.
KINDS_OF_EVENT = {
    "friend.followed": ["follow"],
    "message.received": ["keyword"],
    "postback.received": ["postback"],
    "tag.added": ["tag_added"],
}

#: Of these only the first rule that matches answers a fact, so that one word does not set off three replies.
FIRST_MATCH_ONLY = frozenset({"keyword"})
