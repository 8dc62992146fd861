"""Merges, orders and edits at once: nothing lands on a customer who is merged away, and no edit undoes another."""

import pytest
from tests.factories import NOW, make_channel, make_friend, make_organisation, rows
from tests.friends.shop import customer_of, make_customer, only_order, order, send
from tests.friends.two_at_once import second_meanwhile

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.domain.orders import Person
from enishi.friends.models import Customer, CustomerMove
from enishi.friends.services.customer_links import link_friend
from enishi.friends.services.customer_merges import merge_customers, undo_move
from enishi.friends.services.customers import change_customer
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop() -> Organisation:
    return make_organisation()


def merge(kept: Customer, other: Customer) -> CustomerMove:
    with org_scope(kept.org_id):
        return merge_customers(
            org_id=kept.org_id, kept_id=kept.id, other_id=other.id, actor=COMMAND_LINE, now=NOW
        )


def undo(move: CustomerMove) -> None:
    with org_scope(move.org_id):
        undo_move(org_id=move.org_id, move_id=move.id, actor=COMMAND_LINE, now=NOW)


def change(customer: Customer, **changes: str) -> None:
    with org_scope(customer.org_id):
        change_customer(
            org_id=customer.org_id, customer_id=customer.id, changes=changes, actor=COMMAND_LINE, now=NOW
        )


def test_an_order_that_comes_during_a_merge_is_the_remaining_customers(shop: Organisation) -> None:
    kept, other = make_customer(shop, "花子"), make_customer(shop, "ハナコ")

    second_meanwhile(
        shop.id, lambda: merge(kept, other), lambda: send(shop, order(person=Person(customer_id=other.id)))
    )

    assert only_order().customer_id == kept.id
    assert [row.order_count for row in rows(Customer, id=kept.id)] == [1]


def test_an_order_that_comes_during_an_undo_is_whose_number_it_names(shop: Organisation) -> None:
    kept = make_customer(shop, "花子")
    other = make_customer(shop, "ハナコ", external_ids=(("shop", "C-1"),))
    move = merge(kept, other)

    second_meanwhile(shop.id, lambda: undo(move), lambda: send(shop, order()))

    assert only_order().customer_id == other.id


def test_a_merge_during_an_order_takes_the_order_along(shop: Organisation) -> None:
    kept, other = make_customer(shop, "花子"), make_customer(shop, "ハナコ")

    second_meanwhile(
        shop.id, lambda: send(shop, order(person=Person(customer_id=other.id))), lambda: merge(kept, other)
    )

    assert only_order().customer_id == kept.id


def test_a_friend_is_not_linked_to_a_customer_who_is_being_merged_away(shop: Organisation) -> None:
    friend = make_friend(make_channel(shop), "あいこ")
    kept, other = make_customer(shop, "花子"), make_customer(shop, "ハナコ")

    def link() -> None:
        with org_scope(shop.id):
            link_friend(
                org_id=shop.id, customer_id=other.id, friend_id=friend.id, actor=COMMAND_LINE, now=NOW
            )

    with pytest.raises(ProblemError, match="customer_merged"):
        second_meanwhile(shop.id, lambda: merge(kept, other), link)
    assert customer_of(friend) is None


def test_two_who_change_one_customer_at_once_keep_what_each_said_and_who_said_it(shop: Organisation) -> None:
    customer = make_customer(shop, "")

    second_meanwhile(shop.id, lambda: change(customer, name="花代"), lambda: change(customer, kana="ハナヨ"))

    [row] = rows(Customer, id=customer.id)
    assert (row.name, row.kana) == ("花代", "ハナヨ")
    assert row.sources.keys() == {"name", "kana"}
