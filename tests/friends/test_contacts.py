"""Friends folded from acts: whatever the order, the repetition and the company in which the acts arrive."""

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, line_user_id, make_channel, make_friend, make_organisation, rows

from enishi.accounts.models import Organisation
from enishi.friends.domain.following import Standing
from enishi.friends.models import Friend
from enishi.friends.services import contacts
from enishi.friends.services.contacts import (
    Act,
    ActKind,
    Met,
    Profile,
    meet,
    note_reactions,
    store_profiles,
)
from enishi.friends.services.timeline import NewEvent
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

AIKO = line_user_id(1)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def act(kind: str, minutes: int, *, user: str = AIKO, is_unblocked: bool = False) -> Act:
    return Act(user, ActKind(kind), at(minutes), is_unblocked)


def met(channel: Channel, *acts: Act, profiles: dict[str, Profile] | None = None) -> Met:
    with org_scope(channel.org_id):
        return meet(
            org_id=channel.org_id, channel_id=channel.id, acts=acts, profiles=profiles or {}, now=at(60)
        )


def friend(channel: Channel, user: str = AIKO) -> Friend:
    (row,) = rows(Friend, channel_id=channel.id, line_user_id=user)
    return row


def facts(events: Sequence[NewEvent]) -> list[tuple[str, str, bool]]:
    return [(event.kind, event.data.get("case", ""), "late" in event.data) for event in events]


def test_a_follow_makes_a_friend_with_the_case_new(channel: Channel) -> None:
    events = met(channel, act("follow", 0)).events
    assert facts(events) == [("friend.followed", "new", False)]
    made = friend(channel)
    assert (made.status, made.origin, made.first_seen_at, made.followed_at) == (
        "following",
        "follow",
        at(0),
        at(0),
    )


def test_many_friends_are_met_in_few_statements(
    channel: Channel, django_assert_max_num_queries: object
) -> None:
    acts = [act("follow", index % 7, user=line_user_id(index)) for index in range(300)]
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        result = met(channel, *acts)
    assert len(result.ids) == len(result.events) == 300
    assert len(rows(Friend, channel_id=channel.id)) == 300


def test_the_same_acts_again_change_nothing_and_are_no_new_facts_of_a_follow(channel: Channel) -> None:
    acts = [act("follow", 0), act("contact", 1), act("unfollow", 2)]
    met(channel, *acts)
    before = friend(channel)
    again = met(channel, *acts)
    assert [fact for fact in facts(again.events) if not fact[2]] == []
    after = friend(channel)
    assert (after.status, after.followed_at, after.blocked_at) == ("blocked", before.followed_at, at(2))


def test_a_message_before_its_follow_makes_one_friend_who_is_greeted_as_new(channel: Channel) -> None:
    assert facts(met(channel, act("contact", 2)).events) == [("friend.discovered", "", False)]
    assert facts(met(channel, act("follow", 1)).events) == [("friend.followed", "new", False)]
    made = friend(channel)
    assert (made.origin, made.first_seen_at, made.followed_at) == ("follow", at(1), at(1))


def test_both_in_one_chunk_give_the_same(channel: Channel) -> None:
    events = met(channel, act("contact", 2), act("follow", 1)).events
    assert facts(events) == [("friend.followed", "new", False)]


def test_an_imported_friend_who_follows_is_known(channel: Channel) -> None:
    met(channel, act("import", 0))
    assert friend(channel).origin == "import"
    assert facts(met(channel, act("follow", 10)).events) == [("friend.followed", "known", False)]


def test_a_friend_who_wrote_long_before_she_follows_is_known(channel: Channel) -> None:
    met(channel, act("contact", 0))
    assert facts(met(channel, act("follow", 10)).events) == [("friend.followed", "known", False)]


def test_a_block_and_a_return_are_told(channel: Channel) -> None:
    met(channel, act("follow", 0))
    assert facts(met(channel, act("unfollow", 1)).events) == [("friend.blocked", "", False)]
    assert friend(channel).status == "blocked"
    back = met(channel, act("follow", 2, is_unblocked=True)).events
    assert facts(back) == [("friend.followed", "returning", False)]
    assert friend(channel).status == "following"


def test_a_block_that_arrives_after_the_return_is_kept_and_changes_nothing(channel: Channel) -> None:
    met(channel, act("follow", 0))
    met(channel, act("follow", 2, is_unblocked=True))
    assert facts(met(channel, act("unfollow", 1)).events) == [("friend.blocked", "", True)]
    assert friend(channel).status == "following"


def test_a_follow_that_arrives_after_its_block_greets_nobody(channel: Channel) -> None:
    met(channel, act("unfollow", 1))
    assert facts(met(channel, act("follow", 0)).events) == [("friend.followed", "", True)]
    assert friend(channel).status == "blocked"


def test_a_friend_who_writes_after_a_block_follows_again_although_the_follow_was_lost(
    channel: Channel,
) -> None:
    met(channel, act("follow", 0), act("unfollow", 1))
    events = met(channel, act("contact", 3)).events
    assert [(event.kind, event.data["case"]) for event in events] == [("friend.followed", "")]
    assert friend(channel).status == "following"
    assert facts(met(channel, act("follow", 2, is_unblocked=True)).events) == [
        ("friend.followed", "returning", False)
    ]


def test_what_line_tells_of_a_friend_during_a_block_does_not_end_it(channel: Channel) -> None:
    met(channel, act("follow", 0), act("unfollow", 1))
    assert met(channel, act("mention", 2)).events == []
    assert friend(channel).status == "blocked"


