"""Erasing a person to whom messages wait, or whose data somebody is just reading: nobody else misses anything."""

from datetime import datetime, timedelta

import pytest
from tests.delivery.desk import LOST, RATE_LIMITED, Desk, assert_adds_up, later, states
from tests.factories import NOW, make_friends, rows
from tests.friends.privacy.person import files_with, plant

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.delivery.domain.values import Audience
from enishi.delivery.models import Batch, Candidates, Dispatch
from enishi.delivery.services import pause_dispatch
from enishi.friends.models import FileExport, FileImport, Friend, ImportProblem, Operation, OperationState
from enishi.friends.privacy import erasing
from enishi.friends.privacy.erasing import REST, request_erasure
from enishi.friends.services.file_imports import forget_old_files
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.exporting import export_step
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(org: Organisation, channel: Channel) -> Desk:
    return Desk(org, channel)


def _begin(friend: Friend) -> None:
    with org_scope(friend.org_id):
        request_erasure(
            org_id=friend.org_id,
            friend_id=friend.id,
            typed_name=friend.display_name,
            actor=COMMAND_LINE,
            now=NOW,
        )


def _go_on(friend: Friend, now: datetime = NOW) -> Operation:
    while run_next_chunk(now):
        pass
    return rows(Operation, org_id=friend.org_id, kind="erase")[0]


def _open_with(friend: Friend) -> list[Batch]:
    return [
        batch for batch in rows(Batch, org_id=friend.org_id) if friend.line_user_id in batch.line_user_ids
    ]


def _twelve(desk: Desk) -> tuple[list[Friend], Dispatch]:
    friends = make_friends(desk.channel, 12)
    return friends, desk.request(Audience())


def test_a_person_is_taken_out_of_a_request_that_waits_and_the_others_get_it(desk: Desk) -> None:
    friends, dispatch = _twelve(desk)
    desk.plan()
    _begin(friends[3])

    operation = _go_on(friends[3])

    assert operation.state == "done"
    assert _open_with(friends[3]) == []
    (batch,) = desk.claim()
    assert batch.friend_ids == [each.id for each in friends if each != friends[3]]
    desk.settle([batch])
    assert states(dispatch) == {"sent": 11, "skipped": 1}
    assert_adds_up(dispatch.id)


