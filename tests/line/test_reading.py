"""Questions to LINE and settings at LINE: answers become values, and odd answers become clear outcomes."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from enishi.line.client import LineClient, Outcome, serialise_messages

TOKEN = "a-token"
AIKO = "U" + "0123456789abcdef" * 2
MESSAGES = serialise_messages([{"type": "text", "text": "こんにちは"}])


@dataclass
class FakeHost:
    """An HTTP host that records requests and answers as told."""

    url: str = ""
    status: int = 200
    body: Any = None
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def answers(self, status: int, body: Any) -> None:
        self.status, self.body = status, body

    async def handle(self, request: web.Request) -> web.Response:
        self.requests.append((request.method, request.raw_path, dict(request.headers), await request.read()))
        return web.json_response(self.body, status=self.status)


@pytest_asyncio.fixture
async def line() -> AsyncIterator[FakeHost]:
    host = FakeHost()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", host.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield host
    await runner.cleanup()


@pytest_asyncio.fixture
async def client(line: FakeHost) -> AsyncIterator[LineClient]:
    async with LineClient(line.url, line.url) as client:
        yield client


async def test_a_profile_is_read_with_what_the_friend_shows(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"userId": AIKO, "displayName": "愛子👩‍🦰", "language": "ja", "future": [1]})
    answer = await client.get_profile(TOKEN, AIKO)
    assert answer.is_ok
    assert answer.value is not None
    assert (answer.value.display_name, answer.value.language) == ("愛子👩‍🦰", "ja")
    assert answer.value.picture_url is None
    assert line.requests[0][:2] == ("GET", f"/v2/bot/profile/{AIKO}")


async def test_a_friend_who_blocked_the_account_has_no_profile(line: FakeHost, client: LineClient) -> None:
    line.answers(404, {"message": "Not found"})
    answer = await client.get_profile(TOKEN, AIKO)
    assert answer.is_missing
    assert answer.value is None


async def test_an_unreadable_answer_to_a_question_is_no_success(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"displayName": "no id"})
    answer = await client.get_profile(TOKEN, AIKO)
    assert answer.outcome is Outcome.AMBIGUOUS
    assert answer.value is None


async def test_an_id_cannot_climb_out_of_its_place_in_the_path(client: LineClient) -> None:
    for strange in ("..", "a/b", "", "x?y", "日本"):
        with pytest.raises(ValueError, match="identifier"):
            await client.get_profile(TOKEN, strange)


async def test_follower_ids_come_page_by_page(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"userIds": [AIKO], "next": "a b+c/="})
    first = await client.get_follower_ids(TOKEN)
    assert first.value is not None
    assert first.value.line_user_ids == (AIKO,)
    line.answers(200, {"userIds": []})
    second = await client.get_follower_ids(TOKEN, first.value.next, 100)
    assert second.value is not None
    assert second.value.next is None
    assert line.requests[0][1] == "/v2/bot/followers/ids?limit=1000"
    assert line.requests[1][1] == "/v2/bot/followers/ids?limit=100&start=a+b%2Bc/%3D"


async def test_quota_is_limited_or_not(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"type": "limited", "value": 30000})
    limited = await client.get_quota(TOKEN)
    line.answers(200, {"type": "none"})
    unlimited = await client.get_quota(TOKEN)
    line.answers(200, {"totalUsage": 12})
    usage = await client.get_quota_consumption(TOKEN)
    assert limited.value is not None
    assert unlimited.value is not None
    assert (limited.value.limit, unlimited.value.limit, usage.value) == (30000, None, 12)


async def test_the_webhook_address_is_read_set_and_tested(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"endpoint": "https://example.com/x", "active": True})
    endpoint = await client.get_webhook_endpoint(TOKEN)
    assert endpoint.value is not None
    assert (endpoint.value.url, endpoint.value.is_active) == ("https://example.com/x", True)
    line.answers(200, {})
    assert (await client.set_webhook_endpoint(TOKEN, "https://example.com/y")).is_ok
    assert json.loads(line.requests[-1][3]) == {"endpoint": "https://example.com/y"}
    line.answers(200, {"success": False, "statusCode": 401, "reason": "ERROR_STATUS_CODE", "detail": "401"})
    test = await client.test_webhook_endpoint(TOKEN)
    assert test.value is not None
    assert (test.value.is_success, test.value.status_code) == (False, 401)


async def test_a_stateless_token_is_asked_for_with_a_form(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"access_token": "fresh", "expires_in": 899, "token_type": "Bearer"})
    answer = await client.issue_stateless_token("123", "s&cret")
    assert answer.value is not None
    assert (answer.value.access_token, answer.value.expires_in_seconds) == ("fresh", 899)
    assert "fresh" not in repr(answer)
    method, path, headers, body = line.requests[0]
    assert (method, path) == ("POST", "/oauth2/v3/token")
    assert body == b"grant_type=client_credentials&client_id=123&client_secret=s%26cret"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in headers


async def test_oauth_errors_are_told_in_their_own_form(line: FakeHost, client: LineClient) -> None:
    line.answers(400, {"error": "invalid_client", "error_description": "invalid client_secret"})
    answer = await client.issue_stateless_token("123", "wrong")
    assert answer.outcome is Outcome.REFUSED
    assert answer.message == "invalid client_secret"


async def test_a_tokens_channel_can_be_asked_for(line: FakeHost, client: LineClient) -> None:
    line.answers(200, {"client_id": "1350031035", "expires_in": 3138007490, "scope": "P CM"})
    answer = await client.verify_token(TOKEN)
    assert answer.value is not None
    assert answer.value.channel_id == "1350031035"


async def test_messages_loading_and_read_marks_go_to_their_endpoints(
    line: FakeHost, client: LineClient
) -> None:
    line.answers(200, {})
    assert (await client.validate_messages("push", TOKEN, MESSAGES)).is_ok
    assert (await client.start_loading(TOKEN, AIKO, 5)).is_ok
    assert (await client.mark_as_read(TOKEN, "mark")).is_ok
    assert [(path, json.loads(body)) for _, path, _, body in line.requests] == [
        ("/v2/bot/message/validate/push", {"messages": [{"type": "text", "text": "こんにちは"}]}),
        ("/v2/bot/chat/loading/start", {"chatId": AIKO, "loadingSeconds": 5}),
        ("/v2/bot/chat/markAsRead", {"markAsReadToken": "mark"}),
    ]


async def test_validation_tells_what_line_finds_wrong(line: FakeHost, client: LineClient) -> None:
    details = [{"message": "Length must be between 0 and 5000", "property": "messages[0].text"}]
    line.answers(400, {"message": "The request body has 1 error(s)", "details": details})
    answer = await client.validate_messages("multicast", TOKEN, MESSAGES)
    assert answer.outcome is Outcome.REFUSED
    assert answer.details[0].property == "messages[0].text"
