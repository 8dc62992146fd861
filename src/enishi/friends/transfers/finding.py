"""Which friend a row means: by LINE user id, friend id, name, or the value of a field that is one's own.

In: keys as they stand in a file, a chunk at a time. Out: for each line the friends found (none, one, or two where it is
not clear), or words where the key cannot be one. One statement a chunk.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from enishi.friends.domain.fields import FieldSpec, FieldType, parse, to_json
from enishi.friends.domain.operations import Words
from enishi.friends.models.fields import TEXT_KEY_SQL
from enishi.friends.selectors.privacy import erased_among
from enishi.friends.transfers.cells import raw_of, text_of
from enishi.friends.transfers.guessing import LINE_USER_ID
from enishi.friends.transfers.records import Cell
from enishi.friends.transfers.texts import words
from enishi.kit.errors import FieldProblem
from enishi.kit.pgarrays import texts

#: Types whose values can tell people apart.
KEY_TYPES = frozenset({FieldType.TEXT, FieldType.NUMBER, FieldType.EMAIL, FieldType.PHONE})
_MOST_DIGITS = 18

_BY_LINE_USER_ID = """
SELECT f.line_user_id, f.id FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.line_user_id = ANY(%(keys)s::text[])
"""
_BY_ID = """
SELECT f.id::text, f.id FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(keys)s::bigint[])
"""
_BY_NAME = """
SELECT f.display_name, f.id FROM friends_friend f
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.display_name = ANY(%(keys)s::text[])
"""
_BY_TEXT = f"""
SELECT k.key, f.id
  FROM unnest(%(keys)s::text[]) AS k (key)
  JOIN friends_fieldvalue v ON v.org_id = %(org_id)s AND v.field_id = %(field_id)s
                           AND v.text_key = {TEXT_KEY_SQL.format("k.key")}
  JOIN friends_friend f ON f.org_id = v.org_id AND f.id = v.friend_id AND f.channel_id = %(channel_id)s
 WHERE length(k.key) <= 100 OR v.text_value = k.key
"""
_BY_NUMBER = """
SELECT k.key, f.id
  FROM unnest(%(keys)s::text[]) AS k (key)
  JOIN friends_fieldvalue v ON v.org_id = %(org_id)s AND v.field_id = %(field_id)s
                           AND v.number_value = k.key::numeric
  JOIN friends_friend f ON f.org_id = v.org_id AND f.id = v.friend_id AND f.channel_id = %(channel_id)s
"""


class Finder:
    """Finds the friends of one channel by one kind of key; ``spec`` is that of the field, if the key is one."""

    def __init__(self, org_id: int, channel_id: int, target: Any, spec: FieldSpec | None) -> None:
        self._org_id, self._channel_id = org_id, channel_id
        self._scope = {"org_id": org_id, "channel_id": channel_id, "field_id": spec.id if spec else None}
        self._kind = "" if target is None else str(target.to)
        self._spec = spec

    def key_of(self, cell: Cell) -> str | Words:
        """The key in the form in which equal keys are equal; words if it cannot be one."""
        text = text_of(cell)
        if self._kind == "line_user_id":
            return text if LINE_USER_ID.fullmatch(text) else words("line_user_id_wrong")
        if self._kind == "friend_id":
            is_id = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
            return str(int(text)) if is_id else words("friend_id_wrong")
        if self._spec is None:
            return text
        value = parse(self._spec, raw_of(self._spec, cell))
        if isinstance(value, FieldProblem):
            return Words(value.ja, value.en)
        return str(to_json(self._spec, value))

    def erased_among(self, line_user_ids: Iterable[str]) -> set[str]:
        """Those of the LINE users whose data were erased."""
        return erased_among(self._org_id, self._channel_id, line_user_ids)

    def find(self, cells: Mapping[int, Cell]) -> dict[int, Sequence[int] | Words]:
        """Line → the friends whom its key means; words for a key that cannot be one."""
        keys = {line: self.key_of(cell) for line, cell in cells.items()}
        wanted = {key for key in keys.values() if isinstance(key, str)}
        found = self._friends(sorted(wanted)) if wanted else {}
        return {line: key if isinstance(key, Words) else found.get(key, ()) for line, key in keys.items()}

    def _friends(self, keys: list[str]) -> dict[str, list[int]]:
        statement = {
            "line_user_id": _BY_LINE_USER_ID,
            "friend_id": _BY_ID,
            "display_name": _BY_NAME,
        }.get(self._kind)
        if statement is None:
            is_number = self._spec is not None and self._spec.type == FieldType.NUMBER
            statement = _BY_NUMBER if is_number else _BY_TEXT
        found: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(statement, {**self._scope, "keys": texts(keys)})
            for key, friend_id in cursor.fetchall():
                found.setdefault(key, []).append(friend_id)
        return found
