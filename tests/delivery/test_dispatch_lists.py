"""Lists of dispatches: what was sent in a few words, and only those with trouble."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_api_key

from enishi.accounts.models import Organisation, Role
from enishi.content.domain.outline import outline_of
from enishi.delivery.models import Dispatch, DispatchState
from enishi.friends.models import Friend
from enishi.kit.tenancy import org_scope


def order(api: ApiClient, friend: Friend, **columns: Any) -> int:
    body = {
        "channel_id": friend.channel_id,
        "blocks": [{"kind": "text", "text": "{{name}}さん、\n新メニューです"}],
        "recipients": {"friend_ids": [friend.id]},
        "due_at": (NOW + timedelta(days=1)).isoformat(),
    }
    made: int = api.post("/dispatches", body).json["id"]
    with org_scope(friend.org_id):
        Dispatch.objects.filter(org_id=friend.org_id, id=made).update(**columns or {"priority": 40})
    return made


def test_a_list_tells_what_was_sent_in_a_few_words(api: ApiClient, aiko: Friend) -> None:
    made = order(api, aiko)

    item = api.get("/dispatches").json["items"][0]
    shown = api.get(f"/dispatches/{made}").json

    assert item["outline"] == {"kind": "text", "text": "{{name}}さん、 新メニューです", "blocks": 1}
    assert shown["messages"] == [{"type": "text", "text": "{{name}}さん、\n新メニューです"}]


def test_replies_in_talks_are_read_only_by_those_who_may_see_talks(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    made = api.post(f"/friends/{aiko.id}/messages", {"blocks": [{"kind": "text", "text": "検査の結果です"}]})
    path, analyst = f"/dispatches/{made.json['id']}", ApiClient(make_api_key(org, role=Role.ANALYST))

    item, shown = analyst.get("/dispatches").json["items"][0], analyst.get(path).json

    assert (item["kind"], item["outline"], shown["messages"]) == ("staff", None, [])
    assert api.get("/dispatches").json["items"][0]["outline"]["text"] == "検査の結果です"
    assert api.get(path).json["messages"] == [{"type": "text", "text": "検査の結果です"}]


def test_dispatches_are_filtered_by_their_trouble(api: ApiClient, aiko: Friend) -> None:
    failed, unknown = order(api, aiko, failed=1), order(api, aiko, unknown=1)
    paused = order(api, aiko, state=DispatchState.PAUSED)
    order(api, aiko)

    def found(problem: str) -> list[int]:
        return [item["id"] for item in api.get(f"/dispatches?problem={problem}").json["items"]]

    assert found("failed") == [failed]
    assert found("unknown") == [unknown]
    assert found("paused") == [paused]
    assert sorted(found("any")) == [failed, unknown, paused]


def test_dispatches_are_filtered_by_when_they_are_due(api: ApiClient, aiko: Friend) -> None:
    order(api, aiko)

    assert len(api.get("/dispatches?due_from=2026-10-16T00:00:00Z").json["items"]) == 1
    assert api.get("/dispatches?due_before=2026-10-16T00:00:00Z").json["items"] == []


def test_the_ledger_names_the_friend(api: ApiClient, aiko: Friend) -> None:
    made = order(api, aiko)
    api.post(f"/dispatches/{made}/cancel")

    items = api.get(f"/dispatches/{made}/deliveries").json["items"]
    assert [(item["friend_name"], item["reason_ja"]) for item in items] == [
        ("愛子", "配信が中止されました。")
    ]


@pytest.mark.parametrize(
    ("blocks", "kind", "text"),
    [
        ([], "", ""),
        ([{"kind": "image", "url": "https://example.com/a.png"}], "image", ""),
        ([{"kind": "image"}, {"kind": "flex", "alt_text": "今月のお知らせ"}], "image", "今月のお知らせ"),
        ([{"kind": "text", "text": "あ" * 100}], "text", "あ" * 79 + "…"),
    ],
)
def test_the_outline_is_the_first_words(blocks: list[dict[str, Any]], kind: str, text: str) -> None:
    outline = outline_of(blocks)

    assert (outline.kind, outline.text, outline.blocks) == (kind, text, len(blocks))
