"""Reads of templates, frozen content, friends' media and placeholder values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from enishi.content.domain.blocks import check_blocks, compile_blocks
from enishi.content.domain.outline import Outline, outline_of
from enishi.content.domain.placeholders import ids_in
from enishi.content.models import Media, MediaState, Revision, Template
from enishi.friends.conditions.references import Use
from enishi.friends.placeholders import PlaceholderFamily
from enishi.kit.errors import FieldProblem, conflict, invalid_input, not_found
from enishi.kit.paging import Page, Position, page_of
from enishi.kit.wiring import wired_by_name


def templates(org_id: int, *, with_archived: bool = False) -> QuerySet[Template]:
    """The organisation's templates by name."""
    rows = Template.objects.filter(org_id=org_id).order_by("name", "id")
    return rows if with_archived else rows.filter(archived_at=None)


def template(org_id: int, template_id: int) -> Template:
    """One template, archived or not; ProblemError 404."""
    found = Template.objects.filter(org_id=org_id, id=template_id).first()
    if found is None:
        raise not_found("テンプレート", "The template")
    return found


def chosen_blocks(org_id: int, blocks: Sequence[Any] | None, template_id: int | None) -> Sequence[Any]:
    """The content that a request names: blocks of its own, or those of a template, exactly one of the two."""
    if (blocks is None) == (template_id is None):
        raise invalid_input(
            "blocks",
            "blocks か template_id のどちらか一方を指定してください。",
            "Give either blocks or template_id.",
        )
    if template_id is None:
        return blocks or []
    found = template(org_id, template_id)
    if found.archived_at is not None:
        raise conflict(
            "template_archived",
            "アーカイブ済みのテンプレートは送れません。",
            "An archived template cannot be sent: restore it first.",
        )
    return list(found.blocks)


def content_problems(org_id: int, blocks: object, path: str = "blocks") -> list[FieldProblem]:
    """Everything that is wrong with blocks; an empty list means fit to send."""
    return check_blocks(blocks, known_placeholders(org_id), path)


def known_placeholders(org_id: int) -> frozenset[str]:
    """Every name that an author may write now, those of the organisation's own fields among them."""
    families: dict[str, PlaceholderFamily] = wired_by_name("ENISHI_PLACEHOLDER_FAMILIES")
    own = {f"{name}.{key}" for name, family in families.items() for key in family.ids(org_id)}
    return frozenset(settings.ENISHI_PLACEHOLDERS) | own


def media(org_id: int, media_id: int) -> Media:
    """One file that is in our store; ProblemError 404, also for one that was never fetched or was taken back."""
    found = Media.objects.filter(org_id=org_id, id=media_id, state=MediaState.STORED).first()
    if found is None:
        raise not_found("ファイル", "The file")
    return found


def media_page(org_id: int, friend_id: int, *, after: Position | None, limit: int) -> Page[Media]:
    """What one friend sent, newest first, also what is not in our store."""
    rows = Media.objects.filter(org_id=org_id, friend_id=friend_id).order_by("-created_at", "-id")
    if after is not None:
        rows = rows.filter(Q(created_at__lt=after.at) | Q(created_at=after.at, id__lt=after.tie))
    return page_of(list(rows[: limit + 1]), limit, lambda row: Position(row.created_at, row.id))


def revision_messages(org_id: int, revision_id: int) -> list[dict[str, Any]]:
    """LINE message objects of a frozen revision, placeholders still in them."""
    revision = Revision.objects.filter(org_id=org_id, id=revision_id).first()
    if revision is None:
        raise not_found("メッセージの版", "The content revision")
    return compile_blocks(revision.blocks)


def outlines(org_id: int, revision_ids: Collection[int]) -> dict[int, Outline]:
    """Revision id → its content in a few words."""
    rows = Revision.objects.filter(org_id=org_id, id__in=list(revision_ids))
    return {key: outline_of(blocks) for key, blocks in rows.values_list("id", "blocks")}


def placeholder_values(
    org_id: int, names: Iterable[str], friend_ids: Sequence[int]
) -> dict[str, Mapping[int, str]]:
    """For each placeholder name the values by friend id, a few queries a kind for the whole set of friends."""
    sources = wired_by_name("ENISHI_PLACEHOLDERS")
    families: dict[str, PlaceholderFamily] = wired_by_name("ENISHI_PLACEHOLDER_FAMILIES")
    found: dict[str, Mapping[int, str]] = {}
    wanted: dict[str, list[int]] = {}
    for name in names:
        family, _, key = name.partition(".")
        if name in sources:
            found[name] = sources[name](org_id, friend_ids)
        elif family in families and key.isdigit():
            wanted.setdefault(family, []).append(int(key))
    for family, keys in wanted.items():
        values = families[family].values(org_id, keys, friend_ids)
        found |= {f"{family}.{key}": texts for key, texts in values.items()}
    return found


def uses_in_templates(org_id: int, kind: str, object_ids: Collection[int]) -> list[tuple[int, Use]]:
    """The templates in use whose texts hold the placeholder of one of the objects."""
    rows = Template.objects.filter(org_id=org_id, archived_at=None).order_by("name", "id")
    return [
        (object_id, Use("template", row.id, row.name, None, "blocks"))
        for row in rows
        for object_id in sorted(ids_in(row.blocks, kind) & set(object_ids))
    ]
