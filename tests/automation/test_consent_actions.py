"""What rules and bulk operations write down of consent."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_rule, make_tag, rows

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.registry import ActionCall, action_named
from enishi.friends.models import Consent, ConsentPurpose, Friend, TimelineEvent
from enishi.friends.services.consents import record_consent, save_purpose
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import ReactionContext
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def purpose(org: Organisation) -> ConsentPurpose:
    with org_scope(org.id):
        return save_purpose(org_id=org.id, name="お知らせ", wording="送ります。", actor=COMMAND_LINE, now=NOW)


def _action(purpose: ConsentPurpose, answer: str = "given", source: str = "アンケート") -> dict[str, Any]:
    return {"do": "record_consent", "purpose_id": purpose.id, "answer": answer, "source": source}


def _say(friend: Friend, purpose: ConsentPurpose, *, is_given: bool) -> None:
    with org_scope(friend.org_id):
        record_consent(
            org_id=friend.org_id,
            friend_id=friend.id,
            purpose_id=purpose.id,
            is_given=is_given,
            source="店頭",
            actor=COMMAND_LINE,
            now=NOW - timedelta(days=1),
        )


def test_a_rule_keeps_consent_with_its_wording_and_where_it_was_given(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, purpose: ConsentPurpose
) -> None:
    tag = make_tag(org)
    rule = make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, _action(purpose))
    _say(kenji, purpose, is_given=True)

    with org_scope(org.id):
        both = [aiko.id, kenji.id]
        add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=both, now=NOW)

    # Kenji had said so before, of the same wording: that stands.
    (new,) = rows(Consent, org_id=org.id, at=NOW)
    assert (new.friend_id, new.is_given, new.version, new.source) == (aiko.id, True, 1, "アンケート")
    (fact,) = rows(TimelineEvent, org_id=org.id, kind="consent.given", friend_id=aiko.id)
    assert fact.data["cause"] == f"rule:{rule.id}"


def test_staff_record_what_many_friends_said_at_once_and_see_before_whom_it_changes(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend, purpose: ConsentPurpose
) -> None:
    _say(kenji, purpose, is_given=False)
    wanted = {
        "channel_id": channel.id,
        "who": {"friend_ids": [aiko.id, kenji.id]},
        "actions": [_action(purpose, "withdrawn", "電話")],
    }

    forecast = api.post("/bulk/preview", wanted).json
    started = api.post("/bulk", wanted)
    while run_next_chunk(NOW):
        pass

    (action,) = forecast["actions"]
    assert (action["changes"], action["unchanged"], action["can_undo"]) == (1, 1, False)
    assert action["warnings"] == ["consent_is_kept"]
    assert started.status == 202
    last = {row.friend_id: row for row in rows(Consent, ("at", "id"), org_id=channel.org_id)}
    assert [(last[each.id].is_given, last[each.id].source) for each in (aiko, kenji)] == [
        (False, "電話"),
        (False, "店頭"),
    ]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"purpose_id": 0}, "actions.0.purpose_id"),
        ({"answer": "maybe"}, "actions.0.answer"),
        ({"source": " "}, "actions.0.source"),
    ],
)
def test_an_action_that_cannot_be_is_refused_when_the_rule_is_saved(
    api: ApiClient, channel: Channel, purpose: ConsentPurpose, change: dict[str, Any], path: str
) -> None:
    reply = api.post(
        "/rules",
        {
            "channel_id": channel.id,
            "name": "同意",
            "trigger": {"kind": "keyword", "words": ["同意します"], "match": "exact"},
            "actions": [_action(purpose) | change],
        },
    )

    assert reply.status == 422
    assert [each["path"] for each in reply.json["errors"]] == [path]


def test_an_archived_purpose_is_passed_over(channel: Channel, aiko: Friend, purpose: ConsentPurpose) -> None:
    action = action_named("record_consent")
    assert action is not None
    with org_scope(channel.org_id):
        ConsentPurpose.objects.filter(id=purpose.id).update(archived_at=NOW)
        params = action.params.model_validate({k: v for k, v in _action(purpose).items() if k != "do"})
        call = ActionCall(channel.org_id, channel.id, [aiko.id], NOW, ReactionContext(), "rule:1")
        effect = action.run(call, params)

    assert effect is not None
    assert effect.changed == ()
    assert rows(Consent, org_id=channel.org_id) == []


def test_a_purpose_that_rules_and_segments_speak_of_is_not_archived(
    api: ApiClient, channel: Channel, purpose: ConsentPurpose
) -> None:
    rule = make_rule(channel, {"kind": "follow", "case": "new"}, _action(purpose))
    leaf = {"kind": "consent", "purpose_id": purpose.id, "state": "given"}
    segment = api.post(
        "/segments",
        {
            "channel_id": channel.id,
            "name": "同意した人",
            "tree": {"version": 1, "root": {"kind": "all", "of": [leaf]}},
        },
    ).json
    wanted = {"name": "お知らせ", "wording": "送ります。", "is_archived": True}

    reply = api.put(f"/consent-purposes/{purpose.id}", wanted)

    assert (reply.status, reply.json["code"]) == (409, "in_use")
    assert {each["path"] for each in reply.json["errors"]} == {f"rule.{rule.id}", f"segment.{segment['id']}"}
    assert rows(ConsentPurpose, id=purpose.id)[0].archived_at is None
    # Its words can be changed as before.
    assert api.put(f"/consent-purposes/{purpose.id}", wanted | {"is_archived": False}).status == 200
