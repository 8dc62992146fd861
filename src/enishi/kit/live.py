"""Hints for open browsers: something of this kind changed, so fetch it again.

In: a topic and the few ids that tell a browser whether it cares. Out: a PostgreSQL NOTIFY at commit, which the web
process passes on to the streams of that organisation. A hint is never the truth and carries no content: one that is
lost costs a browser nothing but time, because it fetches everything anew whenever its stream is opened.
"""

from typing import Literal

import orjson
from django.db import connection

CHANNEL = "enishi_live"

Topic = Literal[
    "customers",
    "friends",
    "operations",
    "talk",
    "deliveries",
    "scenarios",
    "segments",
    "rules",
    "notices",
    "typing",
    "sending",
    "settings",
]


def tell(topic: Topic, *, org_id: int, **keys: int | str) -> None:
    """Tell the organisation's open browsers, when the present transaction commits, that ``topic`` changed.

    ``keys`` are ids (``channel_id``, ``friend_id``, ``id``) and, for typing, a name. Equal hints of one transaction go
    out once. One statement a call: call it once for a set, never for each friend of a set.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, hint_of(topic, org_id, **keys)])


def hint_of(topic: Topic, org_id: int, **keys: int | str) -> str:
    """A hint as it travels through the database."""
    return orjson.dumps({"org_id": org_id, "topic": topic, **keys}).decode()
