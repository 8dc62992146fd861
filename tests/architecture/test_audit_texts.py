"""Whatever the audit log may hold can be read aloud: each action has a sentence in both languages."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_ACTION = re.compile(r"^[a-z_]+\.[a-z_]+$")
_RECORDERS = re.compile(r"audit|record_sign_in_event|record_everywhere|_note")


def recorded_actions() -> set[str]:
    """Every action that is written out where something is recorded."""
    found = set()
    for path in sorted((ROOT / "src" / "enishi").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
                inside = ast.walk(node) if _RECORDERS.search(name) else ()
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "action":
                inside = ast.walk(node)
            else:
                continue
            found |= {
                each.value
                for each in inside
                if isinstance(each, ast.Constant)
                and isinstance(each.value, str)
                and _ACTION.match(each.value)
            }
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_audited_action_has_a_sentence(language: str) -> None:
    file = ROOT / "web" / "src" / "locales" / language / "audit.json"
    sentences = json.loads(file.read_text())["action"]

    actions = recorded_actions()

    assert "tag.created" in actions
    assert {action for action in actions if action.replace(".", "_") not in sentences} == set()
