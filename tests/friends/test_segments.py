"""Segments as staff keep them, over the API."""

from datetime import timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_field, make_friends, make_rule, make_tag, rows
from tests.friends.segment_stage import again, built, edit, inside, members, put, tagged, tree, work

from enishi.accounts.models import AuditEntry, Member, Organisation
from enishi.friends.conditions import check_tree
from enishi.friends.domain.field_types import FieldType
from enishi.friends.domain.segment_drafts import DRAFTS
from enishi.friends.models import Friend, Segment, SegmentMember, SegmentSize, TimelineEvent
from enishi.friends.services.segment_upkeep import clear_orphans, measure_response
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

EVERYONE = {"kind": "all", "of": []}


def codes(answer: dict[str, object]) -> list[str]:
    warnings = answer["warnings"]
    assert isinstance(warnings, list)
    return [warning["code"] for warning in warnings]


def test_a_segment_is_made_filled_shown_and_changed(
    api: ApiClient, channel: Channel, owner: Member, aiko: Friend
) -> None:
    tag = make_tag(channel.org, "会員_ゴールド")
    put(tag, aiko)
    made = api.post(
        "/segments",
        {
            "channel_id": channel.id,
            "name": "ゴールド会員",
            "folder": "会員",
            "purpose": "先行予約の案内",
            "owner_id": owner.user_id,
            "tree": tree(tagged(tag)),
        },
    )
    assert made.status == 201
    assert (made.json["is_building"], made.json["size"]) == (True, 0)
    work()
    shown = api.get(f"/segments/{made.json['id']}").json
    assert (shown["is_building"], shown["size"], shown["owner"]["id"]) == (False, 1, owner.user_id)
    assert shown["sentence"]["ja"] == "タグ「会員_ゴールド」が付いている友だち"
    assert shown["trend"] == [1]
    changed = api.patch(f"/segments/{shown['id']}", {"name": "金の会員", "owner_id": None})
    assert (changed.json["name"], changed.json["owner"], changed.json["folder"]) == ("金の会員", None, "会員")
    assert changed.json["is_building"] is False
    actions = [entry.action for entry in rows(AuditEntry, ("id",), object_kind="segment")]
    assert actions == ["segment.created", "segment.changed"]


def test_the_list_is_by_folder_and_leaves_out_what_is_archived(api: ApiClient, channel: Channel) -> None:
    built(channel, EVERYONE, "は", folder="二")
    built(channel, EVERYONE, "い", folder="一")
    gone = built(channel, EVERYONE, "古い")
    api.post(f"/segments/{gone.id}/archive")
    listed = api.get(f"/segments?channel_id={channel.id}").json["items"]
    assert [(row["folder"], row["name"]) for row in listed] == [("一", "い"), ("二", "は")]
    all_of_them = api.get(f"/segments?channel_id={channel.id}&with_archived=true").json["items"]
    assert len(all_of_them) == 3


def test_mistakes_in_the_condition_are_told_with_their_path(api: ApiClient, channel: Channel) -> None:
    unknown = tree({"kind": "tag", "tag_ids": [987654]})
    reply = api.post("/segments", {"channel_id": channel.id, "name": "会員", "tree": unknown})
    assert reply.status == 422
    assert reply.json["errors"][0]["path"] == "tree.root.tag_ids.0"


def test_a_name_is_taken_once_and_free_again_after_archiving(api: ApiClient, channel: Channel) -> None:
    first = built(channel, EVERYONE, "全員")
    body = {"channel_id": channel.id, "name": "全員", "tree": tree(EVERYONE)}
    taken = api.post("/segments", body)
    assert (taken.status, taken.json["code"]) == (409, "segment_name_taken")
    api.post(f"/segments/{first.id}/archive")
    assert api.post("/segments", body).status == 201
    back = api.post(f"/segments/{first.id}/restore")
    assert (back.status, back.json["code"]) == (409, "segment_name_taken")


def test_an_owner_is_a_member(api: ApiClient, channel: Channel) -> None:
    body = {"channel_id": channel.id, "name": "全員", "tree": tree(EVERYONE), "owner_id": 987654}
    reply = api.post("/segments", body)
    assert (reply.status, reply.json["errors"][0]["path"]) == (422, "owner_id")


