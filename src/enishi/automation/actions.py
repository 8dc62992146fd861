"""The actions that automation itself offers: send, tags, and what staff see of a friend."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from enishi.automation.bulk import deeds
from enishi.automation.bulk.deeds import visibility_bulk
from enishi.automation.registry import Action, ActionCall, ActionInput, Effect
from enishi.content.selectors import content_problems
from enishi.content.services.revisions import freeze_revision
from enishi.delivery.services import request_dispatch
from enishi.friends.domain.operations import Words
from enishi.friends.models import Tag
from enishi.friends.services.tagging import add_within_capacity, remove_tag
from enishi.friends.services.visibility import Choice, change_visibility
from enishi.kit.errors import FieldProblem


class _Params(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SendParams(_Params):
    """``blocks`` as the author wrote them; ``revision_id`` is their frozen form, set when the rule is saved."""

    blocks: list[dict[str, Any]]
    revision_id: int | None = None


class TagParams(_Params):
    tag_id: int


def _check_send(org_id: int, channel_id: int, params: SendParams, path: str) -> list[FieldProblem]:
    return content_problems(org_id, params.blocks, f"{path}.blocks")


def _prepare_send(org_id: int, params: SendParams, now: datetime) -> dict[str, Any]:
    revision_id = freeze_revision(org_id=org_id, blocks=params.blocks, now=now)
    return {"blocks": params.blocks, "revision_id": revision_id}


def _send(call: ActionCall, params: SendParams) -> None:
    if params.revision_id is None:
        raise ValueError("a stored send action has a frozen revision")
    taken = {friend_id: call.context.take_reply_token(friend_id, call.now) for friend_id in call.friend_ids}
    request_dispatch(
        org_id=call.org_id,
        channel_id=call.channel_id,
        kind="rule",
        revision_id=params.revision_id,
        recipients=call.friend_ids,
        now=call.now,
        source=call.source,
        reply_tokens={friend_id: token for friend_id, token in taken.items() if token},
    )


def _check_tag(org_id: int, channel_id: int, params: TagParams, path: str) -> list[FieldProblem]:
    if Tag.objects.filter(org_id=org_id, id=params.tag_id, archived_at=None).exists():
        return []
    return [FieldProblem(f"{path}.tag_id", "このタグはありません。", "There is no such tag.")]


def _add_tag(call: ActionCall, params: TagParams) -> Effect:
    added = add_within_capacity(
        org_id=call.org_id,
        channel_id=call.channel_id,
        tag_id=params.tag_id,
        friend_ids=call.friend_ids,
        now=call.now,
        context=call.context,
        cause=call.source,
        ref=call.ref,
    )
    return Effect(added.changed, refused={"tag_full": len(added.refused)} if added.refused else {})


def _remove_tag(call: ActionCall, params: TagParams) -> Effect:
    return Effect(
        remove_tag(
            org_id=call.org_id,
            channel_id=call.channel_id,
            tag_id=params.tag_id,
            friend_ids=call.friend_ids,
            now=call.now,
            context=call.context,
            cause=call.source,
            ref=call.ref,
        )
    )


class NoParams(_Params):
    """Nothing to choose."""


def _sound(org_id: int, channel_id: int, params: NoParams, path: str) -> list[FieldProblem]:
    return []


def _visibility(choice: Choice, is_chosen: bool, words: Words) -> Action:
    def run(call: ActionCall, params: NoParams) -> Effect:
        return Effect(
            change_visibility(
                org_id=call.org_id,
                channel_id=call.channel_id,
                choice=choice,
                is_chosen=is_chosen,
                friend_ids=call.friend_ids,
                now=call.now,
                context=call.context,
                cause=call.source,
                ref=call.ref,
            )
        )

    return Action(
        NoParams, run, _sound, ja=words.ja, en=words.en, bulk=visibility_bulk(choice, is_chosen, words)
    )


_TAG = ActionInput("tag_id", "tag", "タグ", "Tag")

SEND = Action(
    SendParams,
    _send,
    _check_send,
    _prepare_send,
    ja="メッセージを送る",
    en="Send a message",
    group="message",
    inputs=(ActionInput("blocks", "blocks", "メッセージ", "Message"),),
    bulk=deeds.SEND,
)
ADD_TAG = Action(
    TagParams, _add_tag, _check_tag, ja="タグを付ける", en="Add a tag", inputs=(_TAG,), bulk=deeds.ADD_TAG
)
REMOVE_TAG = Action(
    TagParams,
    _remove_tag,
    _check_tag,
    ja="タグを外す",
    en="Remove a tag",
    inputs=(_TAG,),
    bulk=deeds.REMOVE_TAG,
)
HIDE = _visibility("hidden", True, Words("友だち一覧に表示しない", "Hide from the friends list"))
UNHIDE = _visibility("hidden", False, Words("友だち一覧に表示する", "Show in the friends list"))
MUTE = _visibility("muted", True, Words("配信を止める", "Stop sending"))
UNMUTE = _visibility("muted", False, Words("配信を再開する", "Send again"))
