"""利用目的と同意: what people are asked to agree to, and what they said."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import Consent, ConsentPurpose, Friend
from enishi.friends.selectors.privacy import purpose
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.kit.errors import conflict
from enishi.kit.live import tell


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

    ProblemError 404 for an unknown purpose, 409 for a name that is taken.
    """
    made = (
        ConsentPurpose(org_id=org_id, created_at=now) if purpose_id is None else purpose(org_id, purpose_id)
    )
    before = None if purpose_id is None else _facts(made)
    made.name = name
    if not made.wordings or made.wordings[-1]["text"] != wording:
        version = made.version + 1 if made.wordings else 1
        made.wordings = [*made.wordings, {"version": version, "text": wording, "at": now.isoformat()}]
    if is_archived != (made.archived_at is not None):
        made.archived_at = now if is_archived else None
    _store(made)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="consent_purpose.saved",
        object_kind="consent_purpose",
        object_id=made.id,
        now=now,
        before=before,
        after=_facts(made),
    )
    tell("settings", org_id=org_id)
    return made


def _store(made: ConsentPurpose) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise conflict(
            "purpose_name_taken",
            "同じ名前の利用目的があります（アーカイブ済みも含みます）。",
            "A purpose of this name exists, perhaps archived.",
        ) from error


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
    # Two answers of one friend follow one another: the later one sees the earlier.
    Friend.objects.select_for_update().filter(org_id=org_id, id=friend_id).first()
    asked = purpose(org_id, purpose_id)
    if asked.archived_at is not None and is_given:
        raise conflict(
            "purpose_archived",
            "この利用目的はアーカイブ済みです。先に戻してください。",
            "This purpose is archived: restore it first.",
        )
    said = Consent.objects.filter(org_id=org_id, friend_id=friend_id, purpose_id=asked.id)
    last = said.order_by("-at", "-id").first()
    if last is not None and (last.is_given, last.version) == (is_given, asked.version):
        return
    _write(friend, asked, is_given=is_given, source=source, now=now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friend.consent_recorded",
        object_kind="friend",
        object_id=friend_id,
        now=now,
        after={"purpose": asked.name, "version": asked.version, "is_given": is_given},
    )


def _write(friend: Friend, asked: ConsentPurpose, *, is_given: bool, source: str, now: datetime) -> None:
    Consent.objects.create(
        org_id=friend.org_id,
        channel_id=friend.channel_id,
        friend_id=friend.id,
        purpose_id=asked.id,
        is_given=is_given,
        version=asked.version,
        source=source,
        at=now,
    )
    kind = "consent.given" if is_given else "consent.withdrawn"
    facts = {"purpose_id": asked.id, "name": asked.name, "version": asked.version, "source": source}
    event = NewEvent(friend.id, kind, now, facts)
    record_events(org_id=friend.org_id, channel_id=friend.channel_id, events=[event], now=now)
