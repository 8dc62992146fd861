"""Who belongs to a segment: kept right by facts for touched friends, by the clock for the rest."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.factories import (
    NOW,
    make_channel,
    make_field,
    make_friend,
    make_friends,
    make_rule,
    make_tag,
    rows,
)
from tests.friends.segment_stage import (
    again,
    built,
    edit,
    facts,
    ids,
    inside,
    make_segment,
    members,
    put,
    tagged,
    untagged,
    work,
)

from enishi.accounts.models import Organisation
from enishi.friends.conditions import matching_sql
from enishi.friends.domain.field_types import FieldType
from enishi.friends.models import Friend, FriendTag, Segment, SegmentSize, SegmentTouch, TimelineEvent
from enishi.friends.services import segment_membership
from enishi.friends.services.field_values import set_values
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.segment_membership import look_again
from enishi.friends.services.segment_queue import touch
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

DAY = timedelta(days=1)


def test_a_new_segment_holds_who_meets_it_already_and_leaves_no_facts(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    segment = built(channel, tagged(tag))
    assert members(segment) == {aiko.id}
    assert (segment.size, segment.built_at, facts(aiko)) == (1, NOW, [])


def test_a_fact_lets_a_friend_in_and_out_and_says_so(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag))
    put(tag, aiko)
    work()
    assert members(segment) == {aiko.id}
    put(tag, aiko, is_added=False)
    work()
    assert members(segment) == set()
    assert facts(aiko) == ["entered", "left"]
    assert again(segment).size == 0


def test_a_fact_names_its_segment(channel: Channel, aiko: Friend) -> None:
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag), "常連")
    put(tag, aiko)
    work()
    entered = rows(TimelineEvent, kind="segment.entered")[0]
    assert entered.data == {"segment_id": segment.id, "name": "常連"}


def test_only_touched_friends_are_looked_at(
    channel: Channel, aiko: Friend, kenji: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = make_tag(channel.org)
    built(channel, tagged(tag))
    asked: list[list[int]] = []

    def spy(org_id: int, channel_id: int, document: object, now: datetime, friend_ids: list[int]) -> object:
        asked.append(friend_ids)
        return matching_sql(org_id, channel_id, document, now, friend_ids)  # type: ignore[arg-type]

    monkeypatch.setattr(segment_membership, "matching_sql", spy)
    put(tag, aiko)
    work()
    assert asked == [[aiko.id]]


def test_a_tag_that_no_segment_asks_for_touches_nobody(channel: Channel, aiko: Friend) -> None:
    built(channel, tagged(make_tag(channel.org, "見ているタグ")))
    put(make_tag(channel.org, "ほかのタグ"), aiko)
    assert rows(SegmentTouch) == []


def test_one_insert_marks_a_whole_set(channel: Channel) -> None:
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag))
    friends = make_friends(channel, 12)
    put(tag, *friends)
    touches = rows(SegmentTouch)
    assert [set(touch.friend_ids) for touch in touches] == [ids(friends)]
    work()
    assert again(segment).size == 12


def test_large_sets_are_worked_through_in_pieces(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enishi.friends.services.segment_queue.FRIENDS_IN_ROW", 5)
    monkeypatch.setattr(segment_membership, "CHUNK", 5)
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag))
    friends = make_friends(channel, 12)
    put(tag, *friends)
    assert sorted(len(touch.friend_ids) for touch in rows(SegmentTouch)) == [2, 5, 5]
    assert look_again(NOW)
    assert len(members(segment)) == 5
    work()
    assert members(segment) == ids(friends)
    assert facts(*friends) == ["entered"] * 12


def test_a_new_friend_enters_a_segment_of_everyone(channel: Channel) -> None:
    segment = built(channel, {"kind": "all", "of": []})
    friend = make_friend(channel, "新子")
    with org_scope(channel.org_id):
        record_events(
            org_id=channel.org_id,
            channel_id=channel.id,
            events=[NewEvent(friend.id, "friend.discovered", NOW)],
            now=NOW,
        )
    work()
    assert members(segment) == {friend.id}


def test_time_alone_lets_friends_in_and_out_at_the_channels_midnight(channel: Channel) -> None:
    root = {"kind": "followed_at", "when": {"mode": "days_ago", "test": "at_most", "days": 1}}
    friend = make_friend(channel, first_seen_at=NOW)
    segment = built(channel, root)
    # NOW is noon in Tokyo; the day after tomorrow begins there at 15:00 UTC.
    midnight = datetime(2026, 10, 15, 15, tzinfo=UTC)
    assert again(segment).build_due_at == midnight
    work(midnight)
    assert members(segment) == {friend.id}
    work(midnight + DAY)
    assert members(segment) == set()
    assert facts(friend) == ["left"]


def test_hours_are_looked_at_every_hour(channel: Channel) -> None:
    root = {"kind": "last_reaction", "when": {"mode": "hours_ago", "test": "at_least", "hours": 3}}
    friend = make_friend(channel, last_reaction_at=NOW - timedelta(hours=2, minutes=30))
    segment = built(channel, root)
    assert again(segment).build_due_at == NOW + timedelta(hours=1)
    assert members(segment) == set()
    work(NOW + timedelta(hours=1))
    assert members(segment) == {friend.id}


def test_a_segment_that_time_cannot_change_is_not_built_again(channel: Channel) -> None:
    segment = built(channel, tagged(make_tag(channel.org)))
    # A build that other transactions ran beside is checked once more; then there is nothing to wait for.
    with org_scope(channel.org_id):
        Segment.objects.filter(org_id=channel.org_id).update(settles_after=None)
    work(NOW + DAY)
    assert again(segment).build_due_at is None


def test_segments_of_segments_follow_each_other(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    tag, other = make_tag(channel.org, "会員"), make_tag(channel.org, "休会")
    inner = built(channel, tagged(tag), "内側")
    outer = built(channel, {"kind": "all", "of": [inside(inner), untagged(other)]}, "外側")
    outermost = built(channel, inside(outer, match="none"), "いちばん外側")
    assert members(outermost) == {aiko.id, kenji.id}
    put(tag, aiko)
    work()
    assert (members(outer), members(outermost)) == ({aiko.id}, {kenji.id})
    put(tag, aiko, is_added=False)
    work()
    assert (members(outer), members(outermost)) == (set(), {aiko.id, kenji.id})


def test_a_segment_that_reads_one_that_is_not_filled_yet_comes_right(channel: Channel, aiko: Friend) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    inner = make_segment(channel, tagged(tag), "内側")
    outer = make_segment(channel, inside(inner), "外側")
    with org_scope(channel.org_id):
        # The outer one happens to be built first.
        Segment.objects.filter(org_id=channel.org_id, id=outer.id).update(build_due_at=NOW - DAY)
    work()
    assert members(outer) == {aiko.id}


def test_a_nested_condition_reads_the_members_and_not_the_others_conditions(channel: Channel) -> None:
    inner = built(channel, tagged(make_tag(channel.org)), "内側")
    with org_scope(channel.org_id):
        sql = matching_sql(channel.org_id, channel.id, {"version": 1, "root": inside(inner)}, NOW)
    assert "friends_segmentmember" in sql.text
    assert "friends_friendtag" not in sql.text


def test_rules_and_segments_that_set_each_other_off_come_to_an_end(channel: Channel, aiko: Friend) -> None:
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag))
    edit_free = {"segment_id": segment.id}
    make_rule(channel, {"kind": "segment_entered", **edit_free}, {"do": "remove_tag", "tag_id": tag.id})
    make_rule(channel, {"kind": "segment_left", **edit_free}, {"do": "add_tag", "tag_id": tag.id})
    put(tag, aiko)
    work()
    has_tag = bool(rows(FriendTag, friend_id=aiko.id))
    assert 2 <= len(facts(aiko)) <= 10
    # Where the circle was cut, the members still say what the condition says.
    assert (members(segment) == {aiko.id}) == has_tag


def test_an_aspect_without_a_fact_touches_those_who_watch_it(channel: Channel, aiko: Friend) -> None:
    root = {"kind": "name", "test": "contains", "value": "愛"}
    segment = built(channel, root)
    assert members(segment) == {aiko.id}
    with org_scope(channel.org_id):
        Friend.objects.filter(org_id=channel.org_id, id=aiko.id).update(display_name="恵子")
        touch(org_id=channel.org_id, channel_id=channel.id, friend_ids=[aiko.id], aspect="memo")
        assert rows(SegmentTouch) == []
        touch(org_id=channel.org_id, channel_id=channel.id, friend_ids=[aiko.id], aspect="profile")
    work()
    assert members(segment) == set()


def test_the_other_channels_friends_stay_out(channel: Channel, org: Organisation, aiko: Friend) -> None:
    elsewhere = make_channel(org, name="二号店")
    stranger = make_friend(elsewhere, "よその人")
    tag = make_tag(org)
    segment = built(channel, tagged(tag))
    put(tag, aiko)
    put(tag, stranger)
    work()
    assert members(segment) == {aiko.id}


def test_an_archived_or_frozen_segment_stays_as_it_is(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    segment = built(channel, tagged(tag), is_frozen=True)
    put(tag, kenji)
    work(NOW + DAY)
    assert members(segment) == {aiko.id}
    edit(segment, is_frozen=False)
    work(NOW + DAY)
    assert members(segment) == {aiko.id, kenji.id}


def test_a_segment_that_cannot_be_evaluated_stops_nobody_else(
    channel: Channel, aiko: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = make_tag(channel.org)
    broken, sound = built(channel, tagged(tag), "壊れた"), built(channel, tagged(tag), "無事")

    def mutant(org_id: int, channel_id: int, document: object, *rest: object) -> object:
        if document == broken.tree and not is_mended:
            raise ValueError("broken")
        return matching_sql(org_id, channel_id, document, *rest)  # type: ignore[arg-type]

    is_mended = False
    with org_scope(channel.org_id):
        Segment.objects.filter(id=broken.id).update(
            tree={"version": 1, "root": {"kind": "any", "of": [tagged(tag)]}}
        )
    broken = again(broken)
    monkeypatch.setattr(segment_membership, "matching_sql", mutant)
    put(tag, aiko)
    work()
    assert members(sound) == {aiko.id}
    assert again(broken).build_error == "failed"
    is_mended = True
    work(NOW + timedelta(minutes=5))
    assert members(broken) == {aiko.id}
    assert again(broken).build_error == ""


def test_each_day_keeps_its_size(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    segment = built(channel, tagged(tag))
    put(tag, kenji)
    work()
    put(tag, aiko, kenji, is_added=False, now=NOW + DAY)
    work(NOW + DAY)
    days = [
        (row.on_date.day, row.size, row.entered, row.left) for row in rows(SegmentSize, segment_id=segment.id)
    ]
    assert days == [(15, 2, 2, 0), (16, 0, 0, 2)]


def test_equal_members_have_equal_fingerprints_however_they_came(
    channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    one, other = make_tag(channel.org, "A"), make_tag(channel.org, "B")
    put(one, aiko, kenji)
    first = built(channel, tagged(one), "一")
    second = built(channel, tagged(other), "二")
    put(other, kenji)
    work()
    assert again(first).fingerprint != again(second).fingerprint
    put(other, aiko)
    work()
    assert again(first).fingerprint == again(second).fingerprint != 0


def test_an_edit_is_built_by_difference(channel: Channel, aiko: Friend, kenji: Friend) -> None:
    one, other = make_tag(channel.org, "A"), make_tag(channel.org, "B")
    mika = make_friend(channel, "美香")
    put(one, aiko, kenji)
    put(other, kenji, mika)
    segment = built(channel, tagged(one))
    edit(segment, NOW + DAY, root=tagged(other))
    work(NOW + DAY)
    assert members(segment) == {kenji.id, mika.id}
    assert (facts(aiko), facts(kenji), facts(mika)) == (["left"], [], ["entered"])


@pytest.mark.parametrize("sets_off_rules", [False, True])
def test_an_edit_sets_off_rules_only_if_staff_want_it(
    channel: Channel, aiko: Friend, sets_off_rules: bool
) -> None:
    one, other, done = make_tag(channel.org, "A"), make_tag(channel.org, "B"), make_tag(channel.org, "済")
    put(other, aiko)
    segment = built(channel, tagged(one))
    make_rule(
        channel, {"kind": "segment_entered", "segment_id": segment.id}, {"do": "add_tag", "tag_id": done.id}
    )
    edit(segment, root=tagged(other), sets_off_rules=sets_off_rules)
    work()
    assert members(segment) == {aiko.id}
    assert bool(rows(FriendTag, tag_id=done.id)) is sets_off_rules


def test_a_rule_runs_when_a_friend_enters_and_another_when_they_leave(channel: Channel, aiko: Friend) -> None:
    tag, came, went = (make_tag(channel.org, name) for name in ("会員", "来た", "去った"))
    segment = built(channel, tagged(tag))
    for kind, mark in (("segment_entered", came), ("segment_left", went)):
        make_rule(channel, {"kind": kind, "segment_id": segment.id}, {"do": "add_tag", "tag_id": mark.id})
    put(tag, aiko)
    work()
    assert {row.tag_id for row in rows(FriendTag, friend_id=aiko.id)} == {tag.id, came.id}
    put(tag, aiko, is_added=False)
    work()
    assert {row.tag_id for row in rows(FriendTag, friend_id=aiko.id)} == {came.id, went.id}


def test_nothing_is_due_where_there_are_no_segments(channel: Channel) -> None:
    assert not build_due(NOW)
    assert not look_again(NOW)


def test_an_import_with_an_empty_column_does_not_stop_the_build(channel: Channel) -> None:
    """A tool that could not read one empty value left the whole segment as it was."""
    points = make_field(channel.org, "ポイント", FieldType.NUMBER)
    friends = make_friends(channel, 4)
    many = {
        "kind": "field",
        "field_id": points.id,
        "test": "number",
        "number_test": "at_least",
        "number": 100,
    }
    segment = built(channel, many)
    none = built(channel, {"kind": "not", "of": many}, "ためていない人")
    values = [Decimal(500), None, Decimal(0), Decimal(100)]
    with org_scope(channel.org_id):
        set_values(
            org_id=channel.org_id,
            channel_id=channel.id,
            field_id=points.id,
            values=dict(zip([friend.id for friend in friends], values, strict=True)),
            now=NOW,
            source="import:1",
        )
    work()
    assert members(segment) == {friends[0].id, friends[3].id}
    # Empty is not enough: whoever has no value has not saved up.
    assert members(none) == {friends[1].id, friends[2].id}
    for row in (segment, none):
        with org_scope(channel.org_id):
            Segment.objects.filter(id=row.id).update(build_due_at=NOW)
    work()
    assert (again(segment).size, again(none).size, again(segment).build_error) == (2, 2, "")
