"""How often an API key may call."""

from datetime import datetime

import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key

from enishi.accounts import http
from enishi.accounts.key_limits import Throttle
from enishi.accounts.models import Organisation


def test_a_key_may_use_its_minute_at_once_and_then_waits() -> None:
    throttle = Throttle(60)

    assert [throttle.wait_seconds(1, 100.0) for _ in range(60)] == [0] * 60
    assert throttle.wait_seconds(1, 100.0) == 1
    assert throttle.wait_seconds(1, 101.0) == 0
    assert throttle.wait_seconds(1, 101.0) == 1


def test_a_slow_limit_says_how_long_to_wait() -> None:
    throttle = Throttle(2)

    assert [throttle.wait_seconds(1, 0.0) for _ in range(3)] == [0, 0, 30]
    assert throttle.wait_seconds(1, 20.0) == 10


def test_each_key_has_its_own_bucket() -> None:
    throttle = Throttle(1)

    assert [throttle.wait_seconds(key, 0.0) for key in (1, 2, 1, 2)] == [0, 0, 60, 60]


def test_zero_is_no_limit() -> None:
    assert [Throttle(0).wait_seconds(1, 0.0) for _ in range(1000)] == [0] * 1000


def test_the_refusal_names_the_wait(
    org: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_key_throttle", Throttle(2))
    client, other = ApiClient(make_api_key(org)), ApiClient(make_api_key(org))

    replies = [client.get("/me") for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[2].json["code"] == "too_many_requests"
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 30
    assert other.get("/me").status == 200
