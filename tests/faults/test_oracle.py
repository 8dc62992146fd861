"""The judge of all fault tests is itself judged: each kind of damage that it exists for has to be seen."""

from typing import Any

import pytest
from tests.faults.oracle import Verdict, judge, received

AIKO, KENJI = ("Uaiko", "news"), ("Ukenji", "news")


def row(user: str, state: str = "sent", endpoint: str = "push") -> dict[str, str]:
    return {"user": user, "label": "news", "state": state, "reason": "", "endpoint": endpoint}


def verdict(got: dict[tuple[str, str], int], rows: list[dict[str, str]], **counters: int) -> Verdict:
    """Both friends were meant to get the news."""
    counted = {name: counters.get(name, 0) for name in ("sent", "held", "skipped", "failed", "unknown")}
    dispatch: dict[str, Any] = {"label": "news", "state": "done", "planned": 2, **counted}
    dispatch["rows"] = {state: [each["state"] for each in rows].count(state) for state in counted}
    dispatch["rows"] = {state: number for state, number in dispatch["rows"].items() if number}
    return judge([AIKO, KENJI], got, rows, [dispatch])


def test_what_everyone_got_once_is_sound() -> None:
    found = verdict({AIKO: 1, KENJI: 1}, [row("Uaiko"), row("Ukenji")], sent=2)
    assert found.is_sound
    assert found.received == 2


@pytest.mark.parametrize("copies", [0, 1])
def test_a_reply_in_doubt_is_sound_whether_it_arrived_or_not(copies: int) -> None:
    rows = [row("Uaiko"), row("Ukenji", "unknown", "reply")]
    found = verdict({AIKO: 1, KENJI: copies}, rows, sent=1, unknown=1)
    assert found.is_sound
    assert (found.unknown, found.unknown_received) == (1, copies)


def test_a_reply_in_doubt_that_arrived_twice_is_doubled() -> None:
    rows = [row("Uaiko"), row("Ukenji", "unknown", "reply")]
    assert verdict({AIKO: 1, KENJI: 2}, rows, sent=1, unknown=1).doubled == 1


def test_a_push_in_doubt_is_not_sound() -> None:
    rows = [row("Uaiko"), row("Ukenji", "unknown", "push")]
    assert not verdict({AIKO: 1, KENJI: 1}, rows, sent=1, unknown=1).is_sound


def test_what_is_called_sent_and_never_arrived_is_lost() -> None:
    assert verdict({AIKO: 1}, [row("Uaiko"), row("Ukenji")], sent=2).lost == 1


def test_what_arrived_twice_is_doubled() -> None:
    assert verdict({AIKO: 2, KENJI: 1}, [row("Uaiko"), row("Ukenji")], sent=2).doubled == 1


def test_what_arrived_without_a_ledger_row_is_a_fault() -> None:
    assert not verdict({AIKO: 1, KENJI: 1}, [row("Uaiko")], sent=1).is_sound


def test_what_nobody_meant_is_a_fault() -> None:
    got = {AIKO: 1, KENJI: 1, ("Uother", "news"): 1}
    assert not verdict(got, [row("Uaiko"), row("Ukenji")], sent=2).is_sound


def test_counters_that_disagree_with_the_ledger_are_a_fault() -> None:
    found = verdict({AIKO: 1, KENJI: 1}, [row("Uaiko"), row("Ukenji")], sent=1, failed=1)
    assert len(found.faults) == 1


def test_counters_that_do_not_add_up_to_the_plan_are_a_fault() -> None:
    assert not verdict({AIKO: 1, KENJI: 1}, [row("Uaiko"), row("Ukenji")], sent=1).is_sound


def test_lines_log_counts_each_recipient_of_each_message() -> None:
    log = [
        {"user_ids": ["Uaiko", "Ukenji"], "messages": [{"text": "news お知らせ"}]},
        {"user_ids": ["Uaiko"], "messages": [{"text": "news お知らせ"}]},
    ]
    assert received(log) == {AIKO: 2, KENJI: 1}
