"""Whom staff send to: everyone, a tag, a segment or a condition, less whoever is excluded. Pure.

Each part is a node of a condition tree, so that the snapshot, the preview and the counts ask the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Friends who are left out whatever the audience says; empty parts leave out nobody."""

    friend_ids: Sequence[int] = ()
    tag_ids: Sequence[int] = ()
    segment_ids: Sequence[int] = ()
    condition: Mapping[str, Any] | None = None

    def parts(self) -> list[tuple[str, Node]]:
        """What is excluded, part by part: the part's name and its condition."""
        found: list[tuple[str, Node]] = []
        if self.friend_ids:
            found.append(("friend_ids", {"kind": "friends", "friend_ids": list(self.friend_ids)}))
        if self.tag_ids:
            found.append(("tag_ids", {"kind": "tag", "tag_ids": list(self.tag_ids)}))
        if self.segment_ids:
            found.append(("segment_ids", {"kind": "segment", "segment_ids": list(self.segment_ids)}))
        if self.condition is not None:
            found.append(("condition", self.condition.get("root", {})))
        return found


NOTHING = Exclusion()


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a dispatch is for: everyone who can be written to, or all with a tag, in a segment or who meet a condition
    (who blocked gets a row that says so), less ``exclude``."""

    tag_id: int | None = None
    segment_id: int | None = None
    condition: Mapping[str, Any] | None = None
    exclude: Exclusion = NOTHING

    @property
    def is_everyone(self) -> bool:
        """Whether nothing was chosen, so that everyone who can be written to is meant."""
        return self.tag_id is None and self.segment_id is None and self.condition is None

    @property
    def is_plain(self) -> bool:
        """Everyone, or one tag: these have a quicker way than a tree."""
        return self.segment_id is None and self.condition is None and not self.exclude.parts()

    def segments(self) -> list[int]:
        """The saved segments that are meant, wherever the audience names them."""
        named = [] if self.segment_id is None else [self.segment_id]
        return sorted({*named, *_segments_in((self.condition or {}).get("root"))})

    def included(self) -> Node:
        """The condition of whoever is meant before anybody is left out."""
        if self.tag_id is not None:
            return {"kind": "tag", "tag_ids": [self.tag_id]}
        if self.segment_id is not None:
            return {"kind": "segment", "segment_ids": [self.segment_id]}
        if self.condition is not None:
            root: Node = self.condition.get("root", {})
            return root
        return {"kind": "status", "status": "following"}


def audience_facts(audience: Audience) -> dict[str, Any]:
    """What the audit log keeps of an audience; what was not used is left out, but for the tag."""
    found: dict[str, Any] = {"tag_id": audience.tag_id}
    if audience.segment_id is not None:
        found["segment_id"] = audience.segment_id
    if audience.condition is not None:
        found["condition"] = dict(audience.condition)
    excluded = dict(audience.exclude.parts())
    if excluded:
        found["exclude"] = excluded
    return found


def _segments_in(node: Any) -> Iterator[int]:
    """Of segments that must not hold them nobody is sent anything, so what stands below a "not" does not count."""
    if not isinstance(node, Mapping) or node.get("kind") == "not" or node.get("match") == "none":
        return
    if node.get("kind") == "segment":
        yield from node.get("segment_ids", ())
    for child in node.get("of", ()):
        yield from _segments_in(child)
