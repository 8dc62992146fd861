"""Bodies, limits and ids: the pure parts that keep a request within what LINE takes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.line.client import (
    ClientSettings,
    LineClient,
    endpoints,
    serialise_messages,
    splice_recipient,
    splice_recipients,
)
from enishi.line.ids import is_user_id, masked, sort_user_ids
from enishi.line.limits import exceeds_graphemes, exceeds_utf16, grapheme_length, utf16_length

AIKO = "U" + "0123456789abcdef" * 2
MESSAGES = serialise_messages([{"type": "text", "text": "こんにちは"}])
BODY = splice_recipient(MESSAGES, AIKO)


@pytest.mark.parametrize(
    ("text", "units", "graphemes"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("a\r\nb", 4, 3),
        ("愛子", 2, 2),
        ("👍", 2, 1),
        ("👩‍👩‍👧", 8, 1),
        ("🇯🇵", 4, 1),
        ("か\u3099", 2, 1),
        ("𠮷野家", 4, 3),
    ],
)
def test_line_counts_an_emoji_as_two_units_and_one_character(text: str, units: int, graphemes: int) -> None:
    assert utf16_length(text) == units
    assert grapheme_length(text) == graphemes


@given(st.text(max_size=40), st.integers(0, 40))
def test_the_short_cuts_agree_with_counting(text: str, limit: int) -> None:
    assert exceeds_utf16(text, limit) == (utf16_length(text) > limit)
    assert exceeds_graphemes(text, limit) == (grapheme_length(text) > limit)


def test_bodies_hold_the_messages_byte_for_byte() -> None:
    body = json.loads(
        splice_recipients(MESSAGES, [AIKO], notification_disabled=True, aggregation_unit="summer")
    )
    assert body == {
        "to": [AIKO],
        "messages": [{"type": "text", "text": "こんにちは"}],
        "notificationDisabled": True,
        "customAggregationUnits": ["summer"],
    }
    assert json.loads(BODY) == {"to": AIKO, "messages": body["messages"]}


def test_what_line_would_refuse_as_a_whole_is_not_even_built() -> None:
    with pytest.raises(ValueError, match="500"):
        splice_recipients(MESSAGES, [AIKO] * 501)
    with pytest.raises(ValueError, match="recipients"):
        splice_recipients(MESSAGES, [])
    with pytest.raises(ValueError, match="messages"):
        serialise_messages([])


def test_settings_that_would_blur_sent_and_not_sent_are_refused() -> None:
    with pytest.raises(ValueError, match="connect_seconds"):
        ClientSettings(total_seconds=5, connect_seconds=5)


@pytest.mark.parametrize("url", ["api.line.me", "ftp://x", "http://", "https://x?y=1"])
def test_an_address_that_is_no_host_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="HTTP host"):
        LineClient(url)


def test_rate_limits_are_those_of_the_endpoint() -> None:
    assert endpoints.MULTICAST.rate_limit.per_second == 200
    assert endpoints.PUSH.rate_limit.per_second == 2000
    assert endpoints.BROADCAST.rate_limit.requests == 60


def test_malformed_and_repeated_ids_are_sorted_out_in_order() -> None:
    kenji = "U" + "f" * 32
    result = sort_user_ids([kenji, "U123", AIKO, kenji, AIKO.upper()])
    assert result.good == [kenji, AIKO]
    assert result.malformed == ["U123", AIKO.upper()]
    assert not is_user_id(AIKO + "\n")
    assert AIKO not in masked(AIKO)