def test_without_that_a_paused_dispatch_would_be_sent_to_somebody_who_was_erased(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    friends, _ = _twelve(desk)
    desk.plan()
    _begin(friends[3])
    monkeypatch.setattr(erasing, "keepers", tuple)

    _go_on(friends[3])

    assert [friends[3].line_user_id in batch.line_user_ids for batch in desk.claim()] == [True]


def test_whoever_waits_alone_or_is_not_planned_yet_is_skipped(desk: Desk) -> None:
    friends = make_friends(desk.channel, 3)
    alone = desk.request([friends[0]])
    desk.plan()
    later_on = desk.request(friends, due_at=later(days=3))
    _begin(friends[0])

    _go_on(friends[0])

    assert states(alone) == {"skipped": 1}
    assert rows(Dispatch, id=alone.id)[0].state == "done"
    assert [row.friend_ids for row in rows(Candidates)] == [[friends[1].id, friends[2].id]]
    assert states(later_on) == {"skipped": 1}
    assert_adds_up(alone.id)
    assert_adds_up(later_on.id)


def test_a_request_under_way_is_waited_for_and_then_the_erasure_goes_on(desk: Desk) -> None:
    friends, dispatch = _twelve(desk)
    desk.plan()
    sending = desk.claim()
    _begin(friends[3])

    waiting = _go_on(friends[3])
    assert (waiting.state, waiting.due_at) == ("running", NOW + REST)
    assert rows(Friend, id=friends[3].id) != []
    desk.settle(sending)
    over = _go_on(friends[3], NOW + REST)

    assert over.state == "done"
    assert rows(Friend, id=friends[3].id) == []
    assert _open_with(friends[3]) == []
    assert states(dispatch) == {"sent": 12}


def test_a_request_that_may_have_arrived_is_repeated_as_it_was(desk: Desk) -> None:
    friends, dispatch = _twelve(desk)
    desk.send(LOST)
    _begin(friends[3])

    waiting = _go_on(friends[3])
    again = desk.claim(later(minutes=2))
    desk.settle(again, now=later(minutes=2))
    over = _go_on(friends[3], later(minutes=3))

    assert (waiting.state, over.state) == ("running", "done")
    assert again[0].friend_ids == [each.id for each in friends]
    assert states(dispatch) == {"sent": 12}
    assert_adds_up(dispatch.id)


def test_a_request_whose_key_is_about_to_be_forgotten_is_given_up_though_the_dispatch_is_paused(
    desk: Desk,
) -> None:
    friends, dispatch = _twelve(desk)
    desk.send(LOST)
    with org_scope(desk.org.id):
        pause_dispatch(org_id=desk.org.id, dispatch_id=dispatch.id, actor=COMMAND_LINE, now=NOW)
    _begin(friends[3])

    waiting = _go_on(friends[3], later(hours=22))
    over = _go_on(friends[3], later(hours=24))

    assert (waiting.state, over.state) == ("running", "done")
    assert states(dispatch) == {"unknown": 12}
    assert_adds_up(dispatch.id)


def test_a_request_that_line_refused_for_now_is_planned_anew_without_the_person(desk: Desk) -> None:
    friends, dispatch = _twelve(desk)
    (first,) = desk.send(RATE_LIMITED)
    _begin(friends[3])

    operation = _go_on(friends[3])
    (second,) = desk.send(now=later(minutes=2))

    assert operation.state == "done"
    assert second.id != first.id
    assert friends[3].id not in second.friend_ids
    assert states(dispatch) == {"sent": 11, "skipped": 1}
    assert_adds_up(dispatch.id)


def test_a_message_to_one_that_may_have_arrived_is_not_tried_again(desk: Desk, aiko: Friend) -> None:
    dispatch = desk.request([aiko])
    desk.send(LOST)
    _begin(aiko)

    operation = _go_on(aiko)

    assert operation.state == "done"
    assert desk.claim(later(minutes=2)) == []
    assert states(dispatch) == {"unknown": 1}
    assert_adds_up(dispatch.id)


def test_taking_out_twice_does_nothing(desk: Desk) -> None:
    friends, dispatch = _twelve(desk)
    desk.plan()
    _begin(friends[3])
    run_next_chunk(NOW)
    with org_scope(desk.org.id):
        Operation.objects.filter(kind="erase").update(cursor={})

    _go_on(friends[3])

    assert states(dispatch) == {"skipped": 1}
    assert_adds_up(dispatch.id)


def test_files_in_use_are_waited_for_and_removed_files_are_told(channel: Channel) -> None:
    friend = plant(channel)
    with org_scope(channel.org_id):
        Operation.objects.filter(kind__in=["import_check", "export"]).update(
            state=OperationState.RUNNING, due_at=NOW + timedelta(days=1)
        )
    _begin(friend)

    waiting = _go_on(friend)
    with org_scope(channel.org_id):
        Operation.objects.filter(kind__in=["import_check", "export"]).update(state=OperationState.DONE)
    over = _go_on(friend, NOW + REST)

    assert (waiting.state, over.state) == ("running", "done")
    (told,) = rows(AuditEntry, org_id=channel.org_id, action="privacy.files_removed")
    assert told.after == {"imports": 1, "exports": 1}


def test_files_without_the_person_stay(channel: Channel, aiko: Friend) -> None:
    plant(channel)
    _begin(aiko)

    _go_on(aiko)

    # Nobody knows whom an upload names; an export says whom it holds.
    assert [row.deleted_at is None for row in rows(FileImport)] == [False]
    assert [row.deleted_at is None for row in rows(FileExport)] == [True]


def test_what_was_quoted_from_a_file_goes_with_the_file_when_its_time_is_over(channel: Channel) -> None:
    plant(channel)

    forget_old_files(NOW + timedelta(days=4))

    assert [row.columns[0]["samples"] for row in rows(FileImport)] == [[]]
    assert rows(ImportProblem) == []


def test_an_export_that_failed_is_removed_and_cannot_be_taken_up_again(channel: Channel) -> None:
    friend = plant(channel)
    with org_scope(channel.org_id):
        Operation.objects.filter(kind="export").update(state=OperationState.FAILED)
    _begin(friend)
    _go_on(friend)

    with org_scope(channel.org_id):
        operation = Operation.objects.get(kind="export")
        with pytest.raises(ProblemError) as caught:
            export_step(operation, NOW)

    assert caught.value.code == "export_gone"
    assert files_with(friend) == set()
