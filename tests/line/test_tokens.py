"""Tokens: renewed in time, asked for once, and never a call more than needed."""

import asyncio
from dataclasses import dataclass, field

import pytest

from enishi.line.client import Answer, IssuedToken, Outcome, SendResult
from enishi.line.tokens import (
    ChannelCredentials,
    ChannelTokens,
    StatelessTokens,
    TokenUnavailableError,
    with_token,
)

SHOP = ChannelCredentials("1", "secret")
OTHER_SHOP = ChannelCredentials("2", "secret")


@dataclass
class Issuing:
    """Issues token-1, token-2 …, or fails while told to."""

    now: float = 0.0
    life: int = 900
    failure: Answer[IssuedToken] | None = None
    asked: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None

    def clock(self) -> float:
        return self.now

    async def issue(self, credentials: ChannelCredentials) -> Answer[IssuedToken]:
        self.asked.append(credentials.channel_id)
        name = f"token-{len(self.asked)}"
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            return self.failure
        return Answer(Outcome.ACCEPTED, IssuedToken(name, self.life), 200)


def sources() -> tuple[Issuing, StatelessTokens]:
    issuing = Issuing()
    return issuing, StatelessTokens(issuing.issue, issuing.clock)


async def test_a_token_serves_until_four_fifths_of_its_life() -> None:
    issuing, tokens = sources()
    assert await tokens.access_token(SHOP) == "token-1"
    issuing.now = 719.9
    assert await tokens.access_token(SHOP) == "token-1"
    issuing.now = 720.0
    assert await tokens.access_token(SHOP) == "token-2"


async def test_channels_do_not_share_tokens() -> None:
    issuing, tokens = sources()
    assert await tokens.access_token(SHOP) != await tokens.access_token(OTHER_SHOP)
    assert issuing.asked == ["1", "2"]


async def test_a_new_secret_gets_a_new_token() -> None:
    _, tokens = sources()
    first = await tokens.access_token(SHOP)
    assert await tokens.access_token(ChannelCredentials("1", "new secret")) != first


async def test_a_hundred_senders_share_one_request() -> None:
    issuing, tokens = sources()
    issuing.gate = asyncio.Event()
    senders = [asyncio.create_task(tokens.access_token(SHOP)) for _ in range(100)]
    await asyncio.sleep(0)
    issuing.gate.set()
    assert set(await asyncio.gather(*senders)) == {"token-1"}
    assert issuing.asked == ["1"]


async def test_a_sender_that_gives_up_does_not_take_the_request_with_it() -> None:
    issuing, tokens = sources()
    issuing.gate = asyncio.Event()
    first = asyncio.create_task(tokens.access_token(SHOP))
    second = asyncio.create_task(tokens.access_token(SHOP))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    issuing.gate.set()
    assert await second == "token-1"
    assert first.cancelled()


async def test_the_old_token_serves_while_renewal_fails_and_line_is_left_in_peace() -> None:
    issuing, tokens = sources()
    await tokens.access_token(SHOP)
    issuing.failure = Answer(Outcome.NOT_SENT, message="ClientConnectorError")
    issuing.now = 800
    assert [await tokens.access_token(SHOP) for _ in range(10)] == ["token-1"] * 10
    assert len(issuing.asked) == 2
    issuing.now = 806
    assert await tokens.access_token(SHOP) == "token-1"
    assert len(issuing.asked) == 3
    issuing.now = 901
    with pytest.raises(TokenUnavailableError) as caught:
        await tokens.access_token(SHOP)
    assert caught.value.outcome is Outcome.NOT_SENT


async def test_a_wrong_secret_asks_for_a_person_and_not_for_line_at_every_message() -> None:
    issuing, tokens = sources()
    issuing.failure = Answer(Outcome.REFUSED, status=400, message="invalid client_secret")
    for _ in range(5):
        with pytest.raises(TokenUnavailableError, match="invalid client_secret") as caught:
            await tokens.access_token(SHOP)
        assert caught.value.outcome is Outcome.UNAUTHORISED
    assert len(issuing.asked) == 1
    issuing.failure = None
    issuing.now = 5.1
    assert await tokens.access_token(SHOP) == "token-2"


async def test_many_channels_do_not_pile_up_expired_tokens() -> None:
    issuing, tokens = sources()
    for number in range(1024):
        await tokens.access_token(ChannelCredentials(str(number), "s"))
    issuing.now = 1000
    await tokens.access_token(ChannelCredentials("the last", "s"))
    assert len(tokens._slots) == 1


async def test_a_401_renews_the_token_once_and_calls_again() -> None:
    issuing, tokens = sources()
    used: list[str] = []

    async def call(token: str) -> SendResult:
        used.append(token)
        status = 401 if token == "token-1" else 200
        return SendResult(Outcome.ACCEPTED if status == 200 else Outcome.UNAUTHORISED, status)

    assert (await with_token(tokens, SHOP, call)).status == 200
    assert used == ["token-1", "token-2"]
    assert (await with_token(tokens, SHOP, call)).status == 200
    assert used[2:] == ["token-2"]
    assert len(issuing.asked) == 2


async def test_a_second_401_is_final() -> None:
    issuing, tokens = sources()

    async def call(token: str) -> SendResult:
        return SendResult(Outcome.UNAUTHORISED, 401)

    assert (await with_token(tokens, SHOP, call)).outcome is Outcome.UNAUTHORISED
    assert len(issuing.asked) == 2


async def test_senders_refused_with_the_same_token_renew_it_once() -> None:
    issuing, tokens = sources()
    old = await tokens.access_token(SHOP)
    renewed = await asyncio.gather(*(tokens.renewed(SHOP, old) for _ in range(20)))
    assert set(renewed) == {"token-2"}
    assert len(issuing.asked) == 2


@pytest.mark.parametrize("status", [None, 403, 500, 429])
async def test_other_answers_are_never_repeated(status: int | None) -> None:
    _, tokens = sources()
    calls = 0

    async def call(token: str) -> SendResult:
        nonlocal calls
        calls += 1
        return SendResult(Outcome.AMBIGUOUS, status)

    await with_token(tokens, SHOP, call)
    assert calls == 1


async def test_a_long_lived_token_passes_through_and_cannot_be_renewed() -> None:
    issuing, stateless = sources()
    tokens = ChannelTokens(stateless)
    credentials = ChannelCredentials("1", "secret", "long-lived")
    calls: list[str] = []

    async def call(token: str) -> SendResult:
        calls.append(token)
        return SendResult(Outcome.UNAUTHORISED, 401)

    assert (await with_token(tokens, credentials, call)).outcome is Outcome.UNAUTHORISED
    assert calls == ["long-lived"]
    assert issuing.asked == []
    assert await tokens.access_token(SHOP) == "token-1"


def test_credentials_do_not_show_their_secrets() -> None:
    shown = repr(ChannelCredentials("1", "the secret", "the token"))
    assert "the secret" not in shown
    assert "the token" not in shown
