"""Saved views: who sees, shares and changes them, and that they show only what exists."""

from typing import Any

from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_field, make_tag, rows
from tests.staff_browser import browser_of

from enishi.accounts.models import AuditEntry, Member, Organisation
from enishi.friends.conditions.references import uses_of
from enishi.friends.models import FriendView
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


def _view(channel: Channel, **parts: Any) -> dict[str, Any]:
    return {"channel_id": channel.id, "name": "常連のお客さま", **parts}


def _tag_tree(tag_id: int) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "tag", "tag_ids": [tag_id]}}


def test_a_saved_view_keeps_condition_filters_columns_and_order(
    operator: Member, org: Organisation, channel: Channel
) -> None:
    browser = browser_of(operator.user)
    tree = _tag_tree(make_tag(org).id)
    field = make_field(org, "会員番号")
    wanted = _view(
        channel,
        tree=tree,
        filters={"name": "子", "status": "following"},
        columns=["reaction", f"field:{field.id}"],
        order="reaction",
    )

    made = browser.api("POST", "/friend-views", wanted)
    listed = browser.api("GET", f"/friend-views?channel_id={channel.id}").json["items"]

    assert made.status == 201, made
    assert listed == [made.json]
    assert {name: made.json[name] for name in wanted} == wanted
    assert (made.json["is_mine"], made.json["is_shared"]) == (True, False)


def test_a_view_is_seen_by_others_only_once_it_is_shared(
    operator: Member, viewer: Member, channel: Channel
) -> None:
    mine = browser_of(operator.user)
    view = mine.api("POST", "/friend-views", _view(channel)).json
    other = browser_of(viewer.user)
    at = f"/friend-views?channel_id={channel.id}"

    before = other.api("GET", at).json["items"]
    unseen = other.api("PATCH", f"/friend-views/{view['id']}", {"name": "x"})
    mine.api("PATCH", f"/friend-views/{view['id']}", {"is_shared": True})
    after = other.api("GET", at).json["items"]

    assert (before, unseen.status) == ([], 404)
    assert [(one["id"], one["is_mine"]) for one in after] == [(view["id"], False)]


def test_who_may_only_look_saves_views_but_neither_shares_nor_changes_those_of_others(
    operator: Member, viewer: Member, channel: Channel
) -> None:
    shared = browser_of(operator.user).api("POST", "/friend-views", _view(channel, is_shared=True)).json
    browser = browser_of(viewer.user)

    own = browser.api("POST", "/friend-views", _view(channel))
    sharing = browser.api("POST", "/friend-views", _view(channel, is_shared=True))
    sharing_later = browser.api("PATCH", f"/friend-views/{own.json['id']}", {"is_shared": True})
    changing = browser.api("PATCH", f"/friend-views/{shared['id']}", {"name": "x"})
    deleting = browser.api("DELETE", f"/friend-views/{shared['id']}")

    assert own.status == 201
    assert [reply.status for reply in (sharing, sharing_later, changing, deleting)] == [403] * 4
    assert [view.name for view in rows(FriendView)] == ["常連のお客さま", "常連のお客さま"]


def test_a_programs_view_is_always_shared(api: ApiClient, channel: Channel) -> None:
    view = api.post("/friend-views", _view(channel)).json

    changed = api.patch(f"/friend-views/{view['id']}", {"is_shared": False}).json

    assert (view["is_shared"], changed["is_shared"], view["is_mine"]) == (True, True, False)


def test_a_view_cannot_show_what_does_not_exist(
    api: ApiClient, channel: Channel, other_org: Organisation
) -> None:
    wrong = _view(
        channel,
        tree=_tag_tree(make_tag(other_org).id),
        columns=["tags", "shoe_size", f"field:{make_field(other_org).id}"],
    )

    reply = api.post("/friend-views", wrong)

    paths = [error["path"] for error in reply.json["errors"]]
    assert (reply.status, paths) == (422, ["tree.root.tag_ids.0", "columns.1", "columns.2"])


def test_changing_a_view_leaves_out_nothing_that_was_not_named(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    tree = _tag_tree(make_tag(org).id)
    view = api.post("/friend-views", _view(channel, tree=tree, columns=["tags"])).json

    renamed = api.patch(f"/friend-views/{view['id']}", {"name": "ゴールド"}).json
    emptied = api.patch(f"/friend-views/{view['id']}", {"tree": None}).json

    assert (renamed["name"], renamed["tree"], renamed["columns"]) == ("ゴールド", tree, ["tags"])
    assert (emptied["name"], emptied["tree"]) == ("ゴールド", None)


def test_a_deleted_view_is_gone_and_the_log_tells_it(api: ApiClient, channel: Channel) -> None:
    view = api.post("/friend-views", _view(channel)).json

    reply = api.delete(f"/friend-views/{view['id']}")

    assert reply.status == 204
    assert api.get(f"/friend-views?channel_id={channel.id}").json["items"] == []
    told = [entry.action for entry in rows(AuditEntry, object_kind="friend_view")]
    assert told == ["friend_view.created", "friend_view.deleted"]


def test_views_belong_to_one_channel_and_one_organisation(
    api: ApiClient, other_api: ApiClient, org: Organisation, channel: Channel
) -> None:
    elsewhere = make_channel(org)
    view = api.post("/friend-views", _view(channel)).json

    assert api.get(f"/friend-views?channel_id={elsewhere.id}").json["items"] == []
    assert other_api.get(f"/friend-views?channel_id={channel.id}").status == 404
    assert other_api.delete(f"/friend-views/{view['id']}").status == 404


def test_a_saved_view_is_named_among_the_uses_of_a_tag(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    tag = make_tag(org)
    api.post("/friend-views", _view(channel, name="カラーの人", tree=_tag_tree(tag.id)))

    with org_scope(org.id):
        uses = uses_of(org.id, "tag", tag.id)

    assert [(use.kind, use.name, use.channel_id) for use in uses] == [("view", "カラーの人", channel.id)]


def test_nobody_keeps_more_than_a_hundred_views_of_a_channel(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    with org_scope(org.id):
        FriendView.objects.bulk_create(
            FriendView(
                org_id=org.id,
                channel_id=channel.id,
                name=f"表示{number}",
                columns=[],
                order="newest",
                is_shared=True,
                created_at=NOW,
                updated_at=NOW,
            )
            for number in range(100)
        )

    reply = api.post("/friend-views", _view(channel))

    assert (reply.status, reply.json["code"]) == (409, "too_many_views")


def test_a_view_that_only_its_owner_sees_holds_no_tag_back(
    operator: Member, org: Organisation, channel: Channel
) -> None:
    tag = make_tag(org)
    browser_of(operator.user).api("POST", "/friend-views", _view(channel, tree=_tag_tree(tag.id)))

    with org_scope(org.id):
        assert uses_of(org.id, "tag", tag.id) == []
