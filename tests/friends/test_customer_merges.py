"""Merging and splitting customers, and taking it back completely."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import NOW, make_channel, make_friend, make_organisation, rows
from tests.friends.shop import customer_of, make_customer, order, send, told

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import Person
from enishi.friends.models import (
    Customer,
    CustomerExternalId,
    CustomerLink,
    CustomerMove,
    CustomerSettings,
    Friend,
    IdentityKey,
    Order,
    TimelineEvent,
)
from enishi.friends.services.customer_matches import find_matches
from enishi.friends.services.customer_merges import Part, merge_customers, split_customer, undo_move
from enishi.friends.services.customers import change_customer
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db


def merge(org: Organisation, kept: Customer, other: Customer, *, now: datetime = NOW) -> CustomerMove:
    with org_scope(org.id):
        return merge_customers(org_id=org.id, kept_id=kept.id, other_id=other.id, actor=COMMAND_LINE, now=now)


def undo(org: Organisation, move: CustomerMove, *, now: datetime = NOW) -> None:
    with org_scope(org.id):
        undo_move(org_id=org.id, move_id=move.id, actor=COMMAND_LINE, now=now)


def split(org: Organisation, customer: Customer, part: Part) -> CustomerMove:
    with org_scope(org.id):
        return split_customer(org_id=org.id, customer_id=customer.id, part=part, actor=COMMAND_LINE, now=NOW)


def picture() -> dict[str, Any]:
    """All that belongs to customers, and all that timelines say of orders."""
    facts = rows(TimelineEvent, kind__startswith="order.")
    return {
        "customers": rows_of(Customer),
        "links": rows_of(CustomerLink),
        "ids": rows_of(CustomerExternalId),
        "keys": rows_of(IdentityKey),
        "orders": rows_of(Order),
        "facts": sorted((fact.friend_id, fact.kind, fact.occurred_at, str(fact.data)) for fact in facts),
    }


def rows_of(model: Any) -> list[dict[str, Any]]:
    columns = [field.column for field in model._meta.concrete_fields if field.column]
    found = [{name: getattr(row, name) for name in columns if hasattr(row, name)} for row in rows(model)]
    return sorted(found, key=str)


def test_a_merge_moves_everything_and_counts_the_orders_of_both(org: Organisation, aiko: Friend) -> None:
    kept = make_customer(org, "花子", aiko, external_ids=(("shop", "C-1"),))
    other = make_customer(org, "ハナコ", external_ids=(("pos", "9"),), email="h@example.com")
    send(org, order("A-1", Person(customer_id=kept.id)), order("A-2", Person(customer_id=other.id)))

    merge(org, kept, other)

    (row,) = rows(Customer, id=kept.id)
    assert (row.order_count, row.order_sum) == (2, 5_600)
    assert {each.customer_id for each in rows(CustomerExternalId)} == {kept.id}
    assert {each.customer_id for each in rows(IdentityKey)} == {kept.id}
    (gone,) = rows(Customer, id=other.id)
    assert (gone.merged_into_id, gone.archived_at) == (kept.id, NOW)


def test_a_merge_tells_no_order_twice(org: Organisation, aiko: Friend) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"), "あいこ")
    kept, other = make_customer(org, "花子", aiko), make_customer(org, "ハナコ", elsewhere)
    send(org, order("A-1", Person(customer_id=kept.id)), order("A-2", Person(customer_id=other.id)))

    merge(org, kept, other)

    assert (len(told(aiko)), len(told(elsewhere))) == (1, 1)


def test_orders_that_waited_are_told_by_a_merge_and_untold_by_its_undo(
    org: Organisation, aiko: Friend
) -> None:
    kept, other = make_customer(org, "花子", aiko), make_customer(org, "ハナコ")
    send(org, order("A-1", Person(customer_id=other.id)))

    move = merge(org, kept, other)
    assert len(told(aiko)) == 1

    undo(org, move)
    assert told(aiko) == []


def test_an_order_for_a_merged_customer_reaches_the_one_who_stayed(org: Organisation) -> None:
    kept, other = make_customer(org, "花子"), make_customer(org, "ハナコ")
    merge(org, kept, other)

    send(org, order(person=Person(customer_id=other.id)))

    assert rows(Order)[0].customer_id == kept.id


@settings(max_examples=25)
@given(
    plan=st.lists(
        st.tuples(st.integers(0, 3), st.booleans(), st.booleans(), st.integers(0, 2)), min_size=2, max_size=2
    ),
    shared=st.booleans(),
    birthdays=st.tuples(st.booleans(), st.booleans()),
)
def test_merging_and_undoing_leaves_everything_as_it_was(
    plan: list[tuple[int, bool, bool, int]], shared: bool, birthdays: tuple[bool, bool]
) -> None:
    org = make_organisation()
    channel = make_channel(org)
    made = []
    for place, (orders, has_friend, has_id, friends) in enumerate(plan):
        friends_of = [make_friend(channel, f"友だち{place}{n}") for n in range(friends + has_friend)]
        customer = make_customer(
            org,
            f"客{place}",
            *friends_of,
            email="same@example.com" if shared else f"c{place}@example.com",
            birthday=date(1990, 4, 1 + place) if birthdays[place] else None,
            external_ids=(("shop", f"C-{place}"),) if has_id else (),
        )
        made.append(customer)
        send(org, *(order(f"{place}-{n}", Person(customer_id=customer.id)) for n in range(orders)))
    mine = {"org_id": org.id}
    before = {name: [row for row in found if of_org(row, mine)] for name, found in picture().items()}

    move = merge(org, made[0], made[1])
    undo(org, move)

    after = {name: [row for row in found if of_org(row, mine)] for name, found in picture().items()}
    assert after == before


def of_org(row: Any, mine: dict[str, int]) -> bool:
    return not isinstance(row, dict) or row["org_id"] == mine["org_id"]


def test_what_came_in_after_the_merge_stays_where_it_came_in(org: Organisation, aiko: Friend) -> None:
    kept, other = make_customer(org, "花子"), make_customer(org, "ハナコ", aiko)
    move = merge(org, kept, other)
    send(org, order("A-9", Person(customer_id=kept.id)))
    assert len(told(aiko)) == 1

    undo(org, move)

    assert customer_of(aiko) == other.id
    assert rows(Order)[0].customer_id == kept.id
    assert told(aiko) == []


def test_a_name_that_was_corrected_since_the_merge_is_not_overwritten(org: Organisation) -> None:
    kept = make_customer(org, "花子", birthday=None)
    other = make_customer(org, "ハナコ", birthday=date(1990, 4, 12))
    move = merge(org, kept, other)
    with org_scope(org.id):
        change_customer(
            org_id=org.id,
            customer_id=kept.id,
            changes={"birthday": date(1991, 1, 1)},
            actor=COMMAND_LINE,
            now=NOW,
        )

    undo(org, move)

    assert rows(Customer, id=kept.id)[0].birthday == date(1991, 1, 1)


@pytest.mark.parametrize(("rule", "name"), [("newest", "ハナコ"), ("first", "花子"), ("trusted", "花子")])
def test_the_organisations_rule_says_which_name_stays(org: Organisation, rule: str, name: str) -> None:
    kept, other = make_customer(org, "花子"), make_customer(org, "ハナコ")
    with org_scope(org.id):
        CustomerSettings.objects.create(org=org, trust=["staff", "order"], rules={"name": rule})
        for customer, source, day in ((kept, "staff:1", 0), (other, "order:shop", 1)):
            at = (NOW + timedelta(days=day)).isoformat()
            Customer.objects.filter(id=customer.id).update(sources={"name": [source, at]})

    merge(org, kept, other)

    assert rows(Customer, id=kept.id)[0].name == name


def test_after_ninety_days_a_merge_stays(org: Organisation) -> None:
    move = merge(org, make_customer(org, "花子"), make_customer(org, "ハナコ"))

    undo_on_the_last_day = NOW + timedelta(days=90)
    with pytest.raises(ProblemError, match="move_not_undoable"):
        undo(org, move, now=undo_on_the_last_day + timedelta(seconds=1))
    undo(org, move, now=undo_on_the_last_day)


def test_merges_are_undone_the_newest_first(org: Organisation) -> None:
    first, second, third = (make_customer(org, name) for name in ("一", "二", "三"))
    older = merge(org, first, second)
    newer = merge(org, third, first)

    with pytest.raises(ProblemError, match="later_move_first"):
        undo(org, older)
    undo(org, newer)
    undo(org, older)

    assert [row.merged_into_id for row in rows(Customer)] == [None, None, None]


def test_a_merge_cannot_be_undone_twice(org: Organisation) -> None:
    move = merge(org, make_customer(org, "花子"), make_customer(org, "ハナコ"))
    undo(org, move)

    with pytest.raises(ProblemError, match="move_not_undoable"):
        undo(org, move)


def test_a_split_takes_what_was_chosen_and_is_not_suggested_as_one(
    org: Organisation, aiko: Friend, kenji: Friend
) -> None:
    customer = make_customer(org, "家族", aiko, kenji, external_ids=(("shop", "C-1"), ("pos", "9")))
    send(org, order("A-1", Person(customer_id=customer.id)))
    pos = rows(CustomerExternalId, system="pos")[0]
    told_to = aiko if told(aiko) else kenji
    other = kenji if told_to is aiko else aiko

    move = split(org, customer, Part(friend_ids=(told_to.id,), external_id_ids=(pos.id,), name="別の人"))

    assert (customer_of(told_to), customer_of(other)) == (move.other_id, customer.id)
    assert (told(told_to), len(told(other))) == ([], 1)
    with org_scope(org.id):
        assert find_matches(org_id=org.id, now=NOW) == 0


def test_a_split_that_is_undone_gives_everything_back(org: Organisation, aiko: Friend, kenji: Friend) -> None:
    customer = make_customer(org, "家族", aiko, kenji, external_ids=(("shop", "C-1"),))
    send(org, order("A-1", Person(customer_id=customer.id)))
    before = picture()

    move = split(org, customer, Part(order_ids=(rows(Order)[0].id,), friend_ids=(aiko.id,)))
    undo(org, move)

    after = picture()
    assert {name: after[name] for name in ("links", "ids", "orders", "facts")} == {
        name: before[name] for name in ("links", "ids", "orders", "facts")
    }
    assert rows(Customer, id=move.other_id)[0].merged_into_id == customer.id


def test_nothing_of_another_customer_can_be_split_off(org: Organisation, aiko: Friend) -> None:
    mine = make_customer(org, "一人目")
    make_customer(org, "二人目", aiko)

    with pytest.raises(ProblemError, match="not_found"):
        split(org, mine, Part(friend_ids=(aiko.id,)))

    assert len(rows(Customer)) == 2
