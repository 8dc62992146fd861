"""What rules and bulk operations do to fields, and what messages say of them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_field, make_rule, make_tag, rows, text_block

from enishi.accounts.models import Organisation
from enishi.automation.registry import ActionCall, UndoCall, action_named
from enishi.content.selectors import content_problems, placeholder_values
from enishi.friends.domain.fields import FieldType, Value
from enishi.friends.models import Field, FieldValue, Friend
from enishi.friends.selectors.fields import values_of_friends
from enishi.friends.services.field_values import set_values
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import ReactionContext
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def _tagged(channel: Channel, tag_id: int, *friends: Friend) -> None:
    with org_scope(channel.org_id):
        add_tag(
            org_id=channel.org_id,
            channel_id=channel.id,
            tag_id=tag_id,
            friend_ids=[friend.id for friend in friends],
            now=NOW,
        )


def _values(field: Field) -> dict[int, Value]:
    specs = {field.id: field.spec}
    with org_scope(field.org_id):
        found = values_of_friends(field.org_id, specs, [row.friend_id for row in rows(FieldValue)])
    return {friend_id: values[field.id] for friend_id, values in found.items() if field.id in values}


def test_a_rule_fills_counts_and_dates_fields(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(org)
    rank = make_field(org, "会員", FieldType.CHOICE, labels=["一般", "ゴールド"])
    visits = make_field(org, "来店回数", FieldType.NUMBER)
    last = make_field(org, "最終来店日", FieldType.DATE)
    rule = make_rule(
        channel,
        {"kind": "tag_added", "tag_id": tag.id},
        {"do": "set_field", "field_id": rank.id, "value": "ゴールド"},
        {"do": "add_number", "field_id": visits.id, "amount": 1},
        {"do": "set_field", "field_id": last.id, "days_from_today": -1},
    )

    _tagged(channel, tag.id, aiko, kenji)

    both = [aiko.id, kenji.id]
    assert _values(rank) == dict.fromkeys(both, 2)
    assert _values(visits) == dict.fromkeys(both, Decimal(1))
    assert _values(last) == dict.fromkeys(both, date(2026, 10, 14))
    assert {value.source for value in rows(FieldValue)} == {f"rule:{rule.id}"}
    # A label may be changed without the rule taking notice.
    assert rule.actions[0]["value"] == 2


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ({"do": "set_field", "field_id": 0, "value": "x"}, "actions.0.field_id"),
        ({"do": "set_field", "value": "いつか"}, "actions.0.value"),
        ({"do": "set_field"}, "actions.0.value"),
        ({"do": "set_field", "value": "2024/1/5", "days_from_today": 3}, "actions.0.days_from_today"),
        ({"do": "add_number", "amount": 3}, "actions.0.field_id"),
        ({"do": "clear_field", "field_id": 0}, "actions.0.field_id"),
    ],
)
def test_an_action_that_cannot_be_is_refused_when_the_rule_is_saved(
    api: ApiClient, org: Organisation, channel: Channel, action: dict[str, Any], path: str
) -> None:
    field = make_field(org, "最終来店日", FieldType.DATE)
    rule = {
        "channel_id": channel.id,
        "name": "来店",
        "trigger": {"kind": "keyword", "words": ["来店"]},
        "actions": [{"field_id": field.id, **action}],
    }

    refused = api.post("/rules", rule)

    assert refused.status == 422
    assert [problem["path"] for problem in refused.json["errors"]] == [path]


@pytest.mark.parametrize(
    ("do", "given"), [("set_field", {"value": 10}), ("add_number", {"amount": 5}), ("clear_field", {})]
)
def test_a_deed_is_taken_back_where_nobody_changed_it_since(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend, do: str, given: dict[str, Any]
) -> None:
    points = make_field(org, "ポイント", FieldType.NUMBER)
    both = [aiko.id, kenji.id]
    action = action_named(do)
    assert action is not None
    assert action.bulk is not None
    assert action.bulk.undo is not None
    params = action.params.model_validate({"field_id": points.id, **given})
    with org_scope(org.id):

        def write(values: dict[int, Any], now: datetime) -> None:
            set_values(
                org_id=org.id,
                channel_id=channel.id,
                field_id=points.id,
                values=values,
                now=now,
                source="staff:1",
            )

        write(dict.fromkeys(both, Decimal(3)), NOW)
        at = NOW + timedelta(minutes=1)
        call = ActionCall(org.id, channel.id, both, at, ReactionContext(), "operation:7", ref="operation:7")
        action.run(call, params)
        write({kenji.id: Decimal(77)}, NOW + timedelta(minutes=2))
        later = NOW + timedelta(minutes=3)
        back = action.bulk.undo(UndoCall(org.id, channel.id, both, {}, at, later, "operation:7"), params)

    assert list(back) == [aiko.id]
    assert _values(points) == {aiko.id: Decimal(3), kenji.id: Decimal(77)}


def test_a_bulk_deed_tells_beforehand_whom_it_changes(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    rank = make_field(org, "会員", FieldType.CHOICE, labels=["一般", "ゴールド"])
    api.patch(f"/friends/{aiko.id}/fields", {"values": {str(rank.id): "ゴールド"}})
    who = {"friend_ids": [aiko.id, kenji.id]}

    def foreseen(**action: Any) -> tuple[int, int]:
        reply = api.post("/bulk/preview", {"channel_id": channel.id, "who": who, "actions": [action]})
        assert reply.status == 200, reply
        effect = reply.json["actions"][0]
        return effect["changes"], effect["unchanged"]

    assert foreseen(do="set_field", field_id=rank.id, value="ゴールド") == (1, 1)
    assert foreseen(do="clear_field", field_id=rank.id) == (1, 1)


def test_messages_name_values_in_words_with_the_default_for_empty_ones(
    org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    born = make_field(org, "生年月日", FieldType.DATE)
    rank = make_field(org, "会員", FieldType.CHOICE, labels=["一般", "ゴールド"], default=1)
    with org_scope(org.id):
        for field, value in ((born, date(1990, 2, 28)), (rank, 2)):
            set_values(
                org_id=org.id,
                channel_id=channel.id,
                field_id=field.id,
                values={aiko.id: value},
                now=NOW,
                source="staff:1",
            )
        names = [f"field.{born.id}", f"field.{rank.id}", "name", "field.999999"]
        found = placeholder_values(org.id, names, [aiko.id, kenji.id])

    assert found[f"field.{born.id}"] == {aiko.id: "1990年2月28日"}
    assert found[f"field.{rank.id}"] == {aiko.id: "ゴールド", kenji.id: "一般"}
    assert found["name"] == {aiko.id: "愛子", kenji.id: "健二"}
    assert "field.999999" not in found


def test_only_fields_that_exist_can_be_named_in_a_message(
    org: Organisation, other_org: Organisation, channel: Channel
) -> None:
    ours, theirs = make_field(org, "会員番号"), make_field(other_org, "会員番号")
    archived = make_field(org, "旧姓", archived_at=NOW)

    def problems(field: Field) -> int:
        block = text_block(f"番号は{{{{field.{field.id}|未登録}}}}です。")
        with org_scope(org.id):
            return len(content_problems(org.id, [block]))

    assert [problems(field) for field in (ours, theirs, archived)] == [0, 1, 1]
