"""保存期間: what is older than an organisation wants to keep goes, a chunk at a time, every night.

In: the rules of each organisation, none by default. Out: rows gone, and erasures begun for whoever blocked the account
long ago. Never talks to LINE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection

from enishi.accounts.permissions import SYSTEM, Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import Friend, FriendStatus, PrivacySettings
from enishi.friends.privacy.catalogue import person_of
from enishi.friends.privacy.erasing import start_erasure
from enishi.friends.selectors.privacy import settings_of
from enishi.kit.apart import apart
from enishi.kit.errors import forbidden
from enishi.kit.live import tell
from enishi.kit.tenancy import channel_limit, org_scope, system_scope

log = structlog.get_logger("enishi.retention")

#: Rows in one transaction.
CHUNK = 10_000
#: Persons whose erasure one night begins: each is an operation of some fifty steps.
MOST_ERASURES = 500
_MONTH = timedelta(days=30)

_OLD_FACTS = """
FROM friends_timelineevent t WHERE t.org_id = %(org_id)s AND t.occurred_at < %(before)s
"""
# What has not been read yet is no old news, however old it is.
_OLD_INBOUND = """
FROM intake_inboundevent t
WHERE t.org_id = %(org_id)s AND t.occurred_at < %(before)s AND t.processed_at IS NOT NULL
"""
_LONG_BLOCKED = """
FROM friends_friend t WHERE t.org_id = %(org_id)s AND t.status = 'blocked' AND t.blocked_at < %(before)s
 AND NOT EXISTS (SELECT FROM friends_operation o WHERE o.org_id = t.org_id AND o.kind = 'erase'
                 AND o.state IN ('queued', 'running', 'failed') AND (o.params ->> 'friend_id')::bigint = t.id)
"""


@dataclass(frozen=True, slots=True)
class Rules:
    """How long to keep what; None keeps for ever. Months are of thirty days."""

    timeline_months: int | None = None
    inbound_days: int | None = None
    blocked_months: int | None = None

    @classmethod
    def of(cls, settings: PrivacySettings) -> "Rules":
        return cls(settings.timeline_months, settings.inbound_days, settings.blocked_months)

    def facts(self) -> dict[str, int | None]:
        return {
            "timeline_months": self.timeline_months,
            "inbound_days": self.inbound_days,
            "blocked_months": self.blocked_months,
        }

    def edges(self, now: datetime) -> Mapping[str, datetime | None]:
        """Before when each kind goes."""
        return {
            "timeline": None if self.timeline_months is None else now - self.timeline_months * _MONTH,
            "inbound": None if self.inbound_days is None else now - timedelta(days=self.inbound_days),
            "blocked": None if self.blocked_months is None else now - self.blocked_months * _MONTH,
        }


_OLD = {"timeline": _OLD_FACTS, "inbound": _OLD_INBOUND, "blocked": _LONG_BLOCKED}


def preview(org_id: int, rules: Rules, now: datetime) -> dict[str, int]:
    """How many rows and friends these rules would let go now, by kind; zero where there is no rule."""
    numbers = {}
    for kind, before in rules.edges(now).items():
        numbers[kind] = 0
        if before is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) {_OLD[kind]}", {"org_id": org_id, "before": before})
                numbers[kind] = int(cursor.fetchone()[0])
    return numbers


def save_rules(*, org_id: int, rules: Rules, actor: Actor, now: datetime) -> PrivacySettings:
    """Set how long data are kept, from the coming night on. ProblemError 403 for whoever works on some channels only."""
    if channel_limit() is not None:
        raise forbidden(
            "保存期間はすべての公式アカウントに効くため、担当が限られた人は変更できません。",
            "These rules hold for all accounts; whoever works on some of them cannot change them.",
        )
    before = Rules.of(settings_of(org_id)).facts()
    settings, _ = PrivacySettings.objects.update_or_create(
        org_id=org_id, defaults={**rules.facts(), "changed_at": now}
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="privacy.rules_changed",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        before=before,
        after=rules.facts(),
    )
    tell("settings", org_id=org_id)
    return settings


def sweep(now: datetime) -> None:
    """Let go what is too old, in every organisation, whatever fails in another. Idempotent; safe to be killed between
    two chunks."""
    with system_scope():
        found = list(PrivacySettings.objects.all())
    for settings in found:
        with apart("retention", settings.org_id):
            _sweep(settings, now)


def _sweep(settings: PrivacySettings, now: datetime) -> None:
    edges = Rules.of(settings).edges(now)
    gone = {kind: _drop(settings.org_id, kind, edges[kind]) for kind in ("timeline", "inbound")}
    gone["blocked"] = _erase_blocked(settings.org_id, edges["blocked"], now)
    if any(gone.values()):
        _report(settings.org_id, gone, now)


def _drop(org_id: int, kind: str, before: datetime | None) -> int:
    dropped = 0
    while before is not None:
        table = _OLD[kind].split()[1]
        given: dict[str, Any] = {"org_id": org_id, "before": before, "chunk": CHUNK}
        with org_scope(org_id), connection.cursor() as cursor:
            # Partitions have row numbers of their own: only together with the partition do they name a row.
            cursor.execute(
                f"DELETE FROM {table} d USING (SELECT t.tableoid AS part, t.ctid AS place {_OLD[kind]} "
                "LIMIT %(chunk)s) g WHERE d.org_id = %(org_id)s AND d.tableoid = g.part AND d.ctid = g.place",
                given,
            )
            number = cursor.rowcount
        dropped += number
        if number < CHUNK:
            break
    return dropped


def _erase_blocked(org_id: int, before: datetime | None, now: datetime) -> int:
    if before is None:
        return 0
    with org_scope(org_id), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id {_LONG_BLOCKED} ORDER BY t.id LIMIT {MOST_ERASURES}",
            {"org_id": org_id, "before": before},
        )
        friend_ids = [friend_id for (friend_id,) in cursor.fetchall()]
    begun = 0
    for friend_id in friend_ids:
        with org_scope(org_id):
            # Whoever came back since then is a friend again.
            blocked = Friend.objects.select_for_update().filter(
                org_id=org_id, id=friend_id, status=FriendStatus.BLOCKED, blocked_at__lt=before
            )
            if blocked.exists():
                start_erasure(person_of(org_id, friend_id), actor=SYSTEM, now=now)
                begun += 1
    return begun


def _report(org_id: int, gone: Mapping[str, int], now: datetime) -> None:
    with org_scope(org_id):
        record_audit(
            org_id=org_id,
            actor=SYSTEM,
            action="privacy.swept",
            object_kind="organisation",
            object_id=org_id,
            now=now,
            after=dict(gone),
        )
    log.info("retention_swept", org=org_id, **gone)
