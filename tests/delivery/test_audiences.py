"""Whom a message is for: segments, conditions, and who is left out."""

from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_tag, rows, text_block

from enishi.accounts.models import Organisation
from enishi.delivery.models import Candidates
from enishi.friends.models import Friend, Segment, SegmentMember, Tag
from enishi.friends.services.tags import add_tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def vip(org: Organisation, channel: Channel, aiko: Friend, kenji: Friend) -> Tag:
    """On Aiko and Kenji."""
    return _tagged(org, channel, "VIP", aiko, kenji)


def _tagged(org: Organisation, channel: Channel, name: str, *friends: Friend) -> Tag:
    tag = make_tag(org, name)
    with org_scope(org.id):
        add_tag(
            org_id=org.id,
            channel_id=channel.id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW,
        )
    return tag


def _segment(channel: Channel, *friends: Friend) -> Segment:
    with org_scope(channel.org_id):
        made = Segment.objects.create(
            org_id=channel.org_id,
            channel=channel,
            name="常連",
            tree={"version": 1, "root": {"kind": "all", "of": []}},
            tree_key="x",
            created_at=NOW,
            updated_at=NOW,
        )
        for friend in friends:
            SegmentMember.objects.create(
                org_id=channel.org_id,
                channel_id=channel.id,
                segment_id=made.id,
                friend_id=friend.id,
                entered_at=NOW,
            )
    return made


def _sent_to(api: ApiClient, channel: Channel, recipients: dict[str, Any]) -> set[int]:
    body = {"channel_id": channel.id, "blocks": [text_block("こんにちは")], "recipients": recipients}
    previewed = api.post("/dispatches/preview", body)
    made = api.post("/dispatches", body)
    assert (previewed.status, made.status) == (200, 201), made
    chosen = {
        friend_id for row in rows(Candidates, dispatch_id=made.json["id"]) for friend_id in row.friend_ids
    }
    assert previewed.json["planned"] == made.json["planned"] == len(chosen)
    return chosen


def _named(name: str) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "name", "value": name}}


def test_a_condition_chooses_and_whoever_blocked_is_meant_too(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    blocked = make_friend(channel, "愛美", status="blocked", blocked_at=NOW)

    assert _sent_to(api, channel, {"condition": _named("愛")}) == {aiko.id, blocked.id}


def test_a_segment_chooses_its_members(api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend) -> None:
    segment = _segment(channel, kenji)

    assert _sent_to(api, channel, {"segment_id": segment.id}) == {kenji.id}


@pytest.mark.parametrize("chosen", ["everyone", "tag", "segment", "condition"])
def test_whoever_is_excluded_is_left_out_of_every_choice(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, vip: Tag, chosen: str
) -> None:
    everything: dict[str, Any] = {
        "everyone": True,
        "tag": vip.id,
        "segment": _segment(channel, aiko, kenji).id,
        "condition": {"version": 1, "root": {"kind": "all", "of": []}},
    }
    name = {"tag": "tag_id", "segment": "segment_id"}.get(chosen, chosen)
    bought = _tagged(org, channel, "購入済み", aiko)

    def without(**exclude: Any) -> set[int]:
        return _sent_to(api, channel, {name: everything[chosen], "exclude": exclude})

    assert without(tag_ids=[bought.id]) == {kenji.id}
    assert without(friend_ids=[kenji.id]) == {aiko.id}
    assert without(condition=_named("健")) == {aiko.id}
    assert without(segment_ids=[everything["segment"]]) == set()
    assert without(tag_ids=[bought.id], condition=_named("健")) == set()
    assert without() == {aiko.id, kenji.id}


def test_a_waterfall_tells_how_many_are_left_after_each_step(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    for name in ("一郎", "二郎", "三郎"):
        make_friend(channel, name)
    blocked = make_friend(channel, "四郎", status="blocked", blocked_at=NOW)
    muted = make_friend(channel, "五郎", muted_at=NOW)
    vip = _tagged(org, channel, "VIP", aiko, kenji, blocked, muted)
    exclude = {"tag_ids": [_tagged(org, channel, "購入済み", aiko).id], "condition": _named("愛")}

    said = api.post(
        "/dispatches/audience",
        {"channel_id": channel.id, "recipients": {"tag_id": vip.id, "exclude": exclude}},
    ).json

    assert said == {
        "chosen": 4,
        "excluded": [{"by": "tag_ids", "number": 1}, {"by": "condition", "number": 0}],
        "blocked": 2,
        "reachable": 1,
        "is_exact": True,
    }


@pytest.mark.parametrize(
    ("recipients", "path"),
    [
        ({}, "recipients"),
        ({"everyone": True, "tag_id": 1}, "recipients"),
        ({"segment_id": 999_999}, "recipients.segment_id"),
        ({"condition": {"version": 1, "root": {"kind": "x"}}}, "recipients.condition.root.kind"),
        ({"everyone": True, "exclude": {"tag_ids": [999_999]}}, "recipients.exclude.tag_ids"),
        (
            {"everyone": True, "exclude": {"condition": {"version": 1, "root": 3}}},
            "recipients.exclude.condition.root",
        ),
    ],
)
@pytest.mark.parametrize("route", ["/dispatches", "/dispatches/preview", "/dispatches/audience"])
def test_a_mistake_is_told_with_its_place(
    api: ApiClient, channel: Channel, recipients: dict[str, Any], path: str, route: str
) -> None:
    body: dict[str, Any] = {"channel_id": channel.id, "recipients": recipients}
    if route != "/dispatches/audience":
        body["blocks"] = [text_block("こんにちは")]

    reply = api.post(route, body)

    assert (reply.status, [error["path"] for error in reply.json["errors"]]) == (422, [path])
    assert rows(Candidates) == []


def test_friends_named_one_by_one_take_no_exclusion(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    body = {
        "channel_id": channel.id,
        "blocks": [text_block("こんにちは")],
        "recipients": {"friend_ids": [aiko.id], "exclude": {"tag_ids": [1]}},
    }

    reply = api.post("/dispatches", body)

    assert (reply.status, reply.json["errors"][0]["path"]) == (422, "recipients.exclude")


def test_another_channels_segment_is_a_mistake(api: ApiClient, org: Organisation, channel: Channel) -> None:
    other = make_channel(org, name="二号店")
    segment = _segment(other)

    reply = api.post(
        "/dispatches/audience", {"channel_id": channel.id, "recipients": {"segment_id": segment.id}}
    )

    assert (reply.status, reply.json["errors"][0]["path"]) == (422, "recipients.segment_id")
