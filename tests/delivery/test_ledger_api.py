"""The ledger over HTTP: what a friend got, or why not, and whether sending goes on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.delivery import stages
from tests.factories import (
    make_api_key,
    make_channel,
    make_friend,
    make_friends,
    make_revision,
    rows,
    text_block,
)

from enishi.accounts.models import AuditEntry, Organisation, Role
from enishi.delivery.models import Batch, Candidates, ChannelHealth
from enishi.delivery.pipeline.takeover import take_over_from_the_dead
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Friend, FriendStatus
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

HELLO = [text_block("こんにちは")]


def broadcast(api: ApiClient, channel: Channel, **more: Any) -> str:
    """The path of a new dispatch to everyone."""
    made = api.post(
        "/dispatches",
        {"channel_id": channel.id, "blocks": HELLO, "recipients": {"everyone": True}, **more},
    )
    assert made.status == 201, made
    return f"/dispatches/{made.json['id']}"


def test_a_message_to_one_friend_is_sent_and_stands_on_their_timeline(
    api: ApiClient, aiko: Friend, now: datetime
) -> None:
    made = api.post(f"/friends/{aiko.id}/messages", {"blocks": HELLO})
    stages.send(now)

    assert made.status == 201, made
    assert (made.json["kind"], made.json["planned"]) == ("staff", 1)
    [entry] = api.get(f"/friends/{aiko.id}/timeline").json["items"]
    assert entry["kind"] == "message.sent"
    assert entry["data"]["dispatch_id"] == made.json["id"]
    assert entry["data"]["messages"] == [{"type": "text", "text": "こんにちは"}]


def test_why_a_friend_did_not_get_it_is_told_in_both_languages(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    gone = make_friend(channel, "去った人", status=FriendStatus.BLOCKED)
    api.post(f"/friends/{gone.id}/messages", {"blocks": HELLO})
    stages.plan(now)

    [row] = api.get(f"/friends/{gone.id}/deliveries").json["items"]

    assert (row["state"], row["reason"]) == ("skipped", "blocked")
    assert (row["reason_ja"], row["reason_en"]) == (
        "ブロックされています。",
        "The friend has blocked the account.",
    )


def test_what_was_sent_names_endpoint_and_request(
    api: ApiClient, channel: Channel, aiko: Friend, now: datetime
) -> None:
    broadcast(api, channel)
    stages.send(now)

    [row] = api.get(f"/friends/{aiko.id}/deliveries").json["items"]

    assert (row["state"], row["endpoint"], row["request_id"]) == ("sent", "push", "line-request-1")
    assert datetime.fromisoformat(row["decided_at"]) == now


def test_what_is_still_on_its_way_is_told_with_its_stage(
    api: ApiClient, channel: Channel, aiko: Friend, now: datetime
) -> None:
    at = broadcast(api, channel)

    def stage() -> list[tuple[str, str]]:
        waiting = api.get(f"/friends/{aiko.id}/deliveries").json["waiting"]
        return [(row["stage"], row["dispatch_state"]) for row in waiting]

    seen = [stage()]
    stages.plan(now)
    seen.append(stage())
    batches = stages.claim(now)
    api.post(f"{at}/pause")
    seen.append(stage())
    stages.answer(batches, stages.ACCEPTED, now)

    assert seen == [[("planning", "open")], [("ready", "open")], [("sending", "paused")]]
    assert stage() == []


def test_a_friends_deliveries_are_paged_newest_first(api: ApiClient, aiko: Friend, now: datetime) -> None:
    made = []
    for _ in range(5):
        made.append(api.post(f"/friends/{aiko.id}/messages", {"blocks": HELLO}).json["id"])
        stages.send(now)

    pages = [[row["dispatch_id"] for row in page] for page in api.pages(f"/friends/{aiko.id}/deliveries", 2)]

    assert pages == [made[:2:-1], made[2:0:-1], made[:1]]


def test_a_dispatchs_deliveries_are_paged_by_friend_and_filtered(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    friends = make_friends(channel, 5)
    nameless = make_friend(channel, "")
    at = broadcast(api, channel, blocks=[text_block("{{name}}さん")])
    stages.send(now)

    pages = [[row["friend_id"] for row in page] for page in api.pages(f"{at}/deliveries", 4)]
    skipped = api.get(f"{at}/deliveries?state=skipped").json["items"]
    missing = api.get(f"{at}/deliveries?reason=placeholder_missing").json["items"]

    assert [friend_id for page in pages for friend_id in page] == sorted(
        friend.id for friend in [*friends, nameless]
    )
    assert [row["friend_id"] for row in skipped] == [nameless.id]
    assert [(row["friend_id"], row["detail"]) for row in missing] == [(nameless.id, "name")]


def test_what_is_in_doubt_is_listed_page_by_page(
    api: ApiClient, org: Organisation, channel: Channel, now: datetime
) -> None:
    friends = make_friends(channel, 12)
    broadcast(api, channel)
    stages.plan(now)
    stages.claim(now)
    with org_scope(org.id):
        Batch.objects.filter(org_id=org.id).update(first_attempt_at=now - timedelta(hours=24))

    # The worker that claimed it is gone, and its retry key is too old to be used again.
    take_over_from_the_dead(stages.WORKER + 1, now)
    pages = [[row["friend_id"] for row in page] for page in api.pages("/deliveries/unknown", 5)]

    assert [len(page) for page in pages] == [5, 5, 2]
    assert [friend_id for page in pages for friend_id in page] == sorted(friend.id for friend in friends)
    [row] = api.get("/deliveries/unknown?limit=1").json["items"]
    assert (row["state"], row["reason"], row["endpoint"]) == ("unknown", "in_doubt", "multicast")


def test_sending_is_fine_where_nothing_ever_happened(api: ApiClient, channel: Channel) -> None:
    seen = api.get(f"/channels/{channel.id}/sending").json

    assert (seen["state"], seen["failures"]) == ("fine", 0)
    assert seen["pending"] == {"to_plan": 0, "held": 0, "ready": 0, "sending": 0}


def test_refused_credentials_stop_the_channel_until_staff_try_again(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    broadcast(api, channel)
    stages.send(now, stages.UNAUTHORISED)

    stopped = api.get(f"/channels/{channel.id}/sending").json
    mended = api.post(f"/channels/{channel.id}/sending/retry").json

    assert (stopped["state"], stopped["pending"]["ready"]) == ("refused", 1)
    assert stopped["refused_reason"]
    assert "シークレット" in stopped["ja"]
    assert (mended["state"], mended["refused_at"]) == ("fine", None)
    assert [entry.object_id for entry in rows(AuditEntry, action="channel.sending_retried")] == [
        str(channel.id)
    ]


def test_trying_again_releases_what_waited_for_quota(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    at = broadcast(api, channel, expires_at=(now + timedelta(days=60)).isoformat())
    stages.send(now, stages.NO_QUOTA)
    stages.plan(now)

    held = api.get(f"/channels/{channel.id}/sending").json
    assert (held["state"], held["pending"]["held"], api.get(at).json["held"]) == ("no_quota", 1, 1)
    api.post(f"/channels/{channel.id}/sending/retry")
    stages.send(now)

    assert rows(ChannelHealth, org_id=org.id)[0].quota_out_until is None
    assert rows(Candidates, org_id=org.id) == []
    detail = api.get(at).json
    assert (detail["sent"], detail["held"], detail["state"]) == (1, 0, "done")


def test_the_emergency_stop_holds_everything_and_its_release_lets_it_go_on(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    first = broadcast(api, channel)
    stages.plan(now)
    second = broadcast(api, channel)

    held = api.post("/organisation/hold-sending").json
    stages.plan(now)
    assert stages.claim(now) == []
    assert api.get(f"/channels/{channel.id}/sending").json["state"] == "held"
    assert (api.get(first).json["to_send"], api.get(second).json["to_plan"]) == (1, 1)
    released = api.post("/organisation/release-sending").json
    stages.send(now)
    stages.send(now)

    assert (held["is_sending_held"], released["is_sending_held"]) == (True, False)
    assert (api.get(first).json["sent"], api.get(second).json["sent"]) == (1, 1)
    actions = [entry.action for entry in rows(AuditEntry, org_id=org.id, object_kind="organisation")]
    assert actions[-2:] == ["organisation.sending_held", "organisation.sending_released"]


@pytest.mark.parametrize(
    ("role", "broadcasts", "talks", "looks"),
    [
        (Role.OPERATOR, 201, 201, 200),
        (Role.RESPONDER, 403, 201, 200),
        (Role.ANALYST, 403, 403, 200),
        (Role.PARTNER, 403, 403, 403),
    ],
)
def test_who_may_send_and_who_may_look(
    org: Organisation,
    channel: Channel,
    aiko: Friend,
    now: datetime,
    role: Role,
    broadcasts: int,
    talks: int,
    looks: int,
) -> None:
    client = ApiClient(make_api_key(org, role=role))
    message = {"blocks": HELLO}
    dispatch = {**message, "channel_id": channel.id, "recipients": {"everyone": True}}

    assert client.post("/dispatches", dispatch).status == broadcasts
    assert client.post(f"/friends/{aiko.id}/messages", message).status == talks
    assert client.get("/dispatches").status == looks


def test_a_friend_of_another_channel_is_never_sent_to(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    stranger = make_friend(make_channel(org), "よその友だち")
    with org_scope(org.id):
        dispatch_id = request_dispatch(
            org_id=org.id,
            channel_id=channel.id,
            kind="broadcast",
            revision_id=make_revision(org),
            recipients=[aiko.id, stranger.id],
            now=now,
        )
    stages.send(now)

    items = api.get(f"/dispatches/{dispatch_id}/deliveries").json["items"]

    assert {row["friend_id"]: (row["state"], row["reason"]) for row in items} == {
        aiko.id: ("sent", ""),
        stranger.id: ("skipped", "friend_missing"),
    }
