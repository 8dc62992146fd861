"""Talks as staff meet them over the API."""

from datetime import timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.delivery import stages
from tests.factories import NOW, make_friend, make_friends, make_member, rows, text_block
from tests.inbox.test_listening import at, record, said

from enishi.accounts.models import Organisation, Role
from enishi.content.models import Media, MediaState
from enishi.delivery.models import Dispatch
from enishi.friends.models import Friend
from enishi.friends.services.timeline import NewEvent
from enishi.inbox.models import Conversation
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

TALK = "/talk/conversations"


def names(items: list[dict[str, Any]]) -> list[str]:
    return [item["display_name"] for item in items]


def test_the_list_shows_the_newest_first_and_pages_by_key(api: ApiClient, channel: Channel) -> None:
    friends = make_friends(channel, 7)
    for minutes, friend in enumerate(friends):
        record(friend, said(friend, "あ", minutes // 2))
    pages = [names(page) for page in api.pages(f"{TALK}?channel_id={channel.id}", 3)]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted([each for page in pages for each in page]) == sorted(
        friend.display_name for friend in friends
    )
    assert pages[0][0] == "友だち6"


def test_those_who_wait_come_with_the_longest_wait_first(api: ApiClient, channel: Channel) -> None:
    for minutes, friend in enumerate(make_friends(channel, 5)):
        record(friend, said(friend, "あ", minutes))
    pages = [names(page) for page in api.pages(f"{TALK}?state=waiting", 2)]
    assert [each for page in pages for each in page] == [f"友だち{number}" for number in range(5)]


def test_filters_narrow_the_list(api: ApiClient, org: Organisation, aiko: Friend, kenji: Friend) -> None:
    record(aiko, said(aiko, "カラーの予約"))
    record(kenji, said(kenji, "こんにちは", 1))
    member = make_member(org, Role.RESPONDER)
    marks = {mark["name"]: mark["id"] for mark in api.get("/talk/marks").json["items"]}
    assert api.put(f"{TALK}/{aiko.id}/assignee", {"member_id": member.id}).json["assignee_id"] == member.id
    api.put(f"{TALK}/{kenji.id}/mark", {"mark_id": marks["対応済み"]})

    def found(query: str) -> list[str]:
        return names(api.get(f"{TALK}?{query}").json["items"])

    assert found(f"assignee={member.id}") == ["愛子"]
    assert found("assignee=none") == ["健二"]
    assert found("assignee=me") == []
    assert found(f"mark_id={marks['対応済み']}") == ["健二"]
    assert found("state=waiting") == ["愛子"]
    assert found("state=unread") == ["愛子"]
    assert found("q=カラー") == ["愛子"]
    assert found("q=健") == ["健二"]
    assert found("q=%25") == []


def test_counts_tell_what_needs_an_answer(
    api: ApiClient, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = make_friends(channel, 2)
    record(one, said(one, "あ"))
    record(two, said(two, "い", 60 * 23))
    from enishi.kit import clock

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=24))
    assert api.get(f"/talk/counts?channel_id={channel.id}").json == {"unread": 2, "waiting": 2, "overdue": 1}


def test_a_conversation_that_nobody_began_can_be_looked_at_and_is_not_made_by_it(
    api: ApiClient, aiko: Friend
) -> None:
    shown = api.get(f"{TALK}/{aiko.id}").json
    assert (shown["display_name"], shown["unread_count"], shown["waiting_since"]) == ("愛子", 0, None)
    assert api.get(f"{TALK}/{aiko.id}/messages").json == {"items": [], "next_cursor": None}
    assert rows(Conversation) == []


def test_reading_clears_what_was_seen_and_nothing_else(api: ApiClient, aiko: Friend) -> None:
    record(aiko, said(aiko, "あ", 0), said(aiko, "い", 1), said(aiko, "う", 2))
    assert api.post(f"{TALK}/{aiko.id}/read", {"seen_at": at(1).isoformat()}).json["unread_count"] == 1
    assert api.post(f"{TALK}/{aiko.id}/read", {"seen_at": at(2).isoformat()}).json["unread_count"] == 0
    assert rows(Conversation)[0].waiting_since == NOW


def test_messages_of_both_sides_come_newest_first_with_who_sent_them(api: ApiClient, aiko: Friend) -> None:
    record(aiko, said(aiko, "空いていますか", -2), said(aiko, "土曜です", -1))
    sent = api.post(f"/friends/{aiko.id}/messages", {"blocks": [text_block("{{name}}さん、空いています")]})
    first = api.get(f"{TALK}/{aiko.id}/messages").json["items"]
    assert [(each["sender"], each["state"]) for each in first] == [
        ("staff", "waiting"),
        ("friend", ""),
        ("friend", ""),
    ]
    assert first[0]["messages"] == [{"type": "text", "text": "愛子さん、空いています"}]

    stages.send(NOW)
    pages = list(api.pages(f"{TALK}/{aiko.id}/messages", 2))
    after = [each for page in pages for each in page]
    assert [each["messages"][0]["text"] for each in after] == [
        "愛子さん、空いています",
        "土曜です",
        "空いていますか",
    ]
    assert (after[0]["state"], after[0]["dispatch_id"]) == ("sent", sent.json["id"])
    assert after[0]["by"].startswith("テスト")


def test_a_message_that_did_not_go_out_tells_why_and_what_it_said(api: ApiClient, aiko: Friend) -> None:
    api.post(f"/friends/{aiko.id}/messages", {"blocks": [text_block("届きません")]})
    with org_scope(aiko.org_id):
        Friend.objects.filter(id=aiko.id).update(status="blocked", blocked_at=NOW)
    stages.send(NOW)
    (entry,) = api.get(f"{TALK}/{aiko.id}/messages").json["items"]
    assert (entry["state"], entry["reason_ja"]) == ("skipped", "ブロックされています。")
    assert entry["messages"] == [{"type": "text", "text": "届きません"}]


def test_pictures_are_addresses_of_ours(api: ApiClient, aiko: Friend) -> None:
    raw = {"message": {"type": "image", "id": "555", "contentProvider": {"type": "line"}}}
    event = NewEvent(
        aiko.id, "message.received", NOW, {"type": "image", "message_id": "555", "raw": raw}, "555"
    )
    record(aiko, event)
    with org_scope(aiko.org_id):
        media = Media.objects.create(
            org_id=aiko.org_id,
            channel_id=aiko.channel_id,
            friend_id=aiko.id,
            message_id="555",
            kind="image",
            state=MediaState.STORED,
            next_attempt_at=NOW,
            created_at=NOW,
        )
    (entry,) = api.get(f"{TALK}/{aiko.id}/messages").json["items"]
    assert entry["messages"][0]["originalContentUrl"] == f"/api/v1/media/{media.id}"


def test_an_edited_message_shows_its_last_words_and_one_taken_back_shows_none(
    api: ApiClient, aiko: Friend
) -> None:
    record(aiko, said(aiko, "九時", -3, "m1"), said(aiko, "ひみつ", -2, "m2", is_unsent=True))
    record(aiko, NewEvent(aiko.id, "message.edited", at(-1), {"type": "text", "text": "十時"}, "m1"))
    # Page by page, because an edit must not use up a place.
    taken, edited = [each for page in api.pages(f"{TALK}/{aiko.id}/messages", 1) for each in page]
    assert (taken["is_unsent"], taken["messages"]) == (True, [])
    assert (edited["is_edited"], edited["messages"][0]["text"]) == (True, "十時")


def test_a_conversation_goes_only_to_members_who_may_answer_there(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    analyst, responder = make_member(org, Role.ANALYST), make_member(org, Role.RESPONDER)
    refused = api.put(f"{TALK}/{aiko.id}/assignee", {"member_id": analyst.id})
    assert (refused.status, refused.json["errors"][0]["path"]) == (422, "member_id")
    with org_scope(org.id):
        type(responder).objects.filter(id=responder.id).update(channel_ids=[aiko.channel_id + 1])
    assert api.put(f"{TALK}/{aiko.id}/assignee", {"member_id": responder.id}).status == 422
    listed = api.get(f"/talk/repliers?channel_id={aiko.channel_id}").json["items"]
    assert [each["name"] for each in listed] == ["花江 優子"]


def test_a_member_who_leaves_leaves_the_conversation_behind(
    api: ApiClient, org: Organisation, aiko: Friend
) -> None:
    member = make_member(org, Role.RESPONDER)
    api.put(f"{TALK}/{aiko.id}/assignee", {"member_id": member.id})
    with org_scope(org.id):
        member.delete()
    assert api.get(f"{TALK}/{aiko.id}").json["assignee_id"] is None


def test_notes_are_deleted_only_by_their_author(api: ApiClient, org: Organisation, aiko: Friend) -> None:
    from tests.factories import make_api_key

    note = api.post(f"{TALK}/{aiko.id}/notes", {"body": "次回は割引"}).json
    assert note["is_own"]
    colleague = ApiClient(make_api_key(org))
    (seen,) = colleague.get(f"{TALK}/{aiko.id}/notes").json["items"]
    assert (seen["body"], seen["is_own"]) == ("次回は割引", False)
    assert colleague.delete(f"{TALK}/{aiko.id}/notes/{note['id']}").status == 403
    assert api.delete(f"{TALK}/{aiko.id}/notes/{note['id']}").status == 204
    assert api.get(f"{TALK}/{aiko.id}/notes").json["items"] == []


def test_a_scheduled_reply_waits_and_can_be_cancelled(api: ApiClient, aiko: Friend) -> None:
    record(aiko, said(aiko, "明日連絡ください"))
    body = {"blocks": [text_block("おはようございます")], "due_at": (NOW + timedelta(hours=20)).isoformat()}
    (made,) = api.post(f"{TALK}/{aiko.id}/scheduled", body).json["items"]
    assert (made["friend_wrote_since"], made["blocks"][0]["text"]) == (False, "おはようございます")
    assert rows(Conversation)[0].waiting_since == NOW
    # It has a list of its own, so it is not among what is on its way.
    assert len(api.get(f"{TALK}/{aiko.id}/messages").json["items"]) == 1
    record(aiko, said(aiko, "やはり結構です", 5), minutes=5)
    (seen,) = api.get(f"{TALK}/{aiko.id}/scheduled").json["items"]
    assert seen["friend_wrote_since"]
    assert api.delete(f"{TALK}/{aiko.id}/scheduled/{made['id']}").status == 204
    assert api.get(f"{TALK}/{aiko.id}/scheduled").json["items"] == []
    assert rows(Dispatch, id=made["dispatch_id"])[0].state == "cancelled"


def test_a_reply_is_not_scheduled_for_the_past_nor_for_who_has_blocked(
    api: ApiClient, channel: Channel, aiko: Friend
) -> None:
    body = {"blocks": [text_block("あ")], "due_at": (NOW - timedelta(minutes=1)).isoformat()}
    assert api.post(f"{TALK}/{aiko.id}/scheduled", body).json["errors"][0]["path"] == "due_at"
    gone = make_friend(channel, "去った人", status="blocked", blocked_at=NOW)
    body["due_at"] = (NOW + timedelta(hours=1)).isoformat()
    assert api.post(f"{TALK}/{gone.id}/scheduled", body).json["code"] == "friend_blocked"


def test_marks_have_names_of_ones_own_but_the_two_that_are_needed_stay(api: ApiClient) -> None:
    marks = api.get("/talk/marks").json["items"]
    assert [(mark["name"], mark["role"]) for mark in marks] == [
        ("未対応", "open"),
        ("対応中", ""),
        ("対応済み", "done"),
    ]
    assert api.patch(f"/talk/marks/{marks[0]['id']}", {"name": "要返信"}).json["name"] == "要返信"
    assert api.patch(f"/talk/marks/{marks[0]['id']}", {"is_archived": True}).json["code"] == "mark_needed"
    assert api.post("/talk/marks", {"name": "対応中", "colour": "red"}).json["code"] == "mark_name_taken"


def test_conversations_with_an_archived_mark_are_open_again(api: ApiClient, aiko: Friend) -> None:
    made = api.post("/talk/marks", {"name": "保留", "colour": "orange"}).json
    api.put(f"{TALK}/{aiko.id}/mark", {"mark_id": made["id"]})
    api.patch(f"/talk/marks/{made['id']}", {"is_archived": True})
    opened = api.get("/talk/marks").json["items"][0]["id"]
    assert api.get(f"{TALK}/{aiko.id}").json["mark_id"] == opened
    assert api.put(f"{TALK}/{aiko.id}/mark", {"mark_id": made["id"]}).status == 422


def test_canned_replies_are_kept_by_name_and_shortcut(api: ApiClient) -> None:
    body = {"name": "営業時間", "shortcut": "/eigyo", "blocks": [text_block("10時から19時です")]}
    made = api.post("/talk/canned-replies", body).json
    assert made["shortcut"] == "eigyo"
    again = api.post("/talk/canned-replies", {**body, "name": "別の名前"})
    assert (again.status, again.json["code"]) == (409, "shortcut_taken")
    changed = api.patch(f"/talk/canned-replies/{made['id']}", {"blocks": [text_block("年中無休です")]}).json
    assert (changed["name"], changed["blocks"][0]["text"]) == ("営業時間", "年中無休です")
    api.patch(f"/talk/canned-replies/{made['id']}", {"is_archived": True})
    assert api.get("/talk/canned-replies").json["items"] == []


def test_another_organisations_talk_is_not_there(other_api: ApiClient, aiko: Friend) -> None:
    record(aiko, said(aiko, "ひみつ"))
    assert other_api.get(TALK).json["items"] == []
    assert other_api.get(f"{TALK}/{aiko.id}/messages").status == 404
