"""Freezing content: what was approved is what is sent, whatever happens to the template afterwards."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import orjson
from django.db import connection

from enishi.content.selectors import content_problems
from enishi.kit.errors import invalid_fields
from enishi.kit.jsontext import dumps_for_postgres
from enishi.kit.wiring import wired


def require_valid_blocks(org_id: int, blocks: object, path: str = "blocks") -> None:
    """Raise a field-by-field refusal when ``blocks`` cannot be sent."""
    problems = content_problems(org_id, blocks, path)
    if problems:
        raise invalid_fields(problems)


def freeze_revision(*, org_id: int, blocks: object, now: datetime) -> int:
    """The id of the immutable revision with exactly these blocks. Idempotent: equal blocks give the same id."""
    require_valid_blocks(org_id, blocks)
    canonical = orjson.dumps(blocks, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(canonical).hexdigest()
    with connection.cursor() as cursor:
        # DO UPDATE instead of DO NOTHING, because only then the existing row's id comes back.
        cursor.execute(
            """
            INSERT INTO content_revision (org_id, digest, blocks, created_at) VALUES (%s, %s, %s::jsonb, %s)
            ON CONFLICT (org_id, digest) DO UPDATE SET digest = excluded.digest RETURNING id
            """,
            [org_id, digest, dumps_for_postgres(blocks), now],
        )
        return int(cursor.fetchone()[0])


def blank_revisions(*, org_id: int, revision_ids: Sequence[int]) -> int:
    """Take the content out of these revisions, where no rule, scenario or work under way may still send it.

    What is frozen later with the same blocks becomes a revision of its own. Whoever is just freezing these blocks is
    waited for. Returns how many were blanked. Idempotent.
    """
    if not revision_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM content_revision WHERE org_id = %s AND id = ANY(%s) AND blocks <> '[]' "
            "ORDER BY id FOR UPDATE",
            [org_id, list(revision_ids)],
        )
        found = [revision_id for (revision_id,) in cursor.fetchall()]
        used = {each for users in wired("ENISHI_REVISION_USERS") for each in users(org_id, found)}
        cursor.execute(
            "UPDATE content_revision SET blocks = '[]', digest = 'blank:' || id WHERE org_id = %s AND id = ANY(%s)",
            [org_id, [each for each in found if each not in used]],
        )
        return int(cursor.rowcount)
