"""Conditions on friends: one tree, one compiler to SQL, one sentence; kinds register in ``config.wiring``."""

from enishi.friends.conditions.checks import check_tree, require_sound_tree
from enishi.friends.conditions.compiler import Sql, drifts, matching_sql, watches
from enishi.friends.conditions.matching import Overlap, count, matching, overlap, samples
from enishi.friends.conditions.registry import Reference
from enishi.friends.conditions.sentences import sentence_of
from enishi.friends.conditions.tree import (
    EVERYONE,
    Document,
    Tree,
    dump_tree,
    normal_form,
    parse_tree,
    read_tree,
)

__all__ = [
    "EVERYONE",
    "Document",
    "Overlap",
    "Reference",
    "Sql",
    "Tree",
    "check_tree",
    "count",
    "drifts",
    "dump_tree",
    "matching",
    "matching_sql",
    "normal_form",
    "overlap",
    "parse_tree",
    "read_tree",
    "references_in",
    "require_sound_tree",
    "samples",
    "sentence_of",
    "watches",
]


def references_in(document: Document) -> list[Reference]:
    """Every object that a tree speaks of, with the place in the document."""
    return read_tree(document).references()
