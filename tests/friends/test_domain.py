"""Following and blocking, decided by the events' own times; and comparing what friends type."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enishi.friends.domain.following import (
    FollowCase,
    Standing,
    block_counts,
    follow_case,
    proves_following,
)
from enishi.friends.domain.text import folded

T0 = datetime(2026, 10, 15, 3, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)


def standing(
    *,
    origin: str = "follow",
    following: bool = True,
    seen: int = 0,
    followed: int | None = 0,
    blocked: int | None = None,
    changed: int = 0,
) -> Standing:
    return Standing(
        is_following=following,
        origin=origin,
        first_seen_at=at(seen),
        followed_at=None if followed is None else at(followed),
        blocked_at=None if blocked is None else at(blocked),
        status_changed_at=at(changed),
    )


def test_somebody_never_seen_is_new() -> None:
    assert follow_case(None, at(0), is_unblocked=False) is FollowCase.NEW


def test_somebody_never_seen_whom_line_calls_unblocked_is_returning() -> None:
    assert follow_case(None, at(0), is_unblocked=True) is FollowCase.RETURNING


def test_a_friend_who_had_blocked_us_is_returning() -> None:
    blocked = standing(following=False, blocked=5, changed=5)
    assert follow_case(blocked, at(6), is_unblocked=False) is FollowCase.RETURNING


@pytest.mark.parametrize("origin", ["import", "contact"])
def test_a_friend_from_before_is_known_when_she_follows(origin: str) -> None:
    before = standing(origin=origin, followed=None)
    assert follow_case(before, at(3), is_unblocked=False) is FollowCase.KNOWN


def test_a_message_that_overtook_its_follow_does_not_make_a_stranger_known() -> None:
    before = standing(origin="contact", followed=None, seen=3, changed=3)
    assert follow_case(before, at(2), is_unblocked=False) is FollowCase.NEW


@pytest.mark.parametrize("minutes", [2, 3, 5])
def test_a_follow_as_old_as_the_first_sight_of_a_friend_or_nearly_so_is_how_we_met(minutes: int) -> None:
    before = standing(origin="import", followed=None, seen=3, changed=3)
    assert follow_case(before, at(minutes), is_unblocked=False) is FollowCase.NEW


@pytest.mark.parametrize("minutes", [4, 5])
def test_a_follow_that_is_not_newer_than_what_is_known_calls_for_no_greeting(minutes: int) -> None:
    blocked = standing(following=False, blocked=5, changed=5)
    assert follow_case(blocked, at(minutes), is_unblocked=False) is None


def test_only_a_newer_block_counts() -> None:
    assert block_counts(None, at(0))
    assert block_counts(standing(changed=5), at(6))
    assert not block_counts(standing(changed=5), at(5))
    assert not block_counts(standing(changed=5), at(4))


def test_writing_proves_that_a_block_is_over_only_if_it_came_after_it() -> None:
    blocked = standing(following=False, blocked=5, changed=5)
    assert proves_following(blocked, at(6))
    assert not proves_following(blocked, at(5))
    assert not proves_following(standing(), at(6))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ｸｰﾎﾟﾝ", "クーポン"),
        (" クーポン　", "クーポン"),
        ("ＣＯＵＰＯＮ", "coupon"),
        ("Ｃoupon", "COUPON"),
        ("がんばれ", "か\u3099んばれ"),
        ("①", "1"),
        ("STRASSE", "straße"),
    ],
)
def test_width_case_and_spaces_do_not_matter(typed: str, word: str) -> None:
    assert folded(typed) == folded(word)


@given(st.text(max_size=40))
def test_an_ascii_letters_width_and_case_never_matter(text: str) -> None:
    wide = "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)
    assert folded(wide) == folded(text) or not text.isascii()
