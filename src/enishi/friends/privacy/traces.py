"""What says something of a friend in rows that are not theirs alone.

In: a friend whose data are erased. Out: a customer whom others are, too, is no longer called as this friend called
themselves; orders do not say that they were told to them; and bulk operations that concerned nobody else do not say
what was written. One that is not over is left, and counted.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from enishi.friends.domain.operations import ACTIVE, Words
from enishi.friends.models import (
    Customer,
    CustomerLink,
    Friend,
    IdentityKey,
    KeyKind,
    Operation,
    OperationChange,
)
from enishi.kit.privacy import Keeper, Whom
from enishi.kit.tenancy import limited_to_channels, org_scope

_BLANK = Words("個人情報の消去により内容を消しました", "Blanked: the person's data were erased")
_NOTHING: dict[str, list[object]] = {"actions": [], "titles": [], "can_undo": []}

# The first chunk is enough to know: one person has one chunk of one.
_ALONE = """
SELECT t.operation_id FROM friends_operationtarget t
 WHERE t.org_id = %(org_id)s AND t.channel_id = %(channel_id)s AND t.friend_ids = ARRAY[%(friend_id)s]::bigint[]
   AND NOT EXISTS (SELECT FROM friends_operationtarget o
                    WHERE o.org_id = t.org_id AND o.operation_id = t.operation_id AND o.chunk <> t.chunk)
"""


def count_traces(whom: Whom) -> int:
    """In how many rows that are not the friend's own something of them stands."""
    with limited_to_channels(None), org_scope(whom.org_id):
        return len(_named_after(whom)) + _alone(whom).count()


def clear_traces(whom: Whom, now: datetime) -> int:
    """Blank it; returns how many operations are still under way. Idempotent."""
    with limited_to_channels(None), org_scope(whom.org_id):
        _unname(whom, _named_after(whom))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE friends_order SET told_friend_id = NULL WHERE org_id = %s AND told_friend_id = %s",
                [whom.org_id, whom.friend_id],
            )
        alone = _alone(whom)
        _blank_operations(whom.org_id, list(alone.exclude(state__in=ACTIVE).values_list("id", flat=True)))
        return alone.filter(state__in=ACTIVE).count()


def _named_after(whom: Whom) -> list[Customer]:
    """Customers who are called as a friend called themselves, and no other friend of theirs is called so."""
    mine = CustomerLink.objects.filter(org_id=whom.org_id, friend_id=whom.friend_id).values("customer_id")
    customers = Customer.objects.filter(org_id=whom.org_id, id__in=mine, sources__name__0="friend")
    return [customer for customer in customers if not _is_others_name(whom, customer)]


def _is_others_name(whom: Whom, customer: Customer) -> bool:
    others = CustomerLink.objects.filter(org_id=whom.org_id, customer_id=customer.id)
    others = others.exclude(friend_id=whom.friend_id)
    return Friend.objects.filter(
        org_id=whom.org_id, id__in=others.values("friend_id"), display_name=customer.name
    ).exists()


def _unname(whom: Whom, customers: Sequence[Customer]) -> None:
    for customer in customers:
        customer.name = ""
        customer.sources.pop("name")
    Customer.objects.bulk_update(customers, ["name", "sources"])
    IdentityKey.objects.filter(
        org_id=whom.org_id, customer_id__in=[each.id for each in customers], kind=KeyKind.NAME_BIRTHDAY
    ).delete()


def _alone(whom: Whom) -> QuerySet[Operation]:
    """Bulk operations that concerned this friend and nobody else."""
    with connection.cursor() as cursor:
        cursor.execute(
            _ALONE, {"org_id": whom.org_id, "channel_id": whom.channel_id, "friend_id": whom.friend_id}
        )
        found = [operation_id for (operation_id,) in cursor.fetchall()]
    return Operation.objects.filter(org_id=whom.org_id, kind="bulk", id__in=found).exclude(
        title=_BLANK.as_json()
    )


def _blank_operations(org_id: int, operation_ids: Sequence[int]) -> None:
    """Their numbers stay; there is nobody left for whom they could go on or be undone."""
    Operation.objects.filter(org_id=org_id, id__in=operation_ids).update(
        title=_BLANK.as_json(), params=_NOTHING, can_undo=False, undo_until=None
    )
    OperationChange.objects.filter(org_id=org_id, operation_id__in=operation_ids).update(params={})


TRACES = Keeper("friends_traces", count_traces, clear_traces)
