"""The Messaging API as methods: tokens, ids and ready-made bodies go in, frozen results come out.

One client serves every channel of a process: the access token comes with each call. Methods never raise for
what LINE answers or for the network; they raise ValueError for arguments that no request can carry, and
content downloads raise OSError for the local disk.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlencode
from uuid import UUID

import orjson
from yarl import URL

from enishi.line.client import endpoints, values
from enishi.line.client.bodies import validation_body
from enishi.line.client.content import ContentOutcome, ContentResult, download
from enishi.line.client.endpoints import Endpoint, Host
from enishi.line.client.outcomes import (
    Answer,
    Exchange,
    Outcome,
    SendResult,
    error_details,
    error_message,
    outcome_of,
    read_object,
    send_result,
)
from enishi.line.client.transport import ClientSettings, Transport, bearer
from enishi.line.ids import path_segment
from enishi.line.limits import MAX_FOLLOWER_IDS_PER_PAGE

API_URL = "https://api.line.me"
DATA_URL = "https://api-data.line.me"

_RETRY_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BAD_TOKEN = "the access token contains characters that no token has; was it pasted with a line break?"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a platform that speaks the Messaging API listens, in place of LINE's own two hosts."""

    api_url: str
    data_url: str


type MessageKind = Literal["reply", "push", "multicast", "narrowcast", "broadcast"]


