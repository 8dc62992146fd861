"""Daily numbers: added up in the transaction that records the facts, or counted by the hour."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from enishi.analytics.domain.counting import COUNTED, STATE_MEASURES, measure_of
from enishi.friends.services.timeline import NewEvent, ReactionContext
from enishi.kit.tenancy import org_scope


def count_events(
    *, org_id: int, channel_id: int, events: Sequence[NewEvent], now: datetime, context: ReactionContext
) -> None:
    """Add facts to the days on which they happened, by the channel's calendar; one statement a set of events."""
    counted = [
        (measure, event.occurred_at)
        for event in events
        if event.kind in COUNTED and (measure := measure_of(event.kind, event.data))
    ]
    if not counted:
        return
    with connection.cursor() as cursor:
        # In the key's order: two transactions that add to the same days wait for each other and never in a circle.
        cursor.execute(
            """
            INSERT INTO analytics_daycount AS d (org_id, channel_id, measure, on_date, number)
            SELECT c.org_id, c.id, e.measure, (e.at AT TIME ZONE c.timezone)::date AS on_date, count(*)
              FROM unnest(%s::text[], %s::timestamptz[]) AS e (measure, at)
              JOIN line_channel c ON c.org_id = %s AND c.id = %s
             GROUP BY 1, 2, 3, 4 ORDER BY 3, 4
            ON CONFLICT (org_id, channel_id, measure, on_date) DO UPDATE SET number = d.number + excluded.number
            """,
            [[measure for measure, _ in counted], [at for _, at in counted], org_id, channel_id],
        )


def count_states(*, org_id: int, channel_id: int, now: datetime) -> None:
    """Write down how many friends of a channel are in each state today; a later count of the day replaces an earlier.

    One statement, in a transaction of its own. Reads a million rows of an index where there are a million friends, so
    it is called by the hour and never by a page.
    """
    with org_scope(org_id), connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO analytics_daycount AS d (org_id, channel_id, measure, on_date, number)
            SELECT c.org_id, c.id, s.measure, (%(now)s AT TIME ZONE c.timezone)::date, coalesce(n.number, 0)
              FROM line_channel c
             CROSS JOIN unnest(%(states)s::text[], %(measures)s::text[]) AS s (state, measure)
              LEFT JOIN (SELECT g.lifecycle, count(*) AS number FROM friends_engagement g
                          WHERE g.org_id = %(org_id)s AND g.channel_id = %(channel_id)s GROUP BY 1) n
                     ON n.lifecycle = s.state
             WHERE c.org_id = %(org_id)s AND c.id = %(channel_id)s
             ORDER BY 3
            ON CONFLICT (org_id, channel_id, measure, on_date) DO UPDATE SET number = excluded.number
            """,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "now": now,
                "states": list(STATE_MEASURES),
                "measures": list(STATE_MEASURES.values()),
            },
        )
