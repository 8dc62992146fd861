"""What LINE's answer means for a batch: a table, and the one rule that it serves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.delivery.desk import (
    ACCEPTED,
    DEAD_TOKEN,
    LOST,
    NO_QUOTA,
    NOT_SENT,
    RATE_LIMITED,
    REFUSED,
    SERVER_ERROR,
    UNAUTHORISED,
    refused_recipient,
)
from tests.factories import NOW

from enishi.delivery.domain.outcomes import (
    KEY_LIFE,
    Judgement,
    RoadSign,
    Verdict,
    backoff_seconds,
    breaker_open_seconds,
    judge,
    next_month_in_japan,
    should_pause,
)
from enishi.delivery.domain.values import ClaimedBatch, SentBatch
from enishi.line.client import SendResult

BATCH = ClaimedBatch(
    id=UUID(int=1),
    org_id=1,
    channel_id=1,
    dispatch_id=1,
    endpoint="push",
    friend_ids=[1],
    line_user_ids=["U1"],
    reply_token="",
    messages=b"[]",
    attempts=1,
    first_attempt_at=NOW,
    created_at=NOW,
    expires_at=NOW + timedelta(days=3),
    is_in_doubt=False,
)
REPLY = replace(BATCH, endpoint="reply", reply_token="t")
MULTICAST = replace(BATCH, endpoint="multicast", friend_ids=[1, 2, 3], line_user_ids=["U1", "U2", "U3"])
DOUBTFUL = replace(BATCH, is_in_doubt=True, attempts=2)
AMBIGUOUS = [LOST, SERVER_ERROR]
DEFINITE = [RATE_LIMITED, UNAUTHORISED, NOT_SENT]


def judged(batch: ClaimedBatch, result: SendResult, after: timedelta = timedelta(seconds=1)) -> Judgement:
    return judge(SentBatch(batch, result, NOW + after))


@pytest.mark.parametrize("batch", [BATCH, REPLY, MULTICAST, DOUBTFUL])
def test_accepted_is_sent(batch: ClaimedBatch) -> None:
    assert judged(batch, ACCEPTED) == Judgement(Verdict.SENT, RoadSign.FINE)


@pytest.mark.parametrize("result", AMBIGUOUS)
def test_a_reply_in_doubt_is_unknown_and_never_tried_again(result: SendResult) -> None:
    assert judged(REPLY, result).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("result", AMBIGUOUS)
@pytest.mark.parametrize("batch", [BATCH, MULTICAST, DOUBTFUL])
def test_a_push_or_multicast_in_doubt_is_repeated_under_its_key(
    batch: ClaimedBatch, result: SendResult
) -> None:
    judgement = judged(batch, result)
    assert judgement.verdict is Verdict.RETRY
    assert judgement.not_before is not None
    assert judgement.not_before > NOW


@pytest.mark.parametrize("result", AMBIGUOUS)
@pytest.mark.parametrize("batch", [BATCH, MULTICAST, DOUBTFUL])
def test_no_repetition_when_the_key_is_about_to_be_forgotten(batch: ClaimedBatch, result: SendResult) -> None:
    assert judged(batch, result, KEY_LIFE - timedelta(seconds=1)).verdict is Verdict.RETRY
    assert judged(batch, result, KEY_LIFE).verdict is Verdict.UNKNOWN
    assert judged(batch, result, timedelta(hours=25)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("result", DEFINITE)
@pytest.mark.parametrize("batch", [BATCH, REPLY, MULTICAST])
def test_what_line_certainly_did_not_take_may_be_tried_again_at_any_age(
    batch: ClaimedBatch, result: SendResult
) -> None:
    assert judged(batch, result).verdict is Verdict.RETRY
    assert judged(batch, result, timedelta(hours=25)).verdict is Verdict.RETRY


@pytest.mark.parametrize("result", DEFINITE)
def test_a_definite_answer_does_not_clear_the_doubt_of_an_earlier_attempt(result: SendResult) -> None:
    assert judged(DOUBTFUL, result).verdict is Verdict.RETRY
    assert judged(DOUBTFUL, result, timedelta(hours=25)).verdict is Verdict.UNKNOWN


def test_quota_sends_friends_back_to_planning_unless_an_earlier_attempt_may_have_arrived() -> None:
    assert judged(BATCH, NO_QUOTA) == Judgement(Verdict.RETURN, RoadSign.NO_QUOTA)
    assert judged(DOUBTFUL, NO_QUOTA).verdict is Verdict.UNKNOWN


def test_a_dead_reply_token_sends_the_friend_back_to_planning() -> None:
    assert judged(REPLY, DEAD_TOKEN) == Judgement(Verdict.RETURN, RoadSign.FINE)
    assert judged(REPLY, REFUSED).verdict is Verdict.FAILED


def test_a_named_recipient_is_set_aside_and_the_others_go_on() -> None:
    assert judged(MULTICAST, refused_recipient(2)) == Judgement(
        Verdict.RETURN_OTHERS, RoadSign.FINE, refused_index=2
    )
    assert judged(MULTICAST, refused_recipient(3)).verdict is Verdict.FAILED


def test_any_other_refusal_is_final() -> None:
    assert judged(BATCH, REFUSED) == Judgement(Verdict.FAILED, RoadSign.FINE)


def test_each_kind_of_trouble_has_its_road_sign() -> None:
    signs = {result.outcome: judged(BATCH, result).road for result in [*AMBIGUOUS, *DEFINITE]}
    assert sorted(sign.value for sign in signs.values()) == ["refused", "slow_down", "trouble", "trouble"]


def test_lines_own_wish_to_wait_is_respected() -> None:
    asked = replace(RATE_LIMITED, retry_after_seconds=17.0)
    assert judged(BATCH, asked).not_before == NOW + timedelta(seconds=1 + 17)


@given(st.integers(0, 10_000))
def test_waiting_grows_and_stays_within_a_minute(attempts: int) -> None:
    assert 0 < backoff_seconds(attempts) <= backoff_seconds(attempts + 1) <= 60


@given(st.integers(0, 10_000))
def test_the_circuit_opens_after_five_failures_and_for_five_minutes_at_most(failures: int) -> None:
    seconds = breaker_open_seconds(failures)
    assert (seconds == 0) == (failures < 5)
    assert seconds <= breaker_open_seconds(failures + 1) <= 300


@given(st.timedeltas(timedelta(0), timedelta(days=40 * 366)))
def test_the_quota_starts_anew_at_the_first_midnight_of_the_next_month_in_japan(since: timedelta) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + since
    start = next_month_in_japan(moment)
    local, before = start.astimezone(ZoneInfo("Asia/Tokyo")), moment.astimezone(ZoneInfo("Asia/Tokyo"))
    assert start > moment
    assert (local.day, local.hour, local.minute, local.second, local.microsecond) == (1, 0, 0, 0, 0)
    assert (local.year * 12 + local.month) - (before.year * 12 + before.month) == 1


def test_a_dispatch_is_paused_when_more_than_one_in_ten_fails_and_not_for_a_handful() -> None:
    assert not should_pause(sent=0, failed=19)
    assert should_pause(sent=0, failed=20)
    assert not should_pause(sent=180, failed=20)
    assert should_pause(sent=179, failed=20)
