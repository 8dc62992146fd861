"""On the day that something may have leaked: who took out, changed or erased whose data, and when."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_api_key

from enishi.accounts.models import Organisation, Role
from enishi.accounts.permissions import SYSTEM, Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.operations import Words
from enishi.friends.models import Friend
from enishi.friends.selectors import handling
from enishi.friends.services.operations import start_operation
from enishi.kit.tenancy import org_scope

pytestmark = pytest.mark.django_db

STAFF = Actor(kind="user", label="美香", id=7, address="203.0.113.9")
HOUR = timedelta(hours=1)


def _did(org: Organisation, action: str, kind: str = "friend", actor: Actor = STAFF, **after: Any) -> None:
    with org_scope(org.id):
        record_audit(
            org_id=org.id, actor=actor, action=action, object_kind=kind, object_id=1, now=NOW, after=after
        )


def _seen(api: ApiClient, since: Any = NOW - HOUR, until: Any = NOW + HOUR) -> Any:
    query = urlencode({"since": since.isoformat(), "until": until.isoformat()})
    return api.get(f"/privacy/handling?{query}").json


def test_exports_changes_and_erasures_are_told_with_how_many_people(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    _did(org, "friends.exported", "channel", friends=1234)
    _did(org, "friend.memo_written", length=3)
    _did(org, "friend.erasure_requested")
    with org_scope(org.id):
        start_operation(
            org_id=org.id,
            channel_id=aiko.channel_id,
            kind="bulk",
            title=Words("まとめて", "Bulk"),
            params={},
            actor=STAFF,
            needs=[],
            now=NOW,
            total=40,
        )

    items = _seen(api)["items"]

    assert {(each["action"], each["deed"], each["people"]) for each in items} == {
        ("friends.exported", "exported", 1234),
        ("friend.memo_written", "changed", 1),
        ("friend.erasure_requested", "erased", 1),
        ("operation.started", "changed", 40),
    }
    assert {(each["actor_label"], each["address"]) for each in items} == {("美香", "203.0.113.9")}


def test_what_has_nothing_to_do_with_people_or_was_nobodys_deed_is_left_out(
    api: ApiClient, org: Organisation
) -> None:
    _did(org, "tag.created", "tag")
    _did(org, "friend.graduated", actor=SYSTEM)

    assert _seen(api) == {"items": [], "is_cut": False}


def test_only_the_time_that_was_asked_for_counts(api: ApiClient, org: Organisation) -> None:
    _did(org, "friend.memo_written")

    assert _seen(api, until=NOW)["items"] == []
    assert len(_seen(api, since=NOW)["items"]) == 1


def test_more_than_fits_is_said(api: ApiClient, org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handling, "MOST", 2)
    for _ in range(3):
        _did(org, "friend.memo_written")

    found = _seen(api)

    assert (len(found["items"]), found["is_cut"]) == (2, True)


def test_whoever_may_not_read_the_audit_log_does_not_see_it(org: Organisation) -> None:
    operator = ApiClient(make_api_key(org, role=Role.OPERATOR))
    query = urlencode({"since": NOW.isoformat(), "until": NOW.isoformat()})

    assert operator.get(f"/privacy/handling?{query}").status == 403
