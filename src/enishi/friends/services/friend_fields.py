"""Staff and programs write what one friend has in fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.domain.fields import FieldProblem, Value, parse
from enishi.friends.selectors.fields import field_specs
from enishi.friends.services.field_values import set_many, value_source
from enishi.kit.errors import invalid_fields


def write_fields(
    *, org_id: int, friend_id: int, values: Mapping[int, Any], actor: Actor, now: datetime
) -> None:
    """Set several fields of one friend, null clears: all of them or, if one value is unsound, none. Idempotent.

    ProblemError 404, or 422 with every problem under ``values.<field id>``. The audit log tells which fields but not
    what stood in them: that must be erasable.
    """
    friend = selectors.friend(org_id, friend_id)
    specs = field_specs(org_id, list(values))
    zone = ZoneInfo(friend.channel.timezone)
    parsed: dict[int, Value | None] = {}
    problems: list[FieldProblem] = []
    for field_id, raw in values.items():
        found = parse(specs[field_id], raw, zone) if field_id in specs else _UNKNOWN
        if isinstance(found, FieldProblem):
            problems.append(FieldProblem(f"values.{field_id}", found.ja, found.en))
        else:
            parsed[field_id] = found
    if problems:
        raise invalid_fields(problems)
    changed = set_many(
        org_id=org_id,
        channel_id=friend.channel_id,
        values={friend_id: parsed},
        now=now,
        source=value_source(actor),
    )
    if changed:
        record_audit(
            org_id=org_id,
            actor=actor,
            action="friend.fields_changed",
            object_kind="friend",
            object_id=friend_id,
            now=now,
            after={"fields": [specs[field_id].name for field_id in values]},
        )


_UNKNOWN = FieldProblem("", "この友だち情報欄はありません。", "There is no such field.")
