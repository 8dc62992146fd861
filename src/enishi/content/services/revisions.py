"""Freezing content: what was approved is what is sent, whatever happens to the template afterwards."""

import hashlib
from datetime import datetime

import orjson
from django.db import connection

from enishi.content.selectors import content_problems
from enishi.kit.errors import invalid_fields
from enishi.kit.jsontext import dumps_for_postgres


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
