"""What happens when a tag is put on or taken off."""

from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_friends, make_rule, make_tag, rows

from enishi.accounts.models import Organisation
from enishi.friends.models import FriendTag, TimelineEvent
from enishi.friends.services.tagging import add_tag, remove_tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def test_a_tag_that_is_taken_off_sets_off_its_rules_and_no_others(
    org: Organisation, channel: Channel
) -> None:
    trial, other, lapsed = make_tag(org, "体験中"), make_tag(org, "常連"), make_tag(org, "離脱")
    make_rule(channel, {"kind": "tag_removed", "tag_id": trial.id}, {"do": "add_tag", "tag_id": lapsed.id})
    one, two = make_friends(channel, 2)
    with org_scope(org.id):
        for tag, friend in ((trial, one), (other, two)):
            call: dict[str, Any] = {
                "org_id": org.id,
                "channel_id": channel.id,
                "tag_id": tag.id,
                "friend_ids": [friend.id],
            }
            add_tag(**call, now=NOW)
            remove_tag(**call, now=NOW)

    assert [(row.tag_id, row.friend_id) for row in rows(FriendTag)] == [(lapsed.id, one.id)]


def test_two_rules_that_undo_each_other_come_to_an_end(org: Organisation, channel: Channel) -> None:
    tag = make_tag(org)
    make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, {"do": "remove_tag", "tag_id": tag.id})
    make_rule(channel, {"kind": "tag_removed", "tag_id": tag.id}, {"do": "add_tag", "tag_id": tag.id})
    (friend,) = make_friends(channel, 1)
    with org_scope(org.id):
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=[friend.id], now=NOW)

    assert len(rows(TimelineEvent)) < 20


def test_a_rule_on_a_tag_that_is_not_there_is_refused(api: ApiClient, channel: Channel) -> None:
    rule = {"channel_id": channel.id, "name": "x", "trigger": {"kind": "tag_removed", "tag_id": 999}}

    reply = api.post("/rules", {**rule, "actions": [{"do": "hide"}]})

    assert reply.json["errors"][0]["path"] == "trigger.tag_id"


def test_every_action_says_in_both_languages_what_it_is_and_asks(api: ApiClient) -> None:
    kinds = api.get("/actions/kinds").json["items"]

    assert {"send", "add_tag", "start_scenario"} <= {kind["do"] for kind in kinds}
    for kind in kinds:
        assert kind["ja"], kind["do"]
        assert kind["en"].isascii(), kind["do"]
        assert kind["en"], kind["do"]
        for asked in kind["inputs"]:
            assert asked["ja"], (kind["do"], asked)
            assert asked["en"], (kind["do"], asked)


def test_every_parameter_of_an_action_is_asked_for() -> None:
    from enishi.automation.registry import all_actions

    missing = {
        do: required - {each.name for each in action.inputs}
        for do, action in all_actions().items()
        if (required := {name for name, field in action.params.model_fields.items() if field.is_required()})
        - {each.name for each in action.inputs}
    }

    assert missing == {}
