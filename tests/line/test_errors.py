"""Mends: for each thing that goes wrong at set-up, the one sentence that says where to put it right."""

import pytest

from enishi.line import errors
from enishi.line.client import (
    Answer,
    BotInfo,
    Outcome,
    SendResult,
    TokenInfo,
    WebhookEndpoint,
    WebhookTest,
)

URL = "https://shop.example/webhook/line/key"
BOT = BotInfo("U" + "1" * 32, "@shop", None, "美容室", None, "bot", "auto")


def endpoint(url: str = URL, *, is_active: bool = True) -> Answer[WebhookEndpoint]:
    return Answer(Outcome.ACCEPTED, WebhookEndpoint(url, is_active), 200)


def webhook_test(reason: str) -> Answer[WebhookTest]:
    return Answer(Outcome.ACCEPTED, WebhookTest(reason == "OK", 0, reason, ""), 200)


@pytest.mark.parametrize(
    ("outcome", "status", "mend"),
    [
        (Outcome.UNAUTHORISED, 401, errors.WRONG_TOKEN),
        (Outcome.UNAUTHORISED, 403, errors.NOT_ENTITLED),
        (Outcome.QUOTA_EXHAUSTED, 429, errors.QUOTA_EXHAUSTED),
        (Outcome.RATE_LIMITED, 429, errors.RATE_LIMITED),
        (Outcome.NOT_SENT, None, errors.UNREACHABLE),
        (Outcome.AMBIGUOUS, 500, errors.NO_CLEAR_ANSWER),
        (Outcome.ACCEPTED, 200, None),
        (Outcome.REFUSED, 400, None),
    ],
)
def test_an_outcome_has_its_mend(outcome: Outcome, status: int | None, mend: errors.Mend | None) -> None:
    assert errors.mend_for(SendResult(outcome, status)) == mend
    assert errors.mend_for(Answer(outcome, None, status)) == mend


def test_a_wrong_secret_is_told_apart_from_a_wrong_token() -> None:
    assert errors.mend_for_issuing(Outcome.REFUSED) == errors.WRONG_SECRET
    assert errors.mend_for_issuing(Outcome.UNAUTHORISED) == errors.WRONG_SECRET
    assert errors.mend_for_issuing(Outcome.NOT_SENT) == errors.UNREACHABLE
    assert errors.mend_for_issuing(Outcome.ACCEPTED) is None


def test_a_token_of_another_channel_is_found_by_channel_id_or_bot() -> None:
    other = [errors.TOKEN_OF_ANOTHER_CHANNEL]
    assert errors.token_mends("1", None, TokenInfo("2", 60, ""), None) == other
    assert errors.token_mends("1", "U" + "2" * 32, None, BOT) == other
    assert errors.token_mends("1", BOT.user_id, TokenInfo("1", 60, ""), BOT) == []
    assert errors.token_mends("1", None, None, BOT) == []


def test_a_sound_webhook_leaves_only_the_reminder_of_redelivery() -> None:
    assert errors.webhook_mends(URL, endpoint(), webhook_test("OK")) == [errors.REDELIVERY_UNKNOWN]


def test_everything_wrong_with_a_webhook_is_told_at_once() -> None:
    mends = errors.webhook_mends(
        URL, endpoint("https://old.example", is_active=False), webhook_test("REQUEST_TIMEOUT")
    )
    assert [mend.code for mend in mends] == [
        "line.webhook_elsewhere",
        "line.webhook_inactive",
        "line.webhook_timeout",
        "line.redelivery",
    ]


def test_a_webhook_that_was_never_set_is_told_as_that() -> None:
    missing: Answer[WebhookEndpoint] = Answer(Outcome.REFUSED, None, 404)
    assert errors.WEBHOOK_NOT_SET in errors.webhook_mends(URL, missing, None)
    refused: Answer[WebhookEndpoint] = Answer(Outcome.UNAUTHORISED, None, 401)
    assert errors.webhook_mends(URL, refused, None) == [errors.WRONG_TOKEN]


def test_a_reason_that_line_invents_tomorrow_has_a_mend() -> None:
    assert errors.WEBHOOK_TEST_FAILED in errors.webhook_mends(URL, endpoint(), webhook_test("SOMETHING_NEW"))


def test_every_mend_speaks_both_languages() -> None:
    mends = [value for value in vars(errors).values() if isinstance(value, errors.Mend)]
    assert len(mends) > 10
    for mend in mends:
        assert mend.en.isascii()
        assert not mend.ja.isascii()
    assert len({mend.code for mend in mends}) == len(mends)
