"""Who meets a tree: as ids, as a number, as a few examples."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from enishi.friends.conditions.compiler import chosen_from, condition, context_of, matching_sql
from enishi.friends.conditions.sets import count_by_sets
from enishi.friends.conditions.tree import Document, Group, Not, Tree, read_tree
from enishi.friends.models import Friend, FriendTally
from enishi.friends.selectors.counts import Count

#: Up to so many friends a channel is always counted to the last one.
SMALL_CHANNEL = 20_000
#: An exact count of a larger channel may take so long; then it is estimated.
PATIENCE_MS = 150
#: An estimate looks at so many stretches of so many friends each, spread evenly over the organisation's ids.
_STRETCHES, _STRETCH = 200, 50
#: Of so many of those who match, the newest are shown as examples.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Overlap:
    """How two trees of one channel meet; unless ``is_exact`` the numbers are estimates."""

    both: int
    only_a: int
    only_b: int
    is_exact: bool


def matching(
    org_id: int,
    channel_id: int,
    document: Document,
    now: datetime,
    friend_ids: Collection[int] | None = None,
) -> set[int]:
    """The ids of the friends who meet a tree, of those in ``friend_ids`` or of the whole channel. One statement."""
    if friend_ids is not None and not friend_ids:
        return set()
    known = None if friend_ids is None else sorted(set(friend_ids))
    sql = matching_sql(org_id, channel_id, document, now, known)
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        return {friend_id for (friend_id,) in cursor.fetchall()}


def count(org_id: int, channel_id: int, document: Document, now: datetime) -> Count:
    """How many friends meet a tree: exact where that is quick, else an estimate (``is_exact`` is false)."""
    tree = read_tree(document)
    tally = _tally(org_id, channel_id)
    if tree.root == Group("all", ()):
        return Count(tally, True)
    if tally > SMALL_CHANNEL and (found := count_by_sets(org_id, channel_id, tree, now)):
        return found
    numbers, is_exact = _numbers(org_id, channel_id, [tree], now, tally)
    return Count(numbers[0], is_exact)


def counts(
    org_id: int, channel_id: int, documents: Sequence[Document], now: datetime
) -> tuple[list[int], bool]:
    """How many friends meet each tree, in one statement, and whether the numbers are exact or estimates."""
    trees = [read_tree(document) for document in documents]
    return _numbers(org_id, channel_id, trees, now, _tally(org_id, channel_id))


def overlap(org_id: int, channel_id: int, a: Document, b: Document, now: datetime) -> Overlap:
    """How many friends meet both trees, and how many only the one or the other."""
    one, other = read_tree(a).root, read_tree(b).root
    pairs = [(one, other), (one, Not(other)), (other, Not(one))]
    trees = [Tree(Group("all", pair)) for pair in pairs]
    numbers, is_exact = _numbers(org_id, channel_id, trees, now, _tally(org_id, channel_id))
    both, only_a, only_b = numbers
    return Overlap(both, only_a, only_b, is_exact)


def samples(org_id: int, channel_id: int, document: Document, now: datetime, number: int = 5) -> list[Friend]:
    """A few friends who meet a tree, the newest of those found first; none where finding any takes too long."""
    tree = read_tree(document)
    ctx = context_of(org_id, channel_id, tree, now=now)
    found = f"SELECT f.id {chosen_from(ctx, condition(tree, ctx))} LIMIT {_LOOKED_AT}"
    is_small = _tally(org_id, channel_id) <= SMALL_CHANNEL
    rows = _answer(found, ctx.params, None if is_small else PATIENCE_MS)
    friends = Friend.objects.filter(org_id=org_id, id__in=[row[0] for row in rows or []])
    return list(friends.order_by("-first_seen_at", "-id")[:number])


def _tally(org_id: int, channel_id: int) -> int:
    """All friends of the channel, whether they have blocked it or not."""
    found = FriendTally.objects.filter(org_id=org_id, channel_id=channel_id).first()
    return 0 if found is None else found.following + found.blocked


def _numbers(
    org_id: int, channel_id: int, trees: Sequence[Tree], now: datetime, tally: int
) -> tuple[list[int], bool]:
    text, params = _counting(org_id, channel_id, trees, now, None)
    rows = _answer(text, params, None if tally <= SMALL_CHANNEL else PATIENCE_MS)
    if rows is not None:
        return list(rows[0]), True
    sampled = _sampled(org_id, channel_id)
    if not sampled:
        return [0] * len(trees), False
    text, params = _counting(org_id, channel_id, trees, now, sampled)
    rows = _answer(text, params, None)
    assert rows is not None
    return [round(hits * tally / len(sampled)) for hits in rows[0]], False


def _counting(
    org_id: int, channel_id: int, trees: Sequence[Tree], now: datetime, friend_ids: Sequence[int] | None
) -> tuple[str, dict[str, Any]]:
    ctx = context_of(org_id, channel_id, *trees, now=now, friend_ids=friend_ids)
    counts = [f"(SELECT count(*) {chosen_from(ctx, condition(tree, ctx))})" for tree in trees]
    return f"SELECT {', '.join(counts)}", ctx.params


def _sampled(org_id: int, channel_id: int) -> list[int]:
    """Friends spread evenly over the organisation's ids; the same ones at every call, so that an estimate changes with
    the condition and not by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH edges AS (
                SELECT min(id) AS first, max(id) AS last FROM friends_friend WHERE org_id = %(org_id)s
            ), points AS (
                SELECT first + (last - first) * n / %(stretches)s AS point
                  FROM edges, generate_series(0, %(stretches)s - 1) AS n
            )
            SELECT DISTINCT s.id
              FROM points
             CROSS JOIN LATERAL (SELECT f.id, f.channel_id FROM friends_friend f
                                  WHERE f.org_id = %(org_id)s AND f.id >= points.point
                                  ORDER BY f.id LIMIT %(stretch)s) AS s
             WHERE s.channel_id = %(channel_id)s
            """,
            {
                "org_id": org_id,
                "channel_id": channel_id,
                "stretches": _STRETCHES,
                "stretch": _STRETCH,
            },
        )
        return [friend_id for (friend_id,) in cursor.fetchall()]


def _answer(text: str, params: dict[str, Any], patience_ms: int | None) -> list[tuple[Any, ...]] | None:
    """The rows; None where they took longer than ``patience_ms``. The transaction goes on in either case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            before = _limit_statements(cursor, None if patience_ms is None else f"{patience_ms}ms")
            cursor.execute(text, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            _limit_statements(cursor, before)
            return rows
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise


def _limit_statements(cursor: Any, limit: str | None) -> str | None:
    """Let statements of this transaction run so long; the limit before. None changes nothing."""
    if limit is None:
        return None
    cursor.execute(
        "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [limit]
    )
    return str(cursor.fetchone()[0])
