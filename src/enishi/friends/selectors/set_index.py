"""Reads of the set index: bitmaps that say what the tables say.

What was marked since a bitmap was made is read from the tables on the spot, so that the answer never depends on how far
the upkeep has come. Where too much was marked, there is no answer, and the caller asks the tables.
"""

from array import array
from collections.abc import Collection, Iterable, Mapping
from sys import byteorder

from django.db import connection
from pyroaring import BitMap

#: Set key → part → the lower sixteen bits of the friends in it.
Sets = Mapping[str, Mapping[int, BitMap]]
Part = tuple[str, int]

#: Reading more parts than this anew costs more than asking the tables at once.
MOST_MARKED = 64

# One statement, so that a bitmap and the marks against it are of the same moment.
_STORED = """
SELECT set_key, chunk, bits FROM friends_setchunk WHERE org_id = %(org_id)s AND set_key = ANY(%(keys)s)
UNION ALL
SELECT DISTINCT set_key, chunk, NULL::bytea FROM friends_setmark WHERE org_id = %(org_id)s AND set_key = ANY(%(keys)s)
"""

_TAGGED = """
SELECT 't' || w.tag_id, w.chunk, n.bits
  FROM unnest(%(ids)s::bigint[], %(chunks)s::bigint[]) AS w (tag_id, chunk)
 CROSS JOIN LATERAL (SELECT string_agg(int4send((t.friend_id & 65535)::int), '') AS bits FROM friends_friendtag t
                      WHERE t.org_id = %(org_id)s AND t.tag_id = w.tag_id
                        AND t.friend_id >= w.chunk << 16 AND t.friend_id < (w.chunk + 1) << 16) n
"""
_FRIENDS = """
SELECT w.prefix || w.channel_id, w.chunk, n.bits
  FROM unnest(%(prefixes)s::text[], %(ids)s::bigint[], %(chunks)s::bigint[]) AS w (prefix, channel_id, chunk)
 CROSS JOIN LATERAL (SELECT string_agg(int4send((f.id & 65535)::int), '') AS bits FROM friends_friend f
                      WHERE f.org_id = %(org_id)s AND f.id >= w.chunk << 16 AND f.id < (w.chunk + 1) << 16
                        AND f.channel_id = w.channel_id
                        AND CASE w.prefix WHEN 'c' THEN true WHEN 'f' THEN f.status = 'following'
                                          WHEN 'h' THEN f.hidden_at IS NOT NULL ELSE f.muted_at IS NOT NULL END) n
"""


def sets(org_id: int, keys: Collection[str]) -> Sets | None:
    """The sets of these keys as they are now; None where too much has changed since they were kept."""
    found: dict[str, dict[int, BitMap]] = {key: {} for key in keys}
    marked: set[Part] = set()
    with connection.cursor() as cursor:
        cursor.execute(_STORED, {"org_id": org_id, "keys": list(keys)})
        for key, chunk, bits in cursor.fetchall():
            if bits is None:
                marked.add((key, chunk))
            else:
                found[key][chunk] = BitMap.deserialize(bytes(bits))
    if len(marked) > MOST_MARKED:
        return None
    for (key, chunk), fresh in parts_now(org_id, marked).items():
        found[key][chunk] = fresh
    return found


def parts_now(org_id: int, parts: Iterable[Part]) -> dict[Part, BitMap]:
    """These parts as the tables have them; empty ones too. Two statements for any number."""
    wanted = sorted(parts)
    tagged = [(int(key[1:]), chunk) for key, chunk in wanted if key[0] == "t"]
    friends = [(key[0], int(key[1:]), chunk) for key, chunk in wanted if key[0] != "t"]
    found: dict[Part, BitMap] = {}
    with connection.cursor() as cursor:
        if tagged:
            ids, chunks = zip(*tagged, strict=True)
            cursor.execute(_TAGGED, {"org_id": org_id, "ids": list(ids), "chunks": list(chunks)})
            found |= {(key, chunk): _read(bits) for key, chunk, bits in cursor.fetchall()}
        if friends:
            prefixes, ids, chunks = zip(*friends, strict=True)
            cursor.execute(
                _FRIENDS,
                {"org_id": org_id, "prefixes": list(prefixes), "ids": list(ids), "chunks": list(chunks)},
            )
            found |= {(key, chunk): _read(bits) for key, chunk, bits in cursor.fetchall()}
    return found


def _read(bits: bytes | None) -> BitMap:
    numbers = array("I", bytes(bits or b""))
    if byteorder == "little":
        numbers.byteswap()
    return BitMap(numbers)
