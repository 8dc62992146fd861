"""Friends by the million, at the virtual LINE platform and in our tables, made set-wise."""

from typing import Any

import psycopg

from bench.figures import say
from bench.stage import Stage

_CHUNK = 100_000

# Different for each friend, so that a text with the name in it is a different text for each.
_INSERT = """
INSERT INTO friends_friend (org_id, channel_id, line_user_id, display_name, status, origin, first_seen_at,
                            followed_at, status_changed_at, profile_synced_at)
SELECT %(org_id)s, %(channel_id)s, u.id,
       (ARRAY['佐藤','鈴木','高橋','田中','伊藤','渡辺','山本','中村','小林','加藤'])[1 + u.number %% 10] || u.number,
       'following', 'follow', at, at, at, at
  FROM unnest(%(user_ids)s::text[]) WITH ORDINALITY AS u (id, number), (SELECT now() - interval '30 days' AS at)
"""


def befriend(made: Stage, number: int) -> None:
    """``number`` users follow the account, known to both sides; our statistics are fresh afterwards."""
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    say(f"making {number:,} friends …")
    for start in range(0, number, _CHUNK):
        count = min(_CHUNK, number - start)
        user_ids = made.simulator.control.create_users(made.line_channel_id, count, return_ids=True)
        with org_scope(made.org_id), connection.cursor() as cursor:
            values: dict[str, Any] = {
                "org_id": made.org_id,
                "channel_id": made.channel_id,
                "user_ids": user_ids,
            }
            cursor.execute(_INSERT, values)
    vacuum("friends_friend")


def vacuum(table: str) -> None:
    """What autovacuum would have done by the time that a table has grown so large."""
    from enishi.config.settings import ENV

    with psycopg.connect(ENV.database_owner_dsn, autocommit=True) as owner:
        owner.execute(f"VACUUM (ANALYZE) {table}".encode())
        owner.execute("CHECKPOINT")
