"""Scores, states and interests."""

from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Genre
from enishi.friends.services.genres import save_genre


def _genre(w: World) -> Genre:
    sources = [{"kind": "words", "words": [MARKER]}]
    return save_genre(
        org_id=w.org.id, name=f"{MARKER}ジャンル", sources=sources, tag_id=None, actor=COMMAND_LINE, now=NOW
    )


def examples(w: World) -> dict[str, Example]:
    genre = w.kept("genre", lambda: _genre(w))
    wanted = {"name": "カラー", "sources": [{"kind": "tag", "tag_id": w.tag.id}], "tag_id": w.tag.id}
    return {
        "show_engagement": Example(f"/engagement?channel_id={w.channel.id}"),
        "change_engagement": Example(f"/channels/{w.channel.id}/engagement", {"half_life_days": 20}),
        "show_interest_matrix": Example(f"/engagement/matrix?channel_id={w.channel.id}"),
        "list_genres": Example("/genres"),
        "create_genre": Example("/genres", wanted),
        "replace_genre": Example(f"/genres/{genre.id}", wanted),
        "show_friend_engagement": Example(f"/friends/{w.friend.id}/engagement"),
        "graduate_friend": Example(f"/friends/{w.friend.id}/graduation", {"is_graduated": True}),
    }
