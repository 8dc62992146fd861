"""JSON text that PostgreSQL's jsonb accepts: it refuses U+0000, and friends may type anything."""

from typing import Any

import orjson

_NUL = b"\\u0000"


def dumps_for_postgres(value: Any) -> str:
    """Serialise; a NUL character becomes U+FFFD, the replacement character, so that nothing else is lost."""
    text = orjson.dumps(value)
    if _NUL in text:
        text = orjson.dumps(_without_nul(value))
    return text.decode()


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "�")
    if isinstance(value, dict):
        return {_without_nul(key): _without_nul(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nul(item) for item in value]
    return value
