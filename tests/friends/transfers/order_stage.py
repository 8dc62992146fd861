"""A shop owner who imports the orders of their shop's system, as the screens and the worker do it."""

from typing import Any

from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import FileImport, Operation
from enishi.friends.services import file_imports
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

COLUMNS = [
    "number",
    "ordered_at",
    "customer_id",
    "email",
    "product_code",
    "product_name",
    "quantity",
    "unit_price",
]
HEADERS = "注文番号,注文日時,会員番号,メール,商品コード,商品名,数量,単価"


def uploaded_orders(channel: Channel, content: bytes | str, *, name: str = "orders.csv") -> FileImport:
    """A file of orders that has come in and was opened."""
    octets = content.encode() if isinstance(content, str) else content
    with org_scope(channel.org_id):
        file = file_imports.start_import(
            org_id=channel.org_id,
            channel_id=channel.id,
            name=name,
            size_bytes=len(octets),
            subject="orders",
            actor=COMMAND_LINE,
            now=NOW,
        )
        return file_imports.take_piece(
            org_id=channel.org_id, import_id=file.id, offset=0, content=octets, actor=COMMAND_LINE, now=NOW
        )


def mapped_orders(file: FileImport, columns: list[str], **options: Any) -> FileImport:
    """Say what the columns mean."""
    mapping = OrderMapping.model_validate({"columns": columns, **options})
    with org_scope(file.org_id):
        return file_imports.change_import(
            org_id=file.org_id, import_id=file.id, shape=None, mapping=mapping, actor=COMMAND_LINE, now=NOW
        )


def orders_file(
    channel: Channel, *lines: str, columns: list[str] | None = None, **options: Any
) -> FileImport:
    """A file of these rows with the usual columns."""
    width = len(columns or COLUMNS)
    headers = HEADERS if columns is None else ",".join(f"列{number}" for number in range(width))
    file = uploaded_orders(channel, "\n".join([headers, *lines]))
    return mapped_orders(file, columns or COLUMNS, **options)


def told_counts(found: Operation) -> dict[str, int]:
    """Orders by what became of them, without zeros."""
    told = {**found.report.get("counts", {}), "failed": found.failed}
    return {name: number for name, number in told.items() if number}
