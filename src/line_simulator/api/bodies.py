"""Reading request bodies and writing JSON answers."""

import math
from typing import Any

import orjson

from line_simulator.errors import ApiError, body_errors, invalid_property
from line_simulator.http import Request, Response
from line_simulator.validation import spec


def ok(body: Any = None, status: int = 200) -> Response:
    return Response(status, b"{}" if body is None else orjson.dumps(body))


def json_body(request: Request) -> dict[str, Any]:
    """The body as an object. Raises ApiError 415 for another media type and 400 for what is no JSON."""
    content_type = request.headers.get(b"content-type", b"")
    if not content_type.startswith(b"application/json"):
        shown = request.content_type or "null"
        raise ApiError(415, f"The content type, {shown}, is not supported")
    try:
        parsed = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise ApiError(
            400,
            f"The request body could not be parsed as JSON (line: {error.lineno}, column: {error.colno})",
        ) from error
    if not isinstance(parsed, dict):
        raise ApiError(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return parsed


def string_of(body: dict[str, Any], name: str) -> str:
    """A required, non-empty string."""
    value = body.get(name)
    if value is None or value == "":
        raise body_errors([(spec.NOT_EMPTY, name)])
    if not isinstance(value, str):
        raise invalid_property(name)
    return value


def flag_of(body: dict[str, Any], name: str) -> bool:
    value = body.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise invalid_property(name)
    return value


def limit_of(query: dict[str, str], default: int, maximum: int) -> int:
    raw = query.get("limit")
    if raw is None:
        return default
    if not raw.isdecimal() or not 1 <= int(raw) <= maximum:
        raise ApiError(400, "The value for the 'limit' parameter is invalid")
    return int(raw)


def start_of(query: dict[str, str], now: float, life_seconds: float = 86_400.0) -> int:
    """The offset inside a continuation token made by `next_token`; 0 without one."""
    raw = query.get("start")
    if raw is None:
        return 0
    try:
        issued, offset = (int(part, 36) for part in raw.split("-"))
    except ValueError as error:
        raise ApiError(400, "Invalid start param") from error
    if now - issued > life_seconds:
        raise ApiError(400, "Invalid start param")
    return offset


def next_token(offset: int, now: float) -> str:
    return f"{_base36(math.floor(now))}-{_base36(offset)}"


def _base36(value: int) -> str:
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if value == 0:
            return digits
