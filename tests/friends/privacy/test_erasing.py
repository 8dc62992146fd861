"""Erasing a person: nothing that says something of them is left, whatever happens on the way."""

from datetime import datetime

import pytest
from tests.factories import NOW, make_friend, rows
from tests.friends.privacy.person import files_with, media_file, plant, residues

from enishi.accounts.models import AuditEntry
from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.models import Batch, Delivery
from enishi.friends.models import Customer, Erasure, Friend, Operation, TimelineEvent
from enishi.friends.privacy import erasing
from enishi.friends.privacy.catalogue import keepers, tables
from enishi.friends.privacy.erasing import erase_step, plan_erasure, request_erasure
from enishi.friends.selectors.privacy import hash_of
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _request(friend: Friend, now: datetime = NOW) -> Operation:
    with org_scope(friend.org_id):
        return request_erasure(
            org_id=friend.org_id,
            friend_id=friend.id,
            typed_name=friend.display_name,
            actor=COMMAND_LINE,
            now=now,
        )


def _run(friend: Friend) -> Operation:
    operation = _request(friend)
    while run_next_chunk(NOW):
        pass
    return rows(Operation, org_id=friend.org_id, id=operation.id)[0]


def test_nothing_is_left_of_an_erased_person(channel: Channel) -> None:
    friend = plant(channel)
    assert len(residues(channel.org_id, friend)) >= 16
    stored = {f"import{friend.id}", f"import{friend.id}.records", f"export{friend.id}"}
    assert files_with(friend) >= stored

    operation = _run(friend)

    assert operation.state == "done", operation.error
    assert residues(channel.org_id, friend) == {}
    assert files_with(friend) == set()
    assert not media_file().exists()
    assert rows(Friend, org_id=channel.org_id, id=friend.id) == []


def test_numbers_stay_and_everybody_else_is_untouched(channel: Channel) -> None:
    other = make_friend(channel, "健二", memo="そのまま")
    friend = plant(channel)

    _run(friend)

    assert rows(Friend, org_id=channel.org_id, id=other.id)[0].memo == "そのまま"
    assert [row.state for row in rows(Delivery, org_id=channel.org_id)] == ["sent", "sent"]
    alone, together, returned = rows(Batch, ("id",), org_id=channel.org_id)
    assert bytes(returned.messages) == b"[]"
    assert (alone.line_user_ids, bytes(alone.messages)) == ([""], b"[]")
    assert together.line_user_ids == ["", f"U{'9' * 32}"]
    assert "みなさま" in bytes(together.messages).decode()
    assert rows(Customer, org_id=channel.org_id)[0].archived_at == NOW


def test_a_step_that_is_done_twice_does_no_harm(channel: Channel) -> None:
    friend = plant(channel)
    operation = _request(friend)

    for _ in [*keepers(), *tables()]:
        with org_scope(channel.org_id):
            standing = Operation.objects.get(org_id=channel.org_id, id=operation.id)
            erase_step(standing, NOW)
        run_next_chunk(NOW)

    assert residues(channel.org_id, friend) == {}
    assert rows(Operation, org_id=channel.org_id, id=operation.id)[0].state == "done"


def test_what_happens_during_an_erasure_goes_too(channel: Channel) -> None:
    friend = plant(channel)
    _request(friend)
    for _ in range(len(keepers()) + len(tables()) - 1):
        run_next_chunk(NOW)
    with org_scope(channel.org_id):
        late = NewEvent(friend.id, "message.received", NOW, {"text": "遅れて"})
        record_events(org_id=channel.org_id, channel_id=channel.id, events=[late], now=NOW)

    run_next_chunk(NOW)

    assert rows(TimelineEvent, org_id=channel.org_id, friend_id=friend.id) == []


@pytest.mark.parametrize(
    "forgotten", ["friends_fieldvalue", "friends_timelineevent", "intake_inboundevent", "inbox_note"]
)
def test_a_table_that_the_catalogue_forgets_would_be_noticed(
    forgotten: str, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    friend = plant(channel)
    known = tuple(table for table in tables() if table.name != forgotten)
    monkeypatch.setattr(erasing, "tables", lambda: known)

    _run(friend)

    # The friend's notes go with the friend by the database's own hand: for them the catalogue is not the only guard.
    assert (forgotten in residues(channel.org_id, friend)) is (forgotten != "inbox_note")


def test_the_plan_says_what_goes_and_what_stays_and_why(channel: Channel) -> None:
    friend = plant(channel)

    with org_scope(channel.org_id):
        planned = {each.name: each for each in plan_erasure(channel.org_id, friend.id, NOW)}

    stays = {table.name: table.stays for table in tables()}
    assert planned["friends_timelineevent"].number >= 1
    assert planned["delivery_batch"].number == 3
    assert all(stays[name] for name, each in planned.items() if each.becomes == "kept")


def test_the_name_has_to_be_typed(channel: Channel) -> None:
    friend = make_friend(channel, "愛子")

    with pytest.raises(ProblemError) as caught, org_scope(channel.org_id):
        request_erasure(
            org_id=channel.org_id, friend_id=friend.id, typed_name="愛", actor=COMMAND_LINE, now=NOW
        )

    assert caught.value.status == 422
    assert rows(Operation, org_id=channel.org_id) == []


def test_an_erasure_leaves_a_keyed_hash_and_an_entry_without_the_name(channel: Channel) -> None:
    friend = plant(channel)

    _run(friend)

    (erased,) = rows(Erasure, org_id=channel.org_id)
    assert erased.line_user_hash == hash_of(friend.line_user_id)
    entries = rows(AuditEntry, org_id=channel.org_id, action="friend.erasure_requested")
    assert [entry.object_id for entry in entries] == [str(friend.id)]


def test_whoever_comes_back_is_a_new_person(channel: Channel) -> None:
    friend = plant(channel)
    _run(friend)

    again = make_friend(channel, "愛子", line_user_id=friend.line_user_id)

    assert again.id != friend.id
    assert again.memo == ""
