"""Bulk operations over HTTP."""

from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key, make_channel, make_friends, make_tag, rows, text_block

from enishi.accounts.models import Organisation
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend, Operation, Tag
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.kit import clock
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(org: Organisation) -> Channel:
    return make_channel(org)


@pytest.fixture
def friends(channel: Channel) -> list[Friend]:
    return make_friends(channel, 25)


@pytest.fixture
def tag(org: Organisation) -> Tag:
    return make_tag(org, "VIP")


def test_over_the_api_it_is_accepted_once_and_then_watched(
    api: ApiClient, org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    body = {"channel_id": channel.id, "who": {}, "actions": [{"do": "add_tag", "tag_id": tag.id}]}

    first = api.post("/bulk", body, Idempotency_Key="one")
    again = api.post("/bulk", body, Idempotency_Key="one")
    assert (first.status, again.status) == (202, 202)
    assert first.json["id"] == again.json["id"]
    while run_next_chunk(clock.now()):
        pass

    found = api.get(f"/operations/{first.json['id']}").json
    assert (found["state"], found["done"], found["can_undo"]) == ("done", 25, True)
    assert found["title"]["ja"] == "タグ「VIP」を付ける"
    assert found["parts"] == [
        {"title": found["title"], "can_undo": True, "counts": {"changed": 25}},
    ]
    page = api.get(f"/operations?channel_id={channel.id}").json
    assert [item["id"] for item in page["items"]] == [found["id"]]


def test_whoever_may_not_send_cannot_send_in_bulk(
    org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    responder = ApiClient(make_api_key(org, ["friends.view", "friends.edit"]))
    body = {
        "channel_id": channel.id,
        "who": {"friend_ids": [friends[0].id]},
        "actions": [{"do": "send", "blocks": [text_block("お知らせ")]}],
    }

    assert responder.post("/bulk/preview", body).json["actions"][0]["missing"] == ["deliveries.send"]
    refused = responder.post("/bulk", body)

    assert (refused.status, rows(Dispatch), rows(Operation)) == (403, [], [])


def test_mistakes_are_told_with_their_place(
    api: ApiClient, org: Organisation, channel: Channel, friends: list[Friend]
) -> None:
    stranger = make_friends(make_channel(org, name="二号店"), 1)[0]
    tag = {"do": "add_tag", "tag_id": 10**9}

    def paths(who: dict[str, Any], *actions: dict[str, Any]) -> list[str]:
        reply = api.post("/bulk/preview", {"channel_id": channel.id, "who": who, "actions": list(actions)})
        assert reply.status == 422, reply
        return [problem["path"] for problem in reply.json["errors"]]

    assert paths({}, {"do": "hide"}, tag) == ["actions.1.tag_id"]
    assert paths({}, {"do": "dance"}) == ["actions.0.do"]
    assert paths({"friend_ids": [stranger.id]}, {"do": "hide"}) == ["who.friend_ids"]
    assert paths({"friend_ids": [friends[0].id], "name": "愛"}, {"do": "hide"}) == ["who.friend_ids"]
    assert paths({"tree": {"version": 1, "root": {"kind": "?"}}}, {"do": "hide"}) == ["who.tree.root.kind"]
