"""Templates: content that staff keep for reuse. Sending freezes a copy, so changing one changes nothing that was sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.content import selectors
from enishi.content.models import Template
from enishi.content.services.revisions import require_valid_blocks
from enishi.kit.errors import ProblemError, conflict

Blocks = Sequence[dict[str, Any]]


def create_template(*, org_id: int, name: str, blocks: Blocks, actor: Actor, now: datetime) -> Template:
    """A new template. ProblemError 422 for content that could not be sent, 409 for a name that is taken."""
    require_valid_blocks(org_id, blocks)
    template = Template(org_id=org_id, name=name, blocks=blocks, created_at=now, updated_at=now)
    _save(template)
    _audit(template, actor, "template.created", now, None)
    return template


def change_template(
    *,
    org_id: int,
    template_id: int,
    name: str | None = None,
    blocks: Blocks | None = None,
    is_archived: bool | None = None,
    actor: Actor,
    now: datetime,
) -> Template:
    """Rename, rewrite, archive or restore; None leaves a thing as it is. An archived template cannot be sent."""
    template = selectors.template(org_id, template_id)
    before = _facts(template)
    if name is not None:
        template.name = name
    if blocks is not None:
        require_valid_blocks(org_id, blocks)
        template.blocks = blocks
    if is_archived is not None and is_archived != before["is_archived"]:
        template.archived_at = now if is_archived else None
    template.updated_at = now
    _save(template)
    _audit(template, actor, "template.changed", now, before)
    return template


def _save(template: Template) -> None:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise _name_taken() from error


def _name_taken() -> ProblemError:
    return conflict(
        "template_name_taken",
        "同じ名前のテンプレートがあります（アーカイブ済みも含みます）。",
        "A template of this name exists, perhaps archived.",
    )


def _facts(template: Template) -> dict[str, Any]:
    return {
        "name": template.name,
        "blocks": template.blocks,
        "is_archived": template.archived_at is not None,
    }


def _audit(
    template: Template, actor: Actor, action: str, now: datetime, before: dict[str, Any] | None
) -> None:
    record_audit(
        org_id=template.org_id,
        actor=actor,
        action=action,
        object_kind="template",
        object_id=template.id,
        now=now,
        before=before,
        after=_facts(template),
    )
