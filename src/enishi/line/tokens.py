"""Access tokens: which one goes with a channel's next request.

In: a channel's credentials. Out: a token that LINE should accept now. Long-lived tokens pass through as they
are; stateless ones are issued from the channel's secret, kept in memory for their fifteen minutes and never
stored. Source: LINE Developers documentation, "Channel access token".
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from enishi.line.client.line_client import Hosts, LineClient
from enishi.line.client.outcomes import Answer, Outcome
from enishi.line.client.values import IssuedToken

_RENEW_AT_SHARE_OF_LIFE = 0.8
_REST_AFTER_FAILURE_SECONDS = 5.0
_SWEEP_ABOVE = 1024


@dataclass(frozen=True, slots=True)
class ChannelCredentials:
    """What a channel signs its requests with; without an ``access_token`` stateless ones are issued."""

    channel_id: str
    channel_secret: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)
    #: The platform that the channel lives on, where it is not LINE's own.
    hosts: Hosts | None = None


type Issuer = Callable[[ChannelCredentials], Awaitable[Answer[IssuedToken]]]


def issued_by(client: LineClient) -> Issuer:
    """Tokens from the platform that each channel lives on."""

    async def issue(credentials: ChannelCredentials) -> Answer[IssuedToken]:
        platform = client.at(credentials.hosts)
        return await platform.issue_stateless_token(credentials.channel_id, credentials.channel_secret)

    return issue


class TokenUnavailableError(Exception):
    """No token could be had, so nothing was sent: definite, and safe to try again later.

    ``outcome`` is UNAUTHORISED where LINE refused the credentials (a person must mend them), RATE_LIMITED or
    NOT_SENT where waiting may help.
    """

    def __init__(self, outcome: Outcome, message: str | None) -> None:
        super().__init__(message or outcome.value)
        self.outcome = outcome
        self.message = message


class TokenSource(Protocol):
    """Where senders get tokens from; both methods raise :class:`TokenUnavailableError`."""

    async def access_token(self, credentials: ChannelCredentials) -> str:
        """The token to use now."""
        ...

    async def renewed(self, credentials: ChannelCredentials, refused_token: str) -> str:
        """Another token, after LINE answered 401 to this one."""
        ...


class HasStatus(Protocol):
    """A result of the client that tells the HTTP status."""

    @property
    def status(self) -> int | None:
        """None where no answer arrived."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    renew_at: float
    expires_at: float


@dataclass(slots=True)
class _Slot:
    """One channel's token and the one request for a new one that may be under way."""

    held: _Held | None = None
    pending: asyncio.Task[Answer[IssuedToken]] | None = None
    failure: Answer[IssuedToken] | None = None
    rest_until: float = 0.0


