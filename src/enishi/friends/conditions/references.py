"""Where an object is used: gathered from every source that keeps trees, actions or texts.

Whoever deletes or archives a tag, a field, a segment … asks here first and refuses with the list.
"""

from collections.abc import Collection, Mapping, Sequence
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
    return uses_of_many(org_id, kind, [object_id])[object_id]


def uses_of_many(org_id: int, kind: str, object_ids: Collection[int]) -> dict[int, list[Use]]:
    """Object id → its uses, none left out; each source is read once, however many objects are asked for."""
    found: dict[int, list[Use]] = {object_id: [] for object_id in object_ids}
    if not found:
        return found
    for source in wired("ENISHI_REFERENCES"):
        for object_id, use in source(org_id, kind, found.keys()):
            found[object_id].append(use)
    return found


def spoken_of(document: Mapping[str, Any] | None, kind: str) -> set[int]:
    """The objects of a kind that a stored tree speaks of; none for no tree or one that cannot be read any more."""
    if document is None:
        return set()
    tree, _ = parse_tree(document)
    return set() if tree is None else {found.id for found in tree.references() if found.kind == kind}


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
    "dispatch": ("送信待ちの配信", "dispatch waiting to go out"),
    "engagement": ("卒業の条件", "condition for graduation of"),
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
