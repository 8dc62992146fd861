"""Messages reach each friend in the order in which they were decided, also when many friends share a request."""

from tests.delivery.desk import ACCEPTED, LOST, Desk, later
from tests.factories import make_friends

from enishi.line.models import Channel


def test_a_scenarios_second_multicast_waits_until_the_first_is_through(desk: Desk, channel: Channel) -> None:
    friends = make_friends(channel, 20)
    first = desk.request(friends, "1通目", kind="scenario", source="scenario:1")
    second = desk.request(friends, "2通目", kind="scenario", source="scenario:1")
    desk.plan()

    (claimed,) = desk.claim()
    assert claimed.dispatch_id == first.id
    desk.settle([claimed], LOST)
    assert desk.claim() == []

    (again,) = desk.claim(now=later(seconds=30))
    assert again.dispatch_id == first.id
    desk.settle([again], ACCEPTED, now=later(seconds=31))
    (next_one,) = desk.claim(now=later(seconds=32))
    assert next_one.dispatch_id == second.id


def test_multicasts_to_other_friends_do_not_wait(desk: Desk, channel: Channel) -> None:
    friends = make_friends(channel, 40)
    desk.request(friends[:20], "1通目", kind="scenario", source="scenario:1")
    desk.request(friends[20:], "1通目", kind="scenario", source="scenario:1")
    desk.plan()

    assert len(desk.claim()) == 2
