"""One search over friends, scenarios, tags and templates."""

from datetime import datetime
from urllib.parse import quote

from tests.api_client import ApiClient
from tests.factories import make_api_key, make_channel, make_friend, make_friends, make_scenario, make_tag

from enishi.accounts.models import Organisation, Role
from enishi.friends.models import Friend
from enishi.line.models import Channel


def names(api: ApiClient, query: str) -> dict[str, list[str]]:
    reply = api.get(f"/search?{query}")
    assert reply.status == 200, reply
    return {kind: [hit["name"] for hit in hits] for kind, hits in reply.json.items()}


def test_everything_with_the_words_in_its_name_is_found(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    make_tag(org, "愛用者")
    make_tag(org, "カラー")
    make_scenario(channel, ({"mode": "at_once"}, "やあ"), name="愛犬家むけ")
    api.post("/templates", {"name": "愛のごあいさつ", "blocks": [{"kind": "text", "text": "やあ"}]})

    assert names(api, f"q={quote('愛')}") == {
        "friends": ["愛子"],
        "scenarios": ["愛犬家むけ"],
        "tags": ["愛用者"],
        "templates": ["愛のごあいさつ"],
    }


def test_at_most_five_of_a_kind_are_told(api: ApiClient, channel: Channel) -> None:
    make_friends(channel, 7)

    assert len(names(api, f"q={quote('友だち')}")["friends"]) == 5


def test_friends_can_be_narrowed_to_one_account(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    elsewhere = make_channel(org)
    make_friend(elsewhere, "愛理")

    assert names(api, f"q={quote('愛')}&channel_id={elsewhere.id}")["friends"] == ["愛理"]


def test_kinds_that_one_may_not_see_come_back_empty(org: Organisation, aiko: Friend, now: datetime) -> None:
    make_tag(org, "愛用者")
    partner = ApiClient(make_api_key(org, role=Role.PARTNER))

    found = names(partner, f"q={quote('愛')}")

    assert found["friends"] == []
    assert found["tags"] == ["愛用者"]


def test_nothing_of_another_organisation_is_found(other_api: ApiClient, aiko: Friend) -> None:
    assert names(other_api, f"q={quote('愛')}")["friends"] == []


def test_an_empty_search_is_refused(api: ApiClient) -> None:
    assert api.get("/search?q=%20").status == 422
