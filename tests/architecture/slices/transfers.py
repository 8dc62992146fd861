"""Imports and exports of files."""

from tests.api_client import Form
from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import FileExport, FileImport
from enishi.friends.selectors.who import Who
from enishi.friends.services import file_exports, file_imports
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.mapping import ColumnMapping


def _started(w: World, size: int, subject: str = "friends") -> FileImport:
    return file_imports.start_import(
        org_id=w.org.id,
        channel_id=w.friend.channel_id,
        name=f"{MARKER}.csv",
        size_bytes=size,
        subject=subject,
        actor=COMMAND_LINE,
        now=NOW,
    )


def _opened(w: World) -> FileImport:
    content = f"LINE ID,{MARKER}\n{w.friend.line_user_id},{MARKER}\nU0,{MARKER}\n".encode()
    file = _started(w, len(content))
    file = file_imports.take_piece(
        org_id=w.org.id, import_id=file.id, offset=0, content=content, actor=COMMAND_LINE, now=NOW
    )
    return file_imports.change_import(
        org_id=w.org.id,
        import_id=file.id,
        shape=None,
        mapping=ColumnMapping.model_validate({"columns": [{"to": "line_user_id"}, {"to": "memo"}], "key": 0}),
        actor=COMMAND_LINE,
        now=NOW,
    )


def _tried(w: World) -> FileImport:
    file = file_imports.check_import(org_id=w.org.id, import_id=_opened(w).id, actor=COMMAND_LINE, now=NOW)
    while run_next_chunk(NOW):
        pass
    return file


def _orders_opened(w: World) -> FileImport:
    content = f"注文番号,注文日時,会員番号,商品名,単価\n{MARKER},2026-01-05,{MARKER},{MARKER},100\n".encode()
    file = _started(w, len(content), "orders")
    return file_imports.take_piece(
        org_id=w.org.id, import_id=file.id, offset=0, content=content, actor=COMMAND_LINE, now=NOW
    )


def _exported(w: World) -> FileExport:
    export = file_exports.start_export(
        org_id=w.org.id,
        who=Who(w.friend.channel_id),
        wanted=file_exports.Wanted(["name", "memo"], "csv", "utf-8", "ja"),
        actor=COMMAND_LINE,
        now=NOW,
    )
    while run_next_chunk(NOW):
        pass
    return export


def examples(w: World) -> dict[str, Example]:
    uploading = w.kept("uploading", lambda: _started(w, 4))
    opened = w.kept("opened_import", lambda: _opened(w))
    w.kept("opened_order_import", lambda: _orders_opened(w))
    tried = w.kept("tried_import", lambda: _tried(w))
    export = w.kept("export", lambda: _exported(w))
    channel = w.friend.channel_id
    who = {"channel_id": channel, "who": {"friend_ids": [w.friend.id]}}
    return {
        "list_imports": Example(f"/imports?channel_id={channel}"),
        "start_import": Example("/imports", {"channel_id": channel, "name": "a.csv", "size_bytes": 4}),
        "send_piece": Example(
            f"/imports/{uploading.id}/pieces", Form(b"a\n1\n", name="a.csv", fields={"offset": "0"})
        ),
        "show_import": Example(f"/imports/{opened.id}"),
        "change_import": Example(f"/imports/{opened.id}", {"shape": {"encoding": "utf-8"}}),
        "check_import": Example(f"/imports/{opened.id}/check"),
        "run_import": Example(f"/imports/{tried.id}/run"),
        "delete_import": Example(f"/imports/{opened.id}"),
        "list_problems": Example(f"/imports/{tried.id}/problems"),
        "download_problems": Example(f"/imports/{tried.id}/problems.csv"),
        "list_export_columns": Example("/exports/columns"),
        "count_export": Example("/exports/count", who),
        "write_export": Example("/exports/direct", {**who, "columns": ["name"]}),
        "start_export": Example("/exports", {**who, "columns": ["name"]}),
        "list_exports": Example(f"/exports?channel_id={channel}"),
        "fetch_export": Example(f"/exports/{export.id}/file"),
    }
