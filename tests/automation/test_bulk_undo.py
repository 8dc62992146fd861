"""What is taken back counts as if it had never been, and sets nothing off."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_friends, make_rule, make_tag, rows, text_block

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.bulk import services
from enishi.friends.models import Engagement, Friend, FriendTag, Interest, Operation, Tag
from enishi.friends.selectors.engagement import standing
from enishi.friends.selectors.who import Who
from enishi.friends.services import operations
from enishi.friends.services.engagement_upkeep import recalculate
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.services.tags import add_tag
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def friends(channel: Channel) -> list[Friend]:
    return make_friends(channel, 3)


@pytest.fixture
def tag(org: Organisation, api: ApiClient) -> Tag:
    """A tag that shows an interest."""
    made = make_tag(org, "興味_カラー")
    sources = [{"kind": "tag", "tag_id": made.id}]
    assert api.post("/genres", {"name": "カラー", "sources": sources}).status == 201
    return made


def _bulk(org: Organisation, channel: Channel, action: dict[str, Any]) -> Operation:
    with org_scope(org.id):
        started = services.start_bulk(
            org_id=org.id, who=Who(channel.id), actions=[action], actor=COMMAND_LINE, now=NOW
        )
    _run()
    return started


def _undo(operation: Operation, after: timedelta = DAY) -> None:
    with org_scope(operation.org_id):
        operations.undo_operation(
            org_id=operation.org_id, operation_id=operation.id, actor=COMMAND_LINE, now=NOW + after
        )
    _run(after)


def _run(after: timedelta = timedelta()) -> None:
    while run_next_chunk(NOW + after):
        pass


def _give(tag: Tag, friends: list[Friend]) -> None:
    with org_scope(tag.org_id):
        add_tag(
            org_id=tag.org_id,
            channel_id=friends[0].channel_id,
            tag_id=tag.id,
            friend_ids=[friend.id for friend in friends],
            now=NOW - DAY,
        )


def _levels() -> dict[int, float]:
    return {row.friend_id: row.level for row in rows(Interest)}


def _score(friend: Friend) -> float:
    with org_scope(friend.org_id):
        return standing(friend.org_id, friend.id, friend.channel_id, NOW + DAY).score


def test_a_tag_that_was_taken_off_by_mistake_and_put_back_counts_once(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    _give(tag, friends)
    before = _levels()

    _undo(_bulk(org, channel, {"do": "remove_tag", "tag_id": tag.id}))

    assert len(rows(FriendTag, tag_id=tag.id)) == len(friends)
    assert _levels() == pytest.approx(before)


def test_an_interest_that_came_from_a_mistake_alone_is_gone_with_it(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    _give(tag, friends[:1])
    before = _levels()

    operation = _bulk(org, channel, {"do": "add_tag", "tag_id": tag.id})
    assert len(_levels()) == 3
    _undo(operation)

    assert _levels() == pytest.approx(before)


def test_other_grounds_for_an_interest_stay(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag, api: ApiClient
) -> None:
    other = make_tag(org, "興味_白髪染め")
    sources = [{"kind": "tag", "tag_id": each.id} for each in (tag, other)]
    [genre] = api.get("/genres").json["items"]
    assert api.put(f"/genres/{genre['id']}", {"name": "カラー", "sources": sources}).status == 200
    _give(other, friends)
    before = _levels()

    _undo(_bulk(org, channel, {"do": "add_tag", "tag_id": tag.id}))

    assert _levels() == pytest.approx(before)


def test_a_score_from_a_mistake_goes_and_is_not_counted_anew_either(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag, api: ApiClient
) -> None:
    points = {"tag.added": 4, "message.received": 2}
    assert api.patch(f"/channels/{channel.id}/engagement", {"points": points}).status == 200
    _give(tag, friends[:1])
    earned = _score(friends[0])

    operation = _bulk(org, channel, {"do": "add_tag", "tag_id": tag.id})
    assert _score(friends[1]) > 3
    _undo(operation)

    for _ in range(2):
        assert [_score(friend) for friend in friends] == pytest.approx([earned, 0, 0])
        recalculate(org_id=org.id, channel_id=channel.id, now=NOW + DAY)
    assert {row.active_at for row in rows(Engagement, friend_id=friends[1].id)} == {None}


def test_what_a_score_is_made_of_leaves_out_what_was_taken_back(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag, api: ApiClient
) -> None:
    assert api.patch(f"/channels/{channel.id}/engagement", {"points": {"tag.added": 4}}).status == 200
    _give(tag, friends)

    _undo(_bulk(org, channel, {"do": "remove_tag", "tag_id": tag.id}))

    with org_scope(org.id):
        made = standing(org.id, friends[0].id, channel.id, NOW + DAY).contributions
    assert [(one.kind, one.acts) for one in made] == [("tag.added", 1)]


def test_rules_stay_silent_when_a_deed_is_taken_back(
    org: Organisation, channel: Channel, friends: list[Friend], tag: Tag
) -> None:
    _give(tag, friends)
    thanks = make_tag(org, "お礼済み")
    make_rule(channel, {"kind": "tag_added", "tag_id": tag.id}, {"do": "add_tag", "tag_id": thanks.id})

    _undo(_bulk(org, channel, {"do": "remove_tag", "tag_id": tag.id}))

    assert rows(FriendTag, tag_id=thanks.id) == []


def test_what_cannot_be_undone_says_so(org: Organisation, channel: Channel, friends: list[Friend]) -> None:
    operation = _bulk(org, channel, {"do": "send", "blocks": [text_block("お知らせ")]})

    with pytest.raises(ProblemError) as refusal:
        _undo(operation)

    assert refusal.value.code == "cannot_undo"
