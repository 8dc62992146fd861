"""The API's description: completed with errors and permissions, and written out as a snapshot that is
reviewed.

``python -m enishi.config.openapi docs/api/openapi.json`` writes it; a test compares it with the code.
"""

import sys
from pathlib import Path
from typing import Any

import orjson

_SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "ek_…",
    "description": "`enishi api-key create` か POST /api/v1/api-keys で作る API キー。 / An API key.",
}

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "stable, for programs"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "detail"],
                "properties": {"path": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "corrections": {
            "description": "代わりに使える値 / what would do in place of the refused value",
            "type": "array",
            "items": {"type": "string"},
        },
    },
    "example": {
        "type": "urn:enishi:problem:invalid_input",
        "title": "入力に誤りがあります",
        "status": 422,
        "detail": "入力を確認してください。",
        "code": "invalid_input",
        "request_id": "0f9c1d2e3b4a",
        "errors": [{"path": "name", "detail": "必須です。"}],
    },
}

_ERROR_RESPONSE = {
    "description": "エラー / Error",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def complete_schema(schema: dict[str, Any]) -> None:
    """Add to Ninja's description what it cannot know: the problem format and each operation's permission."""
    components = schema["components"]
    components["schemas"]["Problem"] = _PROBLEM
    components["securitySchemes"] = {"ApiKey": _SECURITY_SCHEME}
    for methods in schema["paths"].values():
        for operation in methods.values():
            _complete_operation(operation)


def _complete_operation(operation: dict[str, Any]) -> None:
    operation["responses"]["default"] = _ERROR_RESPONSE
    permission = operation.get("x-permission")
    if permission:
        operation["security"] = [{"ApiKey": []}]
        note = f"必要な権限 / Permission: `{permission}`"
        described = operation.get("description", "")
        operation["description"] = f"{described}\n\n{note}" if described else note


def snapshot() -> bytes:
    """The description as it is committed: keys sorted, indented, with a final line break."""
    from enishi.config.api import api

    # Through JSON once, because response codes are integers until then and would sort apart from "default".
    plain = orjson.loads(
        orjson.dumps(api.get_openapi_schema(path_prefix="api/v1/"), option=orjson.OPT_NON_STR_KEYS)
    )
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def conditions_snapshot() -> bytes:
    """The JSON schema of condition trees, written out the same way."""
    from enishi.friends.conditions.catalogue import json_schema

    return orjson.dumps(json_schema(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"


def main(path: str) -> None:
    """Write the snapshot to ``path``, and the schema of condition trees beside it."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enishi.config.settings")
    django.setup()
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(snapshot())
    target.with_name("conditions.schema.json").write_bytes(conditions_snapshot())


if __name__ == "__main__":
    main(sys.argv[1])
