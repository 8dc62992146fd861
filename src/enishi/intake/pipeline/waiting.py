"""Between store and parse, I/O. In: nothing. Out: the channels with stored events, and one channel's oldest ones.

A channel is routed by one worker at a time, held by an advisory lock on the router's connection: so the events of a
friend keep their order, and a dead worker's lock is free at once. Never interprets an event.
"""

from django.db import connection

from enishi.intake.domain.values import StoredEvent
from enishi.kit.tenancy import org_scope, system_scope

#: Events routed in one transaction.
CHUNK = 500
_LOCK_CLASS = 0x4949 << 48


def channels_waiting() -> list[tuple[int, int]]:
    """(organisation, channel) pairs with events that wait."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.org_id, c.id FROM line_channel c
             WHERE EXISTS (SELECT 1 FROM intake_inboundevent e
                            WHERE e.org_id = c.org_id AND e.channel_id = c.id AND e.processed_at IS NULL)
             ORDER BY c.org_id, c.id
            """
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def try_hold(channel_id: int) -> bool:
    """Become the only router of this channel, until :func:`release` or the end of the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_CLASS | channel_id])
        return bool(cursor.fetchone()[0])


def release(channel_id: int) -> None:
    """Let others route this channel."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_CLASS | channel_id])


def read_waiting(org_id: int, channel_id: int) -> list[StoredEvent]:
    """The oldest waiting events, up to :data:`CHUNK`."""
    with org_scope(org_id), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT webhook_event_id, occurred_at, received_at, raw FROM intake_inboundevent
             WHERE org_id = %s AND channel_id = %s AND processed_at IS NULL
             ORDER BY occurred_at, webhook_event_id LIMIT %s
            """,
            [org_id, channel_id, CHUNK],
        )
        return [StoredEvent(*row) for row in cursor.fetchall()]
