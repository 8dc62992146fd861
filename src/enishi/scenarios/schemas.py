"""What the API of scenarios takes and gives."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from enishi.accounts.schemas import Cursor, Id, InputSchema, Limit, Name, OutputSchema
from enishi.content.domain.blocks import Block
from enishi.content.schemas import Blocks, FieldProblemOut, as_written
from enishi.delivery.domain.reasons import REASONS
from enishi.delivery.selectors.dispatches import Tally
from enishi.scenarios.domain.timing import Timing
from enishi.scenarios.models import Enrolment, EnrolmentState, Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.selectors import NOBODY, ScenarioDetail, StepNumbers
from enishi.scenarios.services.editing import MAX_STEPS, draft_problems
from enishi.scenarios.services.staff import Chosen, Moved

MAX_NAMED = 10_000

_STEPS: list[JsonValue] = [
    {
        "name": "お礼",
        "timing": {"mode": "at_once"},
        "blocks": [{"kind": "text", "text": "{{name|お客さま}}さん、ありがとうございます。"}],
    },
    {
        "name": "翌日のご案内",
        "timing": {"mode": "on_day", "day": 1, "at": "10:00", "if_past": "skip"},
        "blocks": [{"kind": "text", "text": "ご予約はこちらからどうぞ。"}],
    },
]


class StepIn(InputSchema):
    """One message. ``timing``: at once; ``seconds`` after entry; or on day ``day`` at ``at`` by the account's clock."""

    name: Annotated[str, StringConstraints(max_length=100)] = ""
    timing: Timing
    blocks: Blocks

    def as_step(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "timing": self.timing.model_dump(mode="json"),
            "blocks": as_written(self.blocks),
        }


class DraftIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "ようこそ", "purpose": "新しい友だちの案内", "steps": _STEPS}}
    )

    name: Name
    purpose: Annotated[str, StringConstraints(max_length=300)] = ""
    steps: Annotated[list[StepIn], Field(max_length=MAX_STEPS)]
    draft_number: Annotated[
        int | None,
        Field(
            ge=1,
            le=2**31 - 1,
            description=(
                "編集を始めたときの draft_number。ほかの人が先に変更していれば 409 になります。 / "
                "The draft_number that you saw: 409 if somebody else has changed the draft since."
            ),
        ),
    ] = None

    def as_steps(self) -> list[dict[str, Any]]:
        return [step.as_step() for step in self.steps]


class ScenarioIn(DraftIn):
    model_config = ConfigDict(
        json_schema_extra={"example": {"channel_id": 1, "name": "ようこそ", "steps": _STEPS}}
    )

    channel_id: Id


class ScenarioQuery(InputSchema):
    channel_id: Id | None = None
    state: ScenarioState | None = None


class CountsOut(OutputSchema):
    """Runs through the scenario by state; a friend who came twice counts twice."""

    active: int
    finished: int
    stopped: int


class ScenarioOut(OutputSchema):
    id: int
    channel_id: int
    name: str
    purpose: str
    state: ScenarioState
    current_version: int | None
    draft_number: int
    created_by: str
    created_at: datetime
    updated_at: datetime
    enrolments: CountsOut

    @classmethod
    def of(cls, scenario: Scenario, counts: dict[str, int] | None) -> "ScenarioOut":
        return cls(
            **{name: getattr(scenario, name) for name in _PLAIN},
            enrolments=CountsOut(**(counts or NOBODY)),
        )


_PLAIN = tuple(name for name in ScenarioOut.model_fields if name != "enrolments")


class ScenariosOut(OutputSchema):
    items: list[ScenarioOut]


class StepOut(OutputSchema):
    """``revision_id`` is the frozen content; a draft's steps have none."""

    name: str
    timing: Timing
    blocks: list[Block]
    revision_id: int | None = None


class VersionOut(OutputSchema):
    number: int
    created_at: datetime
    created_by: str
    steps: list[StepOut]

    @classmethod
    def of(cls, version: ScenarioVersion) -> "VersionOut":
        return cls.from_orm(version)


class VersionsOut(OutputSchema):
    items: list[VersionOut]


