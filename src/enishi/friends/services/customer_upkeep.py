"""How an organisation keeps its customers: its settings, and clearing away who is long gone.

A customer is stale who has no friend that follows, no order since the months that the organisation chose, and was
made before them. Archiving loses nothing, and who buys or follows again comes back by itself.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import SYSTEM, Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.customers import Merging
from enishi.friends.models import CustomerLink, CustomerSettings, CustomerSweep
from enishi.friends.selectors import customers as selectors
from enishi.friends.services.customer_decisions import accept_sure_suggestions
from enishi.friends.services.customer_matches import find_matches, find_recent_matches
from enishi.friends.services.customer_turns import take_turns
from enishi.friends.services.customers import restore_customers
from enishi.friends.services.external_events import forget_old_keys
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.kit import live
from enishi.kit.apart import apart
from enishi.kit.errors import conflict, not_found
from enishi.kit.tenancy import org_scope, system_scope

#: How long a clearing away can be taken back.
UNDO_FOR = timedelta(days=90)
_MONTH = timedelta(days=30)

_STALE = """
 WHERE c.org_id = %(org_id)s AND c.archived_at IS NULL AND c.created_at < %(before)s
   AND coalesce(c.last_order_at, c.created_at) < %(before)s
   AND NOT EXISTS (SELECT FROM friends_customerlink l
                     JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
                    WHERE l.org_id = c.org_id AND l.customer_id = c.id AND f.status = 'following')
"""


def keep_customers(now: datetime) -> None:
    """Daily, in every organisation: archive who is stale, compare everybody, join the sure. A transaction each.

    Where it fails for one, that is logged, and the others are kept all the same.
    """
    with system_scope():
        org_ids = list(Organisation.objects.order_by("id").values_list("id", flat=True))
        forget_old_keys(now)
    for org_id in org_ids:
        with apart("keep_customers", org_id):
            with org_scope(org_id):
                archive_stale_customers(org_id=org_id, now=now)
            # Orders wait for who archives, and must not wait for a comparison of everybody.
            with org_scope(org_id):
                find_matches(org_id=org_id, now=now)
            join_sure_pairs(org_id=org_id, now=now)


def follow_new_keys(*, org_id: int, since: datetime, now: datetime) -> None:
    """Suggest, or join, whoever shares a key that came in since then. Idempotent."""
    with org_scope(org_id):
        find_recent_matches(org_id=org_id, since=since, now=now)
    join_sure_pairs(org_id=org_id, now=now)


def join_sure_pairs(*, org_id: int, now: datetime) -> int:
    """Where the organisation wants it, join the sure, some in a transaction; returns how many."""
    joined = 0
    while True:
        with org_scope(org_id):
            some = accept_sure_suggestions(org_id=org_id, now=now)
        joined += some
        if not some:
            return joined


def change_settings(*, org_id: int, settings: Merging, actor: Actor, now: datetime) -> Merging:
    """Replace how customers are joined and kept. Takes effect with the next merge and the next sweep."""
    before = _facts(selectors.merging(org_id))
    CustomerSettings.objects.update_or_create(
        org_id=org_id,
        defaults={
            "is_automatic": settings.is_automatic,
            "trust": list(settings.trust),
            "rules": dict(settings.rules),
            "archive_after_months": settings.archive_after_months,
        },
    )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customers.settings_changed",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        before=before,
        after=_facts(settings),
    )
    live.tell("customers", org_id=org_id)
    return settings


def _facts(settings: Merging) -> dict[str, Any]:
    return {
        "is_automatic": settings.is_automatic,
        "trust": list(settings.trust),
        "rules": dict(settings.rules),
        "archive_after_months": settings.archive_after_months,
    }


def stale_count(*, org_id: int, months: int, now: datetime) -> int:
    """How many customers a rule of so many months would archive today."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM friends_customer c {_STALE}",
            {"org_id": org_id, "before": now - months * _MONTH},
        )
        return int(cursor.fetchone()[0])


def archive_stale_customers(*, org_id: int, now: datetime) -> int:
    """Archive who is stale by the organisation's rule; returns how many. Idempotent.

    Does not look at what follows for suggestions: call :func:`find_matches` afterwards.
    """
    months = selectors.merging(org_id).archive_after_months
    if months is None:
        return 0
    take_turns(org_id)
    sweep = CustomerSweep.objects.create(org_id=org_id, at=now, archived=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE friends_customer c SET archived_at = %(now)s, archived_in = %(sweep)s {_STALE}",
            {"org_id": org_id, "now": now, "sweep": sweep.id, "before": now - months * _MONTH},
        )
        archived = int(cursor.rowcount)
    if not archived:
        sweep.delete()
        return 0
    sweep.archived = archived
    sweep.save(update_fields=["archived"])
    record_audit(
        org_id=org_id,
        actor=SYSTEM,
        action="customers.stale_archived",
        object_kind="customer_sweep",
        object_id=sweep.id,
        now=now,
        after={"customers": archived},
    )
    live.tell("customers", org_id=org_id)
    return archived


def undo_sweep(*, org_id: int, sweep_id: int, actor: Actor, now: datetime) -> int:
    """Bring back whom one sweep archived and nobody touched since; returns how many. ProblemError 404, 409.

    The rule is switched off with it: it would archive them again tomorrow.
    """
    take_turns(org_id)
    sweep = CustomerSweep.objects.select_for_update().filter(org_id=org_id, id=sweep_id).first()
    if sweep is None:
        raise not_found("整理の記録", "The clearing away")
    if sweep.undone_at is not None or sweep.at < now - UNDO_FOR:
        raise conflict(
            "sweep_not_undoable",
            "この整理は、すでに取り消されたか、取り消せる期間（90 日）を過ぎています。",
            "This was undone already, or the 90 days in which it can be undone are over.",
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE friends_customer SET archived_at = NULL, archived_in = NULL WHERE org_id = %s AND archived_in = %s",
            [org_id, sweep_id],
        )
        restored = int(cursor.rowcount)
    sweep.undone_at = now
    sweep.save(update_fields=["undone_at"])
    CustomerSettings.objects.filter(org_id=org_id).update(archive_after_months=None)
    find_matches(org_id=org_id, now=now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customers.sweep_undone",
        object_kind="customer_sweep",
        object_id=sweep_id,
        now=now,
        after={"customers": restored},
    )
    live.tell("customers", org_id=org_id)
    return restored


def follow_returns(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Timeline subscriber: a customer who was archived as stale and follows again is back."""
    friends = [event.friend_id for event in events if event.kind == "friend.followed"]
    if not friends:
        return
    links = CustomerLink.objects.filter(org_id=org_id, friend_id__in=friends)
    customer_ids = list(links.values_list("customer_id", flat=True))
    if customer_ids:
        restore_customers(org_id=org_id, customer_ids=customer_ids)
