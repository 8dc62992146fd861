"""Staff steer: pause, cancel, schedule; friends leave; scenarios keep the account's clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.factories import make_rule, make_scenario, rows
from tests.flows.stage import Shop, shifted, until

from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.services import cancel_dispatch, pause_dispatch, resume_dispatch
from enishi.kit import clock
from enishi.kit.tenancy import org_scope
from enishi.scenarios.models import Enrolment, Scenario, ScenarioState
from enishi.scenarios.services.editing import set_scenario_state
from enishi.scenarios.services.enrolments import enrol_friends

TOKYO = ZoneInfo("Asia/Tokyo")


def names(number: int) -> list[str]:
    return [f"友{each}" for each in range(number)]


@pytest.fixture
def slow(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight requests at a time, each 50 ms long: there is a middle to step in."""
    monkeypatch.setattr("enishi.delivery.engine.MAX_IN_FLIGHT", 8)
    shop.control.set_knobs(latency_seconds=0.05)


@pytest.mark.usefixtures("slow")
def test_a_dispatch_cancelled_in_the_middle_goes_to_nobody_else_and_adds_up(shop: Shop) -> None:
    friends = shop.friends_from_before(*names(80))
    dispatch = shop.broadcast("{{name}}さん")
    until(lambda: shop.dispatch(dispatch.id).sent > 0, "the first ones are sent")
    with org_scope(shop.org.id):
        cancel_dispatch(org_id=shop.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=clock.now())
    shop.adds_up()
    shop.finished(dispatch)
    outcome = shop.outcome(dispatch)
    assert set(outcome) == {("sent", ""), ("skipped", "cancelled")}
    assert sum(outcome.values()) == 80
    received = shop.control.received(shop.cid)
    assert sum(received.values()) == outcome["sent", ""] < 80
    assert {user for user, number in received.items() if number} <= {each.line_user_id for each in friends}


@pytest.mark.usefixtures("slow")
def test_a_dispatch_paused_in_the_middle_rests_and_goes_on_where_it_was(shop: Shop) -> None:
    friends = shop.friends_from_before(*names(60))
    dispatch = shop.broadcast("{{name}}さん")
    until(lambda: shop.dispatch(dispatch.id).sent > 0, "the first ones are sent")
    with org_scope(shop.org.id):
        pause_dispatch(org_id=shop.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=clock.now())
    shop.settle()
    resting = shop.dispatch(dispatch.id)
    assert (resting.state, 0 < resting.sent < 60) == ("paused", True)
    assert sum(shop.control.received(shop.cid).values()) == resting.sent
    with org_scope(shop.org.id):
        resume_dispatch(org_id=shop.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=clock.now())
    assert shop.outcome(shop.finished(dispatch)) == {("sent", ""): 60}
    shop.got_it_once(*(friend.line_user_id for friend in friends))


def test_one_text_to_everybody_goes_out_in_multicasts(shop: Shop) -> None:
    friends = shop.friends_from_before(*names(1_010))
    dispatch = shop.finished(shop.broadcast("お知らせ"))
    assert shop.outcome(dispatch) == {("sent", ""): 1_010}
    sizes = sorted(entry["targets"] for entry in shop.control.sent(shop.cid))
    assert sizes == [10, 500, 500]
    shop.got_it_once(*(friend.line_user_id for friend in friends))


def test_a_message_for_later_waits_for_its_time(shop: Shop) -> None:
    (aiko,) = shop.friends_from_before("愛子")
    dispatch = shop.broadcast("{{name}}さん", due_at=clock.now() + timedelta(hours=3))
    with shifted(hours=2, minutes=59):
        shop.settle()
        assert shop.texts(aiko.line_user_id) == []
    with shifted(hours=3, minutes=1):
        shop.finished(dispatch)
    assert shop.texts(aiko.line_user_id) == ["愛子さん"]


def enrol(shop: Shop, scenario: Scenario, name: str = "愛子") -> str:
    (friend,) = shop.friends_from_before(name)
    with org_scope(shop.org.id):
        enrol_friends(org_id=shop.org.id, scenario_id=scenario.id, friend_ids=[friend.id], now=clock.now())
    return friend.line_user_id


def at_tokyo(days: int, hour: int, minute: int) -> float:
    """Seconds from now until that time on that day from today, by the clock of the account."""
    today = datetime.now(TOKYO)
    moment = today.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
    return (moment - today).total_seconds()


def test_day_n_at_a_time_is_that_day_and_time_in_tokyo(shop: Shop) -> None:
    scenario = make_scenario(
        shop.channel,
        ({"mode": "on_day", "day": 1, "at": "09:00"}, "翌朝9時"),
        ({"mode": "on_day", "day": 2, "at": "20:30"}, "二日後20時30分"),
    )
    aiko = enrol(shop, scenario)
    for days, hour, minute, texts in (
        (1, 8, 59, []),
        (1, 9, 1, ["翌朝9時"]),
        (2, 20, 29, ["翌朝9時"]),
        (2, 20, 31, ["翌朝9時", "二日後20時30分"]),
    ):
        with shifted(seconds=at_tokyo(days, hour, minute)):
            if texts:
                shop.receives(aiko, *texts)
            shop.settle()
            assert shop.texts(aiko) == texts
    shop.got_it_once(aiko, times=2)


def set_state(shop: Shop, scenario: Scenario, state: ScenarioState) -> None:
    with org_scope(shop.org.id):
        set_scenario_state(
            org_id=shop.org.id, actor=COMMAND_LINE, scenario_id=scenario.id, state=state, now=clock.now()
        )


def test_a_paused_scenario_sends_nothing_and_a_resumed_one_goes_on(shop: Shop) -> None:
    scenario = make_scenario(
        shop.channel, ({"mode": "at_once"}, "一"), ({"mode": "after", "seconds": 600}, "二")
    )
    aiko = enrol(shop, scenario)
    shop.receives(aiko, "一")
    set_state(shop, scenario, ScenarioState.PAUSED)
    with shifted(hours=1):
        shop.settle()
        assert shop.texts(aiko) == ["一"]
        set_state(shop, scenario, ScenarioState.ACTIVE)
        shop.receives(aiko, "一", "二")
    assert rows(Enrolment, org_id=shop.org.id)[0].state == "finished"


def test_a_friend_who_asks_to_stop_gets_no_further_step(shop: Shop) -> None:
    scenario = make_scenario(
        shop.channel, ({"mode": "at_once"}, "一"), ({"mode": "after", "seconds": 600}, "二")
    )
    make_rule(
        shop.channel,
        {"kind": "keyword", "words": ["停止"]},
        {"do": "stop_scenario", "scenario_id": scenario.id},
    )
    aiko = enrol(shop, scenario)
    shop.receives(aiko, "一")
    shop.say(aiko, "停止")
    until(lambda: "scenario.left" in shop.kinds(aiko), "she has left")
    with shifted(hours=1):
        shop.settle()
    assert shop.texts(aiko) == ["一"]


def test_an_outage_of_a_day_delays_the_steps_and_doubles_none(shop: Shop) -> None:
    scenario = make_scenario(
        shop.channel,
        ({"mode": "at_once"}, "一"),
        ({"mode": "after", "seconds": 600}, "二"),
        ({"mode": "after", "seconds": 1200}, "三"),
    )
    aiko = enrol(shop, scenario)
    shop.receives(aiko, "一")
    shop.stage.worker.stop()
    try:
        with shifted(hours=24):
            shop.stage.worker.start()
            shop.receives(aiko, "一", "二", "三")
    finally:
        shop.stage.worker.stop()
        shop.stage.worker.start()
    shop.got_it_once(aiko, times=3)
