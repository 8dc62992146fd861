"""ジャンル: what friends can be interested in, and by which facts one sees it."""

from datetime import datetime
from typing import Any

from enishi.accounts.permissions import Actor
from enishi.friends import selectors
from enishi.friends.models import Genre
from enishi.friends.selectors.engagement import genre
from enishi.friends.services.named_settings import archive_or_restore, store_and_audit
from enishi.kit.errors import conflict


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
    archive_or_restore(made, is_archived=is_archived, now=now)
    return store_and_audit(
        made,
        action="genre.saved",
        facts=_facts,
        before=before,
        taken=conflict(
            "genre_name_taken",
            "同じ名前のジャンルがあります（アーカイブ済みも含みます）。",
            "A genre of this name exists, perhaps archived.",
        ),
        actor=actor,
        now=now,
    )


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