class ScenarioDetailOut(ScenarioOut):
    """``draft_steps`` is what staff edit, and ``problems`` what stands between it and publication; ``current`` is
    what friends enter, None until the first publication."""

    draft_steps: list[StepOut]
    problems: list[FieldProblemOut]
    current: VersionOut | None

    @classmethod
    def with_steps(cls, detail: ScenarioDetail) -> "ScenarioDetailOut":
        problems = draft_problems(detail.scenario.org_id, detail.scenario.draft_steps)
        return cls(
            **ScenarioOut.of(detail.scenario, detail.counts).dict(),
            draft_steps=detail.scenario.draft_steps,
            problems=[FieldProblemOut.of(problem) for problem in problems],
            current=VersionOut.of(detail.current) if detail.current else None,
        )


class ChosenIn(InputSchema):
    """Either ``friend_ids`` or ``tag_id``: all friends with the tag who can be written to."""

    model_config = ConfigDict(json_schema_extra={"example": {"friend_ids": [1, 2]}})

    friend_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_NAMED)] | None = None
    tag_id: Id | None = None

    def as_chosen(self) -> Chosen:
        return Chosen(self.friend_ids, self.tag_id)


class MovedOut(OutputSchema):
    """``chosen`` friends were meant; ``changed`` of them really entered or left."""

    chosen: int
    changed: int

    @classmethod
    def of(cls, moved: Moved) -> "MovedOut":
        return cls(chosen=moved.chosen, changed=moved.changed)


class EnrolmentQuery(InputSchema):
    cursor: Cursor = None
    limit: Limit = 50
    state: EnrolmentState | None = None
    position: Annotated[
        int | None,
        Field(ge=0, le=MAX_STEPS, description="次のステップ（0から） / the step that comes next, from 0"),
    ] = None


class EnrolmentOut(OutputSchema):
    """One run of one friend. ``position`` counts from 0: the step that comes next, at ``due_at``."""

    id: int
    scenario_id: int
    scenario_name: str
    version: int
    friend_id: int
    friend_name: str
    state: EnrolmentState
    position: int
    due_at: datetime | None
    entered_at: datetime
    ended_at: datetime | None
    end_reason: str

    @classmethod
    def of(cls, row: Enrolment, names: Mapping[int, str]) -> "EnrolmentOut":
        return cls(
            **{name: getattr(row, name) for name in _PLAIN_ENROLMENT},
            friend_name=names.get(row.friend_id, ""),
            scenario_name=row.scenario.name,
            version=row.version.number,
        )


_PLAIN_ENROLMENT = tuple(
    name for name in EnrolmentOut.model_fields if name not in ("scenario_name", "version", "friend_name")
)


class EnrolmentPageOut(OutputSchema):
    items: list[EnrolmentOut]
    next_cursor: str | None


class EnrolmentsOut(OutputSchema):
    items: list[EnrolmentOut]


class StepReasonOut(OutputSchema):
    """How many friends did not get it for one reason."""

    state: str
    reason: str
    ja: str
    en: str
    number: int

    @classmethod
    def of(cls, tally: Tally) -> "StepReasonOut":
        known = REASONS.get(tally.reason)
        return cls(
            state=tally.state,
            reason=tally.reason,
            ja=known.ja if known else tally.reason,
            en=known.en if known else tally.reason,
            number=tally.number,
        )


class StepNumbersOut(OutputSchema):
    """One step of the current version. ``waiting``: friends for whom it comes next. The rest counts what was sent
    with this very content, by any version: ``planned`` is the sum of all that follow and of what is under way."""

    position: int
    waiting: int
    planned: int
    sent: int
    skipped: int
    failed: int
    unknown: int
    reasons: list[StepReasonOut]

    @classmethod
    def of(cls, position: int, numbers: StepNumbers) -> "StepNumbersOut":
        return cls(
            position=position,
            waiting=numbers.waiting,
            **{
                name: getattr(numbers.sent, name)
                for name in ("planned", "sent", "skipped", "failed", "unknown")
            },
            reasons=[StepReasonOut.of(tally) for tally in numbers.sent.reasons],
        )


class ScenarioNumbersOut(OutputSchema):
    """``on_older_versions``: friends who finish a version that is no longer the current one."""

    steps: list[StepNumbersOut]
    on_older_versions: int
