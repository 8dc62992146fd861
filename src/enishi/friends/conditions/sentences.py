"""A whole tree in words, Japanese and English.

A Japanese clause ends with one of six forms, so that it can be negated and joined as one speaks; the table below is
all the grammar there is.
"""

from dataclasses import dataclass

from enishi.friends.conditions.registry import Language, Names
from enishi.friends.conditions.tree import Document, Group, Leaf, Node, Not, Tree, read_tree

#: How a Japanese clause may end → (joined to the next one, its opposite).
ENDINGS = {
    "ていない": ("ていなくて", "ている"),
    "でいない": ("でいなくて", "でいる"),
    "ている": ("ていて", "ていない"),
    "でいる": ("でいて", "でいない"),
    "ではない": ("ではなくて", "である"),
    "である": ("で", "ではない"),
    "がない": ("がなくて", "がある"),
    "がある": ("があり", "がない"),
}


@dataclass(frozen=True, slots=True)
class _Clause:
    """``is_plain``: the text may be joined and negated by its ending; a group is set in brackets instead."""

    text: str
    is_plain: bool


def sentence_of(document: Document, org_id: int, language: Language) -> str:
    """The whole tree as one noun phrase: 「タグ「VIP」が付いている友だち」."""
    tree = read_tree(document)
    return Speaker(Names(org_id, tree.references()), language).whole(tree)


class Speaker:
    """Says trees and single leaves in one language."""

    def __init__(self, names: Names, language: Language) -> None:
        self._names = names
        self._language = language

    def whole(self, tree: Tree) -> str:
        if isinstance(tree.root, Group) and not tree.root.of:
            return "すべての友だち" if self._language == "ja" else "All friends"
        said = self._say(tree.root)
        return f"{said.text}友だち" if self._language == "ja" else f"Friends for whom this holds: {said.text}"

    def leaf(self, leaf: Leaf) -> str:
        return leaf.kind.sentence(leaf.params, self._names, self._language)

    def _say(self, node: Node) -> _Clause:
        if isinstance(node, Leaf):
            return _Clause(self.leaf(node), True)
        if isinstance(node, Not):
            return self._negated(node)
        if not node.of:
            return _Clause("すべての人である" if self._language == "ja" else "anything holds", True)
        if len(node.of) == 1:
            return self._say(node.of[0])
        return self._joined(node)

    def _negated(self, node: Not) -> _Clause:
        inner = self._say(node.of)
        if self._language == "en":
            return _Clause(f"not ({inner.text})", True)
        if inner.is_plain:
            ending = _ending(inner.text)
            if ending:
                return _Clause(inner.text.removesuffix(ending) + ENDINGS[ending][1], True)
        return _Clause(f"（{inner.text}）ではない", True)

    def _joined(self, group: Group) -> _Clause:
        said = [self._say(child) for child in group.of]
        if self._language == "en":
            word = " and " if group.kind == "all" else " or "
            return _Clause(word.join(self._bracketed(one) for one in said), False)
        if group.kind == "any":
            return _Clause("、または、".join(self._bracketed(one) for one in said), False)
        parts = [self._bracketed(one, is_last=index == len(said) - 1) for index, one in enumerate(said)]
        return _Clause("、かつ、".join(parts), False)

    def _bracketed(self, clause: _Clause, *, is_last: bool = True) -> str:
        if not clause.is_plain:
            return f"（{clause.text}）" if self._language == "ja" else f"({clause.text})"
        ending = "" if is_last or self._language == "en" else _ending(clause.text)
        return clause.text.removesuffix(ending) + ENDINGS[ending][0] if ending else clause.text


def _ending(text: str) -> str:
    return next((ending for ending in ENDINGS if text.endswith(ending)), "")
