"""What the API of the home page and of the search takes and gives."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.analytics.selectors.health import Health, Share
from enishi.analytics.selectors.home import Day, Numbers, Todo, Week
from enishi.delivery.domain.health import Code
from enishi.delivery.models import DispatchKind, DispatchState
from enishi.delivery.schemas.dispatches import OutlineOut
from enishi.friends.domain.engagement import STATES, States
from enishi.friends.schemas.filters import CountOut
from enishi.friends.selectors import COUNTED_UP_TO


class HomeQuery(InputSchema):
    channel_id: Id


class SendingOut(OutputSchema):
    """What stands in the way of sending; ``fine`` if nothing does."""

    state: Code
    ja: str
    en: str


class TodoOut(OutputSchema):
    """What needs somebody today; null where the caller may not see it. ``unanswered`` waits for over 24 hours;
    ``failed`` and ``unknown`` are friends' messages of the last seven days."""

    unanswered: CountOut | None
    failed: int | None
    unknown: int | None
    paused: int | None
    failed_events: CountOut | None
    sending: SendingOut | None

    @classmethod
    def of(cls, todo: Todo, *, talk: bool, deliveries: bool, intake: bool) -> "TodoOut":
        state = todo.sending
        return cls(
            unanswered=CountOut.of(todo.unanswered) if talk else None,
            failed=todo.failed if deliveries else None,
            unknown=todo.unknown if deliveries else None,
            paused=todo.paused if deliveries else None,
            failed_events=CountOut.of(todo.failed_events) if intake else None,
            sending=SendingOut(state=state.code, ja=state.ja, en=state.en) if deliveries else None,
        )


class FigureOut(OutputSchema):
    """``value`` of the last seven days, ``previous`` of the seven before; ``n`` friends are spoken of."""

    value: int
    previous: int
    n: int


class NumbersOut(OutputSchema):
    active: FigureOut
    new: FigureOut
    reactions: FigureOut
    blocked: FigureOut

    @classmethod
    def of(cls, numbers: Numbers) -> "NumbersOut":
        return cls.from_orm(numbers)


class StateHealthOut(OutputSchema):
    """``before`` is the number a month ago; null where nobody counted then."""

    state: States
    friends: int
    before: int | None


class BlockShareOut(OutputSchema):
    """``blocks`` within thirty days, of the ``friends`` who were there in them."""

    blocks: int
    friends: int

    @classmethod
    def of(cls, share: Share) -> "BlockShareOut":
        return cls.from_orm(share)


class HealthOut(OutputSchema):
    """``states`` are empty until they are first counted; ``counted_on`` is null for a count of this moment."""

    states: list[StateHealthOut]
    counted_on: date | None
    this_month: BlockShareOut
    last_month: BlockShareOut

    @classmethod
    def of(cls, health: Health) -> "HealthOut":
        states, before = health.states, health.before
        return cls(
            states=[
                StateHealthOut(
                    state=state,
                    friends=states.get(state, 0),
                    before=None if before is None else before.get(state, 0),
                )
                for state in STATES
                if states is not None
            ],
            counted_on=health.counted_on,
            this_month=BlockShareOut.of(health.this_month),
            last_month=BlockShareOut.of(health.last_month),
        )


class DueDispatchOut(OutputSchema):
    id: int
    kind: DispatchKind
    state: DispatchState
    due_at: datetime
    planned: int
    outline: OutlineOut | None


class DueStepsOut(OutputSchema):
    scenario_id: int
    name: str
    friends: CountOut


class DayOut(OutputSchema):
    on_date: date
    dispatches: list[DueDispatchOut]
    steps: list[DueStepsOut]

    @classmethod
    def of(cls, day: Day, week: Week) -> "DayOut":
        return cls(
            on_date=day.on_date,
            dispatches=[
                DueDispatchOut(
                    **{name: getattr(row, name) for name in ("id", "kind", "state", "due_at", "planned")},
                    outline=OutlineOut.from_orm(outline) if outline else None,
                )
                for row in day.dispatches
                for outline in [week.outlines.get(row.revision_id)]
            ],
            steps=[
                DueStepsOut(
                    scenario_id=step.scenario_id,
                    name=step.name,
                    friends=CountOut(
                        number=min(step.number, COUNTED_UP_TO), is_exact=step.number <= COUNTED_UP_TO
                    ),
                )
                for step in day.steps
            ],
        )


class HomeOut(OutputSchema):
    """``numbers``, ``health`` and ``week`` are null where the caller may not see friends or deliveries."""

    todo: TodoOut
    numbers: NumbersOut | None
    health: HealthOut | None
    week: list[DayOut] | None


class SearchQuery(InputSchema):
    q: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    channel_id: Annotated[
        Id | None, Field(description="友だちとシナリオを絞る / narrows friends and scenarios")
    ] = None


class HitOut(OutputSchema):
    """``name`` is a friend's own words where it is a friend's. ``state`` is a friend's or a scenario's."""

    id: int
    channel_id: int | None
    name: str
    picture_url: str
    state: str


class SearchOut(OutputSchema):
    friends: list[HitOut]
    scenarios: list[HitOut]
    tags: list[HitOut]
    templates: list[HitOut]
