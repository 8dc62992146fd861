"""The edge that LINE calls: what is answered, and what is in the table by then."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.factories import NOW, make_channel, make_organisation, rows
from tests.intake.edge import SECRET, Request, at_the_edge, body_of, call, event, message, post

from enishi.intake.models import InboundEvent
from enishi.intake.webhook import MAX_BODY_BYTES, PREFIX, WebhookApp
from enishi.kit.crypto import seal
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.line.signature import signature_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel() -> Channel:
    return make_channel(make_organisation())


def stored() -> list[InboundEvent]:
    return rows(InboundEvent, ("occurred_at", "webhook_event_id"))


def test_a_genuine_event_is_in_the_table_when_200_is_answered(channel: Channel) -> None:
    sent = message("こんにちは", at=NOW)
    assert post(Request(channel, body_of(sent))) == [200]
    (row,) = stored()
    assert (row.org_id, row.channel_id, row.webhook_event_id, row.occurred_at) == (
        channel.org_id,
        channel.id,
        sent["webhookEventId"],
        NOW,
    )
    assert row.processed_at is None
    assert "こんにちは" in row.raw


def test_several_events_in_one_request_are_all_kept(channel: Channel) -> None:
    events = [message(str(number), at=NOW + timedelta(seconds=number)) for number in range(5)]
    assert post(Request(channel, body_of(*events))) == [200]
    assert [row.webhook_event_id for row in stored()] == [each["webhookEventId"] for each in events]


def test_no_events_is_lines_verification_and_answered_200(channel: Channel) -> None:
    assert post(Request(channel, body_of())) == [200]
    assert stored() == []


def test_a_wrong_signature_is_401_and_nothing_is_stored(channel: Channel) -> None:
    body = body_of(message("あ", at=NOW))
    signatures = ["", "x", "あ", "A" * 44, "=" * 5000]
    assert post(*(Request(channel, body, each) for each in signatures)) == [401] * len(signatures)
    assert stored() == []


def test_one_byte_of_difference_in_the_body_is_401(channel: Channel) -> None:
    body = body_of(message("あ", at=NOW))
    signature = signature_of(body, SECRET)
    altered = [body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :] for at in range(0, len(body), 7)]
    assert set(post(*(Request(channel, each, signature) for each in altered))) == {401}
    assert stored() == []


def test_another_channels_secret_does_not_sign_for_this_one(channel: Channel) -> None:
    other = make_channel(make_organisation("カフェみなと"), secret="f" * 32)
    body = body_of(message("あ", at=NOW))
    assert post(Request(channel, body, secret="f" * 32), Request(other, body, secret="f" * 32)) == [401, 200]
    assert [row.channel_id for row in stored()] == [other.id]


def test_during_a_rotation_both_secrets_sign(channel: Channel) -> None:
    new = "e" * 32
    with org_scope(channel.org_id):
        Channel.objects.filter(id=channel.id).update(
            previous_secret_sealed=channel.secret_sealed, secret_sealed=seal(new, "line.channel")
        )
    requests = [Request(channel, body_of(message("あ", at=NOW)), secret=secret) for secret in (SECRET, new)]
    assert post(*requests, Request(channel, body_of(), secret="d" * 32)) == [200, 200, 401]
    assert len(stored()) == 2


def test_an_unknown_channel_is_404(channel: Channel) -> None:
    body = body_of(message("あ", at=NOW))
    keys = ["", "unknown", "x" * 5000, "../admin", "あ", "\x00"]
    assert post(*(Request(channel, body, key=each) for each in keys)) == [404] * len(keys)
    assert stored() == []


def test_a_channel_that_is_switched_off_is_404(channel: Channel) -> None:
    with org_scope(channel.org_id):
        Channel.objects.filter(id=channel.id).update(is_active=False)
    assert post(Request(channel, body_of())) == [404]


def test_what_is_no_webhook_is_400_although_it_is_signed(channel: Channel) -> None:
    bodies = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"events": {}}',
        b"{}",
        b'{"events": 5}',
        b'{"events": NaN}',
    ]
    assert post(*(Request(channel, each) for each in bodies)) == [400] * len(bodies)


def test_what_is_no_webhook_and_not_signed_is_401(channel: Channel) -> None:
    assert post(Request(channel, b"{", "x")) == [401]


def test_a_body_that_is_too_large_is_413_also_in_pieces(channel: Channel) -> None:
    body = body_of(message("x" * (MAX_BODY_BYTES + 1), at=NOW))
    assert post(Request(channel, body), Request(channel, body, parts=7)) == [413, 413]
    assert stored() == []


def test_a_body_that_does_not_end_is_408_in_time(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enishi.intake.webhook._BODY_SECONDS", 0.05)
    statuses: list[int] = []

    async def begin_and_never_end() -> dict[str, Any]:
        if begun:
            await asyncio.Event().wait()
        begun.append(True)
        return {"type": "http.request", "body": b"{", "more_body": True}

    async def note(sent: Any) -> None:
        if sent["type"] == "http.response.start":
            statuses.append(sent["status"])

    begun: list[bool] = []
    scope = {"type": "http", "method": "POST", "path": PREFIX + channel.webhook_key, "headers": []}
    at_the_edge(lambda app: app(scope, begin_and_never_end, note))
    assert statuses == [408]
    assert stored() == []


def test_a_large_body_within_the_limit_is_taken_in_pieces(channel: Channel) -> None:
    body = body_of(*(message("x" * 900, at=NOW) for _ in range(500)))
    assert post(Request(channel, body, parts=9)) == [200]
    assert len(stored()) == 500


def test_anything_but_post_is_405(channel: Channel) -> None:
    assert post(*(Request(channel, b"", method=method) for method in ("GET", "PUT", "HEAD"))) == [405] * 3


def test_strange_events_are_kept_and_do_not_cost_their_neighbours(channel: Channel) -> None:
    strange: list[Any] = [
        None,
        5,
        "event",
        [],
        {},
        {"type": 7},
        event("futureEvent", at=NOW, extra={"deep": [1, None]}),
    ]
    assert post(Request(channel, body_of(*strange, message("あ", at=NOW)))) == [200]
    assert len(stored()) == len(strange) + 1


def test_text_that_no_database_likes_is_kept(channel: Channel) -> None:
    lone = body_of(message("HALF", at=NOW)).replace(b"HALF", b"\\ud83d")
    assert post(Request(channel, lone)) == [200]
    assert post(Request(channel, body_of(message("NUL \x00", at=NOW)))) == [200]
    assert len(stored()) == 2


def test_duplicates_and_redeliveries_are_stored_once(channel: Channel) -> None:
    first = message("あ", at=NOW)
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    requests = [Request(channel, body_of(each)) for each in (first, first, again, first)]
    assert post(*requests) == [200] * 4
    assert post(Request(channel, body_of(again, first))) == [200]
    assert len(stored()) == 1


def test_a_hundred_requests_at_once_are_all_durable(channel: Channel) -> None:
    events = [message(str(number), at=NOW) for number in range(100)]
    assert post(*(Request(channel, body_of(each)) for each in events)) == [200] * 100
    assert {row.webhook_event_id for row in stored()} == {each["webhookEventId"] for each in events}


def test_without_the_database_the_answer_is_503_and_not_200(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.intake.pipeline.store._INSERT", "SELECT 1 / 0")
    assert post(Request(channel, body_of(message("あ", at=NOW)))) == [503]
    assert stored() == []


def test_a_rotated_secret_works_within_seconds_without_a_restart(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.intake.pipeline.verify._FRESH_SECONDS", 0.0)
    body = body_of(message("あ", at=NOW))

    def rotate() -> None:
        with org_scope(channel.org_id):
            Channel.objects.filter(id=channel.id).update(secret_sealed=seal("e" * 32, "line.channel"))
        connection.close()

    async def work(app: WebhookApp) -> list[int]:
        before = await call(app, Request(channel, body))
        await asyncio.to_thread(rotate)
        return [before] + [
            await call(app, Request(channel, body, secret=each)) for each in (SECRET, "e" * 32)
        ]

    assert at_the_edge(work) == [200, 401, 200]
