"""Edits, builds, facts and two workers at once: whoever comes in between, members come right and no fact is doubled."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.factories import (
    NOW,
    make_channel,
    make_friends,
    make_organisation,
    make_rule,
    make_scenario,
    make_tag,
    rows,
)
from tests.friends.segment_stage import again, built, edit, facts, ids, members, put, tagged, untagged, work

from enishi.friends.models import Segment
from enishi.friends.services import segment_builds, segment_membership
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.segment_membership import look_again
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + timedelta(seconds=2)


@pytest.fixture
def channel() -> Channel:
    return make_channel(make_organisation())


def at_once(*deeds: Callable[[], Any]) -> list[threading.Thread]:
    """Each deed on a thread with a connection of its own."""

    def alone(deed: Callable[[], Any]) -> None:
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    return threads


def test_a_fact_that_is_under_way_while_the_condition_is_edited_is_not_lost(channel: Channel) -> None:
    """It looked for who watches it before the edit and is committed after the build."""
    old, new = make_tag(channel.org, "前"), make_tag(channel.org, "後")
    friend = make_friends(channel, 1)[0]
    segment = built(channel, tagged(old))
    is_under_way, may_commit = threading.Event(), threading.Event()

    def tag_slowly() -> None:
        with org_scope(channel.org_id):
            put(new, friend)
            is_under_way.set()
            may_commit.wait(10)

    [thread] = at_once(tag_slowly)
    assert is_under_way.wait(10)
    edit(segment, root=tagged(new))
    work()
    assert (members(segment), again(segment).built_version) == (set(), 2)
    may_commit.set()
    thread.join(10)
    work(LATER)
    assert members(segment) == {friend.id}
    assert again(segment).settles_after is None


def test_the_wait_for_such_facts_ends_when_they_do(channel: Channel) -> None:
    tag = make_tag(channel.org)
    friend = make_friends(channel, 1)[0]
    segment = built(channel, tagged(tag))
    is_under_way, may_commit = threading.Event(), threading.Event()

    def tag_slowly() -> None:
        with org_scope(channel.org_id):
            put(make_tag(channel.org, "別"), friend)
            is_under_way.set()
            may_commit.wait(10)

    [thread] = at_once(tag_slowly)
    assert is_under_way.wait(10)
    edit(segment, root=untagged(tag))
    work()
    assert again(segment).settles_after is not None
    work(LATER)
    assert again(segment).settles_after is not None
    may_commit.set()
    thread.join(10)
    work(LATER + timedelta(seconds=2))
    assert again(segment).settles_after is None


def test_an_edit_during_a_build_wins(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = make_tag(channel.org, "A"), make_tag(channel.org, "B")
    friends = make_friends(channel, 4)
    put(one, *friends[:2])
    put(other, *friends[2:])
    segment = built(channel, {"kind": "friends", "friend_ids": [1]})
    edit(segment, root=tagged(one))
    difference = segment_builds._difference

    def edit_meanwhile(row: Segment, now: Any) -> list[int]:
        found = difference(row, now)
        if row.version == 2:
            [thread] = at_once(lambda: edit(segment, root=tagged(other)))
            thread.join(10)
        return found

    monkeypatch.setattr(segment_builds, "_difference", edit_meanwhile)
    work()
    work(LATER)
    assert members(segment) == ids(friends[2:])
    assert facts(*friends[:2]) == []
    assert (again(segment).version, again(segment).built_version, again(segment).size) == (3, 3, 2)


def test_a_fact_during_a_build_is_not_overwritten_by_it(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build has compared; then a friend changes; the build must not act on what it saw."""
    tag = make_tag(channel.org)
    friend = make_friends(channel, 1)[0]
    segment = built(channel, {"kind": "friends", "friend_ids": [1]})
    edit(segment, root=untagged(tag))
    difference = segment_builds._difference

    def tag_meanwhile(row: Segment, now: Any) -> list[int]:
        found = difference(row, now)
        assert found == [friend.id]
        for thread in at_once(lambda: put(tag, friend)):
            thread.join(10)
        return found

    monkeypatch.setattr(segment_builds, "_difference", tag_meanwhile)
    build_due(NOW)
    assert members(segment) == set()
    monkeypatch.undo()
    work(LATER)
    assert (members(segment), facts(friend)) == (set(), [])


def test_two_workers_at_once_record_each_fact_once(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_membership, "CHUNK", 7)
    monkeypatch.setattr(segment_builds, "CHUNK", 7)
    monkeypatch.setattr("enishi.friends.services.segment_queue.FRIENDS_IN_ROW", 7)
    one, other = make_tag(channel.org, "A"), make_tag(channel.org, "B")
    friends = make_friends(channel, 120)
    segment = built(channel, tagged(one))
    put(one, *friends)
    edit(segment, root={"kind": "any", "of": [tagged(one), tagged(other)]}, sets_off_rules=True)

    def engine() -> None:
        for _ in range(60):
            look_again(NOW)
            build_due(NOW)

    for thread in at_once(engine, engine, engine):
        thread.join(60)
    work(LATER)
    assert members(segment) == ids(friends)
    assert sorted(facts(*friends)) == ["entered"] * 120
    assert again(segment).size == 120


def test_a_build_while_a_scenario_runs_neither_drops_nor_adds_members_again(channel: Channel) -> None:
    """A tool that did cost its friends the steps still ahead of them."""
    tag = make_tag(channel.org)
    friends = make_friends(channel, 3)
    segment = built(channel, tagged(tag))
    scenario = make_scenario(channel, ({"mode": "after", "seconds": 86_400}, "一日後"))
    make_rule(
        channel,
        {"kind": "segment_entered", "segment_id": segment.id},
        {"do": "start_scenario", "scenario_id": scenario.id},
    )
    make_rule(
        channel,
        {"kind": "segment_left", "segment_id": segment.id},
        {"do": "stop_scenario", "scenario_id": scenario.id},
    )
    put(tag, *friends)
    work()
    before = {(row.id, row.friend_id, row.state) for row in rows(Enrolment)}
    assert len(before) == 3
    for minutes in range(1, 4):
        now = NOW + timedelta(minutes=minutes)
        with org_scope(channel.org_id):
            Segment.objects.filter(org_id=channel.org_id).update(build_due_at=now)
        work(now)
    assert {(row.id, row.friend_id, row.state) for row in rows(Enrolment)} == before
    assert facts(*friends) == ["entered"] * 3


def test_a_fact_never_waits_for_the_engine(channel: Channel) -> None:
    """A build of a million friends holds its segment for seconds; webhooks go on meanwhile."""
    tag = make_tag(channel.org)
    friend = make_friends(channel, 1)[0]
    segment = built(channel, tagged(tag))
    is_held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with org_scope(channel.org_id):
            segment_builds._hold(again(segment))
            is_held.set()
            may_end.wait(10)

    [thread] = at_once(hold)
    assert is_held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '3s'")
    put(tag, friend)
    assert not look_again(NOW)
    may_end.set()
    thread.join(10)
    work()
    assert members(segment) == {friend.id}
