"""Dispatches over HTTP: what staff request, preview, stop and let go on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.architecture.catalogue import fingerprint
from tests.delivery import stages
from tests.factories import make_channel, make_friend, make_friends, make_tag, rows, text_block

from enishi.accounts.models import AuditEntry, Organisation
from enishi.content.models import Revision
from enishi.delivery.models import Candidates, Delivery, Dispatch
from enishi.delivery.selectors import orders
from enishi.friends.models import Friend, FriendStatus, Tag
from enishi.friends.services.tags import add_tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

HELLO = [text_block("こんにちは")]


def body(channel: Channel, recipients: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "channel_id": channel.id,
        "blocks": HELLO,
        "recipients": recipients or {"everyone": True},
        **more,
    }


def paths(reply: Any) -> set[str]:
    assert reply.status == 422, reply
    return {error["path"] for error in reply.json["errors"]}


def put_tag(friend: Friend, tag: Tag, now: datetime) -> None:
    with org_scope(friend.org_id):
        add_tag(
            org_id=friend.org_id, channel_id=friend.channel_id, tag_id=tag.id, friend_ids=[friend.id], now=now
        )


def test_a_broadcast_to_everyone_freezes_content_and_audience(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, now: datetime
) -> None:
    make_friend(channel, "去った人", status=FriendStatus.BLOCKED)

    reply = api.post("/dispatches", body(channel))
    make_friend(channel, "後から来た人")

    assert reply.status == 201, reply
    made = reply.json
    assert (made["kind"], made["state"], made["planned"], made["queued"]) == ("broadcast", "open", 2, 2)
    assert datetime.fromisoformat(made["expires_at"]) == now + timedelta(hours=72)
    assert [row.friend_ids for row in rows(Candidates, dispatch_id=made["id"])] == [[aiko.id, kenji.id]]
    assert rows(Revision, id=made["revision_id"])[0].blocks == HELLO
    entry = rows(AuditEntry, org_id=org.id, action="dispatch.requested")[0]
    assert entry.object_id == str(made["id"])
    assert entry.after is not None
    assert (entry.after["planned"], entry.after["kind"]) == (2, "broadcast")
    assert "こんにちは" not in str(entry.after)


def test_a_tag_chooses_the_friends_who_have_it_now(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, now: datetime
) -> None:
    tag = make_tag(org)
    gone = make_friend(channel, "去った人", status=FriendStatus.BLOCKED)
    elsewhere = make_friend(make_channel(org), "よその友だち")
    for friend in (kenji, gone, elsewhere):
        put_tag(friend, tag, now)

    seen = api.post("/dispatches/preview", body(channel, {"tag_id": tag.id})).json
    made = api.post("/dispatches", body(channel, {"tag_id": tag.id})).json

    assert rows(Candidates, dispatch_id=made["id"])[0].friend_ids == [kenji.id, gone.id]
    assert (seen["planned"], made["planned"]) == (2, 2)
    # Meant but gone: told before sending, and afterwards a row with the reason.
    assert (seen["sends"], {skip["reason"]: skip["number"] for skip in seen["skips"]}) == (1, {"blocked": 1})


def test_a_friend_who_is_named_twice_gets_it_once(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    made = api.post("/dispatches", body(channel, {"friend_ids": [aiko.id, aiko.id]}, kind="test")).json

    assert (made["planned"], made["kind"]) == (1, "test")


def test_an_audience_of_nobody_is_done_at_once(api: ApiClient, org: Organisation, channel: Channel) -> None:
    made = api.post("/dispatches", body(channel, {"tag_id": make_tag(org).id})).json

    assert (made["planned"], made["state"]) == (0, "done")


def test_a_scheduled_dispatch_waits_for_its_time(
    api: ApiClient, channel: Channel, aiko: Friend, now: datetime
) -> None:
    due_at = now + timedelta(days=1)

    made = api.post("/dispatches", body(channel, due_at=due_at.isoformat())).json
    stages.plan(now)
    waiting = api.get(f"/dispatches/{made['id']}").json
    stages.plan(due_at)

    assert (waiting["to_plan"], waiting["to_send"]) == (1, 0)
    assert api.get(f"/dispatches/{made['id']}").json["to_send"] == 1


def test_a_template_is_sent_as_it_was_when_requested(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    template = api.post("/templates", {"name": "お礼", "blocks": HELLO}).json
    request = body(channel, blocks=None, template_id=template["id"])

    made = api.post("/dispatches", request).json
    api.patch(f"/templates/{template['id']}", {"blocks": [text_block("変更後")], "is_archived": True})

    assert rows(Revision, id=made["revision_id"])[0].blocks == HELLO
    assert api.post("/dispatches", request).json["code"] == "template_archived"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"blocks": None}, "blocks"),
        ({"template_id": 1}, "blocks"),
        ({"recipients": {}}, "recipients"),
        ({"recipients": {"everyone": True, "tag_id": 1}}, "recipients"),
        ({"recipients": {"everyone": False}}, "recipients.everyone"),
        ({"recipients": {"friend_ids": []}}, "recipients.friend_ids"),
        ({"recipients": {"friend_ids": [10**18]}}, "recipients.friend_ids"),
        ({"recipients": {"tag_id": 10**18}}, "recipients.tag_id"),
        ({"kind": "rule"}, "kind"),
        ({"due_at": "2026-10-15T12:00:00"}, "due_at"),
        ({"due_at": "2020-01-01T00:00:00Z"}, "due_at"),
        ({"due_at": "2029-01-01T00:00:00Z"}, "due_at"),
        ({"expires_at": "2026-10-15T03:00:00Z"}, "expires_at"),
        ({"blocks": []}, "blocks"),
        ({"blocks": HELLO * 6}, "blocks"),
        ({"blocks": [{"kind": "text"}]}, "blocks.0.text"),
        ({"blocks": [{"kind": "text", "text": 5}]}, "blocks.0.text"),
        ({"blocks": [*HELLO, text_block("{{nickname}}")]}, "blocks.1"),
        ({"blocks": [text_block("あ" * 5001)]}, "blocks.0.text"),
        ({"blocks": [{"kind": "hologram"}]}, "blocks.0"),
    ],
    ids=str,
)
def test_what_cannot_be_sent_is_refused_with_its_place(
    api: ApiClient, org: Organisation, channel: Channel, change: dict[str, Any], path: str
) -> None:
    reply = api.post("/dispatches", {**body(channel), **change})

    assert paths(reply) == {path}
    assert reply.json["errors"][0]["detail"]
    assert rows(Dispatch, org_id=org.id) == []


def test_a_friend_of_another_channel_is_told_by_number(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    stranger = make_friend(make_channel(org), "よその友だち")

    reply = api.post("/dispatches", body(channel, {"friend_ids": [aiko.id, stranger.id]}))

    assert paths(reply) == {"recipients.friend_ids"}
    assert str(stranger.id) in reply.json["errors"][0]["detail"]


def test_a_preview_tells_who_gets_what_and_why_others_do_not(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    blocked = make_friend(channel, "去った人", status=FriendStatus.BLOCKED)
    nameless = make_friend(channel, "")
    named = {"friend_ids": [aiko.id, blocked.id, nameless.id]}
    request = body(channel, named, blocks=[text_block("{{name}}さん")])
    before = fingerprint(org.id)

    reply = api.post("/dispatches/preview", request)

    assert reply.status == 200, reply
    seen = reply.json
    assert fingerprint(org.id)["delivery_dispatch"] == before["delivery_dispatch"]
    assert fingerprint(org.id)["content_revision"] == before["content_revision"]
    assert (seen["planned"], seen["examined"], seen["sends"], seen["cost"]) == (3, 3, 1, 1)
    assert seen["requests"] == {"push": 1}
    assert {(row["reason"], row["number"]) for row in seen["skips"]} == {
        ("blocked", 1),
        ("placeholder_missing", 1),
    }
    assert all(row["ja"] and row["en"] for row in seen["skips"])
    assert seen["samples"] == [{"friend_id": aiko.id, "messages": [{"type": "text", "text": "愛子さん"}]}]


def test_a_preview_counts_exactly_what_planning_then_makes(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    make_friends(channel, 12)

    seen = api.post("/dispatches/preview", body(channel)).json
    made = api.post("/dispatches", body(channel)).json
    stages.plan(now)
    detail = api.get(f"/dispatches/{made['id']}").json

    assert seen["requests"] == {"multicast": 1}
    assert (seen["planned"], seen["sends"]) == (detail["planned"], detail["to_send"])


def test_a_preview_of_a_huge_audience_looks_at_some_and_says_so(
    api: ApiClient, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_friends(channel, 9)
    monkeypatch.setattr(orders, "EXAMINED", 4)
    monkeypatch.setattr(orders, "_CHUNK", 2)

    seen = api.post("/dispatches/preview", body(channel)).json

    assert (seen["planned"], seen["examined"], seen["sends"]) == (9, 4, 4)


def test_a_preview_when_the_quota_is_used_up_tells_what_would_wait(
    api: ApiClient, channel: Channel, aiko: Friend, now: datetime
) -> None:
    api.post("/dispatches", body(channel))
    stages.send(now, stages.NO_QUOTA)
    late = (now + timedelta(days=40)).isoformat()

    skipped = api.post("/dispatches/preview", body(channel)).json
    held = api.post("/dispatches/preview", body(channel, expires_at=late)).json

    assert [(row["reason"], row["number"]) for row in skipped["skips"]] == [("quota", 1)]
    assert [(row["reason"], row["number"]) for row in held["holds"]] == [("quota", 1)]


def test_the_counters_add_up_at_every_stage(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend, now: datetime
) -> None:
    made = api.post("/dispatches", body(channel)).json
    seen = []

    def look() -> None:
        detail = api.get(f"/dispatches/{made['id']}").json
        assert detail["is_balanced"]
        counted = detail["sent"] + detail["held"] + detail["skipped"] + detail["failed"] + detail["unknown"]
        assert detail["planned"] == counted + detail["queued"]
        seen.append((detail["to_plan"], detail["to_send"], detail["sent"], detail["failed"], detail["state"]))

    look()
    stages.plan(now)
    look()
    first, second = stages.claim(now)
    look()
    stages.answer([first], stages.ACCEPTED, now)
    look()
    stages.answer([second], stages.REFUSED, now)
    look()

    assert seen == [
        (2, 0, 0, 0, "open"),
        (0, 2, 0, 0, "open"),
        (0, 2, 0, 0, "open"),
        (0, 1, 1, 0, "open"),
        (0, 0, 1, 1, "done"),
    ]
    reasons = api.get(f"/dispatches/{made['id']}").json["reasons"]
    assert [(row["state"], row["reason"], row["number"]) for row in reasons] == [("failed", "refused", 1)]


def test_a_paused_dispatch_waits_and_a_resumed_one_goes_on(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    made = api.post("/dispatches", body(channel)).json
    at = f"/dispatches/{made['id']}"

    paused = api.post(f"{at}/pause").json
    stages.plan(now)
    assert api.get(at).json["to_plan"] == 1
    resumed = api.post(f"{at}/resume").json
    stages.send(now)

    assert (paused["state"], paused["state_reason"]) == ("paused", "by_staff")
    assert paused["state_reason_ja"]
    assert (resumed["state"], resumed["state_reason"]) == ("open", "")
    assert api.get(at).json["sent"] == 1
    actions = [entry.action for entry in rows(AuditEntry, org_id=org.id, object_kind="dispatch")]
    assert actions == ["dispatch.requested", "dispatch.paused", "dispatch.resumed"]


def test_cancelling_skips_everyone_who_was_not_tried(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend, now: datetime
) -> None:
    made = api.post("/dispatches", body(channel)).json
    at = f"/dispatches/{made['id']}"

    cancelled = api.post(f"{at}/cancel").json
    again = api.post(f"{at}/cancel")

    assert (cancelled["state"], cancelled["skipped"], cancelled["queued"]) == ("cancelled", 2, 0)
    assert {row["reason"] for row in cancelled["reasons"]} == {"cancelled"}
    assert (again.status, again.json["skipped"]) == (200, 2)
    assert {row.state for row in rows(Delivery, dispatch_id=made["id"])} == {"skipped"}


@pytest.mark.parametrize("act", ["pause", "resume", "cancel"])
def test_what_is_over_cannot_be_controlled(
    api: ApiClient, channel: Channel, aiko: Friend, now: datetime, act: str
) -> None:
    made = api.post("/dispatches", body(channel)).json
    stages.send(now)

    assert api.post(f"/dispatches/{made['id']}/{act}").json["code"] == "dispatch_over"


def test_dispatches_are_listed_newest_first_and_filtered(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    other = make_channel(org)
    made = [api.post("/dispatches", body(channel)).json["id"] for _ in range(3)]
    tests = [
        api.post("/dispatches", body(channel, {"friend_ids": [aiko.id]}, kind="test")).json["id"]
        for _ in range(2)
    ]
    api.post(f"/dispatches/{made[0]}/pause")

    listed = [[row["id"] for row in page] for page in api.pages("/dispatches", 2)]

    assert listed == [[tests[1], tests[0]], [made[2], made[1]], [made[0]]]
    assert [row["id"] for row in api.get("/dispatches?kind=test").json["items"]] == tests[::-1]
    assert [row["id"] for row in api.get("/dispatches?state=paused").json["items"]] == [made[0]]
    assert api.get(f"/dispatches?channel_id={other.id}").json["items"] == []
