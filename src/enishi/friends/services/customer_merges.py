"""Two customers become one, one becomes two, and either is taken back.

In: customers, or what to split off. Out: rows that changed hands, and a journal that names each of them. Undoing moves
exactly those rows back and no others, so that merging and undoing leaves everything as it was, and what happened in
between stays where it happened. Nobody is sent anything for it: an order is told to one friend, once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.customers import ATTRIBUTES, Claim, Merging, chosen
from enishi.friends.models import Customer, CustomerMove, MoveKind
from enishi.friends.selectors import customers as selectors
from enishi.friends.services.customer_links import source_of
from enishi.friends.services.customer_totals import follow_customers
from enishi.friends.services.customer_turns import take_turns
from enishi.friends.services.merge_journal import Moved, forget_judgement, hand_over, judge_apart
from enishi.friends.services.order_facts import untell_strangers
from enishi.kit.errors import conflict, invalid_input, not_found

#: How long a merge or a split can be undone.
UNDO_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Part:
    """What is split off: friends, outside ids, keys and orders, by their ids."""

    friend_ids: tuple[int, ...] = ()
    external_id_ids: tuple[int, ...] = ()
    key_ids: tuple[int, ...] = ()
    order_ids: tuple[int, ...] = ()
    name: str = ""


def merge_customers(*, org_id: int, kept_id: int, other_id: int, actor: Actor, now: datetime) -> CustomerMove:
    """``other_id`` becomes a part of ``kept_id``. ProblemError 404, 409 for one that is merged already, 422 for the
    same twice.

    Attributes follow the organisation's rules. Not idempotent, but a repetition is refused.
    """
    if kept_id == other_id:
        raise invalid_input("other_id", "同じ顧客です。", "These are the same customer.")
    _lock(org_id, [kept_id, other_id])
    kept = selectors.living_customer(org_id, kept_id)
    other = selectors.living_customer(org_id, other_id)
    attributes = _merged(kept, other, selectors.merging(org_id))
    before = {name: _stored(kept, name) for name in attributes}
    moved = hand_over(org_id, other_id, kept_id)
    journal = {
        "moved": moved.as_json(),
        "before": before,
        "after": attributes,
        "other": {
            "archived_at": other.archived_at.isoformat() if other.archived_at else None,
            "archived_in": other.archived_in,
        },
    }
    _apply(kept, attributes)
    other.merged_into_id, other.archived_at, other.archived_in = kept_id, now, None
    other.save(update_fields=["merged_into_id", "archived_at", "archived_in"])
    move = _journal(org_id, MoveKind.MERGE, kept_id, other_id, journal, actor, now)
    _follow(org_id, [kept_id, other_id], now)
    _audit(org_id, actor, "customer.merged", kept_id, now, {"customer_id": other_id})
    return move


def _lock(org_id: int, customer_ids: Collection[int]) -> None:
    take_turns(org_id)
    list(Customer.objects.filter(org_id=org_id, id__in=customer_ids).order_by("id").select_for_update())


def merged_attributes(org_id: int, kept_id: int, other_id: int) -> dict[str, Any]:
    """What a merge would make of the attributes; changes nothing. ProblemError 404, 409."""
    kept = selectors.living_customer(org_id, kept_id)
    other = selectors.living_customer(org_id, other_id)
    attributes = _merged(kept, other, selectors.merging(org_id))
    return {name: attributes.get(name, _stored(kept, name))["value"] for name in (*ATTRIBUTES, "note")}


def _merged(kept: Customer, other: Customer, merging: Merging) -> dict[str, Any]:
    """The attributes that change, as they are stored in a journal."""
    found = {}
    for name in ATTRIBUTES:
        sides = [(side, claim) for side in (kept, other) if (claim := _claim(side, name)) is not None]
        best = chosen([claim for _, claim in sides], merging.rule_of(name), merging.trust)
        winner = next((side for side, claim in sides if claim is best), kept)
        if winner is other:
            found[name] = _stored(other, name)
    if other.note and other.note not in kept.note:
        found["note"] = {"value": f"{kept.note}\n{other.note}".strip(), "source": None}
    return found


def _claim(customer: Customer, name: str) -> Claim[Any] | None:
    value = getattr(customer, name)
    if not value:
        return None
    source, at = customer.sources.get(name, [customer.source, customer.created_at.isoformat()])
    return Claim(value, source, datetime.fromisoformat(at))


def _stored(customer: Customer, name: str) -> dict[str, Any]:
    value = getattr(customer, name)
    return {
        "value": value.isoformat() if isinstance(value, date) else value,
        "source": customer.sources.get(name),
    }


def _apply(customer: Customer, attributes: Mapping[str, Any]) -> None:
    for name, stored in attributes.items():
        value = stored["value"]
        setattr(customer, name, date.fromisoformat(value) if name == "birthday" and value else value)
        if stored["source"] is None:
            customer.sources.pop(name, None)
        else:
            customer.sources[name] = stored["source"]
    customer.save(update_fields=["name", "kana", "birthday", "note", "sources"])


def split_customer(*, org_id: int, customer_id: int, part: Part, actor: Actor, now: datetime) -> CustomerMove:
    """Make a new customer of a part of this one, and never suggest again that they are one.

    ProblemError 404 for what is not the customer's, 409 for a merged customer, 422 where nothing is named.
    """
    _lock(org_id, [customer_id])
    selectors.living_customer(org_id, customer_id)
    if not (part.friend_ids or part.external_id_ids or part.key_ids or part.order_ids):
        raise invalid_input(
            "friend_ids",
            "分けるものを 1 つ以上選んでください。",
            "Choose at least one thing to split off.",
        )
    new = Customer.objects.create(
        org_id=org_id,
        name=part.name,
        source=source_of(actor),
        created_at=now,
        sources={"name": [source_of(actor), now.isoformat()]} if part.name else {},
    )
    wanted = Moved(set(part.friend_ids), set(part.external_id_ids), set(part.key_ids), set(part.order_ids))
    moved = hand_over(org_id, customer_id, new.id, only=wanted)
    if not wanted.is_within(moved):
        raise not_found("選んだもの", "What you chose")
    judge_apart(org_id, customer_id, new.id, actor.label, now)
    journal = {"moved": moved.as_json(), "before": {}, "after": {}}
    move = _journal(org_id, MoveKind.SPLIT, customer_id, new.id, journal, actor, now)
    _follow(org_id, [customer_id, new.id], now)
    _audit(org_id, actor, "customer.split", customer_id, now, {"customer_id": new.id})
    return move


def undo_move(*, org_id: int, move_id: int, actor: Actor, now: datetime) -> CustomerMove:
    """Take a merge or a split back. ProblemError 404, 409 when it is too late, was undone, or a later one stands on it."""
    take_turns(org_id)
    move = CustomerMove.objects.select_for_update().filter(org_id=org_id, id=move_id).first()
    if move is None:
        raise not_found("統合・分割の記録", "The merge or split")
    _lock(org_id, [move.kept_id, move.other_id])
    _require_undoable(move, now)
    moved = Moved.of_json(move.journal["moved"])
    if move.kind == MoveKind.MERGE:
        _undo_merge(org_id, move, moved)
    else:
        _undo_split(org_id, move, now)
    move.undone_at = now
    move.save(update_fields=["undone_at"])
    _follow(org_id, [move.kept_id, move.other_id], now)
    _audit(org_id, actor, "customer.move_undone", move.kept_id, now, {"customer_id": move.other_id})
    return move


def _require_undoable(move: CustomerMove, now: datetime) -> None:
    if move.undone_at is not None or move.undo_until < now:
        raise conflict(
            "move_not_undoable",
            "この統合・分割は、すでに取り消されたか、取り消せる期間（90 日）を過ぎています。",
            "This was undone already, or the 90 days in which it can be undone are over.",
        )
    later = CustomerMove.objects.filter(org_id=move.org_id, undone_at=None, id__gt=move.id)
    for column in ("kept_id", "other_id"):
        if later.filter(**{f"{column}__in": [move.kept_id, move.other_id]}).exists():
            raise conflict(
                "later_move_first",
                "この顧客には、あとから行った統合・分割があります。新しいものから順に取り消してください。",
                "This customer was merged or split again later: undo the newest first.",
            )


def _undo_merge(org_id: int, move: CustomerMove, moved: Moved) -> None:
    kept = selectors.customer(org_id, move.kept_id)
    other = selectors.customer(org_id, move.other_id)
    hand_over(org_id, move.kept_id, move.other_id, only=moved)
    after = move.journal["after"]
    # What somebody corrected since then is not overwritten by what it was before.
    untouched = {name: move.journal["before"][name] for name in after if _stored(kept, name) == after[name]}
    _apply(kept, untouched)
    archived_at = move.journal["other"]["archived_at"]
    other.merged_into_id = None
    other.archived_at = datetime.fromisoformat(archived_at) if archived_at else None
    other.archived_in = move.journal["other"]["archived_in"]
    other.save(update_fields=["merged_into_id", "archived_at", "archived_in"])


def _undo_split(org_id: int, move: CustomerMove, now: datetime) -> None:
    # The new customer goes back with all that it has got since then.
    hand_over(org_id, move.other_id, move.kept_id)
    forget_judgement(org_id, move.kept_id, move.other_id)
    Customer.objects.filter(org_id=org_id, id=move.other_id).update(
        merged_into_id=move.kept_id, archived_at=now, archived_in=None
    )


def _journal(
    org_id: int,
    kind: MoveKind,
    kept_id: int,
    other_id: int,
    journal: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> CustomerMove:
    return CustomerMove.objects.create(
        org_id=org_id,
        kind=kind,
        kept_id=kept_id,
        other_id=other_id,
        journal=journal,
        actor=actor.label[:200],
        at=now,
        undo_until=now + UNDO_FOR,
    )


def _follow(org_id: int, customer_ids: Collection[int], now: datetime) -> None:
    untell_strangers(org_id, customer_ids)
    follow_customers(org_id=org_id, customer_ids=customer_ids, now=now)


def _audit(
    org_id: int, actor: Actor, action: str, customer_id: int, now: datetime, after: dict[str, Any]
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="customer",
        object_id=customer_id,
        now=now,
        after=after,
    )
