"""Segments at an organisation that has grown: counts of five conditions, pages, a friend, tagging, and how soon a
saved segment knows of a fact.

Limit: the count of one common tag's friends, asked by this process over one connection as bare SQL.
"""

import argparse
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench.api import api_key
from bench.figures import Limit, percentile, report, require, say
from bench.growth import Grown, grow
from bench.stage import Stage, quiet_machine, run_load, stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--friends", type=int, default=1_000_000)
    parser.add_argument("--n", type=int, default=60, help="requests of each kind")
    options = parser.parse_args()
    quiet_machine()
    with stage() as made:
        grown = grow(made, options.friends)
        say(f"{grown.tag_rows:,} tag rows")
        secret = api_key(made)
        figures = {"friends": float(options.friends), "tag_rows": float(grown.tag_rows)}
        for name, tree in trees(grown).items():
            figures |= _count(made, secret, name, tree, options.n)
        figures |= dict(_pages(made, secret, grown, options.n))
        figures["tag_100k_seconds"] = _tag_many(made, min(100_000, options.friends))
        figures |= _segment(made, grown)
        limit = Limit("one common tag counted as bare SQL, ms", _bare_ms(made, grown))
    for name, value in figures.items():
        say(f"{name:>32} {value:12,.2f}")
    report("segments", figures, n=options.n, limit=limit, ratio=limit.value / figures["count_common_p95_ms"])


def trees(grown: Grown) -> dict[str, dict[str, Any]]:
    """Five conditions each, joined by and: common ones that most friends meet, down to rare ones."""
    common, often, some, few, rare = (grown.tags[share] for share in (0.6, 0.3, 0.1, 0.05, 0.0005))
    following = {"kind": "status", "status": "following"}
    recent = {"kind": "last_reaction", "when": {"mode": "days_ago", "days": 365}}
    visits = {
        "kind": "field",
        "field_id": grown.fields["number"],
        "test": "number",
        "number_test": "at_least",
        "number": 5,
    }
    return {
        "common": _all(
            following, _tag(common[0]), _tag(common[1]), {"kind": "not", "of": _tag(often[0])}, visits
        ),
        "mid": _all(following, _tag(some[0]), _tag(common[0]), {"kind": "not", "of": _tag(few[0])}, recent),
        "rare": _all(following, _tag(rare[0]), _tag(common[0]), {"kind": "not", "of": _tag(few[0])}, recent),
    }


def _all(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "root": {"kind": "all", "of": list(conditions)}}


def _tag(tag_id: int) -> dict[str, Any]:
    return {"kind": "tag", "tag_ids": [tag_id]}


