"""How the organisation names its tags, and which of them a name is like."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from enishi.friends.domain.tag_likeness import Reason, similar_to
from enishi.friends.domain.tag_names import KindName, NameVerdict, NamingRule, judge
from enishi.friends.models import Tag, TagNaming
from enishi.line.selectors import channels

#: Tags of these kinds are for always: a date in their names only tells when they were made.
TIMELESS = frozenset({"attribute", "status", "interest"})
_MOST_SIMILAR = 10


@dataclass(frozen=True, slots=True)
class Similar:
    """A tag whose name probably means the same, and why."""

    tag: Tag
    reason: Reason


@dataclass(frozen=True, slots=True)
class CheckedName:
    """What is to be said of a name before a tag gets it. ``taken_by``: the tag, perhaps archived, that has it."""

    verdict: NameVerdict
    similar: list[Similar] = field(default_factory=list)
    taken_by: Tag | None = None


def naming_rule(org_id: int) -> NamingRule:
    """The organisation's rule, or the usual one."""
    found = TagNaming.objects.filter(org_id=org_id).values_list("rule", flat=True).first()
    return NamingRule() if found is None else NamingRule.model_validate(found)


def check_tag_name(
    org_id: int, name: str, *, now: datetime, kind: KindName = "", tag_id: int | None = None
) -> CheckedName:
    """A name against the rule and against all other tags. ``tag_id`` is the tag that is to be renamed, if one is.

    Corrections that a tag already has are not offered.
    """
    rule = naming_rule(org_id)
    verdict = judge(name, rule, today_of(org_id, now), kind)
    others = {tag.id: tag for tag in Tag.objects.filter(org_id=org_id) if tag.id != tag_id}
    taken = {tag.name: tag for tag in others.values()}
    names = {tag.id: tag.name for tag in others.values() if tag.name != verdict.name}
    alike = similar_to(verdict.name, names, *compared_categories(rule))
    similar = sorted(
        (Similar(others[each], reason) for each, reason in alike),
        key=lambda each: (each.tag.archived_at is not None, each.tag.name),
    )
    free = [each for each in verdict.corrections if each not in taken]
    checked = NameVerdict(verdict.name, verdict.kind, verdict.problems, free)
    return CheckedName(checked, similar[:_MOST_SIMILAR], taken.get(verdict.name))


def compared_categories(rule: NamingRule) -> tuple[list[str], list[str]]:
    """The first parts of names, and those of them whose tags are for always."""
    timeless = [each.name for each in rule.categories if each.kind in TIMELESS]
    return [each.name for each in rule.categories], timeless


def today_of(org_id: int, now: datetime) -> date:
    """The day by the clock of the organisation's first account; those of one organisation hardly differ."""
    zone = channels(org_id).values_list("timezone", flat=True).first() or "Asia/Tokyo"
    return now.astimezone(ZoneInfo(zone)).date()
