"""定型文: answers that staff put in with a few keys and may still change before they send them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.content.services.revisions import require_valid_blocks
from enishi.inbox.models import CannedReply
from enishi.inbox.selectors import lists
from enishi.kit import live
from enishi.kit.errors import conflict, invalid_input


def create_canned_reply(
    *,
    org_id: int,
    name: str,
    folder: str,
    shortcut: str,
    blocks: Sequence[dict[str, Any]],
    actor: Actor,
    now: datetime,
) -> CannedReply:
    """A new canned reply. ProblemError 422 for content that could not be sent, 409 for a name or shortcut in use."""
    require_valid_blocks(org_id, blocks)
    made = CannedReply(
        org_id=org_id,
        name=name,
        folder=folder,
        shortcut=_clean_shortcut(shortcut),
        blocks=blocks,
        created_at=now,
        updated_at=now,
    )
    _save(made)
    _audit(made, actor, "canned_reply.created", now, None)
    return made


def change_canned_reply(
    *,
    org_id: int,
    canned_reply_id: int,
    changes: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> CannedReply:
    """Change name, folder, shortcut or blocks, archive or restore; what ``changes`` does not name stays."""
    canned = lists.canned_reply(org_id, canned_reply_id)
    before = _facts(canned)
    if "blocks" in changes:
        require_valid_blocks(org_id, changes["blocks"])
    for name in ("name", "folder", "blocks"):
        setattr(canned, name, changes.get(name, getattr(canned, name)))
    if "shortcut" in changes:
        canned.shortcut = _clean_shortcut(changes["shortcut"])
    is_archived = changes.get("is_archived", before["is_archived"])
    if is_archived != before["is_archived"]:
        canned.archived_at = now if is_archived else None
    canned.updated_at = now
    _save(canned)
    _audit(canned, actor, "canned_reply.changed", now, before)
    return canned


def _clean_shortcut(shortcut: str) -> str:
    cleaned = shortcut.strip().lstrip("/／")
    if any(character.isspace() for character in cleaned):
        raise invalid_input(
            "shortcut", "ショートカットに空白は使えません。", "A shortcut has no spaces in it."
        )
    return cleaned


def _save(canned: CannedReply) -> None:
    try:
        with transaction.atomic():
            canned.save()
    except IntegrityError as error:
        if "shortcut" in str(error):
            raise conflict(
                "shortcut_taken",
                "このショートカットは、ほかの定型文（アーカイブ済みも含みます）で使われています。",
                "Another canned reply, perhaps archived, has this shortcut.",
            ) from error
        raise conflict(
            "canned_reply_name_taken",
            "同じ名前の定型文があります（アーカイブ済みも含みます）。",
            "A canned reply of this name exists, perhaps archived.",
        ) from error


def _facts(canned: CannedReply) -> dict[str, Any]:
    return {
        "name": canned.name,
        "folder": canned.folder,
        "shortcut": canned.shortcut,
        "blocks": canned.blocks,
        "is_archived": canned.archived_at is not None,
    }


def _audit(
    canned: CannedReply, actor: Actor, action: str, now: datetime, before: dict[str, Any] | None
) -> None:
    record_audit(
        org_id=canned.org_id,
        actor=actor,
        action=action,
        object_kind="canned_reply",
        object_id=canned.id,
        now=now,
        before=before,
        after=_facts(canned),
    )
    live.tell("talk", org_id=canned.org_id)
