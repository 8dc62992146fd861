"""How the actions that automation itself offers are done to many friends at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from enishi.automation.registry import ActionCall, Bulk, Effect, Foreseen, UndoCall
from enishi.delivery.services import request_dispatch
from enishi.friends.conditions.compiler import Sql
from enishi.friends.domain.operations import Words
from enishi.friends.models import FriendTag, Tag
from enishi.friends.services.tags import add_tag, remove_tag
from enishi.friends.services.timeline import ReactionContext
from enishi.friends.services.visibility import Choice, change_visibility, still_chosen

FRIENDS_EDIT = ("friends.edit",)


def counted(friends: Sql, select: str, values: Mapping[str, Any]) -> tuple[int, ...]:
    """One row of counts; ``select`` may speak of the friends as ``{friends}``."""
    with connection.cursor() as cursor:
        cursor.execute(select.format(friends=friends.text), {**friends.params, **values})
        return tuple(int(number) for number in cursor.fetchone())


def unreachable(org_id: int, friends: Sql) -> dict[str, int]:
    """How many of them no message would reach, by reason."""
    blocked, muted = counted(
        friends,
        "SELECT count(*) FILTER (WHERE f.status = 'blocked'), "
        "       count(*) FILTER (WHERE f.status <> 'blocked' AND f.muted_at IS NOT NULL) "
        "  FROM friends_friend f WHERE f.org_id = %(of_org)s "
        "   AND (f.status = 'blocked' OR f.muted_at IS NOT NULL) AND f.id IN ({friends})",
        {"of_org": org_id},
    )
    return {reason: number for reason, number in (("blocked", blocked), ("muted", muted)) if number}


def _describe_sending(org_id: int, params: Any) -> Words:
    return Words("メッセージを送る", "Send a message")


def _foresee_sending(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
    refused = unreachable(org_id, friends)
    return Foreseen(number - sum(refused.values()), 0, refused)


def _send_once(call: ActionCall, params: Any) -> Effect:
    """One dispatch for all, so that equal messages travel together; who cannot be reached gets a row that says so."""
    request_dispatch(
        org_id=call.org_id,
        channel_id=call.channel_id,
        kind="broadcast",
        revision_id=params.revision_id,
        recipients=call.friend_ids,
        source=call.source,
        created_by=call.started_by,
        now=call.now,
    )
    return Effect(call.friend_ids)


def _tag_name(org_id: int, params: Any) -> str:
    return Tag.objects.filter(org_id=org_id, id=params.tag_id).values_list("name", flat=True).first() or "?"


def _tagged(org_id: int, friends: Sql, params: Any) -> int:
    [number] = counted(
        friends,
        "SELECT count(*) FROM friends_friendtag ft WHERE ft.org_id = %(of_org)s AND ft.tag_id = %(of_tag)s "
        "AND ft.friend_id IN ({friends})",
        {"of_org": org_id, "of_tag": params.tag_id},
    )
    return number


def _describe_adding(org_id: int, params: Any) -> Words:
    name = _tag_name(org_id, params)
    return Words(f"タグ「{name}」を付ける", f"Put on the tag “{name}”")


def _describe_removing(org_id: int, params: Any) -> Words:
    name = _tag_name(org_id, params)
    return Words(f"タグ「{name}」を外す", f"Take off the tag “{name}”")


def _foresee_adding(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
    have = _tagged(org_id, friends, params)
    return Foreseen(number - have, have)


def _foresee_removing(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
    have = _tagged(org_id, friends, params)
    return Foreseen(have, number - have)


def _take_off_again(call: UndoCall, params: Any) -> Sequence[int]:
    # Whoever lost the tag since and got it back has it for another reason.
    still = FriendTag.objects.filter(
        org_id=call.org_id, tag_id=params.tag_id, friend_id__in=list(call.friend_ids), added_at=call.at
    )
    return _change_tag(call, params, remove_tag, list(still.values_list("friend_id", flat=True)))


def _put_on_again(call: UndoCall, params: Any) -> Sequence[int]:
    return _change_tag(call, params, add_tag, call.friend_ids)


def _change_tag(
    call: UndoCall, params: Any, change: Callable[..., list[int]], friend_ids: Sequence[int]
) -> list[int]:
    return change(
        org_id=call.org_id,
        channel_id=call.channel_id,
        tag_id=params.tag_id,
        friend_ids=friend_ids,
        now=call.now,
        # Rules stay silent: whoever takes a mistake back does not mean to send anybody a message by it.
        context=ReactionContext(is_history=True),
        cause=call.ref,
        ref=call.back_ref,
    )


SEND = Bulk(
    ("friends.edit", "deliveries.send"),
    _describe_sending,
    _foresee_sending,
    once=_send_once,
    warnings=("sends_messages",),
)
ADD_TAG = Bulk(FRIENDS_EDIT, _describe_adding, _foresee_adding, _take_off_again)
REMOVE_TAG = Bulk(FRIENDS_EDIT, _describe_removing, _foresee_removing, _put_on_again)


def visibility_bulk(choice: Choice, is_chosen: bool, words: Words) -> Bulk:
    """Hiding, muting and their opposites."""
    column = "hidden_at" if choice == "hidden" else "muted_at"

    def foresee(org_id: int, channel_id: int, friends: Sql, number: int, params: Any) -> Foreseen:
        [are] = counted(
            friends,
            f"SELECT count(*) FROM friends_friend f WHERE f.org_id = %(of_org)s AND f.{column} IS NOT NULL "
            "AND f.id IN ({friends})",
            {"of_org": org_id},
        )
        return Foreseen(number - are, are) if is_chosen else Foreseen(are, number - are)

    def undo(call: UndoCall, params: Any) -> Sequence[int]:
        friend_ids = (
            still_chosen(call.org_id, choice, call.friend_ids, call.at) if is_chosen else call.friend_ids
        )
        return change_visibility(
            org_id=call.org_id,
            channel_id=call.channel_id,
            choice=choice,
            is_chosen=not is_chosen,
            friend_ids=friend_ids,
            now=call.now,
            cause=call.ref,
        )

    return Bulk(FRIENDS_EDIT, lambda org_id, params: words, foresee, undo)
