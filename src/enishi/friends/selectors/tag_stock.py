"""棚卸し: which tags want looking after, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from enishi.friends.conditions.references import Use
from enishi.friends.domain.tag_likeness import similar_pairs
from enishi.friends.models import Tag
from enishi.friends.selectors.tag_ledger import tag_people
from enishi.friends.selectors.tag_naming import compared_categories, naming_rule

#: ``unused``: nobody got or lost it for 90 days. ``unread``: neither a condition nor a trigger asks for it.
type Finding = Literal["unused", "expired", "similar", "small", "unread", "undescribed", "unowned"]

UNUSED_AFTER = timedelta(days=90)
#: LINE shows no statistics of messages to fewer friends.
SMALL_BELOW = 20


@dataclass(frozen=True, slots=True)
class StockItem:
    """One tag with all that was found. ``alike``: ids of those with nearly the same name."""

    tag: Tag
    people: int
    uses: list[Use]
    findings: list[Finding]
    alike: list[int] = field(default_factory=list)

    @property
    def is_idle(self) -> bool:
        """Whether nothing would change if it were archived now: nobody uses it, and nothing either."""
        return not self.uses and bool({"unused", "expired"} & set(self.findings))


def stock_taking(
    org_id: int, uses: dict[int, list[Use]], *, today: date, channel_id: int | None = None
) -> list[StockItem]:
    """Every tag in use by the organisation of which something is to be said, those with most to say first."""
    tags = list(Tag.objects.filter(org_id=org_id, archived_at=None).select_related("owner__user"))
    people = tag_people(org_id, [tag.id for tag in tags], channel_id)
    alike = _alike(org_id, tags)
    items = [
        StockItem(
            tag,
            people[tag.id],
            uses.get(tag.id, []),
            _findings(tag, people[tag.id], uses.get(tag.id, []), bool(alike[tag.id]), today),
            alike[tag.id],
        )
        for tag in tags
    ]
    found = [item for item in items if item.findings]
    return sorted(found, key=lambda item: (-item.is_idle, -len(item.findings), item.tag.name))


def _findings(tag: Tag, people: int, uses: Sequence[Use], is_alike: bool, today: date) -> list[Finding]:
    since = max(tag.created_at, tag.last_used_at or tag.created_at)
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    facts: dict[Finding, bool] = {
        "expired": tag.retires_on is not None and tag.retires_on <= today,
        "unused": midnight - since >= UNUSED_AFTER,
        "similar": is_alike,
        "small": people < SMALL_BELOW,
        "unread": all(use.place.startswith("actions") for use in uses),
        "undescribed": not tag.meaning or not tag.purpose,
        "unowned": tag.owner_id is None,
    }
    return [finding for finding, is_so in facts.items() if is_so]


def _alike(org_id: int, tags: Sequence[Tag]) -> dict[int, list[int]]:
    names = {tag.id: tag.name for tag in tags}
    found: dict[int, list[int]] = defaultdict(list)
    for one, other, _ in similar_pairs(names, *compared_categories(naming_rule(org_id))):
        found[one].append(other)
        found[other].append(one)
    return found
