"""Facts that other systems tell: once for each key, on the right timeline."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, rows
from tests.friends.shop import make_customer

from enishi.accounts.models import Organisation
from enishi.friends.models import ExternalEventKey, Friend, TimelineEvent
from enishi.friends.services.external_events import KEPT_FOR, forget_old_keys
from enishi.kit.tenancy import system_scope

pytestmark = pytest.mark.django_db


def event(person: dict[str, Any], key: str = "cart-1", **columns: Any) -> dict[str, Any]:
    return {
        "key": key,
        "kind": "external.cart_left",
        "occurred_at": NOW.isoformat(),
        "person": person,
        "properties": {"total": 5600, "items": ["シャンプー"]},
        **columns,
    }


def told() -> list[tuple[int, str]]:
    return [(fact.friend_id, fact.kind) for fact in rows(TimelineEvent, kind__startswith="external.")]


def test_an_event_stands_on_the_timeline_with_its_properties(api: ApiClient, aiko: Friend) -> None:
    reply = api.post("/events", {"events": [event({"line_user_id": aiko.line_user_id})]})

    assert reply.json == {"recorded": 1, "repeated": 0, "problems": []}
    (fact,) = rows(TimelineEvent, kind="external.cart_left")
    assert (fact.friend_id, fact.ref, fact.data) == (
        aiko.id,
        "external:cart-1",
        {"total": 5600, "items": ["シャンプー"]},
    )


def test_an_event_that_is_told_again_is_not_recorded_again(api: ApiClient, aiko: Friend) -> None:
    body = {"events": [event({"friend_id": aiko.id}), event({"friend_id": aiko.id})]}

    first, second = api.post("/events", body), api.post("/events", body)

    assert (first.json["recorded"], first.json["repeated"]) == (1, 1)
    assert (second.json["recorded"], second.json["repeated"]) == (0, 2)
    assert len(told()) == 1


def test_a_customers_event_stands_on_their_main_account(
    org: Organisation, api: ApiClient, aiko: Friend
) -> None:
    main = make_friend(
        make_channel(org, name="二号店"), "あいこ", last_reaction_at=NOW + timedelta(minutes=1)
    )
    make_customer(org, "愛子", aiko, main, external_ids=(("shop", "C-1"),), email="aiko@example.com")

    people: list[dict[str, Any]] = [{"system": "shop", "external_id": "C-1"}, {"email": "AIKO@example.com"}]
    reply = api.post("/events", {"events": [event(who, f"k{n}") for n, who in enumerate(people)]})

    assert reply.json["recorded"] == 2
    assert told() == [(main.id, "external.cart_left")] * 2


def test_a_stranger_is_told_back_and_the_key_stays_free(
    org: Organisation, api: ApiClient, aiko: Friend
) -> None:
    body = {"events": [event({"system": "shop", "external_id": "C-1"}), event({"friend_id": aiko.id}, "k2")]}

    reply = api.post("/events", body)
    make_customer(org, "愛子", aiko, external_ids=(("shop", "C-1"),))
    again = api.post("/events", body)

    assert [(each["index"], each["path"]) for each in reply.json["problems"]] == [(0, "person")]
    assert (again.json["recorded"], again.json["repeated"]) == (1, 1)


def test_tomorrow_has_not_happened(api: ApiClient, aiko: Friend) -> None:
    times = [NOW + timedelta(minutes=5), NOW + timedelta(minutes=6)]

    reply = api.post(
        "/events",
        {
            "events": [
                event({"friend_id": aiko.id}, f"k{n}", occurred_at=at.isoformat())
                for n, at in enumerate(times)
            ]
        },
    )

    assert reply.json["recorded"] == 1
    assert [(each["index"], each["path"]) for each in reply.json["problems"]] == [(1, "occurred_at")]


@pytest.mark.parametrize(
    ("columns", "path"),
    [
        ({"kind": "order.placed"}, "events.0.kind"),
        ({"kind": "external.Cart"}, "events.0.kind"),
        ({"key": ""}, "events.0.key"),
        ({"properties": {"a": "x" * 5_000}}, "events.0.properties"),
        ({"properties": {"Ａ": 1}}, "events.0.properties.Ａ.[key]"),
        ({"person": {}}, "events.0.person"),
    ],
)
def test_what_is_no_event_is_refused_by_its_place(
    api: ApiClient, aiko: Friend, columns: dict[str, Any], path: str
) -> None:
    reply = api.post("/events", {"events": [event({"friend_id": aiko.id}) | columns]})

    assert reply.status == 422, reply
    assert path in [error["path"] for error in reply.json["errors"]], reply
    assert told() == []


def test_keys_are_forgotten_after_ninety_days(api: ApiClient, aiko: Friend) -> None:
    api.post("/events", {"events": [event({"friend_id": aiko.id})]})

    with system_scope():
        forget_old_keys(NOW + KEPT_FOR)
        assert len(rows(ExternalEventKey)) == 1
        forget_old_keys(NOW + KEPT_FOR + timedelta(seconds=1))

    assert rows(ExternalEventKey) == []
