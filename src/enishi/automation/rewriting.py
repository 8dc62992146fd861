"""Rules as keepers of tags: what they speak of is read for the ledger and rewritten when tags are merged."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.automation.models import Rule
from enishi.automation.selectors import rule, rules
from enishi.friends.services.tag_keepers import Kept, TagKeeper
from enishi.kit.live import tell


def _kept(org_id: int) -> Iterable[Kept]:
    for row in rules(org_id):
        document = {"trigger": row.trigger, "condition": row.condition, "actions": row.actions}
        yield Kept(row.id, row.name, row.channel_id, document)


def _write(org_id: int, rule_id: int, document: dict[str, Any], actor: Actor, now: datetime) -> None:
    changed = rule(org_id, rule_id)
    Rule.objects.filter(org_id=org_id, id=rule_id).update(
        trigger=document["trigger"],
        condition=document["condition"],
        actions=document["actions"],
        updated_at=now,
    )
    tell("rules", org_id=org_id, channel_id=changed.channel_id, id=rule_id)


RULES = TagKeeper("rule", _kept, _write)
