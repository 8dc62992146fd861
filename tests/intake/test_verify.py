"""Whose webhook it is: remembered for seconds, read anew afterwards, and never without a signature."""

import asyncio
import os

import pytest
from psycopg_pool import AsyncConnectionPool
from tests.factories import make_channel, make_organisation

from enishi.intake.pipeline import verify
from enishi.intake.pipeline.verify import Mailbox, Mailboxes, is_genuine
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.line.signature import signature_of


def find(*keys: str, mailboxes_seen: list[Mailboxes] | None = None) -> list[Mailbox | None]:
    async def work() -> list[Mailbox | None]:
        async with AsyncConnectionPool(os.environ["ENISHI_DATABASE_URL"], min_size=1, open=False) as pool:
            mailboxes = Mailboxes(pool)
            if mailboxes_seen is not None:
                mailboxes_seen.append(mailboxes)
            return [await mailboxes.find(key) for key in keys]

    return asyncio.run(work())


@pytest.mark.django_db(transaction=True)
def test_a_key_leads_to_its_channel_with_the_secrets_opened() -> None:
    channel = make_channel(make_organisation(), secret="a" * 32)
    assert find(channel.webhook_key) == [Mailbox(channel.org_id, channel.id, ("a" * 32,))]


@pytest.mark.django_db(transaction=True)
def test_a_secret_that_cannot_be_opened_signs_nothing() -> None:
    channel = make_channel(make_organisation())
    with org_scope(channel.org_id):
        Channel.objects.filter(id=channel.id).update(secret_sealed="v1.00000000.AAAA")
    (mailbox,) = find(channel.webhook_key)
    assert mailbox is not None
    assert not is_genuine(mailbox, b"{}", signature_of(b"{}", "").encode())


@pytest.mark.django_db(transaction=True)
def test_unknown_keys_are_remembered_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_REMEMBERED_UNKNOWN", 20)
    seen: list[Mailboxes] = []
    assert set(find(*(f"guess{number}" for number in range(50)), mailboxes_seen=seen)) == {None}
    assert len(seen[0]._known) <= 21


def test_only_the_very_bytes_that_were_signed_are_genuine() -> None:
    mailbox = Mailbox(1, 1, ("new" * 10, "old" * 10))
    body = b'{"events":[]}'
    for secret in mailbox.secrets:
        assert is_genuine(mailbox, body, signature_of(body, secret).encode())
    assert not is_genuine(mailbox, body + b" ", signature_of(body, "new" * 10).encode())
    assert not is_genuine(mailbox, body, signature_of(body, "foe" * 10).encode())
    assert not is_genuine(mailbox, body, None)
    assert not is_genuine(Mailbox(1, 1, ()), body, signature_of(body, "").encode())


@pytest.mark.django_db(transaction=True)
def test_guessed_keys_leave_the_pool_to_those_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = make_channel(make_organisation())
    monkeypatch.setattr(verify, "_FRESH_SECONDS", 0.0)
    monkeypatch.setattr(verify, "_REMEMBERED_UNKNOWN", 10)

    async def work() -> Mailbox | None:
        dsn = os.environ["ENISHI_DATABASE_URL"]
        async with AsyncConnectionPool(dsn, min_size=2, max_size=2, timeout=30, open=False) as pool:
            mailboxes = Mailboxes(pool)
            await mailboxes.find(channel.webhook_key)
            async with pool.connection() as held:
                await held.execute("SELECT 1")
                guesses = [asyncio.create_task(mailboxes.find(f"guess{number}")) for number in range(50)]
                await asyncio.sleep(0)
                found = await mailboxes.find(channel.webhook_key)
                waiting = sum(not guess.done() for guess in guesses)
            assert waiting > 40
            assert await asyncio.gather(*guesses) == [None] * 50
            return found

    found = asyncio.run(work())
    assert found is not None
    assert found.channel_id == channel.id
