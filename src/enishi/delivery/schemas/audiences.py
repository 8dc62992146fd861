"""What the API of sending takes and gives about whom a message is for."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.delivery.domain.audiences import NOTHING, Audience, Exclusion
from enishi.delivery.selectors.audiences import Waterfall
from enishi.friends.schemas.conditions import ConditionTree
from enishi.kit.errors import invalid_input

MAX_NAMED = 50_000


class ExcludeIn(InputSchema):
    """Friends who are left out: those named, with any of the tags, in any of the segments, or who meet a condition."""

    friend_ids: Annotated[list[Id], Field(max_length=10_000)] = []
    tag_ids: Annotated[list[Id], Field(max_length=50)] = []
    segment_ids: Annotated[list[Id], Field(max_length=50)] = []
    condition: ConditionTree | None = None

    def as_exclusion(self) -> Exclusion:
        return Exclusion(self.friend_ids, self.tag_ids, self.segment_ids, self.condition)


class RecipientsIn(InputSchema):
    """Exactly one of ``friend_ids``, ``tag_id``, ``segment_id``, ``condition`` and ``everyone``; ``exclude`` goes with
    all of them but the first. ``everyone`` is everyone who can be written to; of the others, whoever has blocked the
    account gets a row that says so."""

    friend_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_NAMED)] | None = None
    tag_id: Id | None = None
    segment_id: Id | None = None
    condition: ConditionTree | None = None
    everyone: Literal[True] | None = None
    exclude: ExcludeIn | None = None

    def as_recipients(self) -> Sequence[int] | Audience:
        ways = (self.friend_ids, self.tag_id, self.segment_id, self.condition, self.everyone)
        if sum(value is not None for value in ways) != 1:
            raise invalid_input(
                "recipients",
                "friend_ids、tag_id、segment_id、condition、everyone のうち一つだけを指定してください。",
                "Give exactly one of friend_ids, tag_id, segment_id, condition and everyone.",
            )
        if self.friend_ids is None:
            return self.as_audience()
        if self.exclude is not None:
            raise invalid_input(
                "recipients.exclude",
                "friend_ids で選ぶときは exclude を使えません。除く友だちを friend_ids から外してください。",
                "With friend_ids, leave out of the list whoever is not meant instead of giving exclude.",
            )
        return self.friend_ids

    def as_audience(self) -> Audience:
        exclude = NOTHING if self.exclude is None else self.exclude.as_exclusion()
        return Audience(self.tag_id, self.segment_id, self.condition, exclude)


class AudienceIn(InputSchema):
    """``recipients`` as a dispatch takes them, but without ``friend_ids``."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"channel_id": 1, "recipients": {"everyone": True, "exclude": {"tag_ids": [1]}}}
        }
    )

    channel_id: Id
    recipients: RecipientsIn

    def as_audience(self) -> Audience:
        chosen = self.recipients.as_recipients()
        if isinstance(chosen, Audience):
            return chosen
        raise invalid_input(
            "recipients.friend_ids",
            "名前で選んだ友だちの人数は、数えるまでもありません。別の選び方を指定してください。",
            "There is nothing to count in a list of friends: choose another way.",
        )


class ExcludedOut(OutputSchema):
    """``by``: friend_ids, tag_ids, segment_ids or condition; ``number`` of those whom nothing before it took."""

    by: str
    number: int


class AudienceOut(OutputSchema):
    """From ``chosen`` to ``reachable``: less each exclusion, less whoever has blocked the account or is never written
    to. Estimates unless ``is_exact``."""

    chosen: int
    excluded: list[ExcludedOut]
    blocked: int
    reachable: int
    is_exact: bool

    @classmethod
    def of(cls, found: Waterfall) -> "AudienceOut":
        excluded = [ExcludedOut(by=by, number=number) for by, number in found.excluded]
        return cls(
            chosen=found.chosen,
            excluded=excluded,
            blocked=found.blocked,
            reachable=found.reachable,
            is_exact=found.is_exact,
        )
