"""Rules over HTTP: on-follow settings, keyword replies, and every mistake with its place."""

from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_scenario, make_tag, rows, send_action, text_block

from enishi.accounts.models import AuditEntry, Organisation
from enishi.automation.models import Rule
from enishi.content.models import Revision
from enishi.line.models import Channel

AT_ONCE = {"mode": "at_once"}


def rule(channel: Channel, **more: Any) -> dict[str, Any]:
    return {
        "channel_id": channel.id,
        "name": "クーポン",
        "trigger": {"kind": "keyword", "words": ["クーポン"]},
        "actions": [send_action("どうぞ")],
        **more,
    }


def test_a_rule_is_made_and_what_it_sends_is_frozen(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    reply = api.post("/rules", rule(channel))

    assert reply.status == 201, reply
    assert reply.json["trigger"] == {"kind": "keyword", "words": ["クーポン"], "match": "exact"}
    [action] = reply.json["actions"]
    assert rows(Revision, id=action["revision_id"])[0].blocks == [text_block("どうぞ")]
    assert api.get(f"/rules/{reply.json['id']}").json == reply.json


def test_the_on_follow_settings_are_one_rule_a_case(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    tag = make_tag(org)
    scenario = make_scenario(channel, (AT_ONCE, "ようこそ"))
    for case in ("new", "returning", "known"):
        actions = [
            send_action(f"{case}のあいさつ"),
            {"do": "add_tag", "tag_id": tag.id},
            {"do": "start_scenario", "scenario_id": scenario.id},
        ]
        made = api.post("/rules", rule(channel, trigger={"kind": "follow", "case": case}, actions=actions))
        assert made.status == 201, made
    api.post("/rules", rule(channel))

    settings = api.get(f"/rules?channel_id={channel.id}&trigger_kind=follow").json["items"]

    assert [row["trigger"]["case"] for row in settings] == ["new", "returning", "known"]
    assert [action["do"] for action in settings[0]["actions"]] == ["send", "add_tag", "start_scenario"]


def test_rules_are_listed_in_the_order_in_which_they_are_tried(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    last = api.post("/rules", rule(channel, position=2)).json["id"]
    first = api.post("/rules", rule(channel, position=1)).json["id"]
    elsewhere = api.post("/rules", rule(make_channel(org))).json["id"]

    assert [row["id"] for row in api.get("/rules").json["items"]] == [first, last, elsewhere]
    assert [row["id"] for row in api.get(f"/rules?channel_id={channel.id}").json["items"]] == [first, last]


def test_a_rule_is_replaced_as_a_whole_and_the_change_is_on_record(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    made = api.post("/rules", rule(channel)).json
    body = rule(channel, name="割引", actions=[send_action("10%引き")], is_active=False, position=3)

    changed = api.put(f"/rules/{made['id']}", body).json

    assert (changed["name"], changed["is_active"], changed["position"]) == ("割引", False, 3)
    assert changed["actions"][0]["revision_id"] != made["actions"][0]["revision_id"]
    saved = rows(AuditEntry, org_id=org.id, action="rule.saved")[-1]
    assert saved.before is not None
    assert saved.after is not None
    assert (saved.before["name"], saved.after["name"]) == ("クーポン", "割引")


def test_what_was_read_can_be_written_back(api: ApiClient, channel: Channel) -> None:
    made = api.post("/rules", rule(channel)).json
    names = ("channel_id", "name", "trigger", "actions", "position", "is_active")

    again = api.put(f"/rules/{made['id']}", {name: made[name] for name in names})

    assert again.status == 200, again
    assert {name: again.json[name] for name in names} == {name: made[name] for name in names}


def test_a_deleted_rule_is_gone(api: ApiClient, org: Organisation, channel: Channel) -> None:
    made = api.post("/rules", rule(channel)).json

    assert api.delete(f"/rules/{made['id']}").status == 204
    assert api.get(f"/rules/{made['id']}").status == 404
    assert rows(Rule, org_id=org.id) == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"trigger": {"kind": "moon"}}, "trigger"),
        ({"trigger": {"kind": "follow", "case": "twice"}}, "trigger.case"),
        ({"trigger": {"kind": "keyword", "words": []}}, "trigger.words"),
        ({"trigger": {"kind": "keyword", "words": ["  "]}}, "trigger.words.0"),
        ({"trigger": {"kind": "keyword", "words": ["a"], "match": "fuzzy"}}, "trigger.match"),
        ({"trigger": {"kind": "postback"}}, "trigger.data"),
        ({"trigger": {"kind": "tag_added", "tag_id": 10**18}}, "trigger.tag_id"),
        ({"actions": []}, "actions"),
        ({"actions": [{"do": "dance"}]}, "actions.0.do"),
        ({"actions": [{}]}, "actions.0.do"),
        ({"actions": [{"do": "send"}]}, "actions.0.blocks"),
        ({"actions": [{"do": "send", "blocks": [], "to": 1}]}, "actions.0.to"),
        ({"actions": [{"do": "send", "blocks": []}]}, "actions.0.blocks"),
        ({"actions": [{"do": "send", "blocks": [{"kind": "text"}]}]}, "actions.0.blocks.0.text"),
        ({"actions": [send_action("{{nickname}}")]}, "actions.0.blocks.0"),
        ({"actions": [send_action("あ" * 5001)]}, "actions.0.blocks.0.text"),
        ({"actions": [{"do": "add_tag", "tag_id": 10**18}]}, "actions.0.tag_id"),
        ({"actions": [{"do": "add_tag", "tag_id": "x"}]}, "actions.0.tag_id"),
        ({"actions": [{"do": "start_scenario", "scenario_id": 10**18}]}, "actions.0.scenario_id"),
        ({"position": -1}, "position"),
        ({"name": " "}, "name"),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_place(
    api: ApiClient, org: Organisation, channel: Channel, change: dict[str, Any], path: str
) -> None:
    reply = api.post("/rules", rule(channel, **change))

    assert reply.status == 422, reply
    assert {error["path"] for error in reply.json["errors"]} == {path}
    assert rows(Rule, org_id=org.id) == []


def test_mistakes_in_several_actions_are_told_at_once_in_the_callers_language(
    api: ApiClient, channel: Channel
) -> None:
    body = rule(channel, actions=[{"do": "dance"}, send_action(""), {"do": "add_tag", "tag_id": 10**18}])

    ja = api.post("/rules", body).json["errors"]
    en = api.post("/rules", body, Accept_Language="en").json["errors"]

    assert [error["path"] for error in ja] == ["actions.0.do", "actions.1.blocks.0.text", "actions.2.tag_id"]
    assert "このタグはありません。" in ja[2]["detail"]
    assert en[2]["detail"] == "There is no such tag."
    assert all(error["detail"].isascii() for error in en[1:])


def test_a_scenario_of_another_channel_cannot_be_started(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    elsewhere = make_scenario(make_channel(org), (AT_ONCE, "ようこそ"))
    start = {"do": "start_scenario", "scenario_id": elsewhere.id}

    reply = api.post("/rules", rule(channel, actions=[start]))

    assert reply.json["errors"][0]["path"] == "actions.0.scenario_id"


def test_an_archived_tag_is_no_trigger(api: ApiClient, org: Organisation, channel: Channel) -> None:
    tag = make_tag(org, archived_at=NOW)
    body = rule(channel, trigger={"kind": "tag_added", "tag_id": tag.id})

    assert api.post("/rules", body).json["errors"][0]["path"] == "trigger.tag_id"
