"""ジャンル: what friends can be interested in, and by which facts one sees it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends import selectors
from enishi.friends.models import Genre
from enishi.friends.selectors.engagement import genre
from enishi.kit.errors import conflict
from enishi.kit.live import tell


def save_genre(
    *,
    org_id: int,
    name: str,
    sources: list[dict[str, Any]],
    tag_id: int | None,
    actor: Actor,
    now: datetime,
    genre_id: int | None = None,
    is_archived: bool = False,
) -> Genre:
    """Make a genre, or replace one. Interest is counted from now on: facts of before are not read again.

    ProblemError 404 for an unknown genre, 409 for a name that is taken, 422 for tags that do not exist.
    """
    made = genre(org_id, genre_id) if genre_id is not None else Genre(org_id=org_id, created_at=now)
    _check_tags(org_id, sources, tag_id)
    before = _facts(made) if genre_id is not None else None
    made.name, made.sources, made.tag_id = name, sources, tag_id
    if is_archived != (made.archived_at is not None):
        made.archived_at = now if is_archived else None
    _store(made)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="genre.saved",
        object_kind="genre",
        object_id=made.id,
        now=now,
        before=before,
        after=_facts(made),
    )
    tell("settings", org_id=org_id)
    return made


def _store(made: Genre) -> None:
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise conflict(
            "genre_name_taken",
            "同じ名前のジャンルがあります（アーカイブ済みも含みます）。",
            "A genre of this name exists, perhaps archived.",
        ) from error


def _check_tags(org_id: int, sources: list[dict[str, Any]], tag_id: int | None) -> None:
    for index, source in enumerate(sources):
        if source["kind"] == "tag":
            selectors.require_tag(org_id, source["tag_id"], f"sources.{index}.tag_id")
    if tag_id is not None:
        selectors.require_tag(org_id, tag_id, "tag_id")


def _facts(made: Genre) -> dict[str, Any]:
    return {
        "name": made.name,
        "sources": made.sources,
        "tag_id": made.tag_id,
        "is_archived": made.archived_at is not None,
    }
