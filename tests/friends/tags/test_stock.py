"""棚卸し: which tags want looking after."""

from datetime import date, timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_rule, make_tag, send_action

from enishi.accounts.models import Member, Organisation
from enishi.friends.models import Friend, Tag
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _findings(api: ApiClient) -> dict[str, list[str]]:
    return {item["name"]: item["findings"] for item in api.get("/tags/stock-taking").json["items"]}


def test_each_tag_comes_with_what_is_to_be_said_of_it(
    api: ApiClient, org: Organisation, channel: Channel, owner: Member
) -> None:
    old, expired, good = make_tag(org, "古い"), make_tag(org, "終わった"), make_tag(org, "良い")
    make_tag(org, "VIP会員")
    make_tag(org, "ＶＩＰ会員")
    make_rule(channel, {"kind": "tag_added", "tag_id": good.id}, send_action("ようこそ"))
    with org_scope(org.id):
        Tag.objects.filter(id=old.id).update(created_at=NOW - timedelta(days=91))
        Tag.objects.filter(id=expired.id).update(retires_on=date(2026, 10, 15))
        Tag.objects.filter(id=good.id).update(meaning="常連", purpose="先行案内", owner_id=owner.id)

    found = _findings(api)

    assert found["古い"] == ["unused", "small", "unread", "undescribed", "unowned"]
    assert found["終わった"] == ["expired", "small", "unread", "undescribed", "unowned"]
    assert found["良い"] == ["small"]
    assert "similar" in found["VIP会員"]
    assert api.get("/tags/stock-taking").json["total"] == 5


def test_a_tag_that_is_only_put_on_counts_as_read_by_nothing(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    tag = make_tag(org)
    make_rule(channel, {"kind": "follow", "case": "new"}, {"do": "add_tag", "tag_id": tag.id})

    item = api.get("/tags/stock-taking").json["items"][0]

    assert "unread" in item["findings"]
    assert [use["place"] for use in item["uses"]] == ["actions.0"]
    assert not item["is_idle"]


def test_an_archived_tag_is_not_looked_at(api: ApiClient, org: Organisation) -> None:
    make_tag(org, archived_at=NOW)

    assert api.get("/tags/stock-taking").json == {"total": 0, "items": []}


def test_the_stock_taking_is_exported_without_formulas(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    tag = make_tag(org, "=1+1")
    api.put(f"/friends/{aiko.id}/tags/{tag.id}")

    lines = api.get("/tags/stock-taking.csv").content.decode("utf-8-sig").splitlines()

    assert lines[0].startswith("タグ,フォルダ,人数")
    assert lines[1].startswith("'=1+1,,1,")
    assert "担当がいない" in lines[1]