def test_a_circle_of_segments_is_refused_with_its_path(api: ApiClient, channel: Channel) -> None:
    first = built(channel, EVERYONE, "一")
    second = built(channel, inside(first), "二")
    third = built(channel, inside(second), "三")
    reply = api.patch(f"/segments/{first.id}", {"tree": tree(inside(third))})
    assert reply.status == 422
    assert "「一」 → 「三」 → 「二」 → 「一」" in reply.json["errors"][0]["detail"]
    myself = api.patch(f"/segments/{first.id}", {"tree": tree(inside(first))})
    assert myself.status == 422


@pytest.mark.parametrize("deed", ["archive", "delete"])
def test_what_something_uses_is_neither_archived_nor_deleted(
    api: ApiClient, channel: Channel, deed: str
) -> None:
    inner = built(channel, EVERYONE, "内側")
    if deed == "delete":
        api.post(f"/segments/{inner.id}/archive")
        with org_scope(channel.org_id):
            Segment.objects.filter(id=inner.id).update(archived_at=None)
        built(channel, inside(inner), "外側")
        with org_scope(channel.org_id):
            Segment.objects.filter(id=inner.id).update(archived_at=NOW)
        reply = api.delete(f"/segments/{inner.id}")
    else:
        built(channel, inside(inner), "外側")
        reply = api.post(f"/segments/{inner.id}/archive")
    assert (reply.status, reply.json["code"]) == (409, "in_use")
    assert "外側" in reply.json["errors"][0]["detail"]


def test_a_rule_that_waits_for_a_segment_uses_it(api: ApiClient, channel: Channel) -> None:
    segment = built(channel, EVERYONE)
    tag = make_tag(channel.org)
    make_rule(
        channel, {"kind": "segment_entered", "segment_id": segment.id}, {"do": "add_tag", "tag_id": tag.id}
    )
    uses = api.get(f"/segments/{segment.id}").json["uses"]
    assert [use["kind"] for use in uses] == ["rule"]
    assert api.post(f"/segments/{segment.id}/archive").status == 409


