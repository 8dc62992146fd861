"""Which of several values of one customer holds, and which evidence is sure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Rule = Literal["newest", "trusted", "first"]
RULES: tuple[Rule, ...] = ("newest", "trusted", "first")
#: What a customer has of their own; each may have a rule.
ATTRIBUTES = ("name", "kana", "birthday")
#: Staff asked the person, the shop took an order, the person typed it into a form.
USUAL_TRUST = ("staff", "order", "api_key", "form", "import", "rule", "friend")


@dataclass(frozen=True, slots=True)
class Merging:
    """How one organisation joins customers. ``trust`` names sources, the most trusted first."""

    is_automatic: bool = False
    trust: tuple[str, ...] = USUAL_TRUST
    rules: dict[str, Rule] = field(default_factory=dict)
    archive_after_months: int | None = None

    def rule_of(self, attribute: str) -> Rule:
        return self.rules.get(attribute, "newest")


@dataclass(frozen=True, slots=True)
class Claim[T]:
    """One value, who says so and since when. Its source is written ``staff:3``: the part before the colon counts."""

    value: T
    source: str
    at: datetime


def chosen[T](claims: Sequence[Claim[T]], rule: Rule, trust: Sequence[str]) -> Claim[T] | None:
    """The claim that holds. Equal trust is decided by age: of two who are believed alike, the newer."""
    if not claims:
        return None
    if rule == "newest":
        return max(claims, key=lambda claim: claim.at)
    if rule == "first":
        return min(claims, key=lambda claim: claim.at)
    return max(claims, key=lambda claim: (-_rank(claim.source, trust), claim.at))


def _rank(source: str, trust: Sequence[str]) -> int:
    kind = source.partition(":")[0]
    return trust.index(kind) if kind in trust else len(trust)


#: These were given to one person by somebody; a name and a birthday are shared by strangers.
DETERMINISTIC = frozenset({"email", "phone"})
