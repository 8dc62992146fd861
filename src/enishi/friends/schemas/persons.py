"""How other systems name a person, and how they are told what was wrong with one thing of many."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.friends.domain.orders import Person
from enishi.friends.schemas.customers import ExternalValue, System, Text
from enishi.friends.services.orders import ItemProblem
from enishi.kit.errors import invalid_input
from enishi.kit.languages import Language


class PersonIn(InputSchema):
    """Whoever is meant, by any of these. ``system`` with ``external_id``: their number in another system."""

    customer_id: Id | None = None
    system: System | None = None
    external_id: ExternalValue | None = None
    friend_id: Id | None = None
    line_user_id: Annotated[str, Field(pattern=r"^U[0-9a-f]{32}$")] | None = None
    channel_id: Id | None = None
    email: Annotated[str, StringConstraints(max_length=254)] = ""
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    name: Text = ""

    def as_person(self, path: str) -> Person:
        """ProblemError 422 where nobody is named, or half an outside id."""
        if (self.system is None) != (self.external_id is None):
            raise invalid_input(
                f"{path}.external_id",
                "system と external_id は、両方そろえて指定してください。",
                "Give system and external_id together.",
            )
        named = (
            self.customer_id,
            self.external_id,
            self.friend_id,
            self.line_user_id,
            self.email,
            self.phone,
        )
        if not any(named):
            raise invalid_input(
                path,
                "誰なのかを、customer_id・external_id・friend_id・line_user_id・email・phone のどれかで指定してください。",
                "Say who it is, by customer_id, external_id, friend_id, line_user_id, email or phone.",
            )
        return Person(
            self.customer_id,
            self.system or "",
            self.external_id or "",
            self.friend_id,
            self.line_user_id or "",
            self.channel_id,
            self.email,
            self.phone,
            self.name,
        )


class ItemProblemOut(OutputSchema):
    """What is wrong with the thing at place ``index`` of the request; the others were taken."""

    index: int
    path: str
    detail: str

    @classmethod
    def of(cls, found: ItemProblem, language: Language) -> Self:
        problem = found.problem
        return cls(
            index=found.index, path=problem.path, detail=problem.ja if language == "ja" else problem.en
        )
