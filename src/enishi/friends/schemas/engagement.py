"""What the API of scores, states and interests takes and gives."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from enishi.accounts.schemas import Id, InputSchema, Name, OutputSchema
from enishi.friends.domain.engagement import Degree, Source, States
from enishi.friends.models import EngagementSettings, Genre
from enishi.friends.selectors.engagement import Standing

Days = Annotated[int, Field(ge=1, le=3650)]
Points = Annotated[float, Field(ge=0, le=1000)]
FactKind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.([a-z0-9_.]+|\*)$", max_length=60)]


class EngagementSettingsOut(OutputSchema):
    """``points``: by kind of fact; ``order.*`` stands for a family of kinds."""

    half_life_days: int
    points: dict[str, float]
    new_days: int
    active_days: int
    cooling_days: int
    dormant_days: int
    graduation: dict[str, Any] | None

    @classmethod
    def of(cls, settings: EngagementSettings) -> "EngagementSettingsOut":
        return cls.from_orm(settings)


class EngagementSettingsIn(InputSchema):
    """What is left out stays as it is. ``graduation``: a condition tree, or null for none."""

    model_config = ConfigDict(json_schema_extra={"example": {"half_life_days": 30, "active_days": 30}})

    half_life_days: Annotated[int, Field(ge=1, le=365)] | None = None
    points: Annotated[dict[FactKind, Points], Field(min_length=1, max_length=100)] | None = None
    new_days: Days | None = None
    active_days: Days | None = None
    cooling_days: Days | None = None
    dormant_days: Days | None = None
    graduation: dict[str, Any] | None = None

    def changes(self) -> dict[str, Any]:
        """What was given; only ``graduation`` may be set to null."""
        given = self.model_dump(exclude_unset=True)
        return {name: value for name, value in given.items() if value is not None or name == "graduation"}


class StateOut(OutputSchema):
    state: States
    friends: int


class EngagementOut(OutputSchema):
    settings: EngagementSettingsOut
    states: list[StateOut]


class ChannelQuery(InputSchema):
    channel_id: Id


class GenreOut(OutputSchema):
    id: int
    name: str
    sources: list[Source]
    tag_id: int | None
    created_at: datetime
    archived_at: datetime | None

    @classmethod
    def of(cls, genre: Genre) -> "GenreOut":
        return cls.from_orm(genre)


class GenreIn(InputSchema):
    """``tag_id``: put on whoever's interest becomes high."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "カラー", "sources": [{"kind": "words", "words": ["カラー", "染め"]}]}
        }
    )

    name: Name
    sources: Annotated[list[Source], Field(max_length=50)]
    tag_id: Id | None = None
    is_archived: bool = False


class GenreQuery(InputSchema):
    with_archived: bool = False


class GenresOut(OutputSchema):
    items: list[GenreOut]


class MatrixRowOut(OutputSchema):
    genre_id: int
    name: str
    friends: dict[Degree, int]


class MatrixOut(OutputSchema):
    """How many friends have which interest; ``least`` is the least score for each degree."""

    rows: list[MatrixRowOut]
    least: dict[Degree, float]


class ContributionOut(OutputSchema):
    kind: str
    acts: int
    points: float


class FriendInterestOut(OutputSchema):
    genre_id: int
    name: str
    score: float
    degree: Degree


class StandingOut(OutputSchema):
    """``contributions``: what the score is made of today, from the timeline."""

    score: float
    lifecycle: States
    since: datetime | None
    contributions: list[ContributionOut]
    interests: list[FriendInterestOut]

    @classmethod
    def of(cls, standing: Standing) -> "StandingOut":
        return cls.from_orm(standing)


class GraduationIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"is_graduated": True}})

    is_graduated: bool
