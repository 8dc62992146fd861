"""When LINE refuses, limits, fails or falls silent: everybody gets it once, or the ledger says why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import line_user_id, make_friend, make_rule, rows, send_action
from tests.flows.stage import Shop, open_shop, shifted, until

from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.models import Batch, ChannelHealth, Dispatch
from enishi.friends.models import Friend
from enishi.kit import clock
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel, TokenKind
from enishi.line.services import NewCredentials, update_credentials


def names(number: int) -> list[str]:
    return [f"友{each}" for each in range(number)]


def health(shop: Shop) -> ChannelHealth | None:
    return next(iter(rows(ChannelHealth, channel_id=shop.channel.id)), None)


def users(friends: list[Friend]) -> list[str]:
    return [friend.line_user_id for friend in friends]


def attempts(shop: Shop, endpoint: str) -> list[int]:
    """The statuses of the requests to one endpoint, whichever shop's they are, oldest first."""
    path = f"/v2/bot/message/{endpoint}"
    return [each["status"] for each in shop.control.requests() if each["path"] == path]


@pytest.fixture(autouse=True)
def _logs_of_this_test_alone(shop: Shop) -> None:
    shop.control.clear_logs()


def test_a_refused_id_in_a_multicast_is_set_aside_and_the_others_get_it(shop: Shop) -> None:
    shop.control.set_knobs(multicast_unknown_id="refuse")
    friends = shop.friends_from_before(*names(25))
    strangers = [
        make_friend(shop.channel, f"他人{n}", line_user_id=line_user_id(0xABC0 + n)) for n in range(2)
    ]
    dispatch = shop.finished(shop.broadcast("お知らせ"))
    assert shop.outcome(dispatch) == {("sent", ""): 25, ("failed", "recipient_refused"): 2}
    shop.got_it_once(*users(friends))
    assert shop.ledger_of(strangers[0].line_user_id) == [("failed", "recipient_refused")]
    statuses = attempts(shop, "multicast")
    assert statuses == [400, 400, 200]


def test_wrong_credentials_stop_the_account_and_mended_ones_let_it_go_on_without_loss(shop: Shop) -> None:
    shop.control.revoke_tokens(shop.cid)
    friends = shop.friends_from_before(*names(12))
    dispatch = shop.broadcast("{{name}}さん")
    until(lambda: (found := health(shop)) is not None and found.refused_at is not None, "the account stops")
    shop.adds_up()
    refused = len(attempts(shop, "push"))
    later = shop.broadcast("もう一通 {{name}}さん")
    until(lambda: len(rows(Batch, dispatch_id=later.id)) == 12, "the second message is planned")
    assert len(attempts(shop, "push")) == refused
    assert shop.outcome(dispatch) == {}
    mend(shop, shop.control.issue_token(shop.cid))
    for each in (dispatch, later):
        assert shop.outcome(shop.finished(each)) == {("sent", ""): 12}
    shop.got_it_once(*users(friends), times=2)
    found = health(shop)
    assert found is not None
    assert found.refused_at is None


def mend(shop: Shop, token: str) -> None:
    with org_scope(shop.org.id):
        update_credentials(
            org_id=shop.org.id,
            channel_id=shop.channel.id,
            credentials=NewCredentials(token=token),
            actor=COMMAND_LINE,
            now=clock.now(),
        )


def test_a_mend_that_is_wrong_too_stops_the_account_again(shop: Shop) -> None:
    shop.control.revoke_tokens(shop.cid)
    friends = shop.friends_from_before("愛子")
    dispatch = shop.broadcast("{{name}}さん")
    until(lambda: (found := health(shop)) is not None and found.refused_at is not None, "the account stops")
    mend(shop, "a-token-that-line-never-issued")
    until(lambda: attempts(shop, "push").count(401) == 2, "the wrong mend is tried once")
    mend(shop, shop.control.issue_token(shop.cid))
    assert shop.outcome(shop.finished(dispatch)) == {("sent", ""): 1}
    shop.got_it_once(*users(friends))


def test_a_stateless_token_that_expires_on_the_way_is_renewed(shop: Shop) -> None:
    with org_scope(shop.org.id):
        Channel.objects.filter(id=shop.channel.id).update(token_kind=TokenKind.STATELESS, token_sealed="")
    friends = shop.friends_from_before(*names(6))
    assert shop.outcome(shop.finished(shop.broadcast("一 {{name}}"))) == {("sent", ""): 6}
    shop.control.advance_clock(16 * 60)
    assert shop.outcome(shop.finished(shop.broadcast("二 {{name}}"))) == {("sent", ""): 6}
    shop.got_it_once(*users(friends), times=2)
    assert attempts(shop, "push").count(200) == 12
    assert 401 in attempts(shop, "push")
    found = health(shop)
    assert found is None or found.refused_at is None