def test_an_archived_segment_comes_back_with_todays_members(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    segment = built(channel, tagged(tag))
    api.post(f"/segments/{segment.id}/archive")
    put(tag, aiko, is_added=False)
    put(tag, kenji)
    work()
    assert members(segment) == {aiko.id}
    api.post(f"/segments/{segment.id}/restore")
    work()
    assert members(segment) == {kenji.id}


def test_a_deleted_segment_leaves_nothing_behind(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    segment = built(channel, EVERYONE)
    assert api.delete(f"/segments/{segment.id}").json["code"] == "segment_in_use"
    api.post(f"/segments/{segment.id}/archive")
    assert api.delete(f"/segments/{segment.id}").status == 204
    assert (rows(SegmentMember), rows(SegmentSize), rows(Segment)) == ([], [], [])


def test_touches_of_a_deleted_segment_are_swept_away(channel: Channel, aiko: Friend) -> None:
    from enishi.friends.models import SegmentTouch

    segment = built(channel, EVERYONE)
    with org_scope(channel.org_id):
        for segment_id in (segment.id, segment.id + 1):
            SegmentTouch.objects.create(
                org_id=channel.org_id, segment_id=segment_id, channel_id=channel.id, friend_ids=[aiko.id]
            )
    clear_orphans()
    assert [touch.segment_id for touch in rows(SegmentTouch, ("id",))] == [segment.id]


def test_staff_can_have_everybody_looked_at_again(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    segment = built(channel, EVERYONE)
    with org_scope(channel.org_id):
        SegmentMember.objects.filter(org_id=channel.org_id, segment_id=segment.id).delete()
    api.post(f"/segments/{segment.id}/rebuild")
    work()
    assert members(segment) == {aiko.id}
    api.post(f"/segments/{segment.id}/archive")
    assert api.post(f"/segments/{segment.id}/rebuild").json["code"] == "segment_not_followed"


def test_members_are_paged_the_newest_friends_first(api: ApiClient, channel: Channel) -> None:
    friends = make_friends(channel, 5)
    segment = built(channel, EVERYONE)
    first = api.get(f"/segments/{segment.id}/members?limit=3").json
    second = api.get(f"/segments/{segment.id}/members?limit=3&cursor={first['next_cursor']}").json
    shown = [item["friend"]["id"] for page in (first, second) for item in page["items"]]
    assert shown == sorted((friend.id for friend in friends), reverse=True)
    assert second["next_cursor"] is None


def test_history_fills_the_days_without_change(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    tag = make_tag(channel.org)
    put(tag, aiko)
    segment = built(channel, tagged(tag), now=NOW - timedelta(days=4))
    put(tag, kenji, now=NOW - timedelta(days=1))
    work(NOW - timedelta(days=1))
    days = api.get(f"/segments/{segment.id}/history").json["items"]
    assert [(day["on_date"][-2:], day["size"], day["entered"]) for day in days] == [
        ("11", 1, 1),
        ("12", 1, 0),
        ("13", 1, 0),
        ("14", 2, 1),
        ("15", 2, 0),
    ]
    short = api.get(f"/segments/{segment.id}/history?days=2").json["items"]
    assert [day["size"] for day in short] == [2, 2]


def test_the_overlap_of_two_segments_is_exact(
    api: ApiClient, channel: Channel, aiko: Friend, kenji: Friend
) -> None:
    one, other = make_tag(channel.org, "A"), make_tag(channel.org, "B")
    put(one, aiko, kenji)
    put(other, kenji)
    a, b = built(channel, tagged(one), "一"), built(channel, tagged(other), "二")
    overlap = api.get(f"/segments/{a.id}/overlap?other_id={b.id}").json
    assert overlap == {"both": 1, "only_a": 1, "only_b": 0}


def test_a_friends_segments_say_since_when(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    built(channel, EVERYONE, "全員")
    built(channel, tagged(make_tag(channel.org)), "だれも")
    found = api.get(f"/friends/{aiko.id}/segments").json["items"]
    assert [(row["name"], row["entered_at"]) for row in found] == [("全員", "2026-10-15T03:00:00+00:00")]


def test_warnings_tell_what_is_wrong_with_a_segment(api: ApiClient, channel: Channel) -> None:
    friends = make_friends(channel, 40)
    tag = make_tag(channel.org)
    put(tag, *friends[:39])
    nearly = built(channel, tagged(tag), "ほぼ全員")
    small = built(channel, {"kind": "friends", "friend_ids": [friends[0].id]}, "一人")
    built(channel, {"kind": "any", "of": [tagged(tag)]}, "同じ条件")
    built(channel, {"kind": "friends", "friend_ids": [friend.id for friend in friends[:39]]}, "同じ人")
    nobody = built(channel, tagged(make_tag(channel.org, "空")), "空")
    listed = {row["id"]: row for row in api.get(f"/segments?channel_id={channel.id}").json["items"]}
    assert codes(listed[nearly.id]) == ["nearly_everybody", "same_condition", "unused"]
    assert listed[nearly.id]["warnings"][1]["values"] == {"names": ["同じ条件"]}
    assert codes(listed[small.id]) == ["too_small", "unused"]
    assert codes(listed[nobody.id]) == ["nobody", "unused"]
    twins = next(row for row in listed.values() if row["name"] == "同じ人")
    assert sorted(twins["warnings"][1]["values"]["names"]) == ["ほぼ全員", "同じ条件"]


def test_a_falling_response_is_told_with_its_figures(api: ApiClient, channel: Channel) -> None:
    friends = make_friends(channel, 30)
    segment = built(channel, EVERYONE)
    with org_scope(channel.org_id):
        for index, friend in enumerate(friends):
            days = [40] if index >= 5 else [40, 3]
            for ago in days if index < 25 else []:
                at = NOW - timedelta(days=ago)
                TimelineEvent.objects.create(
                    org_id=channel.org_id,
                    channel_id=channel.id,
                    friend_id=friend.id,
                    kind="message.received",
                    occurred_at=at,
                    recorded_at=at,
                )
    measure_response(org_id=channel.org_id, segment_id=segment.id, now=NOW)
    shown = api.get(f"/segments/{segment.id}").json
    assert shown["response"] == {"sample": 30, "now": 5, "before": 25}
    assert "response_falling" in codes(shown)


def test_a_segment_that_nothing_was_sent_to_for_a_month_is_told(api: ApiClient, channel: Channel) -> None:
    segment = built(channel, EVERYONE, now=NOW - timedelta(days=90))
    with org_scope(channel.org_id):
        Segment.objects.filter(id=segment.id).update(last_sent_at=NOW - timedelta(days=31))
    assert "not_messaged" in codes(api.get(f"/segments/{segment.id}").json)
    with org_scope(channel.org_id):
        Segment.objects.filter(id=segment.id).update(last_sent_at=NOW - timedelta(days=2))
    assert not {"not_messaged", "unused"} & set(codes(api.get(f"/segments/{segment.id}").json))


def test_ready_drafts_are_sound_conditions(api: ApiClient, channel: Channel) -> None:
    make_field(channel.org, "誕生日", FieldType.DATE, is_yearly=True)
    make_field(channel.org, "契約日", FieldType.DATE)
    shown = api.get("/segments/drafts").json["items"]
    names = [draft["name"]["ja"] for draft in shown]
    assert names[-2:] == ["今月が誕生日の人", "誕生日の7日前の人"]
    assert len(shown) == len(DRAFTS) + 2
    with org_scope(channel.org_id):
        problems = [
            problem for draft in shown for problem in check_tree(channel.org_id, channel.id, draft["tree"])
        ]
    assert problems == []
    assert len({draft.key for draft in DRAFTS}) == len(DRAFTS)


def test_a_viewer_looks_and_changes_nothing(viewer_api: ApiClient, channel: Channel) -> None:
    segment = built(channel, EVERYONE)
    assert viewer_api.get(f"/segments/{segment.id}").status == 200
    assert viewer_api.patch(f"/segments/{segment.id}", {"name": "別"}).status == 403
    assert viewer_api.post(f"/segments/{segment.id}/archive").status == 403


def test_the_other_organisation_finds_no_segment(other_api: ApiClient, channel: Channel) -> None:
    segment = built(channel, EVERYONE)
    assert other_api.get(f"/segments/{segment.id}").status == 404
    assert other_api.get(f"/segments?channel_id={channel.id}").status == 404


def test_a_condition_cannot_name_the_other_channels_segment(
    api: ApiClient, org: Organisation, channel: Channel
) -> None:
    elsewhere = built(make_channel(org, name="二号店"), EVERYONE, "よそ")
    reply = api.post("/segments", {"channel_id": channel.id, "name": "会員", "tree": tree(inside(elsewhere))})
    assert reply.status == 422


def test_changing_words_alone_builds_nothing_anew(channel: Channel) -> None:
    tag = make_tag(channel.org)
    segment = built(channel, tagged(tag))
    edit(segment, name="別の名前", purpose="新しい目的", root={"kind": "all", "of": [tagged(tag)]})
    assert again(segment).version == again(segment).built_version == 1


def test_what_is_sent_to_a_segment_is_remembered(api: ApiClient, channel: Channel, aiko: Friend) -> None:
    segment = built(channel, EVERYONE, "全員")
    left_out = built(channel, {"kind": "friends", "friend_ids": [aiko.id + 1]}, "送らない人")
    blocks = [{"kind": "text", "text": "こんにちは"}]
    audience = {"segment_id": segment.id, "exclude": {"segment_ids": [left_out.id]}}
    sent = api.post(
        "/dispatches",
        {"channel_id": channel.id, "kind": "broadcast", "blocks": blocks, "recipients": audience},
        Idempotency_Key="セグメントへ".encode().hex(),
    )
    assert sent.status == 201, sent
    assert again(segment).last_sent_at == NOW
    assert again(left_out).last_sent_at is None


def test_an_edited_condition_is_not_told_to_be_like_itself(api: ApiClient, channel: Channel) -> None:
    segment = built(channel, EVERYONE, "全員")
    body = {"channel_id": channel.id, "tree": tree(EVERYONE)}
    told = api.post("/conditions/preview", body).json["warnings"]
    assert "same_segment" in [warning["code"] for warning in told]
    quiet = api.post("/conditions/preview", body | {"segment_id": segment.id}).json["warnings"]
    assert "same_segment" not in [warning["code"] for warning in quiet]
