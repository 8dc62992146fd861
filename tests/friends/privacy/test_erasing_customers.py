"""A customer who is nobody's friend is erased by themselves."""

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_friend, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Customer, CustomerExternalId, CustomerLink, IdentityKey
from enishi.friends.privacy.erasing_customers import erase_customer
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

_KNOWN = {
    "name": "鈴木 可奈",
    "kana": "スズキ カナ",
    "birthday": "1991-02-03",
    "note": "本店の大事なお客さま",
    "email": "kana@example.com",
    "external_ids": [{"system": "shop", "value": "C-10427"}],
}


def test_nothing_is_left_of_a_customer_without_a_friend_or_of_those_merged_into_them(
    api: ApiClient, org: Organisation
) -> None:
    kept = api.post("/customers", _KNOWN).json["id"]
    other = api.post("/customers", {"name": "鈴木 加奈"}).json["id"]
    assert api.post(f"/customers/{kept}/merge", {"other_id": other}).status < 300

    reply = api.post(f"/customers/{kept}/erasure", {"name": "鈴木 可奈"})

    assert reply.status == 204, reply.content
    for customer in rows(Customer, org_id=org.id):
        assert (customer.name, customer.kana, customer.birthday, customer.note) == ("", "", None, "")
        assert customer.archived_at is not None
    assert rows(CustomerExternalId, org_id=org.id) == []
    assert rows(IdentityKey, org_id=org.id) == []
    (entry,) = rows(AuditEntry, org_id=org.id, action="customer.erased")
    assert entry.object_id == str(kept)


def test_the_customers_name_has_to_be_typed(api: ApiClient, org: Organisation) -> None:
    made = api.post("/customers", _KNOWN).json["id"]

    reply = api.post(f"/customers/{made}/erasure", {"name": "鈴木"})

    assert reply.status == 422
    assert "name" in reply.content.decode()
    assert rows(Customer, org_id=org.id)[0].kana == "スズキ カナ"


def test_a_customer_who_is_somebodys_friend_is_erased_as_a_friend(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend = make_friend(channel, "可奈")
    made = api.post("/customers", _KNOWN | {"friend_ids": [friend.id]}).json["id"]

    reply = api.post(f"/customers/{made}/erasure", {"name": "鈴木 可奈"})

    assert (reply.status, reply.json["code"]) == (409, "customer_has_friends")
    assert len(rows(CustomerLink, ("friend_id",), org_id=org.id)) == 1
    assert rows(Customer, org_id=org.id)[0].kana == "スズキ カナ"


def test_whoever_works_on_some_accounts_cannot_erase_a_customer(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    made = api.post("/customers", _KNOWN).json["id"]

    with pytest.raises(ProblemError) as caught, limited_to_channels([channel.id]), org_scope(org.id):
        erase_customer(org_id=org.id, customer_id=made, typed_name="鈴木 可奈", actor=COMMAND_LINE, now=NOW)

    assert caught.value.status == 403
    assert rows(Customer, org_id=org.id)[0].kana == "スズキ カナ"
