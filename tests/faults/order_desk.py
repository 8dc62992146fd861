"""An import of orders on a stage, and what became of it; called in a child of the nursery."""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Operation
from enishi.friends.services import file_imports, operations
from enishi.friends.services.operation_engine import run_next_chunk
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.kit import clock
from enishi.kit.tenancy import org_scope


def start_import(*, org_id: int, channel_id: int, users: list[str], strangers: int) -> int:
    """An order of two lines for each friend, and one for each stranger; returns the operation's id."""
    now = clock.now()
    people = [*((user, "") for user in users), *(("", f"C-{number}") for number in range(strangers))]
    lines = ["注文番号,注文日時,LINEユーザーID,会員番号,商品コード,商品名,数量,単価"]
    for number, (user, customer) in enumerate(people):
        for sku in ("SH-01", "SC-01"):
            lines.append(f"A-{number},2020-01-05,{user},{customer},{sku},商品{sku},1,100")
    content = "\n".join(lines).encode()
    with org_scope(org_id):
        file = file_imports.start_import(
            org_id=org_id,
            channel_id=channel_id,
            name="orders.csv",
            size_bytes=len(content),
            subject="orders",
            actor=COMMAND_LINE,
            now=now,
        )
        file_imports.take_piece(
            org_id=org_id, import_id=file.id, offset=0, content=content, actor=COMMAND_LINE, now=now
        )
        file.refresh_from_db()
        assert "number" in OrderMapping.model_validate(file.mapping).columns
        file_imports.check_import(org_id=org_id, import_id=file.id, actor=COMMAND_LINE, now=now)
    while run_next_chunk(now):
        pass
    with org_scope(org_id):
        started = file_imports.run_import(org_id=org_id, import_id=file.id, actor=COMMAND_LINE, now=now)
    assert started.run_id is not None
    return started.run_id


def undo(*, org_id: int, operation_id: int) -> None:
    """Take it back."""
    with org_scope(org_id):
        operations.undo_operation(
            org_id=org_id, operation_id=operation_id, actor=COMMAND_LINE, now=clock.now()
        )


def standing(*, org_id: int, operation_id: int) -> dict[str, Any]:
    """How far the import is, and every trace that it left."""
    tables = ("order", "orderline", "customer", "customerlink", "customerexternalid", "product")
    counts = ", ".join(f"(SELECT count(*) FROM friends_{table} WHERE org_id = %(org)s)" for table in tables)
    with org_scope(org_id), connection.cursor() as cursor:
        found = Operation.objects.get(org_id=org_id, id=operation_id)
        cursor.execute(
            f"SELECT {counts}, (SELECT count(*) FROM friends_timelineevent WHERE org_id = %(org)s "
            "                     AND kind = 'order.placed'), "
            "       (SELECT coalesce(sum(order_sum), 0) FROM friends_customer WHERE org_id = %(org)s), "
            "       (SELECT coalesce(sum(jsonb_array_length(before -> 'orders')), 0) FROM friends_operationchange "
            "         WHERE org_id = %(org)s AND operation_id = %(id)s)",
            {"org": org_id, "id": operation_id},
        )
        numbers = [int(number) for number in cursor.fetchone()]
    return {
        "state": str(found.state),
        "error": found.error,
        "done": found.done,
        "counts": found.report.get("counts", {}),
        **dict(zip((*tables, "facts", "bought", "noted"), numbers, strict=True)),
    }
