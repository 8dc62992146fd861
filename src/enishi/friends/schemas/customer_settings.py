"""What the API of how customers are joined and kept takes and gives."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field

from enishi.accounts.schemas import InputSchema, OutputSchema
from enishi.friends.domain.customers import Merging, Rule
from enishi.friends.schemas.filters import CountOut
from enishi.friends.selectors.counts import Count


class CustomerSettingsIn(InputSchema):
    """``rules`` maps name, kana, birthday or ``field:<id>`` to the rule that chooses among several values."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "is_automatic": False,
                "trust": ["staff", "order", "import", "friend"],
                "rules": {"name": "trusted", "birthday": "first"},
                "archive_after_months": 24,
            }
        }
    )

    is_automatic: bool = False
    trust: Annotated[
        list[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]], Field(min_length=1, max_length=20)
    ]
    rules: Annotated[
        dict[Annotated[str, Field(pattern=r"^(name|kana|birthday|field:[0-9]{1,18})$")], Rule],
        Field(max_length=500),
    ] = {}
    archive_after_months: Annotated[int, Field(ge=1, le=120)] | None = None

    def as_merging(self) -> Merging:
        return Merging(
            self.is_automatic, tuple(dict.fromkeys(self.trust)), dict(self.rules), self.archive_after_months
        )


class CustomerSettingsOut(OutputSchema):
    is_automatic: bool
    trust: list[str]
    rules: dict[str, Rule]
    archive_after_months: int | None

    @classmethod
    def of(cls, settings: Merging) -> Self:
        return cls(
            is_automatic=settings.is_automatic,
            trust=list(settings.trust),
            rules=dict(settings.rules),
            archive_after_months=settings.archive_after_months,
        )


class SuggestionCountOut(OutputSchema):
    open: CountOut

    @classmethod
    def of(cls, count: Count) -> Self:
        return cls(open=CountOut.of(count))