def _count(made: Stage, secret: str, name: str, tree: dict[str, Any], n: int) -> dict[str, float]:
    """Through the API, where a slow count becomes an estimate; and exact, as a delivery or a segment needs it."""
    body = {"channel_id": made.channel_id, "tree": tree}
    asked = _post(made, secret, "/api/v1/friends/search/count", body, n)
    shown = _post(made, secret, "/api/v1/conditions/preview", body, n)
    exact = []
    for _ in range(max(3, n // 10)):
        started = time.perf_counter()
        number = _exact(made, tree)
        exact.append((time.perf_counter() - started) * 1000)
    return {
        f"count_{name}_p95_ms": percentile(asked, 0.95),
        f"count_{name}_p50_ms": median(asked),
        f"preview_{name}_p95_ms": percentile(shown, 0.95),
        f"exact_{name}_p50_ms": median(exact),
        f"found_{name}": float(number),
    }


def _exact(made: Stage, tree: dict[str, Any]) -> int:
    from django.db import connection

    from enishi.friends.conditions import matching_sql
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id), connection.cursor() as cursor:
        sql = matching_sql(made.org_id, made.channel_id, tree, clock.now())
        cursor.execute(f"SELECT count(*) FROM ({sql.text}) AS found", sql.params)
        return int(cursor.fetchone()[0])


def _post(made: Stage, secret: str, path: str, body: dict[str, Any], n: int) -> list[float]:
    spec = {
        "kind": "post",
        "port": made.port,
        "path": path,
        "body": body,
        "secret": secret,
        "clients": 1,
        "warm_up": 5,
        "count": n,
    }
    found: list[float] = run_load(made, spec)["latencies_ms"]
    return found


def _pages(made: Stage, secret: str, grown: Grown, n: int) -> Iterator[tuple[str, float]]:
    at_all = {"channel_id": made.channel_id, "limit": 100}
    for name, tree in trees(grown).items():
        times = _post(made, secret, "/api/v1/friends/search", {**at_all, "tree": tree}, n)
        yield f"page_{name}_p95_ms", percentile(times, 0.95)
    times = _post(made, secret, "/api/v1/friends/search", at_all, n)
    yield "page_p95_ms", percentile(times, 0.95)
    spec = {
        "kind": "get",
        "port": made.port,
        "path": f"/api/v1/friends/{_some_friends(made, 1)[0]}",
        "secret": secret,
        "clients": 1,
        "warm_up": 5,
        "count": n,
    }
    yield "detail_p95_ms", percentile(run_load(made, spec)["latencies_ms"], 0.95)


def _some_friends(made: Stage, number: int) -> list[int]:
    from enishi.friends.models import Friend
    from enishi.kit.tenancy import org_scope

    with org_scope(made.org_id):
        rows = Friend.objects.filter(org_id=made.org_id, status="following").order_by("id")
        return list(rows.values_list("id", flat=True)[:number])


def _tag_many(made: Stage, number: int) -> float:
    """One call of the service that everything uses, with its facts and whatever follows them."""
    from enishi.friends.models import Tag
    from enishi.friends.services.tagging import add_tag
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    friend_ids = _some_friends(made, number)
    seconds = []
    for nth in range(3):
        with org_scope(made.org_id):
            tag = Tag.objects.create(org_id=made.org_id, name=f"行動_計測_{nth}", created_at=clock.now())
        started = time.perf_counter()
        with org_scope(made.org_id):
            added = add_tag(
                org_id=made.org_id,
                channel_id=made.channel_id,
                tag_id=tag.id,
                friend_ids=friend_ids,
                now=clock.now(),
            )
        seconds.append(time.perf_counter() - started)
        require(len(added) == len(friend_ids), f"{len(added)} of {len(friend_ids)} friends were tagged.")
    return median(seconds)


def _segment(made: Stage, grown: Grown) -> dict[str, float]:
    """A segment built by the worker, and how long until it knows of a tag."""
    from enishi.accounts.permissions import COMMAND_LINE
    from enishi.friends.models import Segment, SegmentMember
    from enishi.friends.services.segments import SegmentWish, create_segment
    from enishi.friends.services.tagging import add_tag
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    tag_id = grown.tags[0.0005][1]
    wish = SegmentWish(name="計測", tree=_all({"kind": "status", "status": "following"}, _tag(tag_id)))
    started = time.perf_counter()
    with org_scope(made.org_id):
        segment = create_segment(
            org_id=made.org_id, channel_id=made.channel_id, wish=wish, actor=COMMAND_LINE, now=clock.now()
        )
    rows = SegmentMember.objects.filter(org_id=made.org_id, segment_id=segment.id)
    _until(made, lambda: Segment.objects.get(org_id=made.org_id, id=segment.id).built_at is not None)
    built = time.perf_counter() - started
    with org_scope(made.org_id):
        inside = set(rows.values_list("friend_id", flat=True))
    waits = []
    for friend_id in [one for one in _some_friends(made, 5_000) if one not in inside][:20]:
        started = time.perf_counter()
        with org_scope(made.org_id):
            add_tag(
                org_id=made.org_id,
                channel_id=made.channel_id,
                tag_id=tag_id,
                friend_ids=[friend_id],
                now=clock.now(),
            )
        _until(made, lambda friend_id=friend_id: rows.filter(friend_id=friend_id).exists())
        waits.append(time.perf_counter() - started)
    return {"segment_built_seconds": built, "event_to_segment_p95_seconds": percentile(waits, 0.95)}


def _until(made: Stage, is_so: Any) -> None:
    from enishi.kit.tenancy import org_scope

    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with org_scope(made.org_id):
            if is_so():
                return
        time.sleep(0.02)
    require(False, f"It did not happen within two minutes.\n{made.complaints()}")


def _bare_ms(made: Stage, grown: Grown, number: int = 20) -> float:
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    times = []
    with org_scope(made.org_id), connection.cursor() as cursor:
        for _ in range(number):
            started = time.perf_counter()
            cursor.execute(
                "SELECT count(*) FROM friends_friendtag WHERE org_id = %s AND tag_id = %s",
                [made.org_id, grown.tags[0.6][0]],
            )
            cursor.fetchall()
            times.append((time.perf_counter() - started) * 1000)
    return median(times)


if __name__ == "__main__":
    main()
