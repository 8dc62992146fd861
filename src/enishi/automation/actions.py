"""The actions that automation itself offers: send, add a tag, remove a tag."""

from datetime import datetime
from typing import Any

from django.conf import settings
from pydantic import BaseModel, ConfigDict

from enishi.automation.registry import Action, ActionCall
from enishi.content.domain.blocks import check_blocks
from enishi.content.services.revisions import freeze_revision
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Tag
from enishi.friends.services.tags import add_tag, remove_tag
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
    return check_blocks(params.blocks, frozenset(settings.ENISHI_PLACEHOLDERS), f"{path}.blocks")


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


def _add_tag(call: ActionCall, params: TagParams) -> None:
    add_tag(
        org_id=call.org_id,
        channel_id=call.channel_id,
        tag_id=params.tag_id,
        friend_ids=call.friend_ids,
        now=call.now,
        context=call.context,
        cause=call.source,
    )


def _remove_tag(call: ActionCall, params: TagParams) -> None:
    remove_tag(
        org_id=call.org_id,
        channel_id=call.channel_id,
        tag_id=params.tag_id,
        friend_ids=call.friend_ids,
        now=call.now,
        context=call.context,
        cause=call.source,
    )


SEND = Action(SendParams, _send, _check_send, _prepare_send)
ADD_TAG = Action(TagParams, _add_tag, _check_tag)
REMOVE_TAG = Action(TagParams, _remove_tag, _check_tag)
