"""A part of a friend's history: by group and by time, page after page; and every fact has its look in the app."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from tests.api_client import ApiClient, Reply
from tests.factories import NOW, rows
from tests.friends.segment_stage import built, members, work

from enishi.accounts.permissions import SYSTEM
from enishi.delivery.domain.values import DeliveryState
from enishi.friends import selectors
from enishi.friends.domain.happenings import ALL_WORDS, Group
from enishi.friends.models import Friend, SegmentTouch
from enishi.friends.selectors import TimelineSlice
from enishi.friends.services.contacts import Profile, store_profiles
from enishi.friends.services.memos import write_memo
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.paging import decode_cursor
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

ROOT = Path(__file__).parents[2]
EVERY_KIND = (
    "message.received",
    "postback.received",
    "scenario.entered",
    "tag.added",
    "field.changed",
    "order.placed",
    "friend.followed",
    "lifecycle.changed",
    "consent.given",
    "external.cart_left",
    "line.newThing",
    "beacon.detected",
)


def happened(friend: Friend, *kinds: str, apart: timedelta = timedelta(minutes=1)) -> None:
    events = [NewEvent(friend.id, kind, NOW + apart * n, {"n": n}) for n, kind in enumerate(kinds)]
    with org_scope(friend.org_id):
        record_events(org_id=friend.org_id, channel_id=friend.channel_id, events=events, now=NOW)


def told(friend: Friend, part: TimelineSlice, limit: int = 100) -> Iterator[str]:
    cursor = None
    while True:
        with org_scope(friend.org_id):
            page = selectors.timeline_page(
                friend.org_id, friend.id, after=decode_cursor(cursor), limit=limit, part=part
            )
        yield from (entry.kind for entry in page.items)
        cursor = page.next_cursor
        if cursor is None:
            return


@pytest.mark.parametrize(
    ("group", "kinds"),
    [
        ("talk", {"message.received", "postback.received"}),
        ("sending", {"scenario.entered"}),
        ("data", {"tag.added", "field.changed"}),
        ("shop", {"order.placed"}),
        ("state", {"friend.followed", "lifecycle.changed", "consent.given"}),
        ("outside", {"external.cart_left", "line.newThing", "beacon.detected"}),
    ],
)
def test_a_group_tells_its_own_facts_and_no_others(aiko: Friend, group: Group, kinds: set[str]) -> None:
    happened(aiko, *EVERY_KIND)
    assert set(told(aiko, TimelineSlice(frozenset({group})))) == kinds


def test_every_fact_belongs_to_exactly_one_group(aiko: Friend) -> None:
    happened(aiko, *EVERY_KIND)
    groups: tuple[Group, ...] = ("talk", "sending", "data", "shop", "outside", "state")
    by_group = [kind for group in groups for kind in told(aiko, TimelineSlice(frozenset({group})))]
    assert sorted(by_group) == sorted(EVERY_KIND)
    assert sorted(told(aiko, TimelineSlice(frozenset(groups)))) == sorted(EVERY_KIND)


@pytest.mark.parametrize("apart", [timedelta(0), timedelta(seconds=1)])
def test_a_filtered_history_pages_without_gap_or_double(aiko: Friend, apart: timedelta) -> None:
    happened(aiko, *(["order.placed", "tag.added"] * 7), apart=apart)
    assert list(told(aiko, TimelineSlice(frozenset({"shop"})), limit=2)) == ["order.placed"] * 7


def test_a_time_span_holds_its_beginning_but_not_its_end(aiko: Friend) -> None:
    happened(aiko, "tag.added", "order.placed", "field.changed", "friend.followed")
    part = TimelineSlice(since=NOW + timedelta(minutes=1), before=NOW + timedelta(minutes=3))
    assert list(told(aiko, part)) == ["field.changed", "order.placed"]
    assert list(told(aiko, part, limit=1)) == ["field.changed", "order.placed"]


def timeline(api: ApiClient, friend: Friend, **query: Any) -> Reply:
    return api.get(f"/friends/{friend.id}/timeline?{urlencode(query, doseq=True)}")


def test_the_api_takes_groups_with_commas_and_one_by_one(api: ApiClient, aiko: Friend) -> None:
    happened(aiko, *EVERY_KIND)
    since = (NOW + timedelta(minutes=4)).isoformat()
    for groups in ("shop,data", ["shop", "data"]):
        answer = timeline(api, aiko, groups=groups, since=since)
        assert answer.status == 200, answer
        assert [entry["kind"] for entry in answer.json["items"]] == ["order.placed", "field.changed"]


def test_a_group_that_nobody_knows_is_refused_by_name(api: ApiClient, aiko: Friend) -> None:
    answer = timeline(api, aiko, groups="gossip")
    assert answer.status == 422
    assert "groups" in answer.content.decode()


def test_a_memo_moves_a_friend_between_segments(channel: Channel, aiko: Friend) -> None:
    segment = built(channel, {"kind": "memo", "test": "contains", "value": "染料アレルギー"})
    assert members(segment) == set()
    with org_scope(channel.org_id):
        write_memo(org_id=channel.org_id, friend_id=aiko.id, memo="染料アレルギー", actor=SYSTEM, now=NOW)
    work()
    assert members(segment) == {aiko.id}


def test_a_profile_from_line_moves_a_friend_between_segments(channel: Channel, aiko: Friend) -> None:
    segment = built(channel, {"kind": "name", "test": "contains", "value": "恵"})
    with org_scope(channel.org_id):
        profiles = {aiko.line_user_id: Profile("恵子")}
        store_profiles(org_id=channel.org_id, channel_id=channel.id, profiles=profiles, now=NOW)
        assert [touch.friend_ids for touch in rows(SegmentTouch)] == [[aiko.id]]
    work()
    assert members(segment) == {aiko.id}


#: Deeds of staff that the audit log tells; they are about tags, not about friends.
AUDITED = {"tag.merged", "tag.unmerged"}
KIND = re.compile(rf"({'|'.join(ALL_WORDS)}|beacon|account|membership)\.[a-z_]+\Z")


def kinds_in(module: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(module))
    keywords = [keyword for node in nodes if isinstance(node, ast.Call) for keyword in node.keywords]
    # What record_audit is given under this name is told by the audit log.
    audited = {id(keyword.value) for keyword in keywords if keyword.arg == "action"}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.match(node.value):
            if id(node) in audited:
                continue
            yield node.value


def recorded_kinds() -> set[str]:
    """Every kind of fact that some module records by name, and every fate of a message."""
    texts = [path.read_text("utf-8") for path in (ROOT / "src/enishi").rglob("*.py")]
    texts = [text for text in texts if "NewEvent(" in text or "Fact(" in text]
    texts.append((ROOT / "src/enishi/friends/selectors/fields.py").read_text("utf-8"))
    named = {kind for text in texts for kind in kinds_in(ast.parse(text))}
    return (named - AUDITED) | {f"message.{state}" for state in get_args(DeliveryState)}


def test_every_kind_of_fact_that_is_recorded_has_its_look_in_the_app() -> None:
    looks = (ROOT / "web/src/features/friends/happenings.ts").read_text("utf-8")
    missing = recorded_kinds() - set(re.findall(r'^  "([a-z]+\.[a-z_]+)":', looks, re.MULTILINE))
    assert not missing, f"they want a look in happenings.ts and a sentence: {sorted(missing)}"


def test_the_search_for_recorded_kinds_finds_those_of_every_part() -> None:
    assert {
        "field.changed",
        "lifecycle.changed",
        "message.held",
        "message.received",
        "order.placed",
        "scenario.left",
        "consent.given",
        "segment.entered",
        "tag.full",
        "visibility.muted",
    } <= recorded_kinds()
