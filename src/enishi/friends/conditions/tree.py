"""The condition tree: a documented, versioned JSON document, read into frozen values.

``{"version": 1, "root": node}`` where a node is ``{"kind": "all" | "any", "of": [node, …]}``,
``{"kind": "not", "of": node}`` or a leaf ``{"kind": "tag", …}`` of a registered kind. An empty ``all`` is everyone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from pydantic import ValidationError

from enishi.friends.conditions.registry import ConditionKind, Params, Reference, kind_named, kinds
from enishi.kit.errors import FieldProblem, invalid_fields
from enishi.kit.validation_texts import problems_of

VERSION = 1
MAX_DEPTH = 8
MAX_LEAVES = 50
_MOST_PROBLEMS = 100

#: Everyone of the channel.
EVERYONE: Mapping[str, Any] = {"version": VERSION, "root": {"kind": "all", "of": []}}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition of one kind; ``path`` is where it stands in the document."""

    name: str
    params: Params
    path: str

    @property
    def kind(self) -> ConditionKind:
        return kinds()[self.name]


@dataclass(frozen=True, slots=True)
class Group:
    """``all``: every one of its nodes; ``any``: at least one."""

    kind: Literal["all", "any"]
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    of: "Node"


Node = Leaf | Group | Not


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree whose shape and parameters are sound. Whether its objects exist is another question."""

    root: Node

    def leaves(self) -> Iterator[Leaf]:
        yield from _leaves(self.root)

    def references(self) -> list[Reference]:
        """Every object the tree speaks of, with the place in the document."""
        return [
            Reference(found.kind, found.id, f"{leaf.path}.{found.path}")
            for leaf in self.leaves()
            for found in leaf.kind.references(leaf.params)
        ]


#: A tree as it is stored, or already read.
Document = Mapping[str, Any] | Tree


def _leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Not):
        yield from _leaves(node.of)
    else:
        for child in node.of:
            yield from _leaves(child)


def read_tree(document: Document) -> Tree:
    """The tree behind a document. ProblemError 422 that tells every mistake with its path."""
    tree, problems = parse_tree(document)
    if tree is None:
        raise invalid_fields(problems)
    return tree


def parse_tree(document: Document, path: str = "") -> tuple[Tree | None, list[FieldProblem]]:
    """The tree, or None and every mistake. ``path`` goes before the paths of the mistakes (``tree``, say)."""
    if isinstance(document, Tree):
        return document, []
    reader = _Reader()
    root = reader.document(document, path)
    if root is None or reader.problems:
        return None, reader.problems
    return Tree(root), []


class _Reader:
    """Walks a document once, collecting mistakes instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[FieldProblem] = []
        self._leaves = 0

    def _wrong(self, path: str, ja: str, en: str) -> None:
        self.problems.append(FieldProblem(path, ja, en))

    def document(self, value: object, path: str) -> Node | None:
        if not isinstance(value, Mapping):
            self._wrong(path, "条件のオブジェクトを指定してください。", "A condition object is needed.")
            return None
        if value.get("version") != VERSION:
            self._wrong(
                _join(path, "version"), f"version は {VERSION} です。", f"The version must be {VERSION}."
            )
        self._extra(value, {"version", "root"}, path)
        root = self.node(value.get("root"), _join(path, "root"), 1)
        if self._leaves > MAX_LEAVES:
            self._wrong(
                _join(path, "root"),
                f"条件は {MAX_LEAVES} 個までです。セグメントに分けて組み合わせてください。",
                f"At most {MAX_LEAVES} conditions are possible: split them into segments and combine those.",
            )
        return root

    def _extra(self, value: Mapping[str, Any], known: set[str], path: str) -> None:
        for name in value:
            if name not in known and not self._has_enough():
                self._wrong(
                    _join(path, str(name)),
                    "この項目はありません。綴りを確認してください。",
                    "There is no such field: check the spelling.",
                )

    def _has_enough(self) -> bool:
        """Of a hostile document, walking on would cost more than the answer is worth."""
        return self._leaves > MAX_LEAVES or len(self.problems) >= _MOST_PROBLEMS

    def node(self, value: object, path: str, depth: int) -> Node | None:
        if self._has_enough():
            return None
        if depth > MAX_DEPTH:
            self._wrong(
                path,
                f"条件の入れ子は {MAX_DEPTH} 段までです。",
                f"Conditions can be nested at most {MAX_DEPTH} deep.",
            )
            return None
        if not isinstance(value, Mapping):
            self._wrong(path, "条件のオブジェクトを指定してください。", "A condition object is needed.")
            return None
        kind = value.get("kind")
        if kind == "all" or kind == "any":
            return self._group(kind, value, path, depth)
        if kind == "not":
            self._extra(value, {"kind", "of"}, path)
            inner = self.node(value.get("of"), _join(path, "of"), depth + 1)
            return None if inner is None else Not(inner)
        return self._leaf(kind, value, path)

    def _group(
        self, kind: Literal["all", "any"], value: Mapping[str, Any], path: str, depth: int
    ) -> Node | None:
        self._extra(value, {"kind", "of"}, path)
        of = value.get("of")
        if not isinstance(of, list):
            self._wrong(_join(path, "of"), "配列を指定してください。", "A list is needed.")
            return None
        if not of and kind == "any":
            self._wrong(
                _join(path, "of"), "条件を1つ以上入れてください。", "At least one condition is needed."
            )
        if len(of) > MAX_LEAVES:
            self._leaves = MAX_LEAVES + 1
            return None
        found = [self.node(child, f"{path}.of.{index}", depth + 1) for index, child in enumerate(of)]
        return Group(kind, tuple(child for child in found if child is not None))

    def _leaf(self, name: object, value: Mapping[str, Any], path: str) -> Leaf | None:
        self._leaves += 1
        kind = kind_named(name) if isinstance(name, str) else None
        if kind is None or not isinstance(name, str):
            known = "、".join(kinds())
            self._wrong(
                _join(path, "kind"),
                f"この種類の条件はありません。使えるもの：all、any、not、{known}",
                f"There is no such kind of condition. Known: all, any, not, {', '.join(kinds())}.",
            )
            return None
        given = {key: item for key, item in value.items() if key != "kind"}
        try:
            return Leaf(name, kind.params.model_validate(given), path)
        except ValidationError as error:
            self.problems += problems_of(error, path, given)[:_MOST_PROBLEMS]
            return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def dump_tree(tree: Tree) -> dict[str, Any]:
    """The document behind a tree, with every default left out."""
    return {"version": VERSION, "root": _dump(tree.root)}


