"""The bytes of a webhook request, in all the spellings that LINE's contract allows.

Key order, white space, escapes, header case and additional properties may change without notice, so each of
them is a knob: a receiver that survives them all reads JSON, not text.
"""

import base64
import hashlib
import hmac
import json
from random import Random
from typing import Any, Final

import orjson

_STYLES: Final = ("compact", "spaced", "shuffled", "escaped")
_HEADER: Final = {
    "lower": "x-line-signature",
    "title": "X-Line-Signature",
    "upper": "X-LINE-SIGNATURE",
}


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def signature_header(case: str, random: Random) -> str:
    return _HEADER[random.choice(list(_HEADER)) if case == "random" else case]


def encode(content: dict[str, Any], style: str, random: Random) -> bytes:
    if style == "random":
        style = random.choice(_STYLES)
    if style == "spaced":
        return json.dumps(content, ensure_ascii=False, indent=2).encode()
    if style == "shuffled":
        return orjson.dumps(_shuffled(content, random))
    if style == "escaped":
        return json.dumps(content, ensure_ascii=True).encode()
    return orjson.dumps(content)


def with_unknown_properties(event: dict[str, Any]) -> dict[str, Any]:
    """A copy with properties that no documentation knows, beside and inside the known ones."""
    changed = {**event, "futureProperty": {"nested": [1, None, "三"]}}
    for name in ("message", "source", "deliveryContext"):
        if isinstance(changed.get(name), dict):
            changed[name] = {**changed[name], "futureField": True}
    return changed


def _shuffled(value: Any, random: Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: _shuffled(value[key], random) for key in keys}
    if isinstance(value, list):
        return [_shuffled(element, random) for element in value]
    return value
