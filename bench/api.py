"""The staff API through the one public port, at an organisation that has grown: a million friends, a hundred thousand
conversations. How long does each screen's request take?

Limit: the first page of friends alone, asked by this process over one connection without HTTP, Django or JSON.
"""

import argparse
import time
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from bench.audience import vacuum
from bench.figures import Limit, percentile, report, say
from bench.growth import make_friends
from bench.processes import spent
from bench.stage import Stage, quiet_machine, run_load, stage

_CONVERSATIONS = 100_000

_TAGGED = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT f.org_id, t.id, f.id, now() FROM friends_friend f JOIN friends_tag t ON t.org_id = f.org_id
 WHERE f.org_id = %s AND f.id %% (CASE t.name WHEN '多い' THEN 5 ELSE 50000 END) = 0
"""
_TALKED = """
INSERT INTO inbox_conversation (org_id, channel_id, friend_id, opened_at, last_at, last_sender, last_kind, last_text,
                                unread_count, waiting_since)
SELECT f.org_id, f.channel_id, f.id, f.first_seen_at, at, 'friend', 'text', '予約できますか？', f.id %% 2,
       CASE WHEN f.id %% 4 = 0 THEN at END
  FROM (SELECT * FROM friends_friend WHERE org_id = %s ORDER BY id LIMIT %s) AS f,
       LATERAL (SELECT f.first_seen_at + interval '1 hour' AS at) AS t
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--friends", type=int, default=1_000_000)
    parser.add_argument("--n", type=int, default=400, help="requests of each kind")
    parser.add_argument("--clients", type=int, default=1)
    options = parser.parse_args()
    quiet_machine()
    with stage(worker=False) as made:
        _grow(made, options.friends)
        secret = api_key(made)
        before = made.cpu_seconds()
        figures = {
            f"{name}_p95_ms": _measure(made, secret, path, options.n, options.clients)
            for name, path in _requests(made)
        }
        say(spent(before, made.cpu_seconds()))
        limit = Limit("the first page alone, ms", 1_000 / _query_rate(made))
    for name, value in figures.items():
        say(f"{name:>32} {value:10,.1f}")
    report("api", figures, n=options.n, limit=limit, ratio=limit.value / figures["friends_first_p95_ms"])


def _measure(made: Stage, secret: str, path: str, count: int, clients: int) -> float:
    spec = {
        "kind": "get",
        "port": made.port,
        "path": path,
        "secret": secret,
        "clients": clients,
        "warm_up": 20,
        "count": count,
    }
    return percentile(run_load(made, spec)["latencies_ms"], 0.95)


def _requests(made: Stage) -> Iterator[tuple[str, str]]:
    """Name and address of what is measured."""
    at, friend_id, few, many = _landmarks(made)
    from enishi.kit.paging import Position, encode_cursor

    friends = f"/api/v1/friends?channel_id={made.channel_id}&limit=100"
    deep = encode_cursor(Position(at, friend_id))
    talk = f"/api/v1/talk/conversations?channel_id={made.channel_id}"
    yield "friends_first", friends
    yield "friends_deep", f"{friends}&cursor={deep}"
    yield "friends_by_reaction", f"{friends}&order=reaction"
    yield "friends_rare_tag", f"{friends}&tag_id={few}"
    yield "friends_common_tag", f"{friends}&tag_id={many}"
    yield "friends_common_name", f"{friends}&name={quote('佐藤')}"
    yield "friends_unknown_name", f"{friends}&name={quote('存在しない')}"
    yield "friends_count", f"/api/v1/friends/count?channel_id={made.channel_id}"
    yield "friend", f"/api/v1/friends/{friend_id}"
    yield "timeline", f"/api/v1/friends/{friend_id}/timeline"
    yield "talk_first", talk
    yield "talk_waiting", f"{talk}&state=waiting"
    yield "home", f"/api/v1/home?channel_id={made.channel_id}"


def _grow(made: Stage, friends: int) -> None:
    from django.db import connection

    from enishi.friends.models import Tag
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    make_friends(made, friends)
    say(f"making {_CONVERSATIONS:,} conversations …")
    with org_scope(made.org_id), connection.cursor() as cursor:
        for name in ("多い", "少ない"):
            Tag.objects.create(org_id=made.org_id, name=name, created_at=clock.now())
        cursor.execute(_TAGGED, [made.org_id])
        cursor.execute(_TALKED, [made.org_id, _CONVERSATIONS])
    for table in ("friends_friendtag", "inbox_conversation"):
        vacuum(table)


def _landmarks(made: Stage) -> tuple[datetime, int, int, int]:
    """When and who stands in the middle of the list, a rare tag and a common one."""
    from django.db import connection

    from enishi.friends.models import Tag
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT first_seen_at, id FROM friends_friend WHERE org_id = %s ORDER BY first_seen_at DESC "
            "OFFSET (SELECT following / 2 FROM friends_friendtally WHERE org_id = %s) LIMIT 1",
            [made.org_id, made.org_id],
        )
        at, friend_id = cursor.fetchone()
        ids = dict(Tag.objects.filter(org_id=made.org_id).values_list("name", "id"))
    return at, friend_id, ids["少ない"], ids["多い"]


def api_key(made: Stage) -> str:
    """The secret of a key that may do everything."""
    from enishi.accounts.permissions import COMMAND_LINE, PERMISSIONS
    from enishi.accounts.services import create_api_key
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id):
        key = create_api_key(
            org_id=made.org_id, name="bench", scopes=PERMISSIONS, actor=COMMAND_LINE, now=clock.now()
        )
    return key.secret


def _query_rate(made: Stage, number: int = 2_000) -> float:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    started = time.perf_counter()
    with org_scope(made.org_id), connection.cursor() as cursor:
        for _ in range(number):
            cursor.execute(
                "SELECT * FROM friends_friend WHERE org_id = %s AND channel_id = %s "
                "ORDER BY first_seen_at DESC, id DESC LIMIT 101",
                [made.org_id, made.channel_id],
            )
            cursor.fetchall()
    return number / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