def _dump(node: Node) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return {"kind": node.name, **node.params.model_dump(mode="json", exclude_defaults=True)}
    if isinstance(node, Not):
        return {"kind": "not", "of": _dump(node.of)}
    return {"kind": node.kind, "of": [_dump(child) for child in node.of]}


def normal_form(document: Document) -> str:
    """A text that is equal for trees that are the same but for order, needless groups and double negation."""
    return _text(_normal(read_tree(document).root))


def _text(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _normal(node: Node) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return _sorted_lists(_dump(node))
    if isinstance(node, Not):
        inner = _normal(node.of)
        of: dict[str, Any] = inner["of"] if inner["kind"] == "not" else {}
        return of or {"kind": "not", "of": inner}
    flat: dict[str, dict[str, Any]] = {}
    for child in map(_normal, node.of):
        for part in child["of"] if child["kind"] == node.kind else [child]:
            flat[_text(part)] = part
    if len(flat) == 1:
        return next(iter(flat.values()))
    return {"kind": node.kind, "of": [flat[key] for key in sorted(flat)]}


def _sorted_lists(leaf: dict[str, Any]) -> dict[str, Any]:
    """The order in which a leaf names its objects does not matter."""
    return {
        key: sorted(value, key=_text) if isinstance(value, list) else value for key, value in leaf.items()
    }
