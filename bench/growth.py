"""An organisation that has grown, made set-wise: friends, twenty tags each, fields, and how they react."""

from dataclasses import dataclass

from bench.audience import vacuum
from bench.figures import say
from bench.stage import Stage

_CHUNK = 100_000
#: How many tags reach which share of the friends: 19.4 tags a friend in all, from nearly everybody to a few hundred.
SHARES = ((10, 0.6), (20, 0.3), (40, 0.1), (60, 0.05), (40, 0.01), (30, 0.0005))

# Friends who came over four years, a third of whom reacted some time; every name is found but once or never.
_FRIENDS = """
INSERT INTO friends_friend (org_id, channel_id, line_user_id, display_name, status, origin, first_seen_at,
                            followed_at, status_changed_at, profile_synced_at, last_reaction_at)
SELECT %(org_id)s, %(channel_id)s, 'U' || md5(n::text),
       (ARRAY['佐藤','鈴木','高橋','田中','伊藤','渡辺','山本','中村','小林','加藤'])[1 + n %% 10] || n,
       CASE WHEN n %% 12 = 0 THEN 'blocked' ELSE 'following' END, 'follow', at, at, at, at,
       CASE WHEN n %% 3 = 0 THEN at + interval '1 hour' * (n %% 700) END
  FROM generate_series(%(from)s, %(to)s) AS n, LATERAL (SELECT now() - interval '2 minutes' * n AS at) AS t
"""
# A hash, so that who has one tag says nothing of who has another.
_TAGGED = """
INSERT INTO friends_friendtag (org_id, tag_id, friend_id, added_at)
SELECT org_id, %(tag_id)s, id, now() - interval '1 minute' * (id %% 500000)
  FROM friends_friend WHERE org_id = %(org_id)s
   AND (hashint8extended(id, %(tag_id)s) & 1048575) < %(share)s * 1048576 ORDER BY id
"""
_VALUES = """
INSERT INTO friends_fieldvalue (org_id, field_id, friend_id, {column}, source, changed_at)
SELECT org_id, %(field_id)s, id, {value}, 'import:1', now() FROM friends_friend
 WHERE org_id = %(org_id)s AND hashint8extended(id, 7) %% 5 <> 0
"""
_ENGAGED = """
INSERT INTO friends_engagement (org_id, channel_id, friend_id, level, active_at, lifecycle, lifecycle_since)
SELECT org_id, channel_id, id, 20 + (id %% 1000) / 100.0, last_reaction_at,
       CASE WHEN last_reaction_at > now() - interval '30 days' THEN 'active' ELSE 'lost' END, now()
  FROM friends_friend WHERE org_id = %(org_id)s
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Grown:
    """What trees speak of. ``tags``: share → ids of the tags that reach it; ``fields``: type → id."""

    tags: dict[float, list[int]]
    fields: dict[str, int]
    tag_rows: int


def make_friends(made: Stage, friends: int) -> None:
    """Friends alone."""
    from django.db import connection

    from enishi.kit.tenancy import org_scope

    say(f"making {friends:,} friends …")
    for start in range(1, friends + 1, _CHUNK):
        values = {
            "org_id": made.org_id,
            "channel_id": made.channel_id,
            "from": start,
            "to": min(start + _CHUNK - 1, friends),
        }
        with org_scope(made.org_id), connection.cursor() as cursor:
            cursor.execute(_FRIENDS, values)
    vacuum("friends_friend")


def grow(made: Stage, friends: int) -> Grown:
    """``friends`` friends with everything that a condition can ask for; statistics are fresh afterwards."""
    from django.db import connection

    from enishi.friends.services.set_index import fold_sets
    from enishi.kit.tenancy import org_scope

    make_friends(made, friends)
    tags, rows = _tag(made)
    fields = _fill(made)
    with org_scope(made.org_id), connection.cursor() as cursor:
        cursor.execute(_ENGAGED, {"org_id": made.org_id})
    # What the worker does each minute.
    say(f"{fold_sets(org_id=made.org_id):,} bitmaps")
    for table in ("friends_friendtag", "friends_fieldvalue", "friends_engagement", "friends_setchunk"):
        vacuum(table)
    vacuum("friends_setmark")
    return Grown(tags, fields, rows)


def _tag(made: Stage) -> tuple[dict[float, list[int]], int]:
    from django.db import connection

    from enishi.friends.models import Tag
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    say("giving them tags …")
    tags: dict[float, list[int]] = {}
    rows = 0
    for number, share in SHARES:
        for nth in range(number):
            with org_scope(made.org_id), connection.cursor() as cursor:
                tag = Tag.objects.create(
                    org_id=made.org_id, name=f"行動_{share:g}_{nth}", created_at=clock.now()
                )
                cursor.execute(_TAGGED, {"org_id": made.org_id, "tag_id": tag.id, "share": share})
                rows += cursor.rowcount
                tags.setdefault(share, []).append(tag.id)
    return tags, rows


def _fill(made: Stage) -> dict[str, int]:
    from django.db import connection

    from enishi.friends.models import Field
    from enishi.kit import clock
    from enishi.kit.tenancy import org_scope

    say("filling in three fields …")
    found: dict[str, int] = {}
    for kind, column, value in (
        ("number", "number_value", "id %% 20"),
        ("date", "date_value", "date '1960-01-01' + (id %% 18000)::int"),
        ("choice", "choice_ids", "ARRAY[1 + id %% 4]"),
    ):
        with org_scope(made.org_id), connection.cursor() as cursor:
            settings = {"choices": [{"id": n, "label": f"選択{n}"} for n in range(1, 5)]}
            field = Field.objects.create(
                org_id=made.org_id,
                name=f"欄_{kind}",
                type=kind,
                settings=settings if kind == "choice" else {},
                created_at=clock.now(),
                updated_at=clock.now(),
            )
            cursor.execute(
                _VALUES.format(column=column, value=value),
                {"org_id": made.org_id, "field_id": field.id},
            )
            found[kind] = field.id
    return found
