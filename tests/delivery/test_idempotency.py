"""A repeated request takes effect once: the Idempotency-Key header of what sends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from tests.api_client import ApiClient, Reply
from tests.factories import make_api_key, make_channel, make_friend, make_organisation, rows, text_block

from enishi.accounts.idempotency import KEPT_FOR, forget_old_keys
from enishi.accounts.models import AuditEntry, Organisation, RequestKey
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend

HELLO = {"blocks": [text_block("こんにちは")]}


def test_a_repetition_gets_the_first_answer_and_sends_nothing(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    first = api.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key="tap-1")
    second = api.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key="tap-1")

    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert len(rows(Dispatch, org_id=org.id)) == 1
    assert len(rows(AuditEntry, org_id=org.id, action="dispatch.requested")) == 1


def test_without_a_key_every_request_counts(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    for _ in range(2):
        api.post(f"/friends/{aiko.id}/messages", HELLO)

    assert len(rows(Dispatch, org_id=org.id)) == 2


def test_a_key_that_was_used_for_something_else_is_refused(
    api: ApiClient, org: Organisation, aiko: Friend, kenji: Friend
) -> None:
    api.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key="tap-1")

    other_body = api.post(
        f"/friends/{aiko.id}/messages", {"blocks": [text_block("さようなら")]}, Idempotency_Key="tap-1"
    )
    other_friend = api.post(f"/friends/{kenji.id}/messages", HELLO, Idempotency_Key="tap-1")

    assert (other_body.status, other_friend.status) == (409, 409)
    assert other_body.json["code"] == "idempotency_key_reused"
    assert len(rows(Dispatch, org_id=org.id)) == 1


def test_a_key_belongs_to_one_caller(api: ApiClient, org: Organisation, aiko: Friend, now: datetime) -> None:
    other = ApiClient(make_api_key(org))

    for client in (api, other):
        assert client.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key="tap-1").status == 201

    assert len(rows(Dispatch, org_id=org.id)) == 2


def test_a_request_that_failed_leaves_its_key_free(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    at = f"/friends/{aiko.id}/messages"
    template = api.post("/templates", {"name": "お礼", **HELLO}).json
    request = {"template_id": template["id"]}

    api.patch(f"/templates/{template['id']}", {"is_archived": True})
    refused = api.post(at, request, Idempotency_Key="tap-1")
    api.patch(f"/templates/{template['id']}", {"is_archived": False})
    accepted = api.post(at, request, Idempotency_Key="tap-1")

    assert (refused.status, accepted.status) == (409, 201)
    assert len(rows(Dispatch, org_id=org.id)) == 1


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_of_no_use_is_refused(api: ApiClient, org: Organisation, aiko: Friend, key: str) -> None:
    reply = api.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key=key)

    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == "Idempotency-Key"
    assert rows(Dispatch, org_id=org.id) == []


def test_old_answers_are_forgotten(api: ApiClient, org: Organisation, aiko: Friend, now: datetime) -> None:
    api.post(f"/friends/{aiko.id}/messages", HELLO, Idempotency_Key="tap-1")

    assert forget_old_keys(now + KEPT_FOR) == 0
    assert forget_old_keys(now + KEPT_FOR + timedelta(seconds=1)) == 1
    assert rows(RequestKey, org_id=org.id) == []


@pytest.mark.django_db(transaction=True)
def test_the_same_request_many_times_at_once_sends_one_message(transactional_db: None) -> None:
    org = make_organisation()
    friend = make_friend(make_channel(org))
    key = make_api_key(org)

    def send(_: int) -> Reply:
        try:
            return ApiClient(key).post(f"/friends/{friend.id}/messages", HELLO, Idempotency_Key="tap-1")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(send, range(8)))

    assert {reply.status for reply in replies} == {201}
    assert len({reply.json["id"] for reply in replies}) == 1
    assert len(rows(Dispatch, org_id=org.id)) == 1
