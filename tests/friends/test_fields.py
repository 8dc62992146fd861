"""Fields over HTTP: made, changed, archived, deleted, their types changed; and what friends have in them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_field, make_friends, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.conditions import references
from enishi.friends.conditions.references import Use
from enishi.friends.domain.fields import FieldType
from enishi.friends.models import Field, FieldValue, Friend, Operation, TimelineEvent
from enishi.friends.services import field_types
from enishi.friends.services.field_values import set_values
from enishi.friends.services.fields import change_field
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

CHOICES = [{"label": "一般"}, {"label": "ゴールド"}]


def _fill(field: Field, channel: Channel, values: dict[int, Any]) -> None:
    with org_scope(field.org_id):
        set_values(
            org_id=field.org_id,
            channel_id=channel.id,
            field_id=field.id,
            values=values,
            now=NOW,
            source="import:1",
        )


def _use(monkeypatch: pytest.MonkeyPatch, *uses: Use) -> None:
    def source(org_id: int, kind: str, ids: Collection[int]) -> list[tuple[int, Use]]:
        return [(each, use) for each in ids for use in uses]

    monkeypatch.setattr(references, "wired", lambda setting: [source])


def test_a_field_is_made_with_its_choices(api: ApiClient) -> None:
    made = api.post("/fields", {"name": "会員", "type": "choice", "settings": {"choices": CHOICES}})

    assert made.status == 201, made
    assert made.json["settings"]["choices"] == [
        {"id": 1, "label": "一般", "is_archived": False},
        {"id": 2, "label": "ゴールド", "is_archived": False},
    ]
    assert [each["name"] for each in api.get("/fields").json["items"]] == ["会員"]
    assert (rows(AuditEntry, action="field.created")[0].after or {})["name"] == "会員"


def test_a_choice_that_is_left_out_is_archived_and_its_number_never_used_again(api: ApiClient) -> None:
    made = api.post("/fields", {"name": "会員", "type": "choice", "settings": {"choices": CHOICES}}).json
    settings = {"choices": [{"id": 1, "label": "レギュラー"}, {"label": "プラチナ"}]}

    changed = api.patch(f"/fields/{made['id']}", {"settings": settings})

    assert changed.json["settings"]["choices"] == [
        {"id": 1, "label": "レギュラー", "is_archived": False},
        {"id": 3, "label": "プラチナ", "is_archived": False},
        {"id": 2, "label": "ゴールド", "is_archived": True},
    ]


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"type": "choice"}, "settings.choices"),
        (
            {"type": "choice", "settings": {"choices": [{"label": "A"}, {"label": "ａ"}]}},
            "settings.choices.1.label",
        ),
        ({"type": "choices", "settings": {"choices": [{"label": "A、B"}]}}, "settings.choices.0.label"),
        ({"type": "number", "settings": {"min": 5, "max": 1}}, "settings.max"),
        ({"type": "number", "settings": {"min": 5}, "default_value": 1}, "default_value"),
        ({"type": "text", "settings": {"max_length": 5000}}, "settings.max_length"),
        ({"type": "date", "default_value": "いつか"}, "default_value"),
    ],
)
def test_what_cannot_be_is_named_where_it_stands(api: ApiClient, payload: dict[str, Any], path: str) -> None:
    refused = api.post("/fields", {"name": "欄", **payload})

    assert refused.status == 422
    assert [problem["path"] for problem in refused.json["errors"]] == [path]


def test_two_fields_cannot_bear_what_looks_like_one_name(api: ApiClient, org: Organisation) -> None:
    make_field(org, "メール")
    make_field(org, "旧姓", archived_at=NOW)

    assert api.post("/fields", {"name": "ﾒｰﾙ", "type": "text"}).status == 409
    assert api.post("/fields", {"name": "旧姓", "type": "text"}).status == 201


def test_fields_are_put_in_order(api: ApiClient, org: Organisation) -> None:
    first, second = make_field(org, "氏名"), make_field(org, "電話")

    assert api.put("/fields/order", {"field_ids": [second.id, first.id]}).status == 204

    assert [each["name"] for each in api.get("/fields").json["items"]] == ["電話", "氏名"]
    assert api.put("/fields/order", {"field_ids": [second.id]}).status == 422


def test_a_field_that_is_used_is_neither_archived_nor_deleted(
    api: ApiClient, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    field, archived = make_field(org, "氏名"), make_field(org, "旧姓", archived_at=NOW)
    _use(monkeypatch, Use("segment", 3, "常連", None, "condition"))

    refused = api.patch(f"/fields/{field.id}", {"is_archived": True})

    assert refused.status == 409
    assert [problem["path"] for problem in refused.json["errors"]] == ["segment.3"]
    assert api.delete(f"/fields/{archived.id}").status == 409
    assert api.get(f"/fields/{field.id}/uses").json["items"][0]["name"] == "常連"


def test_deleting_values_has_to_be_meant(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    field = make_field(org, "氏名")
    _fill(field, channel, {aiko.id: "佐藤 愛子"})
    assert api.delete(f"/fields/{field.id}").status == 409
    api.patch(f"/fields/{field.id}", {"is_archived": True})

    refused = api.delete(f"/fields/{field.id}")
    assert (refused.status, refused.json["code"]) == (409, "field_has_values")
    assert len(rows(FieldValue)) == 1

    assert api.delete(f"/fields/{field.id}?with_values=true").status == 204
    assert (rows(FieldValue), rows(Field)) == ([], [])


def test_a_copy_can_be_kept_and_holds_no_formula(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    field = make_field(org, "ひとこと")
    _fill(field, channel, {aiko.id: "=1+1", kenji.id: "こんにちは"})

    reply = api.post(f"/fields/{field.id}/backup")

    lines = reply.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert f"{aiko.id},{aiko.line_user_id},愛子,'=1+1,import:1," in lines[1]
    assert rows(AuditEntry, action="field.backed_up")[0].after == {"name": "ひとこと", "friends": 2}


def test_staff_write_several_fields_at_once_or_none(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    born = make_field(org, "生年月日", FieldType.DATE)
    visits = make_field(org, "来店回数", FieldType.NUMBER, default=1)
    at = f"/friends/{aiko.id}/fields"

    refused = api.patch(at, {"values": {str(born.id): "令和6年1月5日", str(visits.id): "たくさん", "999": 1}})
    assert refused.status == 422
    assert [each["path"] for each in refused.json["errors"]] == [f"values.{visits.id}", "values.999"]
    assert rows(FieldValue) == []

    done = api.patch(at, {"values": {str(born.id): "令和6年1月5日", str(visits.id): "１２"}})
    by_name = {each["name"]: each for each in done.json["items"]}
    assert (by_name["生年月日"]["value"], by_name["生年月日"]["text"]) == ("2024-01-05", "2024年1月5日")
    assert by_name["来店回数"]["value"] == 12
    assert by_name["来店回数"]["source"]["kind"] == "api_key"
    assert by_name["来店回数"]["source"]["name"] == "テスト"
    assert api.get(f"/friends/{aiko.id}").json["fields"] == done.json["items"]
    # What was written may be a person's own; the log only tells which fields.
    assert rows(AuditEntry, action="friend.fields_changed")[0].after == {"fields": ["生年月日", "来店回数"]}


def test_the_history_tells_what_was_and_who_changed_it(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend
) -> None:
    field = make_field(org, "会員", FieldType.CHOICE, labels=["一般", "ゴールド"])
    other = make_field(org, "メモ")
    _fill(field, channel, {aiko.id: 1})
    _fill(other, channel, {aiko.id: "別の欄"})
    api.patch(f"/friends/{aiko.id}/fields", {"values": {str(field.id): "ゴールド"}})

    first = api.get(f"/friends/{aiko.id}/fields/{field.id}/history?limit=1").json
    rest = api.get(f"/friends/{aiko.id}/fields/{field.id}/history?limit=1&cursor={first['next_cursor']}").json

    told = [
        (each["before_text"], each["after_text"], each["source"]["kind"])
        for each in first["items"] + rest["items"]
    ]
    assert told == [("一般", "ゴールド", "api_key"), ("", "一般", "import")]
    assert rest["next_cursor"] is None


def test_a_starter_set_makes_what_is_not_there_yet(api: ApiClient, org: Organisation) -> None:
    make_field(org, "氏名")

    done = api.post("/fields/starter-sets", {"key": "salon", "language": "ja"})

    assert done.status == 200, done
    assert done.json["skipped"] == ["氏名"]
    made = {each["name"]: each for each in done.json["items"]}
    assert made["生年月日"]["settings"]["is_yearly"]
    assert [each["label"] for each in made["よく頼むメニュー"]["settings"]["choices"]][:2] == [
        "カット",
        "カラー",
    ]
    assert api.post("/fields/starter-sets", {"key": "salon", "language": "ja"}).json["items"] == []
    assert api.post("/fields/starter-sets", {"key": "none"}).status == 404


def test_every_starter_set_can_be_made_in_both_languages(api: ApiClient) -> None:
    for each in api.get("/fields/starter-sets").json["items"]:
        for language in ("ja", "en"):
            assert api.post("/fields/starter-sets", {"key": each["key"], "language": language}).status == 200


def test_a_field_with_values_that_one_does_not_see_is_not_archived(
    org: Organisation, channel: Channel
) -> None:
    field, second = make_field(org, "来店回数"), make_channel(org, name="二号店")
    _fill(field, second, {make_friends(second, 1)[0].id: "3"})

    with (
        limited_to_channels([channel.id]),
        org_scope(org.id),
        pytest.raises(ProblemError) as refused,
    ):
        change_field(
            org_id=org.id,
            field_id=field.id,
            changes={"is_archived": True},
            shape=None,
            actor=COMMAND_LINE,
            now=NOW,
        )

    assert refused.value.status == 403


def test_the_type_change_does_what_its_report_said(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    field = make_field(org, "来店回数")
    texts = ["3", "１２箱", "1,200", "なし", "なし"]
    friends = make_friends(channel, len(texts))
    _fill(field, channel, {friend.id: text for friend, text in zip(friends, texts, strict=True)})
    wanted = {"type": "number", "settings": {"decimals": 0}}

    report = api.post(f"/fields/{field.id}/type-change/preview", wanted).json
    assert (report["converts"], report["fails"], report["is_complete"]) == (2, 3, True)
    assert [(each["value"], each["number"]) for each in report["losses"]] == [("なし", 2), ("１２箱", 1)]
    assert {"before": "1,200", "after": "1,200"} in report["samples"]

    refused = api.post(f"/fields/{field.id}/type-change", wanted)
    assert (refused.status, refused.json["code"]) == (409, "values_do_not_fit")
    assert {value.text_value for value in rows(FieldValue)} == set(texts)

    done = api.post(f"/fields/{field.id}/type-change", {**wanted, "on_failure": "clear"})
    assert (done.json["converted"], done.json["cleared"]) == (report["converts"], report["fails"])
    assert {value.number_value for value in rows(FieldValue)} == {Decimal(3), Decimal(1200)}
    assert all(value.text_value is None for value in rows(FieldValue))
    emptied = [
        event.data["changes"][0] for event in rows(TimelineEvent) if event.data["changes"][0]["after"] is None
    ]
    assert sorted(change["before"] for change in emptied) == ["なし", "なし", "１２箱"]


@pytest.mark.parametrize(
    ("old", "value", "new", "settings", "after"),
    [
        ("text", "ゴールド", "choice", {"choices": CHOICES}, 2),
        ("text", "一般、ゴールド", "choices", {"choices": CHOICES}, [1, 2]),
        ("text", "2024年1月5日", "date", {}, "2024-01-05"),
        ("text", "090-1234-5678", "phone", {}, "+819012345678"),
        ("number", Decimal("1200.50"), "text", {}, "1200.5"),
        ("phone", "+819012345678", "text", {}, "090-1234-5678"),
        ("boolean", True, "text", {}, "はい"),
        ("text", "改行\nなし", "long_text", {}, "改行\nなし"),
    ],
)
def test_values_keep_their_meaning_in_another_type(
    api: ApiClient,
    org: Organisation,
    channel: Channel,
    aiko: Friend,
    old: str,
    value: Any,
    new: str,
    settings: dict[str, Any],
    after: Any,
) -> None:
    field = make_field(org, "欄", FieldType(old))
    _fill(field, channel, {aiko.id: value})

    done = api.post(f"/fields/{field.id}/type-change", {"type": new, "settings": settings})

    assert done.status == 200, done
    shown = api.get(f"/friends/{aiko.id}/fields").json["items"]
    assert [(each["type"], each["value"]) for each in shown] == [(new, after)]


def test_single_and_several_choices_change_into_each_other(
    api: ApiClient, org: Organisation, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    field = make_field(org, "会員", FieldType.CHOICE, labels=["一般", "ゴールド"])
    _fill(field, channel, {aiko.id: 2})

    assert api.post(f"/fields/{field.id}/type-change", {"type": "choices"}).json["converted"] == 1
    assert api.get(f"/friends/{aiko.id}/fields").json["items"][0]["value"] == [2]

    api.patch(f"/friends/{kenji.id}/fields", {"values": {str(field.id): [1, 2]}})
    report = api.post(f"/fields/{field.id}/type-change/preview", {"type": "choice"}).json
    assert (report["converts"], report["fails"]) == (1, 1)


def test_a_type_that_conditions_rely_on_is_not_changed(
    api: ApiClient, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = make_field(org, "来店回数")
    _use(monkeypatch, Use("rule", 3, "お礼", None, "condition"), Use("template", 4, "案内", None, "blocks.0"))

    refused = api.post(f"/fields/{field.id}/type-change", {"type": "number"})

    assert refused.status == 409
    assert [problem["path"] for problem in refused.json["errors"]] == ["rule.3"]


def test_many_values_change_their_type_as_an_operation(
    api: ApiClient, org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(field_types, "AT_ONCE", 3)
    monkeypatch.setattr(field_types, "_CHUNK", 2)
    field = make_field(org, "来店回数")
    friends = make_friends(channel, 5)
    _fill(field, channel, {friend.id: str(number) for number, friend in enumerate(friends)})

    done = api.post(f"/fields/{field.id}/type-change", {"type": "number", "on_failure": "clear"}).json
    assert done["operation_id"] is not None
    assert rows(Field)[0].type == "text"

    assert run_next_chunk(NOW)

    assert rows(Field)[0].type == "number"
    assert {value.number_value for value in rows(FieldValue)} == set(map(Decimal, range(5)))
    (operation,) = rows(Operation)
    assert (operation.state, operation.changed) == ("done", 5)


def test_another_organisation_sees_and_writes_nothing(
    api: ApiClient, other_api: ApiClient, org: Organisation, other_org: Organisation, aiko: Friend
) -> None:
    field = make_field(org, "氏名")
    theirs = make_channel(other_org)

    assert other_api.get("/fields").json["items"] == []
    assert other_api.patch(f"/fields/{field.id}", {"name": "のっとり"}).status == 404
    assert other_api.patch(f"/friends/{aiko.id}/fields", {"values": {str(field.id): "x"}}).status == 404
    stranger = make_friends(theirs, 1)[0]
    refused = other_api.patch(f"/friends/{stranger.id}/fields", {"values": {str(field.id): "x"}})
    assert refused.status == 422
