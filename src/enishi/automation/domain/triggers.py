"""きっかけ: what starts a rule, and whether a fact is it. Pure; these models specify the JSON column."""

from collections.abc import Callable
from datetime import datetime, timedelta
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


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Hours(_Spec):
    """On these weekdays (0 is Monday) from ``start`` until before ``end`` by the account's clock.

    An ``end`` that is not after ``start`` lies on the next day: 18:00 to 09:00 is the night that begins on the
    weekday, and equal times are a whole day.
    """

    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    start: ClockTime
    end: ClockTime

    def hold(self, local: datetime) -> bool:
        clock = local.strftime("%H:%M")
        if self.start < self.end:
            return local.weekday() in self.weekdays and self.start <= clock < self.end
        day_before = (local - timedelta(days=1)).weekday()
        return (local.weekday() in self.weekdays and clock >= self.start) or (
            day_before in self.weekdays and clock < self.end
        )


class _Answer(_Spec):
    """``hours`` limits when it answers. After an answer it keeps quiet towards that friend for ``rest_minutes``."""

    hours: Hours | None = None
    rest_minutes: Annotated[int, Field(ge=1, le=30 * 24 * 60)] | None = None


class KeywordTrigger(_Answer):
    """A friend writes a text; width, case and surrounding spaces do not matter."""

    kind: Literal["keyword"]
    words: list[Annotated[str, Field(pattern=r"\S", max_length=100)]] = Field(min_length=1, max_length=50)
    match: Literal["exact", "contains", "starts_with"] = "exact"

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        if event_kind != "message.received" or data.get("type") != "text":
            return False
        text = folded(str(data.get("text", "")))
        return any(_TESTS[self.match](text, word) for word in map(folded, self.words) if word)


class AnyMessageTrigger(_Answer):
    """A friend sends anything: a text, a sticker, a picture."""

    kind: Literal["any_message"]

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "message.received" and "type" in data


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


class TagRemovedTrigger(_Spec):
    """A tag is taken off a friend, by whomever."""

    kind: Literal["tag_removed"]
    tag_id: int

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "tag.removed" and data.get("tag_id") == self.tag_id


class _SegmentTrigger(_Spec):
    segment_id: int

    def _concerns(self, data: dict[str, Any]) -> bool:
        # Somebody changed the condition; the friends did nothing, so that nothing is done to them unasked.
        return data.get("segment_id") == self.segment_id and data.get("cause") != "edit"


class SegmentEnteredTrigger(_SegmentTrigger):
    """A friend comes to belong to a segment."""

    kind: Literal["segment_entered"]

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "segment.entered" and self._concerns(data)


class SegmentLeftTrigger(_SegmentTrigger):
    """A friend ceases to belong to a segment."""

    kind: Literal["segment_left"]

    def matches(self, event_kind: str, data: dict[str, Any]) -> bool:
        return event_kind == "segment.left" and self._concerns(data)


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
    FollowTrigger
    | KeywordTrigger
    | AnyMessageTrigger
    | PostbackTrigger
    | TagTrigger
    | TagRemovedTrigger
    | SegmentEnteredTrigger
    | SegmentLeftTrigger,
    Field(discriminator="kind"),
]
TRIGGER: TypeAdapter[Trigger] = TypeAdapter(Trigger)

#: Which facts can start which kinds of rule: rules of other kinds need not be read.
KINDS_OF_EVENT = {
    "friend.followed": ["follow"],
    "message.received": ["keyword", "any_message"],
    "postback.received": ["postback"],
    "tag.added": ["tag_added"],
    "tag.removed": ["tag_removed"],
    "segment.entered": ["segment_entered"],
    "segment.left": ["segment_left"],
}

#: Of these only the first rule that matches answers a fact, so that one word does not set off three replies.
FIRST_MATCH_ONLY = frozenset({"keyword", "any_message"})


def sets_off(trigger: Trigger, event_kind: str, data: dict[str, Any], local: datetime) -> bool:
    """Whether a fact starts a rule; ``local`` is when it happened, by the account's clock."""
    if isinstance(trigger, _Answer) and trigger.hours is not None and not trigger.hours.hold(local):
        return False
    return trigger.matches(event_kind, data)


def hides(earlier: Trigger, later: Trigger) -> bool:
    """Whether ``later`` can never answer because ``earlier`` always does: only the first match answers."""
    if not isinstance(earlier, _Answer) or not isinstance(later, _Answer):
        return False
    if earlier.hours is not None and earlier.hours != later.hours:
        return False
    if isinstance(earlier, KeywordTrigger) and isinstance(later, KeywordTrigger):
        return all(
            any(_covers(earlier.match, folded(wide), later.match, folded(narrow)) for wide in earlier.words)
            for narrow in later.words
        )
    return isinstance(earlier, AnyMessageTrigger)


def _covers(wide_match: str, wide: str, narrow_match: str, narrow: str) -> bool:
    """Whether every text that the narrow word matches is matched by the wide one too."""
    if wide_match == "contains":
        return wide in narrow
    if wide_match == "starts_with":
        return narrow_match != "contains" and narrow.startswith(wide)
    return narrow_match == "exact" and wide == narrow
