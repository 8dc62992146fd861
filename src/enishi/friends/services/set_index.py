"""Upkeep of the set index: marked parts are read from the tables and kept, and their marks go."""

from collections.abc import Sequence

from django.db import connection

from enishi.friends.models import SetChunk
from enishi.friends.selectors.set_index import parts_now
from enishi.kit.tenancy import org_scope, system_scope

_AT_ONCE = 200
_LOCK_CLASS = 0x5E7


def organisations_with_marks() -> list[int]:
    """Whose index is behind its tables."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT org_id FROM friends_setmark ORDER BY 1")
        return [org_id for (org_id,) in cursor.fetchall()]


def fold_sets(*, org_id: int) -> int:
    """Make an organisation's marked bitmaps anew, a few hundred parts a transaction; returns how many.

    Idempotent; two at once share the work in turns. A mark that is added meanwhile stays for the next time.
    """
    folded = 0
    while True:
        with org_scope(org_id):
            done = _fold_some(org_id)
        folded += done
        if done < _AT_ONCE:
            return folded


def _fold_some(org_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, org_id % 2**31])
        # The marks are read before the parts: what is committed in between is in the part and keeps its mark.
        cursor.execute(
            """
            SELECT m.set_key, m.chunk, array_agg(m.id)
              FROM friends_setmark m
              JOIN (SELECT DISTINCT set_key, chunk FROM friends_setmark WHERE org_id = %(org_id)s
                     ORDER BY set_key, chunk LIMIT %(most)s) AS picked
                ON picked.set_key = m.set_key AND picked.chunk = m.chunk
             WHERE m.org_id = %(org_id)s GROUP BY 1, 2
            """,
            {"org_id": org_id, "most": _AT_ONCE},
        )
        marked = cursor.fetchall()
    if not marked:
        return 0
    _keep(org_id, [(key, chunk) for key, chunk, _ in marked])
    with connection.cursor() as cursor:
        ids = [mark_id for _, _, mark_ids in marked for mark_id in mark_ids]
        cursor.execute("DELETE FROM friends_setmark WHERE org_id = %s AND id = ANY(%s)", [org_id, ids])
    return len(marked)


def _keep(org_id: int, parts: Sequence[tuple[str, int]]) -> None:
    fresh = parts_now(org_id, parts)
    full = {part: bits for part, bits in fresh.items() if bits}
    empty = [part for part in fresh if part not in full]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO friends_setchunk (org_id, set_key, chunk, bits)
            SELECT %s, key, chunk, bits FROM unnest(%s::text[], %s::bigint[], %s::bytea[]) AS n (key, chunk, bits)
            ON CONFLICT (org_id, set_key, chunk) DO UPDATE SET bits = excluded.bits
            """,
            [
                org_id,
                [key for key, _ in full],
                [chunk for _, chunk in full],
                [bits.serialize() for bits in full.values()],
            ],
        )
        cursor.execute(
            """
            DELETE FROM friends_setchunk c USING unnest(%s::text[], %s::bigint[]) AS n (key, chunk)
             WHERE c.org_id = %s AND c.set_key = n.key AND c.chunk = n.chunk
            """,
            [[key for key, _ in empty], [chunk for _, chunk in empty], org_id],
        )


def rebuild_sets(*, org_id: int) -> int:
    """Throw an organisation's bitmaps away and make them all anew; returns how many parts. For doubt, not for routine."""
    with org_scope(org_id), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, org_id % 2**31])
        cursor.execute(
            """
            INSERT INTO friends_setmark (org_id, set_key, chunk)
            SELECT DISTINCT org_id, 't' || tag_id, friend_id >> 16 FROM friends_friendtag WHERE org_id = %(org_id)s
            UNION
            SELECT DISTINCT org_id, p.prefix || channel_id, id >> 16
              FROM friends_friend CROSS JOIN (VALUES ('c'), ('f'), ('h'), ('m')) AS p (prefix)
             WHERE org_id = %(org_id)s
            """,
            {"org_id": org_id},
        )
        SetChunk.objects.filter(org_id=org_id).delete()
    return fold_sets(org_id=org_id)
