"""Sound requests about the ledger of tags, and about what automation can do."""

from tests import factories
from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Tag, TagBackup, TagMerge
from enishi.friends.services.tag_backups import delete_tag
from enishi.friends.services.tag_merges import merge_tags


def _tag(w: World, name: str) -> Tag:
    return w.kept(f"tag {name}", lambda: factories.make_tag(w.org, f"{MARKER}{name}"))


def _merge(w: World) -> TagMerge:
    source, target = _tag(w, "統合元"), _tag(w, "統合先")
    return w.kept(
        "tag merge",
        lambda: merge_tags(
            org_id=w.org.id,
            source_ids=[source.id],
            target_id=target.id,
            actor=COMMAND_LINE,
            now=factories.NOW,
        ),
    )


def _backup(w: World) -> TagBackup:
    gone = w.kept(
        "gone tag", lambda: factories.make_tag(w.org, f"{MARKER}消すタグ", archived_at=factories.NOW)
    )
    return w.kept(
        "tag backup",
        lambda: delete_tag(org_id=w.org.id, tag_id=gone.id, actor=COMMAND_LINE, now=factories.NOW),
    )


def examples(w: World) -> dict[str, Example]:
    """By operation id."""
    rule = {"categories": [{"name": "属性", "kind": "attribute"}], "date": "optional"}
    merging = {"source_ids": [_tag(w, "一").id], "target_id": _tag(w, "二").id}
    return {
        "show_tag": Example(f"/tags/{w.tag.id}"),
        "show_tag_naming": Example("/tags/naming"),
        "change_tag_naming": Example("/tags/naming", rule),
        "check_name_of_tag": Example("/tags/check", {"name": "資料ＤＬ 2026年1月", "tag_id": w.tag.id}),
        "take_stock_of_tags": Example("/tags/stock-taking"),
        "export_stock_of_tags": Example("/tags/stock-taking.csv"),
        "archive_many_tags": Example("/tags/archive", {"tag_ids": [_tag(w, "三").id]}),
        "preview_tag_merge": Example("/tags/merge/preview", merging),
        "merge_tags": Example("/tags/merge", merging),
        "list_tag_merges": Example("/tags/merges"),
        "undo_tag_merge": Example(f"/tags/merges/{_merge(w).id}/undo"),
        "list_tag_backups": Example("/tags/backups"),
        "download_tag_backup": Example(f"/tags/backups/{_backup(w).id}/file"),
        "restore_tag": Example(f"/tags/backups/{_backup(w).id}/restore"),
        "list_action_kinds": Example("/actions/kinds"),
    }
