"""Stale customers are put away, and come back when they come back."""

from datetime import timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_friend, rows
from tests.friends.shop import make_customer, order, send

from enishi.accounts.models import AuditEntry, Organisation
from enishi.friends.domain.orders import Person
from enishi.friends.models import Customer, CustomerSettings, CustomerSweep, Friend
from enishi.friends.services.customer_upkeep import archive_stale_customers, keep_customers
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=400)


@pytest.fixture
def after_a_year(org: Organisation) -> None:
    with org_scope(org.id):
        CustomerSettings.objects.create(org=org, archive_after_months=12)


def sweep(org: Organisation) -> int:
    with org_scope(org.id):
        return archive_stale_customers(org_id=org.id, now=LATER)


def active() -> list[str]:
    return [row.name for row in rows(Customer, archived_at=None)]


@pytest.mark.usefixtures("after_a_year")
def test_who_neither_follows_nor_buys_is_put_away(org: Organisation, channel: Channel, aiko: Friend) -> None:
    make_customer(org, "友だち", aiko)
    make_customer(org, "ブロック中", make_friend(channel, "去った人", status="blocked", blocked_at=NOW))
    buyer = make_customer(org, "最近の購入")
    make_customer(org, "昔の人")
    send(org, order(person=Person(customer_id=buyer.id), ordered_at=LATER - timedelta(days=30)), now=LATER)

    assert sweep(org) == 2

    assert active() == ["友だち", "最近の購入"]
    assert rows(AuditEntry, action="customers.stale_archived")[0].after == {"customers": 2}


def test_without_a_rule_nobody_is_put_away(org: Organisation) -> None:
    make_customer(org, "昔の人")

    assert sweep(org) == 0
    assert rows(CustomerSweep) == []


@pytest.mark.usefixtures("after_a_year")
def test_the_preview_counts_whom_the_rule_would_put_away(org: Organisation, api: ApiClient) -> None:
    make_customer(org, "今日の人")
    with org_scope(org.id):
        Customer.objects.update(created_at=NOW - timedelta(days=100))

    counts = [api.get(f"/customer-sweeps/preview?months={months}").json["customers"] for months in (3, 4)]

    assert counts == [1, 0]


@pytest.mark.usefixtures("after_a_year")
def test_clearing_away_is_taken_back_and_switched_off(org: Organisation, api: ApiClient) -> None:
    make_customer(org, "昔の人")
    sweep(org)
    (done,) = rows(CustomerSweep)
    with org_scope(org.id):
        CustomerSweep.objects.update(at=NOW)

    reply = api.post(f"/customer-sweeps/{done.id}/undo")

    assert reply.json == {"restored": 1}
    assert active() == ["昔の人"]
    assert sweep(org) == 0
    assert api.post(f"/customer-sweeps/{done.id}/undo").status == 409


@pytest.mark.usefixtures("after_a_year")
def test_who_buys_again_is_back(org: Organisation) -> None:
    customer = make_customer(org, "昔の人")
    sweep(org)

    send(org, order(person=Person(customer_id=customer.id), ordered_at=LATER), now=LATER)

    assert active() == ["昔の人"]


@pytest.mark.usefixtures("after_a_year")
def test_who_follows_again_is_back(org: Organisation, channel: Channel) -> None:
    friend = make_friend(channel, "去った人", status="blocked", blocked_at=NOW)
    make_customer(org, "昔の人", friend)
    sweep(org)

    with org_scope(org.id):
        record_events(
            org_id=org.id,
            channel_id=channel.id,
            events=[NewEvent(friend.id, "friend.followed", LATER, {"case": "returning"})],
            now=LATER,
        )

    assert active() == ["昔の人"]


@pytest.mark.usefixtures("after_a_year")
def test_whom_staff_put_away_stays_away(org: Organisation, api: ApiClient) -> None:
    customer = make_customer(org, "退会した人")
    api.patch(f"/customers/{customer.id}", {"is_archived": True})

    send(org, order(person=Person(customer_id=customer.id)))

    assert active() == []


@pytest.mark.usefixtures("after_a_year")
def test_the_daily_job_keeps_every_organisation(org: Organisation, other_org: Organisation) -> None:
    make_customer(org, "昔の人")
    make_customer(other_org, "よその人")

    keep_customers(LATER)

    assert active() == ["よその人"]
