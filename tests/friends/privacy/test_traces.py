"""What was written to or about one person in rows that others share: it goes where it is theirs alone."""

from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_field, make_friend, make_rule, rows, send_action
from tests.friends.privacy.person import CANARY, residues

from enishi.accounts.models import AuditEntry, Organisation, RequestKey
from enishi.accounts.permissions import COMMAND_LINE
from enishi.content.models import Revision
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend, Operation
from enishi.friends.privacy.erasing import request_erasure
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _work() -> None:
    while run_next_chunk(NOW):
        pass


def _erase(friend: Friend) -> None:
    with org_scope(friend.org_id):
        request_erasure(
            org_id=friend.org_id,
            friend_id=friend.id,
            typed_name=friend.display_name,
            actor=COMMAND_LINE,
            now=NOW,
        )
    _work()


def _write(api: ApiClient, friend: Friend, text: str) -> int:
    reply = api.post(f"/friends/{friend.id}/messages", {"blocks": [{"kind": "text", "text": text}]})
    assert reply.status == 201, reply.content
    dispatch = rows(Dispatch, org_id=friend.org_id)[-1]
    return int(dispatch.id)


def _text_of(api: ApiClient, dispatch_id: int) -> Any:
    return [message["text"] for message in api.get(f"/dispatches/{dispatch_id}").json["messages"]]


def test_words_to_one_person_go_and_words_that_others_got_stay(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend, other = make_friend(channel, "愛子"), make_friend(channel, "健二")
    alone = _write(api, friend, f"{CANARY}様の病状について")
    both = _write(api, friend, "ありがとうございます")
    _write(api, other, "ありがとうございます")
    ruled = _write(api, friend, "ようこそ")
    make_rule(channel, {"kind": "follow", "case": "new"}, send_action("ようこそ"))

    _erase(friend)

    assert _text_of(api, alone) == []
    assert _text_of(api, both) == ["ありがとうございます"]
    assert _text_of(api, ruled) == ["ようこそ"]
    assert residues(org.id, friend) == {}


def test_the_same_words_can_be_written_again_to_somebody_else(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend, other = make_friend(channel, "愛子"), make_friend(channel, "健二")
    _write(api, friend, "お待ちしています")
    _erase(friend)

    again = _write(api, other, "お待ちしています")

    assert _text_of(api, again) == ["お待ちしています"]
    assert [len(revision.blocks) for revision in rows(Revision, org_id=org.id)] == [0, 1]


def test_kept_answers_go_and_what_was_done_is_not_done_again(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend = make_friend(channel, "愛子")
    body = {"name": f"{CANARY}愛子"}
    made = api.post("/customers", body, Idempotency_Key="once")
    assert made.status == 201, made.content
    api.patch(f"/customers/{made.json['id']}", {"name": ""})

    _erase(friend)

    assert [row.answer for row in rows(RequestKey, org_id=org.id)] == [None]
    again = api.post("/customers", body, Idempotency_Key="once")
    assert (again.status, again.json["code"]) == (409, "answer_not_kept")


def test_what_a_bulk_operation_wrote_about_this_friend_alone_goes(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    friend, other = make_friend(channel, "愛子"), make_friend(channel, "健二")
    field = make_field(org, "氏名")
    for friend_ids, value in (([friend.id], f"{CANARY}愛子"), ([friend.id, other.id], "みなさま")):
        action = {"do": "set_field", "field_id": field.id, "value": value}
        body = {"channel_id": channel.id, "who": {"friend_ids": friend_ids}, "actions": [action]}
        assert api.post("/bulk", body).status == 202
        _work()

    _erase(friend)

    alone, both, _ = rows(Operation, org_id=org.id)
    assert (alone.params["actions"], alone.can_undo) == ([], False)
    assert both.params["actions"][0]["value"] == "みなさま"
    assert both.title["ja"] == "「氏名」に値を入れる"
    assert residues(org.id, friend) == {}


def test_the_audit_log_does_not_tell_an_outside_id(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    customer = api.post("/customers", {"name": "愛子"}).json
    added = api.post(f"/customers/{customer['id']}/external-ids", {"system": "shop", "value": "C-10427"})
    assert added.status == 200, added.content
    api.delete(f"/customers/{customer['id']}/external-ids/{added.json['external_ids'][0]['id']}")

    (noted,) = rows(AuditEntry, org_id=org.id, action="customer.id_added")
    (gone,) = rows(AuditEntry, org_id=org.id, action="customer.id_removed")
    assert noted.after == gone.before == {"system": "shop", "value": "…27"}
