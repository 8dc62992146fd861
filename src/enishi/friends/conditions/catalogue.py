"""What the editor needs to know of every kind of condition, and the JSON schema of the whole document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from enishi.friends.conditions.registry import GROUPS, ConditionKind, Input, Text, kinds
from enishi.friends.conditions.tree import MAX_DEPTH, MAX_LEAVES, VERSION

#: What an input holds before anything is chosen, by its type. Others keep the kind's example.
_EMPTY: Mapping[str, Any] = {"objects": [], "friends": [], "texts": [], "object": None, "text": ""}


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind as the editor offers it; ``start`` is its leaf before anything is chosen."""

    name: str
    kind: ConditionKind
    group: Text
    start: dict[str, Any]
    example: dict[str, Any]


def offers() -> list[Offer]:
    """Every kind, below the headings in their order."""
    order = list(GROUPS)
    found = sorted(kinds().items(), key=lambda item: order.index(item[1].group))
    return [
        Offer(name, kind, GROUPS[kind.group], _start(name, kind), {"kind": name, **kind.example})
        for name, kind in found
    ]


def _start(name: str, kind: ConditionKind) -> dict[str, Any]:
    start: dict[str, Any] = {"kind": name}
    for wanted in kind.inputs:
        if wanted.name not in kind.example and not _has_first_choice(wanted):
            continue
        empty = _EMPTY.get(wanted.type)
        if wanted.type in _EMPTY:
            start[wanted.name] = empty
        elif wanted.name in kind.example:
            start[wanted.name] = kind.example[wanted.name]
        else:
            start[wanted.name] = wanted.choices[0][0]
    return start


def _has_first_choice(wanted: Input) -> bool:
    return wanted.type == "choice" and wanted.is_required and not wanted.shown_when and bool(wanted.choices)


def json_schema() -> dict[str, Any]:
    """The document's JSON schema (2020-12), with every registered kind."""
    definitions: dict[str, Any] = {}
    leaves = []
    for name, kind in kinds().items():
        schema = kind.params.model_json_schema(ref_template="#/$defs/{model}")
        definitions |= schema.pop("$defs", {})
        required = ["kind", *schema.get("required", [])]
        properties = {"kind": {"const": name}, **schema.get("properties", {})}
        schema |= {"title": name, "properties": properties, "required": required}
        definitions[f"leaf_{name}"] = schema
        leaves.append({"$ref": f"#/$defs/leaf_{name}"})
    nodes = {"type": "array", "items": {"$ref": "#/$defs/node"}, "maxItems": MAX_LEAVES}
    definitions |= {
        "node": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("all", "any", "not")] + leaves},
        "all": _group("all", "Every one of these holds; of none, everybody.", nodes),
        "any": _group("any", "At least one of these holds.", nodes | {"minItems": 1}),
        "not": _group("not", "This does not hold.", {"$ref": "#/$defs/node"}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:enishi:conditions:{VERSION}",
        "title": "Condition tree",
        "description": (
            f"Whom of a channel's friends is meant. At most {MAX_LEAVES} conditions, nested at most {MAX_DEPTH} deep."
        ),
        "type": "object",
        "properties": {"version": {"const": VERSION}, "root": {"$ref": "#/$defs/node"}},
        "required": ["version", "root"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _group(kind: str, description: str, of: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": description,
        "type": "object",
        "properties": {"kind": {"const": kind}, "of": dict(of)},
        "required": ["kind", "of"],
        "additionalProperties": False,
    }
