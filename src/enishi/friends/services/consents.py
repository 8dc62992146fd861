"""利用目的と同意: what people are asked to agree to, and what they said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.conditions.references import require_unused
from enishi.friends.models import ConsentPurpose, Friend
from enishi.friends.selectors.privacy import purpose
from enishi.friends.services.named_settings import archive_or_restore, store_and_audit
from enishi.friends.services.timeline import NewEvent, ReactionContext, record_events
from enishi.kit.errors import conflict


def save_purpose(
    *,
    org_id: int,
    name: str,
    wording: str,
    actor: Actor,
    now: datetime,
    purpose_id: int | None = None,
    is_archived: bool = False,
) -> ConsentPurpose:
    """Make a purpose, or change one. Another wording is a new version: who agreed before agreed to the old one.

    ProblemError 404 for an unknown purpose, 409 for a name that is taken, and with the list of uses for archiving what
    conditions or actions speak of.
    """
    made = (
        ConsentPurpose(org_id=org_id, created_at=now) if purpose_id is None else purpose(org_id, purpose_id)
    )
    before = None if purpose_id is None else _facts(made)
    made.name = name
    if not made.wordings or made.wordings[-1]["text"] != wording:
        version = made.version + 1 if made.wordings else 1
        made.wordings = [*made.wordings, {"version": version, "text": wording, "at": now.isoformat()}]
    if is_archived and made.archived_at is None and purpose_id is not None:
        require_unused(org_id, "purpose", purpose_id)
    archive_or_restore(made, is_archived=is_archived, now=now)
    return store_and_audit(
        made,
        action="consent_purpose.saved",
        facts=_facts,
        before=before,
        taken=conflict(
            "purpose_name_taken",
            "同じ名前の利用目的があります（アーカイブ済みも含みます）。",
            "A purpose of this name exists, perhaps archived.",
        ),
        actor=actor,
        now=now,
    )


def _facts(made: ConsentPurpose) -> dict[str, Any]:
    return {"name": made.name, "version": made.version, "is_archived": made.archived_at is not None}


def record_consent(
    *, org_id: int, friend_id: int, purpose_id: int, is_given: bool, source: str, actor: Actor, now: datetime
) -> None:
    """Write down that a friend agreed to a purpose's present wording, or does not agree any more.

    ``source`` says where they said so (店頭, 電話 …). The same again, of the same wording, is not written twice.
    ProblemError 404 for an unknown friend or purpose, 409 for an archived purpose.
    """
    friend: Friend = selectors.friend(org_id, friend_id)
    asked = purpose(org_id, purpose_id)
    if asked.archived_at is not None and is_given:
        raise conflict(
            "purpose_archived",
            "この利用目的はアーカイブ済みです。先に戻してください。",
            "This purpose is archived: restore it first.",
        )
    changed = record_answers(
        org_id=org_id,
        channel_id=friend.channel_id,
        friend_ids=[friend_id],
        purpose=asked,
        is_given=is_given,
        source=source,
        now=now,
    )
    if changed:
        record_audit(
            org_id=org_id,
            actor=actor,
            action="friend.consent_recorded",
            object_kind="friend",
            object_id=friend_id,
            now=now,
            after={"purpose": asked.name, "version": asked.version, "is_given": is_given},
        )


_WRITE = """
INSERT INTO friends_consent (org_id, channel_id, friend_id, purpose_id, is_given, version, source, at)
SELECT f.org_id, f.channel_id, f.id, %(purpose_id)s, %(is_given)s, %(version)s, %(source)s, %(now)s
  FROM friends_friend f
  LEFT JOIN LATERAL (
       SELECT c.is_given, c.version FROM friends_consent c
        WHERE c.org_id = f.org_id AND c.friend_id = f.id AND c.purpose_id = %(purpose_id)s
        ORDER BY c.at DESC, c.id DESC LIMIT 1) said ON true
 WHERE f.org_id = %(org_id)s AND f.channel_id = %(channel_id)s AND f.id = ANY(%(friend_ids)s)
   AND (said.is_given, said.version) IS DISTINCT FROM (%(is_given)s, %(version)s)
RETURNING friend_id
"""


def record_answers(
    *,
    org_id: int,
    channel_id: int,
    friend_ids: Sequence[int],
    purpose: ConsentPurpose,
    is_given: bool,
    source: str,
    now: datetime,
    context: ReactionContext | None = None,
    cause: str = "",
    ref: str = "",
) -> list[int]:
    """The same for many friends of one channel; returns those who had not said so before. Set-wise, idempotent.

    ``cause`` says in the timeline what did it, for example ``rule:12``; by ``ref`` its facts are found again.
    """
    # Two answers of one friend follow one another: the later one sees the earlier.
    held = Friend.objects.select_for_update().filter(org_id=org_id, id__in=list(friend_ids)).order_by("id")
    given: dict[str, Any] = {
        "org_id": org_id,
        "channel_id": channel_id,
        "friend_ids": list(held.values_list("id", flat=True)),
        "purpose_id": purpose.id,
        "is_given": is_given,
        "version": purpose.version,
        "source": source,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, given)
        changed = [friend_id for (friend_id,) in cursor.fetchall()]
    kind = "consent.given" if is_given else "consent.withdrawn"
    facts = {"purpose_id": purpose.id, "name": purpose.name, "version": purpose.version, "source": source}
    facts |= {"cause": cause} if cause else {}
    events = [NewEvent(friend_id, kind, now, facts, ref) for friend_id in changed]
    record_events(org_id=org_id, channel_id=channel_id, events=events, now=now, context=context)
    return changed
