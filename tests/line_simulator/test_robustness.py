"""No body makes the simulator itself fail: whatever is sent, the answer is LINE's, never a defect's."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.line_simulator.client import Line
from tests.line_simulator.test_rich_menus import definition
from tests.line_simulator.test_validation import GOOD

NASTY: list[Any] = [None, "", "あ", 0, -1, 1.5, True, [], [None], {}, {"type": None}, {"type": []}]
COUPON = {
    "title": "10%",
    "acquisitionCondition": {"type": "lottery", "lotteryProbability": 50, "maxAcquireCount": 1},
    "startTimestamp": 1,
    "endTimestamp": 2,
    "maxUseCountPerTicket": 1,
    "visibility": "PUBLIC",
    "timezone": "ASIA_TOKYO",
    "reward": {"type": "discount", "priceInfo": {"type": "fixed", "fixedAmount": 1}},
}
TREE = {
    "type": "operator",
    "and": [{"type": "audience", "audienceGroupId": 1}, {"type": "operator", "not": {"type": "redelivery"}}],
}
FILTER = {"type": "operator", "or": [{"type": "age", "gte": "age_20"}, {"type": "gender", "oneOf": ["male"]}]}
WORDS = [{"type": "text", "text": "あ"}]
OPERATIONS = [{"type": "link", "from": "richmenu-" + "0" * 32, "to": "richmenu-" + "1" * 32}]
BODIES: list[tuple[str, str, dict[str, Any]]] = [
    *(("POST", "/v2/bot/message/validate/push", {"messages": [message]}) for message in GOOD),
    ("POST", "/v2/bot/message/push",
     {"to": "U" + "0" * 32, "messages": WORDS, "notificationDisabled": True, "customAggregationUnits": ["a"]}),
    ("POST", "/v2/bot/message/multicast", {"to": ["U" + "0" * 32], "messages": WORDS}),
    ("POST", "/v2/bot/message/reply", {"replyToken": "x", "messages": WORDS}),
    ("POST", "/v2/bot/message/narrowcast",
     {"messages": WORDS, "recipient": TREE, "filter": {"demographic": FILTER}, "limit": {"max": 1}}),
    ("POST", "/v2/bot/richmenu", definition()),
    ("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "a", "richMenuId": "b"}),
    ("POST", "/v2/bot/richmenu/bulk/link", {"richMenuId": "b", "userIds": ["U" + "0" * 32]}),
    ("POST", "/v2/bot/richmenu/batch", {"operations": OPERATIONS, "resumeRequestKey": "k"}),
    ("POST", "/v2/bot/audienceGroup/upload", {"description": "a", "audiences": [{"id": "U" + "0" * 32}]}),
    ("PUT", "/v2/bot/audienceGroup/upload", {"audienceGroupId": 1, "audiences": [{"id": "x"}]}),
    ("POST", "/v2/bot/audienceGroup/click", {"description": "a", "requestId": "r", "clickUrl": "u"}),
    ("POST", "/v2/bot/coupon", COUPON),
    ("POST", "/v2/bot/chat/loading/start", {"chatId": "U" + "0" * 32, "loadingSeconds": 5}),
    ("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": "t"}),
    ("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": "https://example.com/"}),
    ("POST", "/liff/v1/apps", {"view": {"type": "full", "url": "https://example.com/"}, "scope": ["openid"]}),
]  # fmt: skip


def spoilt(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all values inside a body."""
    yield path
    children = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, child in children:
        yield from spoilt(child, (*path, key))


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(body)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = value
    return changed


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_no_value_anywhere_in_a_body_makes_the_simulator_fail(
    line: Line, method: str, path: str, body: dict[str, Any]
) -> None:
    line.control.set_knobs(rate_limits=False)
    login = Line(line.sim, line.control.create_channel(kind="login"))
    caller = login if path.startswith("/liff") else line
    for place in spoilt(body):
        for value in NASTY:
            answer = caller.call(method, path, replaced(body, place, value))
            assert answer.status < 500, (place, value, answer.body)
            json.loads(answer.body)


@pytest.mark.parametrize(
    "path",
    [
        "/v2/bot/followers/ids?limit=x&start=%00",
        "/v2/bot/profile/%E3%81%82",
        "/v2/bot/message/delivery/push?date=",
        "/v2/bot/insight/message/event?requestId=",
        "/v2/bot/insight/message/event/aggregation?customAggregationUnit=a&from=20260230&to=x",
        "/v2/bot/audienceGroup/list?page=0&size=-1",
        "/v2/bot/audienceGroup/x",
        "/v2/bot/membership/x/users/ids?start=a-b-c",
        "/v2/bot/coupon?limit=0",
        "/oauth2/v2.1/verify",
        "/oauth2/v2.1/tokens/kid?client_assertion=a.b.c",
    ],
)
def test_no_parameter_makes_the_simulator_fail(line: Line, path: str) -> None:
    assert 400 <= line.get(path).status < 500
