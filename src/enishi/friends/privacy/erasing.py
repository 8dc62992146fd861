"""消去: everything that says something of a person goes, for ever, table by table.

In: one friend. Out: nothing but a keyed hash, by which imports know that this person asked to be forgotten, and numbers
that no longer lead to anybody. First what tables cannot tell: messages that wait, files; whatever is in use at that
moment is waited for. Then each table is a step of its own, and a step that is done twice does nothing: a worker that is
killed leaves a person half erased, and the next one goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.operations import ACTIVE, Step, Words
from enishi.friends.models import Customer, Erasure, Friend, Operation, OperationState
from enishi.friends.privacy.catalogue import Person, keepers, own_customers, person_of, tables
from enishi.friends.selectors.privacy import hash_of
from enishi.friends.services.customer_turns import take_turns
from enishi.friends.services.operation_engine import OperationKind
from enishi.friends.services.operations import start_operation
from enishi.kit.errors import conflict, invalid_input
from enishi.kit.live import tell
from enishi.kit.privacy import Table

_TITLE = Words("個人情報の消去", "Erasure of a person's data")
#: How long to wait for a request or a file that is in use.
REST = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Planned:
    """What an erasure does to one kind of data: removed, or blanked so that sums still add up, or kept as it is."""

    name: str
    number: int
    becomes: Literal["removed", "blanked", "kept"]


def plan_erasure(org_id: int, friend_id: int, now: datetime) -> list[Planned]:
    """What goes and what stays, with how much there is of it; nothing of which there is nothing."""
    person = person_of(org_id, friend_id)
    waiting = [Planned(each.name, each.count(person.whom), "removed") for each in keepers()]
    return [each for each in waiting if each.number] + _plan_tables(person.parameters(now))


def _plan_tables(given: Mapping[str, Any]) -> list[Planned]:
    planned = []
    for table in tables():
        if not table.rows:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table.name} t WHERE t.org_id = %(org_id)s AND {table.rows}", given
            )
            number = cursor.fetchone()[0]
        if number:
            planned.append(Planned(table.name, number, _fate(table)))
    return planned


def _fate(table: Table) -> Literal["removed", "blanked", "kept"]:
    if not table.erase:
        return "kept"
    return "removed" if table.erase == "delete" else "blanked"


def request_erasure(
    *, org_id: int, friend_id: int, typed_name: str, actor: Actor, now: datetime
) -> Operation:
    """Begin to erase a person, which cannot be undone. Nothing is sent to them from this moment on.

    ``typed_name`` has to be the friend's name: ProblemError 422. 404 for an unknown friend, 409 where it has begun.
    """
    person = person_of(org_id, friend_id)
    # Two requests at once: the second one waits here, and then finds the operation of the first.
    friend = Friend.objects.select_for_update().get(org_id=org_id, id=friend_id)
    if typed_name.strip() != friend.display_name.strip():
        raise invalid_input(
            "name",
            "確認のため、友だちの名前をそのまま入力してください。",
            "Type the friend's name exactly, to confirm.",
        )
    if is_under_way(org_id, friend_id):
        raise conflict(
            "erasure_under_way",
            "この友だちの消去はもう始まっています。「処理状況」で確かめられます。",
            "The erasure of this friend has begun already: see Operations.",
        )
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friend.erasure_requested",
        object_kind="friend",
        object_id=friend_id,
        now=now,
    )
    return start_erasure(person, actor=actor, now=now)


def is_under_way(org_id: int, friend_id: int) -> bool:
    """Whether an erasure of this friend has begun and is not over."""
    begun = Operation.objects.filter(org_id=org_id, kind="erase", params__friend_id=friend_id)
    return begun.filter(state__in=[*ACTIVE, OperationState.FAILED]).exists()


def start_erasure(person: Person, *, actor: Actor, now: datetime) -> Operation:
    """The operation, for one who is known to be meant."""
    Friend.objects.filter(org_id=person.org_id, id=person.friend_id).update(muted_at=now, hidden_at=now)
    return start_operation(
        org_id=person.org_id,
        channel_id=person.channel_id,
        kind="erase",
        title=_TITLE,
        params={"friend_id": person.friend_id, "customer_ids": list(person.customer_ids)},
        actor=actor,
        needs=["privacy.edit"],
        total=len(keepers()) + len(tables()),
        now=now,
    )


def erase_step(operation: Operation, now: datetime) -> Step:
    """One keeper or table. The friend's own row is the last, and with it goes whatever was written meanwhile.

    Whose customers these are is decided anew each time, while nobody else decides it: one whom another friend has
    become since is let alone, and ``cursor`` knows those whose link is gone already.
    """
    place = int(operation.cursor.get("place", 0))
    number = len(keepers()) + len(tables())
    take_turns(operation.org_id)
    person = _person(operation)
    if person is None:
        return Step({"place": number}, is_last=True, done=number - place)
    if place == 0:
        _remember(person, operation, now)
    if place < len(keepers()):
        if keepers()[place].clear(person.whom, now):
            return _on(person, place, rest=REST)
        return _on(person, place + 1, done=1)
    if place + 1 == number:
        return _last_step(person, now)
    if place == len(keepers()):
        _erase_customers(person, now)
    table = tables()[place - len(keepers())]
    changed = _erase(table, person, now)
    return _on(person, place + 1, done=1, changed=changed, counts={table.name: changed})


def _on(person: Person, place: int, **done: Any) -> Step:
    return Step({"place": place, "customer_ids": list(person.customer_ids)}, **done)


def _erase_customers(person: Person, now: datetime) -> None:
    """At once, while it is certain that they are nobody else: a friend linked later finds no half of a customer."""
    list(
        Customer.objects.filter(org_id=person.org_id, id__in=person.customer_ids)
        .order_by("id")
        .select_for_update()
    )
    for table in tables():
        if "%(customer_ids)s" in table.rows:
            _erase(table, person, now)


def _last_step(person: Person, now: datetime) -> Step:
    place = len(keepers()) + len(tables()) - 1
    # Whoever records facts of this friend waits for the end of this step, and then finds nobody.
    Friend.objects.select_for_update().get(org_id=person.org_id, id=person.friend_id)
    if sum(keeper.clear(person.whom, now) for keeper in keepers()):
        return _on(person, place, rest=REST)
    for table in tables()[:-1]:
        _erase(table, person, now)
    own = tables()[-1]
    changed = _erase(own, person, now)
    tell("friends", org_id=person.org_id, channel_id=person.channel_id)
    return Step({"place": place + 1}, is_last=True, done=1, changed=changed, counts={own.name: changed})


ERASE = OperationKind(step=erase_step)


def _person(operation: Operation) -> Person | None:
    friend = Friend.objects.filter(org_id=operation.org_id, id=operation.params["friend_id"]).first()
    if friend is None:
        return None
    known = {*operation.params["customer_ids"], *operation.cursor.get("customer_ids", ())}
    customer_ids = own_customers(operation.org_id, friend.id, sorted(known))
    return Person(operation.org_id, friend.channel_id, friend.id, friend.line_user_id, customer_ids)


def _remember(person: Person, operation: Operation, now: datetime) -> None:
    Erasure.objects.get_or_create(
        org_id=person.org_id,
        channel_id=person.channel_id,
        line_user_hash=hash_of(person.line_user_id),
        defaults={"erased_at": now, "actor": operation.actor_label[:200]},
    )


def _erase(table: Table, person: Person, now: datetime) -> int:
    if not table.rows or not table.erase:
        return 0
    if table.name == "content_media":
        _drop_files(person, now)
    return erase_rows(table, person.parameters(now))


def erase_rows(table: Table, given: Mapping[str, Any]) -> int:
    """Remove or blank the rows of those whom ``given`` names; returns how many. Idempotent."""
    where = f"t.org_id = %(org_id)s AND {table.rows}"
    statement = (
        f"DELETE FROM {table.name} t WHERE {where}"
        if table.erase == "delete"
        else f"UPDATE {table.name} t SET {table.erase} WHERE {where}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return int(cursor.rowcount)


def _drop_files(person: Person, now: datetime) -> None:
    """Before their rows: a file without a row would be found by nobody again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT path FROM content_media WHERE org_id = %(org_id)s AND friend_id = %(friend_id)s AND path <> ''",
            person.parameters(now),
        )
        paths = [path for (path,) in cursor.fetchall()]
    for path in paths:
        (Path(settings.ENISHI_DATA_DIR) / "media" / path).unlink(missing_ok=True)
