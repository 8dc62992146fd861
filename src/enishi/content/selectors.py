"""Reads of frozen content and of placeholder values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from enishi.content.domain.blocks import compile_blocks
from enishi.content.models import Revision
from enishi.kit.errors import not_found
from enishi.kit.wiring import wired_by_name


def revision_messages(org_id: int, revision_id: int) -> list[dict[str, Any]]:
    """LINE message objects of a frozen revision, placeholders still in them."""
    revision = Revision.objects.filter(org_id=org_id, id=revision_id).first()
    if revision is None:
        raise not_found("メッセージの版", "The content revision")
    return compile_blocks(revision.blocks)


def revision_blocks(org_id: int, revision_ids: Iterable[int]) -> dict[int, Any]:
    """Blocks by revision id."""
    rows = Revision.objects.filter(org_id=org_id, id__in=list(revision_ids))
    return dict(rows.values_list("id", "blocks"))


def placeholder_values(
    org_id: int, names: Iterable[str], friend_ids: Sequence[int]
) -> dict[str, Mapping[int, str]]:
    """For each placeholder name the values by friend id, one query a name for the whole set of friends."""
    sources = wired_by_name("ENISHI_PLACEHOLDERS")
    return {name: sources[name](org_id, friend_ids) for name in names if name in sources}