class LineClient:
    """A client for one event loop. Cheap to make; it connects at the first call; :meth:`close` ends it.

    ``api_url`` and ``data_url`` replace LINE's hosts, for a local LINE platform or a proxy.
    """

    def __init__(
        self,
        api_url: str = API_URL,
        data_url: str = DATA_URL,
        settings: ClientSettings | None = None,
        transport: Transport | None = None,
    ) -> None:
        self._hosts = {Host.API: _base_url(api_url), Host.DATA: _base_url(data_url)}
        self._transport = transport or Transport(settings or ClientSettings())
        self._fixed_urls: dict[Endpoint, URL] = {}
        self._elsewhere: dict[Hosts, LineClient] = {}

    def at(self, hosts: Hosts | None) -> "LineClient":
        """The client for a channel that lives on another platform; this one where ``hosts`` is None.

        It shares this one's connections, and is closed with it.
        """
        if hosts is None:
            return self
        client = self._elsewhere.get(hosts)
        if client is None:
            client = LineClient(hosts.api_url, hosts.data_url, transport=self._transport)
            self._elsewhere[hosts] = client
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections. Safe to call twice."""
        await self._transport.close()

    # Sending

    async def send(
        self, endpoint: Endpoint, access_token: str, body: bytes, retry_key: UUID | str | None = None
    ) -> SendResult:
        """One attempt to send; effect at most once a retry key within 24 hours of its first use.

        Raises ValueError for a malformed key, or one on an endpoint that answers 400 to it.
        """
        authorization = bearer(access_token)
        if authorization is None:
            return SendResult(Outcome.UNAUTHORISED, message=_BAD_TOKEN)
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        if retry_key is not None:
            headers["X-Line-Retry-Key"] = _checked_key(endpoint, str(retry_key))
        exchange = await self._transport.exchange(endpoint.method, self._url(endpoint), headers, body)
        return send_result(endpoint, exchange, has_retry_key=retry_key is not None)

    async def reply(self, access_token: str, body: bytes) -> SendResult:
        """Answer an event. Not repeatable: LINE takes no retry key here, and the reply token is good once."""
        return await self.send(endpoints.REPLY, access_token, body)

    async def push(self, access_token: str, body: bytes, retry_key: UUID | str) -> SendResult:
        """Send to one user, group or room.

        200 also for friends who have blocked the account: accepted, not read.
        """
        return await self.send(endpoints.PUSH, access_token, body, retry_key)

    async def multicast(self, access_token: str, body: bytes, retry_key: UUID | str) -> SendResult:
        """Send to up to 500 users; on any refusal none of them gets it."""
        return await self.send(endpoints.MULTICAST, access_token, body, retry_key)

    async def validate_messages(
        self, kind: MessageKind, access_token: str, messages_json: bytes
    ) -> Answer[None]:
        """Ask LINE whether it would take these messages; free, and sends nothing.

        ``details`` name what is wrong.
        """
        body = validation_body(messages_json)
        return await self._call(endpoints.VALIDATIONS[kind], access_token, values.read_nothing, body=body)

    async def start_loading(self, access_token: str, line_user_id: str, seconds: int = 20) -> Answer[None]:
        """Show the loading animation to one user for 5 to 60 seconds, in fives."""
        body = {"chatId": line_user_id, "loadingSeconds": seconds}
        return await self._call(endpoints.LOADING, access_token, values.read_nothing, body=orjson.dumps(body))

    async def mark_as_read(self, access_token: str, mark_as_read_token: str) -> Answer[None]:
        """Mark the message that the token came with, and all before it, as read. Repeatable."""
        body = orjson.dumps({"markAsReadToken": mark_as_read_token})
        return await self._call(endpoints.MARK_AS_READ, access_token, values.read_nothing, body=body)

    # Reading

    async def get_profile(self, access_token: str, line_user_id: str) -> Answer[values.Profile]:
        """A user's profile.

        ``is_missing`` for one who blocked the account, never met it or gave no consent.
        """
        url = self._url_with(endpoints.PROFILE, userId=line_user_id)
        return await self._call(endpoints.PROFILE, access_token, values.read_profile, url=url)

    async def get_bot_info(self, access_token: str) -> Answer[values.BotInfo]:
        """The account that the token belongs to."""
        return await self._call(endpoints.BOT_INFO, access_token, values.read_bot_info)

    async def get_follower_ids(
        self, access_token: str, start: str | None = None, limit: int = MAX_FOLLOWER_IDS_PER_PAGE
    ) -> Answer[values.FollowerPage]:
        """One page of friends' ids; 403 unless the account is verified or premium.

        ``start`` lives 24 hours.
        """
        query = {"limit": str(limit)} | ({"start": start} if start else {})
        url = self._url(endpoints.FOLLOWER_IDS).with_query(query)
        return await self._call(endpoints.FOLLOWER_IDS, access_token, values.read_follower_page, url=url)

    async def get_quota(self, access_token: str) -> Answer[values.Quota]:
        """This month's limit of recipients."""
        return await self._call(endpoints.QUOTA, access_token, values.read_quota)

    async def get_quota_consumption(self, access_token: str) -> Answer[int]:
        """Recipients sent to this month; approximate, and lags behind."""
        return await self._call(endpoints.QUOTA_CONSUMPTION, access_token, values.read_total_usage)

    # Friends' media

    async def get_content(
        self, access_token: str, message_id: str, path: Path, max_bytes: int
    ) -> ContentResult:
        """Store a friend's media in ``path``: complete and synced, or not at all."""
        return await self._download(endpoints.CONTENT, access_token, message_id, path, max_bytes)

    async def get_content_preview(
        self, access_token: str, message_id: str, path: Path, max_bytes: int
    ) -> ContentResult:
        """Store the small picture of an image or video in ``path``."""
        return await self._download(endpoints.CONTENT_PREVIEW, access_token, message_id, path, max_bytes)

    # The webhook's settings

    async def get_webhook_endpoint(self, access_token: str) -> Answer[values.WebhookEndpoint]:
        """Where webhooks go; ``is_missing`` where no address was ever set."""
        return await self._call(endpoints.WEBHOOK_ENDPOINT, access_token, values.read_webhook_endpoint)

    async def set_webhook_endpoint(self, access_token: str, webhook_url: str) -> Answer[None]:
        """Set the webhook address (https, up to 500 characters). LINE uses it within a minute. Repeatable."""
        body = orjson.dumps({"endpoint": webhook_url})
        return await self._call(endpoints.SET_WEBHOOK_ENDPOINT, access_token, values.read_nothing, body=body)

    async def test_webhook_endpoint(
        self, access_token: str, webhook_url: str | None = None
    ) -> Answer[values.WebhookTest]:
        """Have LINE call the address that is set, or another; 60 times an hour."""
        body = orjson.dumps({"endpoint": webhook_url} if webhook_url else {})
        return await self._call(
            endpoints.TEST_WEBHOOK_ENDPOINT, access_token, values.read_webhook_test, body=body
        )

    # Tokens

    async def issue_stateless_token(self, channel_id: str, channel_secret: str) -> Answer[values.IssuedToken]:
        """A token for 15 minutes. Any number may be valid at once; none can be revoked."""
        form = {
            "grant_type": "client_credentials",
            "client_id": channel_id,
            "client_secret": channel_secret,
        }
        return await self._post_form(endpoints.STATELESS_TOKEN, form, values.read_issued_token)

    async def verify_token(self, access_token: str) -> Answer[values.TokenInfo]:
        """Whose long-lived or short-lived token it is, and for how long."""
        return await self._post_form(
            endpoints.VERIFY_TOKEN, {"access_token": access_token}, values.read_token_info
        )

    # Pieces

    def _url(self, endpoint: Endpoint) -> URL:
        url = self._fixed_urls.get(endpoint)
        if url is None:
            url = URL(self._hosts[endpoint.host] + endpoint.path, encoded=True)
            self._fixed_urls[endpoint] = url
        return url

    def _url_with(self, endpoint: Endpoint, **parts: str) -> URL:
        path = endpoint.path.format(**{name: path_segment(value) for name, value in parts.items()})
        return URL(self._hosts[endpoint.host] + path, encoded=True)

    async def _call[T](
        self,
        endpoint: Endpoint,
        access_token: str,
        reader: Callable[[dict[str, Any]], T],
        *,
        url: URL | None = None,
        body: bytes | None = None,
    ) -> Answer[T]:
        authorization = bearer(access_token)
        if authorization is None:
            return Answer(Outcome.UNAUTHORISED, message=_BAD_TOKEN)
        headers = {"Authorization": authorization}
        if body is not None:
            headers["Content-Type"] = "application/json"
        exchange = await self._transport.exchange(endpoint.method, url or self._url(endpoint), headers, body)
        return _answer(exchange, reader)

    async def _post_form[T](
        self, endpoint: Endpoint, form: Mapping[str, str], reader: Callable[[dict[str, Any]], T]
    ) -> Answer[T]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode("ascii")
        return _answer(
            await self._transport.exchange(endpoint.method, self._url(endpoint), headers, body), reader
        )

    async def _download(
        self, endpoint: Endpoint, access_token: str, message_id: str, path: Path, max_bytes: int
    ) -> ContentResult:
        url = self._url_with(endpoint, messageId=message_id)
        authorization = bearer(access_token)
        if authorization is None:
            return ContentResult(ContentOutcome.UNAUTHORISED)
        return await download(self._transport, url, {"Authorization": authorization}, path, max_bytes)


def _base_url(url: str) -> str:
    parsed = URL(url)
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query_string:
        raise ValueError(f"not the address of an HTTP host: {url!r}")
    # LINE answers 404 to a doubled slash.
    return str(parsed).rstrip("/")


def _checked_key(endpoint: Endpoint, retry_key: str) -> str:
    if not endpoint.takes_retry_key:
        raise ValueError(f"{endpoint.template} takes no retry key")
    if _RETRY_KEY.fullmatch(retry_key) is None:
        raise ValueError("a retry key is a UUID in its hyphenated form")
    return retry_key


def _answer[T](exchange: Exchange, reader: Callable[[dict[str, Any]], T]) -> Answer[T]:
    body = read_object(exchange.body)
    message = error_message(exchange, body)
    outcome = outcome_of(exchange, message)
    value: T | None = None
    if outcome is Outcome.ACCEPTED:
        try:
            value = reader(body)
        except (KeyError, TypeError, ValueError):
            outcome, message = Outcome.AMBIGUOUS, message or "the answer could not be read"
    return Answer(
        outcome=outcome,
        value=value,
        status=exchange.status,
        request_id=exchange.request_id,
        message=message,
        details=error_details(body),
        retry_after_seconds=exchange.retry_after_seconds,
    )