@contextmanager
def everybodys_clock_at(shop: Shop, moment: datetime) -> Iterator[None]:
    """Enishi's and LINE's clocks stand at ``moment`` and go on from there."""
    shop.control.set_clock(moment.timestamp())
    try:
        with shifted(seconds=(moment - datetime.now(UTC)).total_seconds()):
            yield
    finally:
        shop.control.set_clock(datetime.now(UTC).timestamp())


def test_without_quota_the_rest_is_held_or_skipped_with_the_reason_while_replies_go_on(shop: Shop) -> None:
    small = open_shop(shop.stage, quota=3)
    friends = small.friends_from_before(*names(6))
    make_rule(small.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    # Noon in Tokyo on a tenth: the month ends neither soon nor within three days.
    with everybodys_clock_at(shop, datetime(2031, 5, 10, 3, tzinfo=UTC)):
        patient = small.broadcast("{{name}}さん", expires_at=clock.now() + timedelta(days=60))
        until(lambda: small.dispatch(patient.id).held == 3, "the rest is held")
        small.adds_up()
        assert small.outcome(patient) == {("sent", ""): 3, ("held", "quota"): 3}
        hasty = small.finished(small.broadcast("急ぎ {{name}}さん"))
        assert small.outcome(hasty) == {("skipped", "quota"): 6}
        small.say(friends[5].line_user_id, "クーポン")
        until(lambda: "reply" in small.endpoints(friends[5].line_user_id), "the reply arrives")
        small.adds_up()
    # Five seconds into June in Tokyo.
    with everybodys_clock_at(shop, datetime(2031, 5, 31, 15, 0, 5, tzinfo=UTC)):
        assert small.outcome(small.finished(patient)) == {("sent", ""): 6}
    assert small.control.duplicates(small.cid) == {}


def test_too_fast_for_line_all_arrive_and_none_twice(shop: Shop) -> None:
    shop.control.set_knobs(rate_limit_overrides={"push": [30, 1]})
    friends = shop.friends_from_before(*names(45))
    dispatch = shop.finished(shop.broadcast("{{name}}さん"))
    assert shop.outcome(dispatch) == {("sent", ""): 45}
    shop.got_it_once(*users(friends))
    assert 429 in attempts(shop, "push")


def test_a_storm_of_server_errors_opens_the_circuit_and_afterwards_everybody_gets_it_once(shop: Shop) -> None:
    fault = shop.control.add_fault("push", status=500, channel_id=shop.cid)
    friends = shop.friends_from_before(*names(12))
    dispatches: list[Dispatch] = []
    for friend in friends:
        dispatches.append(shop.broadcast("{{name}}さん", [friend]))
        until(lambda: len(attempts(shop, "push")) >= len(dispatches), "it is tried")
        found = health(shop)
        if found is not None and found.open_until is not None:
            break
    else:
        pytest.fail("the circuit never opened")
    tried = len(attempts(shop, "push"))
    dispatches += [shop.broadcast("{{name}}さん", [friend]) for friend in friends[len(dispatches) :]]
    until(lambda: len(rows(Batch, org_id=shop.org.id)) == 12, "everything is planned")
    assert len(attempts(shop, "push")) <= tried + 1, "at most one probe while the circuit is open"
    shop.adds_up()
    shop.control.remove_fault(fault["fault_id"])
    for dispatch in dispatches:
        assert shop.outcome(shop.finished(dispatch)) == {("sent", ""): 1}
    shop.got_it_once(*users(friends))


@pytest.mark.parametrize(("when", "received"), [("after", 1), ("before", 0)])
@pytest.mark.parametrize("fault", ["drop", "reset"])
def test_a_reply_whose_answer_is_lost_is_unknown_and_never_pushed(
    shop: Shop, when: str, fault: str, received: int
) -> None:
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    aiko = shop.follow()
    shop.settle()
    shop.control.add_fault("reply", when=when, action=fault, times=1, channel_id=shop.cid)
    shop.say(aiko, "クーポン")
    until(lambda: shop.ledger_of(aiko) == [("unknown", "in_doubt")], "the ledger says that nobody knows")
    shop.settle()
    assert len(shop.texts(aiko)) == received
    assert attempts(shop, "push") == attempts(shop, "multicast") == []
    shop.say(aiko, "クーポン")
    until(lambda: len(shop.texts(aiko)) == received + 1, "the next answer arrives")
    assert set(shop.endpoints(aiko)) == {"reply"}


def test_a_reply_refused_for_certain_is_followed_by_a_push(shop: Shop) -> None:
    make_rule(shop.channel, {"kind": "keyword", "words": ["クーポン"]}, send_action("どうぞ"))
    aiko = shop.follow()
    shop.settle()
    shop.control.add_fault("reply", status=400, message="Invalid reply token", times=1, channel_id=shop.cid)
    shop.say(aiko, "クーポン")
    shop.receives(aiko, "どうぞ")
    assert shop.endpoints(aiko) == ["push"]


@pytest.mark.parametrize("action", ["drop", "reset", "truncate", "status"])
def test_a_push_whose_answer_is_lost_is_repeated_under_its_key_and_received_once(
    shop: Shop, action: str
) -> None:
    shop.control.add_fault("push", when="after", action=action, status=500, times=6, channel_id=shop.cid)
    friends = shop.friends_from_before(*names(6))
    dispatch = shop.finished(shop.broadcast("{{name}}さん"))
    assert shop.outcome(dispatch) == {("sent", ""): 6}
    shop.got_it_once(*users(friends))
    if action != "truncate":
        assert attempts(shop, "push").count(409) == 6
    keys = [entry["retry_key"] for entry in shop.control.sent(shop.cid)]
    assert sorted(keys) == sorted(str(batch.id) for batch in rows(Batch, dispatch_id=dispatch.id))


def test_a_multicast_whose_answer_is_lost_is_repeated_under_its_key_and_received_once(shop: Shop) -> None:
    shop.control.add_fault("multicast", when="after", action="drop", times=1, channel_id=shop.cid)
    friends = shop.friends_from_before(*names(40))
    dispatch = shop.finished(shop.broadcast("お知らせ"))
    assert shop.outcome(dispatch) == {("sent", ""): 40}
    shop.got_it_once(*users(friends))
    assert attempts(shop, "multicast").count(409) == 1


def test_a_request_that_never_reached_line_is_made_again(shop: Shop) -> None:
    shop.control.add_fault("push", when="before", action="drop", times=4, channel_id=shop.cid)
    friends = shop.friends_from_before(*names(4))
    assert shop.outcome(shop.finished(shop.broadcast("{{name}}さん"))) == {("sent", ""): 4}
    shop.got_it_once(*users(friends))


def test_after_a_jump_of_25_hours_in_the_middle_of_a_lost_answer_nothing_is_sent_again(shop: Shop) -> None:
    shop.control.add_fault("push", when="after", action="drop", times=1, channel_id=shop.cid)
    aiko = shop.friends_from_before("愛子")
    dispatch = shop.broadcast("{{name}}さん", expires_at=clock.now() + timedelta(days=30))
    until(lambda: bool(rows(Batch, dispatch_id=dispatch.id, is_in_doubt=True)), "the answer is lost")
    with shifted(hours=25):
        finished = shop.finished(dispatch)
    assert shop.outcome(finished) == {("unknown", "in_doubt"): 1}
    assert len(shop.control.sent(shop.cid)) == 1
    shop.got_it_once(*users(aiko))


def test_a_jump_of_25_hours_while_a_request_is_under_way_leaves_it_unknown_when_its_answer_is_lost(
    shop: Shop,
) -> None:
    shop.control.add_fault("push", when="after", action="drop", delay_seconds=0.5, channel_id=shop.cid)
    aiko = shop.friends_from_before("愛子")
    dispatch = shop.broadcast("{{name}}さん", expires_at=clock.now() + timedelta(days=30))
    until(lambda: bool(rows(Batch, dispatch_id=dispatch.id, state="sending")), "the request is under way")
    with shifted(hours=25):
        shop.finished(dispatch)
    assert shop.outcome(dispatch) == {("unknown", "in_doubt"): 1}
    assert len(shop.control.sent(shop.cid)) == 1
    shop.got_it_once(*users(aiko))


def test_a_worker_that_stops_in_the_middle_finishes_what_is_under_way_and_the_next_one_does_the_rest(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enishi.delivery.engine.MAX_IN_FLIGHT", 8)
    shop.control.set_knobs(latency_seconds=0.05)
    friends = shop.friends_from_before(*names(60))
    dispatch = shop.broadcast("{{name}}さん")
    until(lambda: shop.dispatch(dispatch.id).sent > 0, "the first ones are sent")
    shop.stage.worker.stop()
    try:
        assert rows(Batch, dispatch_id=dispatch.id, state="sending") == []
        assert 0 < shop.dispatch(dispatch.id).sent < 60
        shop.adds_up()
    finally:
        shop.stage.worker.start()
    assert shop.outcome(shop.finished(dispatch)) == {("sent", ""): 60}
    shop.got_it_once(*users(friends))
