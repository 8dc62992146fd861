"""Identifiers made in Python."""

import threading
import time
import uuid

import pytest

from enishi.kit import ids


def test_ids_made_one_after_another_grow() -> None:
    made = [ids.uuid7() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}


def test_an_id_tells_when_it_was_made() -> None:
    milliseconds = ids.uuid7().int >> 80
    assert abs(milliseconds - time.time_ns() // 1_000_000) < 60_000


def test_ids_grow_even_when_the_clock_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ids.uuid7()
    monkeypatch.setattr(time, "time_ns", lambda: 1_000_000_000)
    after = [ids.uuid7() for _ in range(5_000)]
    assert [before, *after] == sorted([before, *after])


def test_threads_never_share_an_id() -> None:
    made: list[uuid.UUID] = []

    def make() -> None:
        made.extend([ids.uuid7() for _ in range(3_000)])

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 12_000


def test_random_keys_are_long_distinct_and_free_of_look_alikes() -> None:
    made = {ids.random_key() for _ in range(1_000)}
    assert len(made) == 1_000
    assert {len(key) for key in made} == {26}
    assert not set("".join(made)) & set("lo01ABCDEFGHIJKLMNOPQRSTUVWXYZ")