class StatelessTokens:
    """Issues stateless tokens and renews them at 80 % of their life, one request at a time for each channel.

    Lives on one event loop. ``clock`` counts seconds and must not jump; it is the monotonic clock except in
    tests.
    """

    def __init__(self, issue: Issuer, clock: Callable[[], float] = time.monotonic) -> None:
        self._issue = issue
        self._clock = clock
        self._slots: dict[tuple[str, str, Hosts | None], _Slot] = {}

    async def access_token(self, credentials: ChannelCredentials) -> str:
        """The token in hand, or a new one.

        While a renewal fails, the old token serves until it expires, and LINE is asked again only every few
        seconds: a wrong secret must not turn each message into a call.
        """
        slot = self._slot(credentials)
        held, now = slot.held, self._clock()
        if held is not None and now < held.renew_at:
            return held.token
        if slot.pending is None and now < slot.rest_until:
            return self._old_token(slot, now)
        answer = await self._issued_once(credentials, slot)
        if answer.value is not None:
            return answer.value.access_token
        return self._old_token(slot, self._clock())

    async def renewed(self, credentials: ChannelCredentials, refused_token: str) -> str:
        """A token other than the refused one; if somebody has renewed it meanwhile, theirs."""
        slot = self._slot(credentials)
        if slot.held is not None and slot.held.token == refused_token:
            slot.held = None
        return await self.access_token(credentials)

    def _slot(self, credentials: ChannelCredentials) -> _Slot:
        key = (credentials.channel_id, credentials.channel_secret, credentials.hosts)
        slot = self._slots.get(key)
        if slot is None:
            if len(self._slots) >= _SWEEP_ABOVE:
                self._sweep()
            slot = self._slots[key] = _Slot()
        return slot

    def _sweep(self) -> None:
        now = self._clock()
        self._slots = {
            key: slot
            for key, slot in self._slots.items()
            if slot.pending is not None
            or now < slot.rest_until
            or (slot.held is not None and now < slot.held.expires_at)
        }

    def _old_token(self, slot: _Slot, now: float) -> str:
        if slot.held is not None and now < slot.held.expires_at:
            return slot.held.token
        raise _unavailable(slot.failure)

    async def _issued_once(self, credentials: ChannelCredentials, slot: _Slot) -> Answer[IssuedToken]:
        if slot.pending is None:
            slot.pending = asyncio.create_task(self._issue_into(credentials, slot))
        # A caller that gives up must not take the request away from the others who wait for it.
        return await asyncio.shield(slot.pending)

    async def _issue_into(self, credentials: ChannelCredentials, slot: _Slot) -> Answer[IssuedToken]:
        try:
            asked_at = self._clock()
            answer = await self._issue(credentials)
            if answer.value is None:
                slot.failure = answer
                slot.rest_until = self._clock() + _REST_AFTER_FAILURE_SECONDS
                return answer
            life = answer.value.expires_in_seconds
            slot.failure, slot.rest_until = None, 0.0
            slot.held = _Held(
                token=answer.value.access_token,
                renew_at=asked_at + life * _RENEW_AT_SHARE_OF_LIFE,
                expires_at=asked_at + life,
            )
            return answer
        finally:
            slot.pending = None


class ChannelTokens:
    """The source for every channel: long-lived tokens as they are, else stateless ones."""

    def __init__(self, stateless: StatelessTokens) -> None:
        self._stateless = stateless

    async def access_token(self, credentials: ChannelCredentials) -> str:
        """The channel's own token, or a stateless one."""
        return credentials.access_token or await self._stateless.access_token(credentials)

    async def renewed(self, credentials: ChannelCredentials, refused_token: str) -> str:
        """A new stateless token; a refused long-lived one only a person can replace."""
        if credentials.access_token:
            raise TokenUnavailableError(Outcome.UNAUTHORISED, "LINE refused the long-lived access token")
        return await self._stateless.renewed(credentials, refused_token)


async def with_token[R: HasStatus](
    source: TokenSource, credentials: ChannelCredentials, call: Callable[[str], Awaitable[R]]
) -> R:
    """Make one call with the channel's token; on 401 renew the token and make it once more.

    Safe for calls that send: 401 is a definite refusal. Where no other token is to be had, the first result
    stands. Raises :class:`TokenUnavailableError` when there was no token to begin with.
    """
    token = await source.access_token(credentials)
    result = await call(token)
    if result.status != 401:
        return result
    try:
        other = await source.renewed(credentials, token)
    except TokenUnavailableError:
        return result
    return result if other == token else await call(other)


def _unavailable(failure: Answer[IssuedToken] | None) -> TokenUnavailableError:
    if failure is None:
        return TokenUnavailableError(Outcome.NOT_SENT, None)
    # LINE answers a wrong channel id or secret with 400 invalid_client or 401; both need a person.
    if failure.outcome in (Outcome.REFUSED, Outcome.UNAUTHORISED):
        return TokenUnavailableError(Outcome.UNAUTHORISED, failure.message)
    if failure.outcome is Outcome.RATE_LIMITED:
        return TokenUnavailableError(Outcome.RATE_LIMITED, failure.message)
    return TokenUnavailableError(Outcome.NOT_SENT, failure.message)
