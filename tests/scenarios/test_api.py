"""Scenarios over HTTP: drafts, versions, and friends going in and out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import make_channel, make_friend, make_friends, make_scenario, make_tag, rows, text_block

from enishi.accounts.models import AuditEntry, Organisation
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend, FriendStatus, TimelineEvent
from enishi.friends.services.tags import add_tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment, ScenarioVersion
from enishi.scenarios.services import staff

AT_ONCE = {"mode": "at_once"}
A_DAY = {"mode": "after", "seconds": 86_400}


def step(timing: dict[str, Any], text: str = "こんにちは") -> dict[str, Any]:
    return {"timing": timing, "blocks": [text_block(text)]}


def scenario(channel: Channel, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"channel_id": channel.id, "name": "ようこそ", "steps": list(steps or [step(AT_ONCE)]), **more}


def test_a_scenario_begins_as_a_draft(api: ApiClient, org: Organisation, channel: Channel) -> None:
    reply = api.post("/scenarios", scenario(channel, step(AT_ONCE), step(A_DAY), purpose="新しい友だち"))

    assert reply.status == 201, reply
    made = reply.json
    assert (made["state"], made["current_version"], made["current"]) == ("draft", None, None)
    assert [each["timing"]["mode"] for each in made["draft_steps"]] == ["at_once", "after"]
    assert api.get(f"/scenarios/{made['id']}").json == made
    assert rows(AuditEntry, org_id=org.id, action="scenario.saved")[0].object_id == str(made["id"])


def test_a_name_is_given_once_in_a_channel(api: ApiClient, org: Organisation, channel: Channel) -> None:
    first = api.post("/scenarios", scenario(channel)).json
    second = api.post("/scenarios", scenario(channel, name="再来店")).json

    assert api.post("/scenarios", scenario(channel)).json["code"] == "name_taken"
    assert api.post("/scenarios", scenario(make_channel(org))).status == 201
    body = {"name": first["name"], "steps": []}
    assert api.put(f"/scenarios/{second['id']}/draft", body).json["code"] == "name_taken"


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        ({"timing": {"mode": "at_noon"}, "blocks": []}, "steps.1.timing"),
        ({"timing": {"mode": "after"}, "blocks": []}, "steps.1.timing.seconds"),
        ({"timing": {"mode": "after", "seconds": -1}, "blocks": []}, "steps.1.timing.seconds"),
        ({"timing": {"mode": "on_day", "day": 1, "at": "24:00"}, "blocks": []}, "steps.1.timing.at"),
        ({"timing": {"mode": "on_day", "day": 400, "at": "10:00"}, "blocks": []}, "steps.1.timing.day"),
        ({"timing": AT_ONCE}, "steps.1.blocks"),
        ({"timing": AT_ONCE, "blocks": [{"kind": "text"}]}, "steps.1.blocks.0.text"),
        ({"timing": AT_ONCE, "blocks": [text_block("a")], "revision_id": 1}, "steps.1.revision_id"),
    ],
    ids=str,
)
def test_a_wrong_step_is_told_with_its_place(
    api: ApiClient, channel: Channel, bad: dict[str, Any], path: str
) -> None:
    reply = api.post("/scenarios", scenario(channel, step(AT_ONCE), bad))

    assert reply.status == 422, reply
    assert {error["path"] for error in reply.json["errors"]} == {path}


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        ({"timing": AT_ONCE, "blocks": []}, "steps.1.blocks"),
        ({"timing": AT_ONCE, "blocks": [text_block("")]}, "steps.1.blocks.0.text"),
        ({"timing": AT_ONCE, "blocks": [text_block("{{nickname}}")]}, "steps.1.blocks.0"),
    ],
    ids=str,
)
def test_an_unfinished_draft_is_kept_with_what_is_missing_and_cannot_be_published(
    api: ApiClient, org: Organisation, channel: Channel, bad: dict[str, Any], path: str
) -> None:
    made = api.post("/scenarios", scenario(channel, step(AT_ONCE), bad))

    refused = api.post(f"/scenarios/{made.json['id']}/publish")

    assert made.status == 201, made
    assert [problem["path"] for problem in made.json["problems"]] == [path]
    assert all(problem["ja"] and problem["en"] for problem in made.json["problems"])
    assert [error["path"] for error in refused.json["errors"]] == [path]
    assert rows(ScenarioVersion, org_id=org.id) == []


def test_whoever_saves_over_somebody_elses_change_is_told_and_nothing_is_lost(
    api: ApiClient, channel: Channel
) -> None:
    made = api.post("/scenarios", scenario(channel)).json
    at = f"/scenarios/{made['id']}/draft"
    mine = {"name": "ようこそ", "steps": [step(AT_ONCE, "わたしの")], "draft_number": made["draft_number"]}

    first = api.put(at, mine)
    again = api.put(at, {**mine, "draft_number": first.json["draft_number"]})
    second = api.put(at, {**mine, "steps": [step(AT_ONCE, "あなたの")]})

    assert (first.json["draft_number"], again.json["draft_number"]) == (2, 2)
    assert (second.status, second.json["code"]) == (409, "draft_changed")
    assert api.get(f"/scenarios/{made['id']}").json["draft_steps"][0]["blocks"][0]["text"] == "わたしの"


def test_saving_what_is_there_already_leaves_no_trace(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    made = api.post("/scenarios", scenario(channel)).json

    same = api.put(f"/scenarios/{made['id']}/draft", {"name": made["name"], "steps": [step(AT_ONCE)]})

    assert same.json == made
    assert len(rows(AuditEntry, org_id=org.id, action="scenario.saved")) == 1


def test_publishing_makes_a_version_and_an_unchanged_draft_none(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    at = f"/scenarios/{api.post('/scenarios', scenario(channel)).json['id']}"

    first = api.post(f"{at}/publish").json
    same = api.post(f"{at}/publish").json
    api.put(f"{at}/draft", {"name": "ようこそ", "steps": [step(AT_ONCE, "新しい文面")]})
    edited = api.get(at).json
    second = api.post(f"{at}/publish").json

    assert (first["state"], first["current"]["number"], same["current_version"]) == ("active", 1, 1)
    assert edited["current"]["steps"][0]["blocks"] == first["current"]["steps"][0]["blocks"]
    assert second["current"]["number"] == 2
    versions = api.get(f"{at}/versions").json["items"]
    assert [version["number"] for version in versions] == [2, 1]
    assert api.get(f"{at}/versions/1").json == first["current"]
    assert api.get(f"{at}/versions/3").status == 404
    assert len(rows(ScenarioVersion, org_id=org.id)) == 2


def test_a_draft_without_steps_can_be_kept_but_not_published(api: ApiClient, channel: Channel) -> None:
    made = api.post("/scenarios", {**scenario(channel), "steps": []})

    assert made.status == 201
    reply = api.post(f"/scenarios/{made.json['id']}/publish")
    assert [error["path"] for error in reply.json["errors"]] == ["steps"]


@pytest.mark.parametrize("act", ["pause", "resume"])
def test_what_was_never_published_can_neither_pause_nor_resume(
    api: ApiClient, channel: Channel, act: str
) -> None:
    made = api.post("/scenarios", scenario(channel)).json

    assert api.post(f"/scenarios/{made['id']}/{act}").json["code"] == "not_published"


def test_a_scenario_pauses_resumes_and_is_archived(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    at = f"/scenarios/{make_scenario(channel, (AT_ONCE, 'a')).id}"

    states = [api.post(f"{at}/{act}").json["state"] for act in ("pause", "resume", "archive")]

    assert states == ["paused", "active", "archived"]
    assert [row["state"] for row in api.get("/scenarios?state=archived").json["items"]] == ["archived"]
    assert api.get("/scenarios?state=active").json["items"] == []
    actions = [entry.action for entry in rows(AuditEntry, org_id=org.id, object_kind="scenario")]
    assert actions[-3:] == ["scenario.paused", "scenario.active", "scenario.archived"]


def test_scenarios_are_listed_with_how_many_are_in_them(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    made = make_scenario(channel, (A_DAY, "a"))
    empty = make_scenario(make_channel(org), (A_DAY, "a"))
    for friend in (aiko, kenji):
        api.post(f"/scenarios/{made.id}/enrolments", {"friend_ids": [friend.id]})
    api.post(f"/scenarios/{made.id}/enrolments/remove", {"friend_ids": [kenji.id]})

    listed = {row["id"]: row["enrolments"] for row in api.get("/scenarios").json["items"]}

    assert listed[made.id] == {"active": 1, "finished": 0, "stopped": 1}
    assert listed[empty.id] == {"active": 0, "finished": 0, "stopped": 0}
    assert [row["id"] for row in api.get(f"/scenarios?channel_id={channel.id}").json["items"]] == [made.id]


def test_enrolled_friends_enter_once_and_the_first_step_goes_out(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, now: datetime
) -> None:
    gone = make_friend(channel, "去った人", status=FriendStatus.BLOCKED)
    made = make_scenario(channel, (AT_ONCE, "1通目"), (A_DAY, "2通目"))
    chosen = {"friend_ids": [aiko.id, gone.id, aiko.id]}

    first = api.post(f"/scenarios/{made.id}/enrolments", chosen)
    second = api.post(f"/scenarios/{made.id}/enrolments", chosen)

    assert first.json == {"chosen": 2, "changed": 1}
    assert second.json == {"chosen": 2, "changed": 0}
    [row] = api.get(f"/scenarios/{made.id}/enrolments").json["items"]
    assert (row["friend_id"], row["state"], row["position"], row["version"]) == (aiko.id, "active", 1, 1)
    assert datetime.fromisoformat(row["due_at"]) == now + timedelta(days=1)
    assert [(row.kind, row.planned) for row in rows(Dispatch, org_id=org.id)] == [("scenario", 1)]
    assert [row.kind for row in rows(TimelineEvent, friend_id=aiko.id)] == ["scenario.entered"]
    entry = rows(AuditEntry, org_id=org.id, action="scenario.friends_enrolled")[0]
    assert entry.after == {"tag_id": None, "friend_ids": chosen["friend_ids"], "chosen": 2, "changed": 1}


def test_everyone_with_a_tag_enters_in_chunks(
    api: ApiClient, org: Organisation, channel: Channel, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff, "CHUNK", 2)
    tag, made = make_tag(org), make_scenario(channel, (A_DAY, "a"))
    tagged, _ = make_friends(channel, 5), make_friend(channel)
    with org_scope(org.id):
        ids = [friend.id for friend in tagged]
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=ids, now=now)

    entered = api.post(f"/scenarios/{made.id}/enrolments", {"tag_id": tag.id}).json
    inside = sorted(row.friend_id for row in rows(Enrolment, scenario_id=made.id))
    left = api.post(f"/scenarios/{made.id}/enrolments/remove", {"tag_id": tag.id}).json

    assert entered == left == {"chosen": 5, "changed": 5}
    assert inside == sorted(ids)
    assert {(row.state, row.end_reason) for row in rows(Enrolment, scenario_id=made.id)} == {
        ("stopped", "staff")
    }


@pytest.mark.parametrize(
    ("chosen", "path"),
    [
        ({}, "friend_ids"),
        ({"friend_ids": [1], "tag_id": 1}, "friend_ids"),
        ({"friend_ids": []}, "friend_ids"),
        ({"friend_ids": [10**18]}, "friend_ids"),
        ({"tag_id": 10**18}, "tag_id"),
    ],
    ids=str,
)
@pytest.mark.parametrize("act", ["enrolments", "enrolments/remove"])
def test_whom_one_means_must_be_clear(
    api: ApiClient, channel: Channel, chosen: dict[str, Any], path: str, act: str
) -> None:
    made = make_scenario(channel, (A_DAY, "a"))

    reply = api.post(f"/scenarios/{made.id}/{act}", chosen)

    assert reply.status == 422, reply
    assert {error["path"] for error in reply.json["errors"]} == {path}


@pytest.mark.parametrize("act", ["pause", "archive"])
def test_nobody_enters_a_scenario_that_rests(
    api: ApiClient, channel: Channel, aiko: Friend, act: str
) -> None:
    at = f"/scenarios/{make_scenario(channel, (A_DAY, 'a')).id}"
    api.post(f"{at}/{act}")

    reply = api.post(f"{at}/enrolments", {"friend_ids": [aiko.id]})

    assert (reply.status, reply.json["code"]) == (409, "scenario_not_active")


def test_enrolments_are_paged_newest_first_and_filtered(
    api: ApiClient, channel: Channel, now: datetime
) -> None:
    made = make_scenario(channel, (A_DAY, "a"))
    friends = make_friends(channel, 5)
    at = f"/scenarios/{made.id}/enrolments"
    api.post(at, {"friend_ids": [friend.id for friend in friends]})
    api.post(f"{at}/remove", {"friend_ids": [friends[0].id]})

    pages = [[row["id"] for row in page] for page in api.pages(at, 2)]
    stopped = api.get(f"{at}?state=stopped").json["items"]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [number for page in pages for number in page] == sorted(
        (row.id for row in rows(Enrolment, scenario_id=made.id)), reverse=True
    )
    assert [row["friend_id"] for row in stopped] == [friends[0].id]


def test_a_friends_runs_are_listed(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    for name in ("ようこそ", "再来店"):
        made = make_scenario(channel, (A_DAY, "a"), name=name)
        api.post(f"/scenarios/{made.id}/enrolments", {"friend_ids": [aiko.id]})

    runs = api.get(f"/friends/{aiko.id}/enrolments").json["items"]

    assert [run["scenario_name"] for run in runs] == ["再来店", "ようこそ"]
