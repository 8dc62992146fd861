"""A customer whom several friends are, at several accounts: one person's erasure is no other's."""

import io
import json
import threading
from zipfile import ZipFile

import pytest
from django.db import connection
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.privacy.person import CANARY, plant, residues

from enishi.accounts.models import Notice, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Customer, CustomerExternalId, CustomerLink, Friend, Operation, Order
from enishi.friends.privacy.catalogue import own_customers
from enishi.friends.privacy.disclosing import disclose
from enishi.friends.privacy.erasing import request_erasure
from enishi.friends.services.customer_links import link_friend
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _request(friend: Friend) -> Operation:
    return request_erasure(
        org_id=friend.org_id,
        friend_id=friend.id,
        typed_name=friend.display_name,
        actor=COMMAND_LINE,
        now=NOW,
    )


def _run() -> None:
    while run_next_chunk(NOW):
        pass


def _customer_of(friend: Friend) -> int:
    return rows(CustomerLink, ("friend_id",), org_id=friend.org_id, friend_id=friend.id)[0].customer_id


def _link(friend: Friend, customer_id: int) -> None:
    with org_scope(friend.org_id):
        link_friend(
            org_id=friend.org_id, customer_id=customer_id, friend_id=friend.id, actor=COMMAND_LINE, now=NOW
        )


def _merge_into(kept_id: int, org_id: int, name: str) -> int:
    with org_scope(org_id):
        made = Customer.objects.create(
            org_id=org_id, name=name, kana=name, note=name, source="x", created_at=NOW, merged_into_id=kept_id
        )
        return made.id


def test_whoever_works_on_one_account_cannot_erase_a_customer_whom_a_friend_of_another_account_is(
    org: Organisation, channel: Channel
) -> None:
    known = plant(channel)
    branch = make_channel(org, name="二号店")
    friend = make_friend(branch, "支店の愛子")
    customer_id = _customer_of(known)
    _link(friend, customer_id)

    with limited_to_channels([branch.id]), org_scope(org.id):
        assert own_customers(org.id, friend.id) == ()
        _request(friend)
    _run()

    (customer,) = rows(Customer, org_id=org.id)
    assert (customer.name, customer.archived_at) == (f"{CANARY}愛子", None)
    assert len(rows(CustomerExternalId, org_id=org.id)) == 1
    assert rows(Friend, org_id=org.id, id=friend.id) == []


def test_whoever_works_on_one_account_exports_nothing_of_a_shared_customer(
    org: Organisation, channel: Channel
) -> None:
    known = plant(channel)
    branch = make_channel(org, name="二号店")
    friend = make_friend(branch, "支店の愛子")
    _link(friend, _customer_of(known))
    target = io.BytesIO()

    with limited_to_channels([branch.id]), org_scope(org.id):
        disclose(org_id=org.id, friend_id=friend.id, target=target, actor=COMMAND_LINE, now=NOW)

    data = json.loads(ZipFile(target).read("data.json"))
    assert CANARY not in json.dumps(data, ensure_ascii=False).replace("支店の愛子", "") or data.keys() == {
        "friends_customerlink"
    }
    assert not {"friends_customer", "friends_customerexternalid", "friends_order"} & data.keys()
    (notice,) = rows(Notice, org_id=org.id, kind="person_disclosed")
    assert notice.channel_id == branch.id


def test_a_friend_who_is_linked_while_an_erasure_waits_keeps_the_customer(channel: Channel) -> None:
    friend, other = plant(channel), make_friend(channel, "健二")
    customer_id = _customer_of(friend)
    with org_scope(channel.org_id):
        operation = _request(friend)
    assert operation.params["customer_ids"] == [customer_id]
    _link(other, customer_id)

    _run()

    (customer,) = rows(Customer, org_id=channel.org_id)
    assert (customer.kana, customer.archived_at) == (f"{CANARY}かな", None)
    assert len(rows(CustomerExternalId, org_id=channel.org_id)) == 1


def test_a_customer_who_became_theirs_while_the_erasure_ran_is_erased_too(channel: Channel) -> None:
    friend = make_friend(channel, "愛子")
    with org_scope(channel.org_id):
        _request(friend)
        late = Customer.objects.create(org_id=channel.org_id, name="遅れて", source="x", created_at=NOW)
    run_next_chunk(NOW)
    _link(friend, late.id)

    _run()

    assert rows(Customer, org_id=channel.org_id)[0].name == ""


def test_whoever_was_merged_into_the_customer_goes_with_them(channel: Channel) -> None:
    friend = plant(channel)
    first = _merge_into(_customer_of(friend), channel.org_id, f"{CANARY}一")
    _merge_into(first, channel.org_id, f"{CANARY}二")

    with org_scope(channel.org_id):
        _request(friend)
    _run()

    assert residues(channel.org_id, friend) == {}
    assert [customer.name for customer in rows(Customer, org_id=channel.org_id)] == ["", "", ""]


def test_a_shared_customer_is_no_longer_called_as_the_erased_friend_called_themselves(
    channel: Channel,
) -> None:
    friend, other = make_friend(channel, f"{CANARY}愛子"), make_friend(channel, "健二")
    with org_scope(channel.org_id):
        customer = Customer.objects.create(org_id=channel.org_id, kana="けんじ", source="x", created_at=NOW)
        order = Order.objects.create(
            org_id=channel.org_id,
            customer_id=customer.id,
            source="shop",
            external_id="1",
            ordered_at=NOW,
            status="paid",
            status_at=NOW,
            currency="JPY",
            total=100,
            item_count=1,
            received_at=NOW,
            told_as="paid",
            told_friend_id=friend.id,
        )
    _link(friend, customer.id)
    _link(other, customer.id)
    assert rows(Customer, org_id=channel.org_id)[0].name == f"{CANARY}愛子"

    with org_scope(channel.org_id):
        _request(friend)
    _run()

    (left,) = rows(Customer, org_id=channel.org_id)
    assert (left.name, left.kana, left.sources, left.archived_at) == ("", "けんじ", {}, None)
    assert rows(Order, org_id=channel.org_id, id=order.id)[0].told_friend_id is None


@pytest.mark.django_db(transaction=True)
def test_of_requests_at_once_one_begins_the_erasure(channel: Channel) -> None:
    friend = make_friend(channel, "愛子")
    outcomes: list[int] = []
    together = threading.Barrier(3)

    def ask() -> None:
        try:
            together.wait(10)
            with org_scope(friend.org_id):
                _request(friend)
            outcomes.append(201)
        except ProblemError as problem:
            outcomes.append(problem.status)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [201, 409, 409]
    assert len(rows(Operation, org_id=channel.org_id, kind="erase")) == 1
