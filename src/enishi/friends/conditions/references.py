"""Where an object is used: gathered from every source that keeps trees, actions or texts.

Whoever deletes or archives a tag, a field, a segment … asks here first and refuses with the list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enishi.friends.conditions.tree import parse_tree
from enishi.kit.errors import FieldProblem, ProblemError
from enishi.kit.wiring import wired


@dataclass(frozen=True, slots=True)
class Use:
    """Something (a rule, a segment …) that speaks of an object. ``place`` says where in it: ``condition``,
    ``actions.0`` …; ``channel_id`` is None for what belongs to the whole organisation."""

    kind: str
    id: int
    name: str
    channel_id: int | None
    place: str


def uses_of(org_id: int, kind: str, object_id: int) -> list[Use]:
    """Every use of one object, from every wired source."""
    return [use for source in wired("ENISHI_REFERENCES") for use in source(org_id, kind, object_id)]


def speaks_of(document: Mapping[str, Any] | None, kind: str, object_id: int) -> bool:
    """Whether a stored tree speaks of an object; False for no tree or one that cannot be read any more."""
    if document is None:
        return False
    tree, _ = parse_tree(document)
    return tree is not None and any(
        (found.kind, found.id) == (kind, object_id) for found in tree.references()
    )


#: What uses an object, as staff call it.
_USERS = {
    "rule": ("自動化ルール", "rule"),
    "segment": ("セグメント", "segment"),
    "view": ("保存した表示", "saved view"),
    "scenario": ("シナリオ", "scenario"),
    "template": ("テンプレート", "template"),
    "tag": ("タグ", "tag"),
    "field": ("友だち情報欄", "field"),
    "canned_reply": ("定型文", "canned reply"),
    "genre": ("ジャンル", "genre"),
}


def require_unused(org_id: int, kind: str, object_id: int) -> None:
    """ProblemError 409 with the list of uses, if there are any."""
    uses = uses_of(org_id, kind, object_id)
    if uses:
        raise in_use(uses)


def in_use(uses: Sequence[Use]) -> ProblemError:
    """The refusal: what uses it, one entry a use (``path``: kind.id of the user)."""
    fields = [
        FieldProblem(
            f"{use.kind}.{use.id}",
            f"{_USERS.get(use.kind, (use.kind, use.kind))[0]}「{use.name}」で使われています。",
            f"It is used by the {_USERS.get(use.kind, (use.kind, use.kind))[1]} “{use.name}”.",
        )
        for use in uses
    ]
    return ProblemError(
        "in_use",
        f"{len(uses)} か所で使われています。先にそこから外してください。",
        f"It is used in {len(uses)} place(s): take it out there first.",
        status=409,
        fields=fields,
    )
