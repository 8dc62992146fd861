"""Planning: every candidate is sent, held or skipped, exactly once, and batches keep LINE's limits."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.factories import NOW

from enishi.delivery.domain.reasons import REASONS
from enishi.delivery.domain.values import (
    MULTICAST,
    PUSH,
    REPLY,
    CandidateSlice,
    DispatchFacts,
    Recipient,
    SliceFacts,
    Variant,
)
from enishi.delivery.pipeline.plan import MULTICAST_FROM, REPLY_MARGIN, cut_batches, plan_slice

MONTH_END = NOW + timedelta(days=16)


def candidates(
    friend_ids: list[int],
    *,
    tokens: list[str] | None = None,
    reply_until: datetime | None = None,
    expires_at: datetime = NOW + timedelta(hours=72),
) -> CandidateSlice:
    dispatch = DispatchFacts(1, 1, 1, "", 1, 50, NOW, expires_at)
    return CandidateSlice(1, dispatch, friend_ids, tokens, reply_until, False)


def facts(
    friends: dict[int, tuple[str, bool]],
    *,
    withdrawn: dict[int, str] | None = None,
    is_active: bool = True,
    quota_out_until: datetime | None = None,
) -> SliceFacts:
    return SliceFacts(friends, withdrawn or {}, is_active, quota_out_until)


def following(*friend_ids: int) -> dict[int, tuple[str, bool]]:
    return {friend_id: (f"U{friend_id}", True) for friend_id in friend_ids}


@st.composite
def slices(draw: st.DrawFn) -> tuple[CandidateSlice, SliceFacts]:
    friend_ids = draw(st.lists(st.integers(1, 60), unique=True, max_size=30))
    known = {
        friend_id: (f"U{friend_id}", draw(st.booleans())) for friend_id in friend_ids if draw(st.booleans())
    }
    tokens = draw(st.none() | st.just([f"t{each}" if each % 3 else "" for each in friend_ids]))
    until = draw(st.none() | st.integers(-10, 90).map(lambda seconds: NOW + timedelta(seconds=seconds)))
    some = draw(st.lists(st.sampled_from(friend_ids or [0]), max_size=5))
    expires = NOW + timedelta(hours=draw(st.integers(-1, 24 * 40)))
    return (
        candidates(friend_ids, tokens=tokens, reply_until=until, expires_at=expires),
        facts(
            known,
            withdrawn=dict.fromkeys(some, "scenario_left"),
            is_active=draw(st.booleans()),
            quota_out_until=draw(st.none() | st.sampled_from([NOW - timedelta(1), MONTH_END])),
        ),
    )


@given(slices())
def test_every_candidate_ends_in_exactly_one_place(given_slice: tuple[CandidateSlice, SliceFacts]) -> None:
    asked, known = given_slice
    plan = plan_slice(asked, known, NOW)
    placed = [each.friend_id for each in plan.sends] + [each.friend_id for each in plan.skips]
    placed += [friend_id for hold in plan.holds for friend_id in hold.friend_ids]
    assert Counter(placed) == Counter(asked.friend_ids)
    assert all(skip.reason in REASONS for skip in plan.skips)
    assert all(hold.until > NOW and hold.reason in REASONS for hold in plan.holds)


@given(slices())
def test_nobody_gets_it_who_is_unknown_blocked_or_gone(
    given_slice: tuple[CandidateSlice, SliceFacts],
) -> None:
    asked, known = given_slice
    for recipient in plan_slice(asked, known, NOW).sends:
        line_user_id, is_following = known.friends[recipient.friend_id]
        assert is_following
        assert recipient.line_user_id == line_user_id
        assert recipient.friend_id not in known.withdrawn
        assert known.is_channel_active


def test_each_skip_names_its_reason() -> None:
    friends = {**following(1, 2), 3: ("U3", False)}
    plan = plan_slice(candidates([1, 2, 3, 4]), facts(friends, withdrawn={2: "scenario_left"}), NOW)
    assert [each.friend_id for each in plan.sends] == [1]
    assert {skip.friend_id: skip.reason for skip in plan.skips} == {
        2: "scenario_left",
        3: "blocked",
        4: "friend_missing",
    }


def test_what_has_expired_or_belongs_to_a_stopped_account_goes_to_nobody() -> None:
    expired = plan_slice(candidates([1], expires_at=NOW), facts(following(1)), NOW)
    stopped = plan_slice(candidates([1]), facts(following(1), is_active=False), NOW)
    assert [skip.reason for skip in expired.skips + stopped.skips] == ["expired", "channel_inactive"]


def test_a_reply_token_is_used_while_it_lives_with_some_seconds_to_spare() -> None:
    asked = candidates([1, 2], tokens=["t1", ""], reply_until=NOW + timedelta(seconds=30))
    plan = plan_slice(asked, facts(following(1, 2)), NOW)
    assert [each.reply_token for each in plan.sends] == ["t1", ""]
    late = plan_slice(asked, facts(following(1, 2)), NOW + timedelta(seconds=30) - REPLY_MARGIN)
    assert [each.reply_token for each in late.sends] == ["", ""]


def test_without_quota_replies_go_on_and_the_rest_waits_for_the_new_month() -> None:
    asked = candidates(
        [1, 2],
        tokens=["t1", ""],
        reply_until=NOW + timedelta(seconds=30),
        expires_at=MONTH_END + timedelta(1),
    )
    plan = plan_slice(asked, facts(following(1, 2), quota_out_until=MONTH_END), NOW)
    assert [each.friend_id for each in plan.sends] == [1]
    assert [(hold.friend_ids, hold.until, hold.reason) for hold in plan.holds] == [([2], MONTH_END, "quota")]


def test_what_would_be_stale_by_the_new_month_is_skipped_for_want_of_quota() -> None:
    plan = plan_slice(candidates([1]), facts(following(1), quota_out_until=MONTH_END), NOW)
    assert [(skip.friend_id, skip.reason) for skip in plan.skips] == [(1, "quota")]
    assert plan.holds == []


@given(st.lists(st.tuples(st.integers(0, 1_300), st.integers(0, 3)), max_size=4))
def test_batches_keep_everyone_once_and_never_hold_more_than_five_hundred(
    groups: list[tuple[int, int]],
) -> None:
    variants, number = [], 0
    for index, (pushes, replies) in enumerate(groups):
        recipients = []
        for each in range(pushes + replies):
            number += 1
            recipients.append(Recipient(number, f"U{number}", f"t{number}" if each >= pushes else ""))
        variants.append(Variant(b"%d" % index, recipients))
    drafts = cut_batches(variants)
    assert Counter(each.friend_id for draft in drafts for each in draft.recipients) == Counter(
        range(1, number + 1)
    )
    messages = {each.friend_id: variant.messages for variant in variants for each in variant.recipients}
    for draft in drafts:
        assert 1 <= len(draft.recipients) <= 500
        assert (draft.endpoint == MULTICAST) == (len(draft.recipients) > 1)
        assert (draft.endpoint == REPLY) == bool(draft.recipients[0].reply_token)
        assert {messages[each.friend_id] for each in draft.recipients} == {draft.messages}


def test_few_friends_get_pushes_because_those_leave_ten_times_as_fast() -> None:
    few = Variant(b"", [Recipient(each, "U") for each in range(MULTICAST_FROM - 1)])
    many = Variant(b"", [Recipient(each, "U") for each in range(MULTICAST_FROM)])
    assert [draft.endpoint for draft in cut_batches([few])] == [PUSH] * (MULTICAST_FROM - 1)
    assert [draft.endpoint for draft in cut_batches([many])] == [MULTICAST]


def test_the_last_one_left_over_is_pushed() -> None:
    drafts = cut_batches([Variant(b"", [Recipient(each, "U") for each in range(1_001)])])
    assert [(draft.endpoint, len(draft.recipients)) for draft in drafts] == [
        (MULTICAST, 500),
        (MULTICAST, 500),
        (PUSH, 1),
    ]
