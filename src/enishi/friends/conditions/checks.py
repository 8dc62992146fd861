"""Mistakes in a tree that its shape does not show: objects that are not there, or not of this channel."""

from enishi.friends.conditions.registry import Named, Names, Reference
from enishi.friends.conditions.tree import Document, Tree, parse_tree
from enishi.kit.errors import FieldProblem, invalid_fields

#: What kinds of object are called in a refusal.
_NOUNS = {
    "tag": ("タグ", "tag"),
    "field": ("友だち情報欄", "field"),
    "segment": ("セグメント", "segment"),
    "scenario": ("シナリオ", "scenario"),
    "dispatch": ("配信", "dispatch"),
    "mark": ("対応マーク", "response mark"),
    "member": ("メンバー", "member"),
}


def check_tree(org_id: int, channel_id: int, document: Document, path: str = "tree") -> list[FieldProblem]:
    """Every mistake, each with its path and mend; ``path`` is where the tree stands in the input."""
    tree, problems = parse_tree(document, path)
    if tree is None:
        return problems
    references = tree.references()
    names = Names(org_id, references)
    problems += [problem for found in references for problem in _missing(channel_id, found, names)]
    if problems:
        return problems
    return [
        problem
        for leaf in tree.leaves()
        if leaf.kind.check is not None
        for problem in leaf.kind.check(leaf.params, names, leaf.path)
    ]


def require_sound_tree(org_id: int, channel_id: int, document: Document, path: str = "tree") -> Tree:
    """The tree. ProblemError 422 that tells every mistake."""
    problems = check_tree(org_id, channel_id, document, path)
    if problems:
        raise invalid_fields(problems)
    tree, _ = parse_tree(document, path)
    assert tree is not None
    return tree


def _missing(channel_id: int, reference: Reference, names: Names) -> list[FieldProblem]:
    ja, en = _NOUNS.get(reference.kind, ("対象", reference.kind))
    named: Named | None = names.of(reference.kind, reference.id)
    if named is None or named.channel_id not in (None, channel_id):
        return [
            FieldProblem(
                reference.path,
                f"この{ja}はありません。別の{ja}を選んでください。",
                f"There is no such {en}: choose another.",
            )
        ]
    if named.is_archived:
        return [
            FieldProblem(
                reference.path,
                f"{ja}「{named.name}」はアーカイブされています。別の{ja}を選ぶか、元に戻してください。",
                f"The {en} “{named.name}” is archived: choose another, or bring it back.",
            )
        ]
    return []
