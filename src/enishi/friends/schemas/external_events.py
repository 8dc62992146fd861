"""What the API of other systems' events takes and gives."""

from typing import Annotated, Self

import orjson
from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.schemas import InputSchema, Moment, OutputSchema
from enishi.friends.schemas.persons import ItemProblemOut, PersonIn
from enishi.friends.services import external_events
from enishi.friends.services.external_events import EventReceipt, ExternalEvent
from enishi.kit.errors import invalid_input
from enishi.kit.languages import Language

#: What a property may hold: enough for what a rule asks, too little to store documents.
_LARGEST_PROPERTIES = 4_000

type PropertyValue = str | int | float | bool | list[str] | None


class EventIn(InputSchema):
    """``key`` is the event's own: the same key again changes nothing, for 90 days."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    kind: Annotated[
        str,
        StringConstraints(max_length=60, pattern=r"^external\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$"),
        Field(description="external. で始まる半角小文字 / lower case, beginning with external."),
    ]
    occurred_at: Moment
    person: PersonIn
    properties: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")], PropertyValue],
        Field(max_length=30),
    ] = {}

    def as_event(self, path: str) -> ExternalEvent:
        if len(orjson.dumps(self.properties)) > _LARGEST_PROPERTIES:
            raise invalid_input(
                f"{path}.properties",
                f"プロパティは、JSON で {_LARGEST_PROPERTIES:,} バイト以内にしてください。",
                f"The properties may have at most {_LARGEST_PROPERTIES:,} bytes of JSON.",
            )
        return ExternalEvent(
            self.key,
            self.kind,
            self.occurred_at,
            self.person.as_person(f"{path}.person"),
            dict(self.properties),
        )


class EventsIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "events": [
                    {
                        "key": "cart-5512",
                        "kind": "external.cart_left",
                        "occurred_at": "2026-10-15T12:30:00+09:00",
                        "person": {"system": "shop", "external_id": "C-1024"},
                        "properties": {"items": 2, "total": 5600},
                    }
                ]
            }
        }
    )

    events: Annotated[list[EventIn], Field(min_length=1, max_length=external_events.MOST_AT_ONCE)]

    def as_events(self) -> list[ExternalEvent]:
        return [event.as_event(f"events.{place}") for place, event in enumerate(self.events)]


class EventReceiptOut(OutputSchema):
    """``recorded`` events are new, ``repeated`` were told before."""

    recorded: int
    repeated: int
    problems: list[ItemProblemOut]

    @classmethod
    def of(cls, receipt: EventReceipt, language: Language) -> Self:
        return cls(
            recorded=receipt.recorded,
            repeated=receipt.repeated,
            problems=[ItemProblemOut.of(each, language) for each in receipt.problems],
        )