HISTORIES = (
    ("follow", "unfollow", "follow"),
    ("follow", "contact", "unfollow"),
    ("contact", "follow", "unfollow", "follow"),
    ("follow", "unfollow", "follow", "contact"),
    ("follow", "unfollow", "follow", "unfollow"),
)


@pytest.mark.parametrize("history", HISTORIES)
def test_every_order_of_arrival_ends_in_the_same_state(org: Organisation, history: tuple[str, ...]) -> None:
    acts = [
        act(kind, minutes, is_unblocked=kind == "follow" and "unfollow" in history[:minutes])
        for minutes, kind in enumerate(history)
    ]
    endings = set()
    for order in permutations(acts):
        channel = make_channel(org)
        for each in order:
            met(channel, each)
        made = friend(channel)
        endings.add((made.status, made.first_seen_at))
    last = [kind for kind in history if kind != "contact"][-1]
    assert endings == {("following" if last == "follow" else "blocked", at(0))}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_chunks_duplicates_and_disorder_end_in_the_same_state(org: Organisation, data: st.DataObject) -> None:
    turns = data.draw(st.lists(st.booleans(), min_size=1, max_size=6))
    acts = []
    for minutes, talks in enumerate(turns):
        acts.append(act("follow" if minutes % 2 == 0 else "unfollow", 2 * minutes, is_unblocked=minutes > 0))
        if talks and minutes % 2 == 0:
            acts.append(act("contact", 2 * minutes + 1))
    arrivals = data.draw(st.permutations(acts + data.draw(st.lists(st.sampled_from(acts), max_size=4))))
    channel = make_channel(org)
    greeted = []
    while arrivals:
        size = data.draw(st.integers(1, len(arrivals)))
        chunk, arrivals = arrivals[:size], arrivals[size:]
        greeted += [event.data["case"] for event in met(channel, *chunk).events if event.data.get("case")]
    expected = "following" if len(turns) % 2 == 1 else "blocked"
    assert friend(channel).status == expected
    assert greeted.count("new") <= 1


def test_a_profile_is_stored_and_cut_to_what_our_columns_hold(channel: Channel) -> None:
    profile = Profile("あ" * 300, "https://example.com/" + "x" * 3000, "s\x00tatus", "ja")
    met(channel, act("follow", 0), profiles={AIKO: profile})
    made = friend(channel)
    assert (len(made.display_name), len(made.picture_url), made.status_message) == (200, 2000, "s�tatus")
    assert made.profile_synced_at == at(60)


@pytest.mark.parametrize(
    "name",
    ["👩‍👧‍👦🏳️‍🌈", "\u202eevil\u202c", "<b>太字</b>", "{{name}}", "", "'; DROP TABLE friends_friend; --"],
)
def test_names_are_kept_as_they_are(channel: Channel, name: str) -> None:
    met(channel, act("follow", 0), profiles={AIKO: Profile(name)})
    assert friend(channel).display_name == name


def test_a_profile_of_somebody_unknown_makes_no_friend(channel: Channel) -> None:
    with org_scope(channel.org_id):
        store_profiles(
            org_id=channel.org_id, channel_id=channel.id, profiles={AIKO: Profile("愛子")}, now=NOW
        )
    assert rows(Friend, channel_id=channel.id) == []


def test_the_last_reaction_never_moves_backwards(aiko: Friend) -> None:
    with org_scope(aiko.org_id):
        for minutes in (5, 3):
            note_reactions(org_id=aiko.org_id, reactions={aiko.id: at(minutes)})
    assert friend(aiko.channel, aiko.line_user_id).last_reaction_at == at(5)


def test_the_same_user_at_two_channels_is_two_friends(org: Organisation, channel: Channel) -> None:
    other = make_channel(org, name="二号店")
    met(channel, act("follow", 0))
    met(other, act("follow", 0))
    assert friend(channel).id != friend(other).id


def test_a_friend_whom_nothing_new_is_known_of_is_not_written(aiko: Friend) -> None:
    def version() -> str:
        with org_scope(aiko.org_id), connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text || ctid::text FROM friends_friend WHERE id = %s", [aiko.id])
            return str(cursor.fetchone()[0])

    before = version()
    ids = met(aiko.channel, act("contact", 5, user=aiko.line_user_id)).ids
    assert ids == {aiko.line_user_id: aiko.id}
    assert version().split("(")[1] == before.split("(")[1]


def test_friends_of_others_are_left_alone(channel: Channel, other_org: Organisation) -> None:
    theirs = make_friend(make_channel(other_org), "健二", line_user_id=AIKO)
    met(channel, act("unfollow", 5))
    assert rows(Friend, pk=theirs.pk)[0].status == "following"


@pytest.mark.django_db(transaction=True)
def test_an_import_and_a_follow_at_the_same_moment_forget_nothing_of_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel = make_channel(make_organisation())
    has_looked, is_followed = threading.Event(), threading.Event()
    upsert = contacts._upsert

    def slow_upsert(org_id: int, channel_id: int, standings: Mapping[str, Standing]) -> dict[str, int]:
        if any(standing.origin == "import" for standing in standings.values()):
            has_looked.set()
            is_followed.wait(0.4)
        return upsert(org_id, channel_id, standings)

    def follow() -> None:
        has_looked.wait(10)
        try:
            met(channel, act("follow", 0))
        finally:
            connection.close()
            is_followed.set()

    monkeypatch.setattr(contacts, "_upsert", slow_upsert)
    thread = threading.Thread(target=follow)
    thread.start()
    met(channel, act("import", 1))
    thread.join(10)
    made = friend(channel)
    assert (made.origin, made.followed_at, made.first_seen_at) == ("follow", at(0), at(0))
