"""Routes of the tags' ledger: names, stock-taking, merges, backups."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.accounts.services import record_audit
from enishi.friends.models import TagBackup
from enishi.friends.schemas.tag_ledger import (
    KeptTagOut,
    TagArchiveIn,
    TagArchiveOut,
    TagBackupOut,
    TagBackupsOut,
    TagCheckIn,
    TagCheckOut,
    TagMergeIn,
    TagMergeOut,
    TagMergePreviewOut,
    TagMergesOut,
    TagNamingIn,
    TagNamingOut,
    TagStockItemOut,
    TagStockOut,
    TagStockQuery,
    UnmergedTagsOut,
)
from enishi.friends.schemas.tags import TagOut, TagUseOut
from enishi.friends.selectors import tags
from enishi.friends.selectors.tag_ledger import (
    backup_rows,
    tag_backup,
    tag_merges,
    tag_people,
)
from enishi.friends.selectors.tag_ledger import tag_backups as kept_backups
from enishi.friends.selectors.tag_naming import check_tag_name, naming_rule, today_of
from enishi.friends.selectors.tag_stock import StockItem, stock_taking
from enishi.friends.services import tag_backups
from enishi.friends.services import tag_merges as merging
from enishi.friends.services.tag_keepers import uses_of_tags
from enishi.friends.services.tag_naming import save_naming_rule
from enishi.friends.services.tags import archive_tags
from enishi.friends.transfers.cells import harmless
from enishi.kit import clock
from enishi.kit.languages import Language, preferred_language

router = StaffRouter(tags=["friends"])

_CSV: dict[str, Any] = {
    "responses": {200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}}
}
_MOST_LISTED = 100


def _language(request: StaffRequest) -> Language:
    return preferred_language(request.headers.get("Accept-Language", ""))


@router.get(
    "/tags/naming",
    permission="tags.view",
    response=TagNamingOut,
    summary="タグの命名ルール / How tags are named",
)
def show_tag_naming(request: StaffRequest) -> TagNamingOut:
    return TagNamingOut.of(naming_rule(request.principal.org_id), _language(request))


@router.put(
    "/tags/naming",
    permission="tags.edit",
    response=TagNamingOut,
    summary="タグの命名ルールを変える / Change how tags are named",
    description="すでにあるタグの名前は変わりません。 / Tags that there are keep their names.",
)
def change_tag_naming(request: StaffRequest, payload: TagNamingIn) -> TagNamingOut:
    rule = save_naming_rule(
        org_id=request.principal.org_id,
        rule=payload.rule(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagNamingOut.of(rule, _language(request))


@router.post(
    "/tags/check",
    permission="tags.view",
    response=TagCheckOut,
    summary="タグの名前を調べる：命名ルールと似たタグ / Check a name against the rule and other tags",
    description="何も保存しません。 / Stores nothing.",
)
def check_name_of_tag(request: StaffRequest, payload: TagCheckIn) -> TagCheckOut:
    org_id = request.principal.org_id
    found = check_tag_name(org_id, payload.name, now=clock.now(), kind=payload.kind, tag_id=payload.tag_id)
    people = tag_people(org_id, [each.tag.id for each in found.similar])
    return TagCheckOut.of(found, people, _language(request))


def _stock(request: StaffRequest, query: TagStockQuery) -> list[StockItem]:
    org_id = request.principal.org_id
    today = today_of(org_id, clock.now())
    return stock_taking(org_id, uses_of_tags(org_id), today=today, channel_id=query.channel_id)


@router.get(
    "/tags/stock-taking",
    permission="tags.view",
    response=TagStockOut,
    summary="タグの棚卸し / Take stock of tags",
)
def take_stock_of_tags(request: StaffRequest, query: Query[TagStockQuery]) -> TagStockOut:
    items = _stock(request, query)
    total = tags(request.principal.org_id).count()
    return TagStockOut(total=total, items=[TagStockItemOut.from_item(item) for item in items])


_HEADS: dict[Language, list[str]] = {
    "ja": [
        "タグ",
        "フォルダ",
        "人数",
        "意味",
        "用途",
        "担当",
        "終了予定日",
        "最終利用日",
        "使われている場所",
        "気づき",
    ],
    "en": [
        "Tag",
        "Folder",
        "Friends",
        "Meaning",
        "Purpose",
        "Owner",
        "Retires on",
        "Last used",
        "Used in",
        "Findings",
    ],
}
_FINDINGS: dict[Language, dict[str, str]] = {
    "ja": {
        "expired": "終了予定日を過ぎている",
        "unused": "90日以上使われていない",
        "similar": "似た名前のタグがある",
        "small": "20人未満",
        "unread": "条件やきっかけに使われていない",
        "undescribed": "意味か用途が書かれていない",
        "unowned": "担当がいない",
    },
    "en": {
        "expired": "past its retirement date",
        "unused": "unused for 90 days",
        "similar": "another tag has nearly the same name",
        "small": "fewer than 20 friends",
        "unread": "no condition or trigger asks for it",
        "undescribed": "no meaning or purpose written",
        "unowned": "nobody owns it",
    },
}


@router.get(
    "/tags/stock-taking.csv",
    permission="tags.view",
    summary="タグの棚卸しを書き出す / Export the stock-taking of tags",
    openapi_extra=_CSV,
)
def export_stock_of_tags(request: StaffRequest, query: Query[TagStockQuery]) -> HttpResponse:
    language = _language(request)
    rows = [_stock_row(item, language) for item in _stock(request, query)]
    return HttpResponse(
        "\ufeff" + _lines([_HEADS[language], *rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="tag-stock-taking.csv"'},
    )


def _stock_row(item: StockItem, language: Language) -> list[str]:
    tag = item.tag
    findings = "、" if language == "ja" else "; "
    return [
        tag.name,
        tag.folder,
        str(item.people),
        tag.meaning,
        tag.purpose,
        tag.owner.user.name if tag.owner else "",
        tag.retires_on.isoformat() if tag.retires_on else "",
        tag.last_used_at.date().isoformat() if tag.last_used_at else "",
        findings.join(dict.fromkeys(use.name for use in item.uses)),
        findings.join(_FINDINGS[language][each] for each in item.findings),
    ]


def _lines(rows: list[list[str]]) -> str:
    out = StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


@router.post(
    "/tags/archive",
    permission="tags.edit",
    response=TagArchiveOut,
    summary="まとめてタグをアーカイブする、戻す / Archive many tags, or restore them",
    description="使われているタグはそのまま残し、どこで使われているかを返します。 / Those in use stay.",
)
def archive_many_tags(request: StaffRequest, payload: TagArchiveIn) -> TagArchiveOut:
    done = archive_tags(
        org_id=request.principal.org_id,
        tag_ids=payload.tag_ids,
        is_archived=payload.is_archived,
        actor=request.principal.actor,
        now=clock.now(),
    )
    kept = [KeptTagOut(id=key, uses=[TagUseOut.of(use) for use in uses]) for key, uses in done.kept.items()]
    return TagArchiveOut(changed=done.changed, kept=kept)


@router.post(
    "/tags/merge/preview",
    permission="tags.view",
    response=TagMergePreviewOut,
    summary="タグを統合するとどうなるか / What merging tags would do",
)
def preview_tag_merge(request: StaffRequest, payload: TagMergeIn) -> TagMergePreviewOut:
    found = merging.preview_merge(
        org_id=request.principal.org_id, source_ids=payload.source_ids, target_id=payload.target_id
    )
    return TagMergePreviewOut.of(found, _language(request))


@router.post(
    "/tags/merge",
    permission="tags.edit",
    response=TagMergeOut,
    summary="タグを統合する / Merge tags",
    description=(
        "統合元はアーカイブされ、30日以内なら元に戻せます。自動化ルールは動きません。 / "
        "The sources are archived; it can be undone for 30 days. Sets off no rules."
    ),
)
def merge_tags(request: StaffRequest, payload: TagMergeIn) -> TagMergeOut:
    done = merging.merge_tags(
        org_id=request.principal.org_id,
        source_ids=payload.source_ids,
        target_id=payload.target_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagMergeOut.of(done)


@router.get(
    "/tags/merges",
    permission="tags.view",
    response=TagMergesOut,
    summary="タグの統合の履歴 / Merges of tags",
)
def list_tag_merges(request: StaffRequest) -> TagMergesOut:
    rows = tag_merges(request.principal.org_id)[:_MOST_LISTED]
    return TagMergesOut(items=[TagMergeOut.of(merge) for merge in rows])


@router.post(
    "/tags/merges/{merge_id}/undo",
    permission="tags.edit",
    response=UnmergedTagsOut,
    summary="タグの統合を元に戻す / Undo a merge of tags",
)
def undo_tag_merge(request: StaffRequest, merge_id: Path[Id]) -> UnmergedTagsOut:
    done = merging.undo_merge(
        org_id=request.principal.org_id,
        merge_id=merge_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return UnmergedTagsOut.of(done)


@router.get(
    "/tags/backups",
    permission="tags.view",
    response=TagBackupsOut,
    summary="削除したタグのバックアップ / Backups of deleted tags",
)
def list_tag_backups(request: StaffRequest) -> TagBackupsOut:
    rows = kept_backups(request.principal.org_id)[:_MOST_LISTED]
    return TagBackupsOut(items=[TagBackupOut.of(backup) for backup in rows])


@router.post(
    "/tags/backups/{backup_id}/file",
    permission="data.export",
    summary="削除したタグと付いていた友だちをCSVで受け取る / A deleted tag and its friends as CSV",
    openapi_extra=_CSV,
)
def download_tag_backup(request: StaffRequest, backup_id: Path[Id]) -> HttpResponseBase:
    principal = request.principal
    backup = tag_backup(principal.org_id, backup_id)
    record_audit(
        org_id=principal.org_id,
        actor=principal.actor,
        action="tag_backup.downloaded",
        object_kind="tag_backup",
        object_id=backup_id,
        now=clock.now(),
        after={"name": backup.name, "friends": backup.people},
    )
    return StreamingHttpResponse(
        _backup_lines(backup, principal.channels),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="tag-{backup.tag_id}.csv"'},
    )


def _backup_lines(backup: TagBackup, channels: tuple[int, ...] | None) -> Iterator[str]:
    yield "\ufeff" + _lines([["tag", "friend_id", "line_user_id", "account", "added_at"]])
    for rows in backup_rows(backup.org_id, backup.id, channels):
        yield _lines(
            [
                [backup.name, str(friend_id), line_user_id, account, added_at.isoformat()]
                for friend_id, line_user_id, account, added_at in rows
            ]
        )


@router.post(
    "/tags/backups/{backup_id}/restore",
    permission="tags.edit",
    response=TagOut,
    summary="削除したタグを戻す / Bring a deleted tag back",
)
def restore_tag(request: StaffRequest, backup_id: Path[Id]) -> TagOut:
    tag = tag_backups.restore_tag(
        org_id=request.principal.org_id,
        backup_id=backup_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagOut.of(tag)
