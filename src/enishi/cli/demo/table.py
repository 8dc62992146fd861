"""The demo's table: what the ledger says, held against what the virtual platform logged on its own.

A row is true when the ledger's state and the platform's log agree: "sent" was received exactly once, under the very
request that the ledger names; and the platform logged nothing that the ledger does not know.
"""

import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from enishi.cli.demo.phone import Json, Phone
from enishi.cli.demo.play import EXPECTED, QUESTION, Story
from enishi.cli.demo.shop import Shop
from enishi.delivery.domain.reasons import REASONS
from enishi.kit import clock
from enishi.kit.tenancy import org_scope

_ZONE = ZoneInfo("Asia/Tokyo")
_ENDPOINTS = {"reply": "応答", "push": "プッシュ", "multicast": "マルチキャスト"}
_STATES = {"sent": "送信済み", "skipped": "見送り", "failed": "失敗", "held": "保留", "unknown": "不明"}


@dataclass(frozen=True, slots=True)
class Row:
    """One message as ledger and platform know it; ``received_at`` None: the platform knows of none."""

    what: str
    due_at: datetime
    received_at: datetime | None
    received_times: int
    state: str
    #: How it was sent, or why it was not.
    remark: str
    is_expected: bool = True


def evidence(phone: Phone, shop: Shop, story: Story) -> list[Row]:
    """All messages of the story's friend. Waits a moment for the last outcome to be recorded."""
    inbox = phone.inbox(shop.line_channel_id, story.line_user_id)
    ledger: list[tuple[Any, ...]] = []
    for _ in range(50):
        ledger = _ledger(shop, story)
        if len(ledger) >= len(inbox):
            break
        time.sleep(0.1)
    rows = [_row(entry, inbox) for entry in ledger]
    known = {entry[5] for entry in ledger}
    rows += [_unknown_to_ledger(entry) for entry in inbox if entry["request_id"] not in known]
    return rows + _waiting(shop, story)


def _ledger(shop: Shop, story: Story) -> list[tuple[Any, ...]]:
    with org_scope(shop.org_id), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.kind, l.due_at, l.state, l.endpoint, b.id::text, b.request_id, l.reason,
                   convert_from(b.messages, 'UTF8')::jsonb -> 0
              FROM delivery_delivery l
              JOIN friends_friend f ON f.org_id = l.org_id AND f.id = l.friend_id
              JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id
              LEFT JOIN delivery_batch b ON b.org_id = l.org_id AND b.id = l.batch_id
             WHERE l.org_id = %s AND f.line_user_id = %s
             ORDER BY l.due_at, d.id
            """,
            [shop.org_id, story.line_user_id],
        )
        return list(cursor.fetchall())


def _row(entry: tuple[Any, ...], inbox: list[Json]) -> Row:
    kind, due_at, state, endpoint, batch_id, request_id, reason, message = entry
    mine = [each for each in inbox if _is_of(each, endpoint, batch_id, request_id)]
    received_at = datetime.fromtimestamp(mine[0]["wall_ms"] / 1000, UTC) if mine else None
    remark = _ENDPOINTS.get(endpoint, endpoint) or (REASONS[reason].ja if reason in REASONS else "")
    return Row(_what(kind, message), due_at, received_at, len(mine), state, remark)


def _is_of(received: Json, endpoint: str, batch_id: str | None, request_id: str | None) -> bool:
    """Whether this is the message of that batch: by retry key, or by request id for a reply, which has no key."""
    if batch_id is None:
        return False
    if endpoint == "reply":
        return bool(received["request_id"] == request_id)
    return bool(received["retry_key"] == batch_id)


def _what(kind: str, message: str | Json | None) -> str:
    import json

    content = json.loads(message) if isinstance(message, str) else (message or {})
    text = content.get("text") or content.get("altText") or content.get("type", "")
    label = {"rule": "自動応答", "scenario": "シナリオ", "staff": "個別", "broadcast": "一斉"}.get(kind, kind)
    return f"{label}「{_cut(text, 30)}」" if text else label


def _unknown_to_ledger(entry: Json) -> Row:
    at = datetime.fromtimestamp(entry["wall_ms"] / 1000, UTC)
    return Row("台帳にない受信 / not in the ledger", at, at, 1, "?", str(entry["endpoint"]))


def _waiting(shop: Shop, story: Story) -> list[Row]:
    with org_scope(shop.org_id), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.name, e.due_at FROM scenarios_enrolment e
              JOIN scenarios_scenario s ON s.org_id = e.org_id AND s.id = e.scenario_id
              JOIN friends_friend f ON f.org_id = e.org_id AND f.id = e.friend_id
             WHERE e.org_id = %s AND f.line_user_id = %s AND e.state = 'active'
            """,
            [shop.org_id, story.line_user_id],
        )
        return [
            Row(f"シナリオ「{name}」の次のステップ", due_at, None, 0, "予定", "", is_expected=False)
            for name, due_at in cursor.fetchall()
        ]


def is_true(rows: list[Row]) -> bool:
    """Whether ledger and platform agree on every message, and none that the story calls for is missing."""
    due = [row for row in rows if row.is_expected]
    return len(due) >= EXPECTED and all(row.state == "sent" and row.received_times == 1 for row in due)


def agrees(rows: list[Row]) -> bool:
    """Whether the ledger says of each message just what the platform logged: sent once, or not at all."""
    return all(row.received_times == (1 if row.state == "sent" else 0) for row in rows)


def as_text(rows: list[Row], story: Story) -> str:
    """The table, aligned for a terminal in which Japanese characters are two columns wide."""
    head = ["だれに", "なにを", "予定", "受信", "台帳"]
    body = [
        [
            story.name,
            row.what,
            _time(row.due_at),
            _received(row),
            _STATES.get(row.state, row.state) + (f"（{row.remark}）" if row.remark else ""),
        ]
        for row in rows
    ]
    widths = [max(_width(line[index]) for line in [head, *body]) for index in range(len(head))]
    lines = [
        _line(head, widths),
        "─" * (sum(widths) + 2 * len(widths)),
        *(_line(each, widths) for each in body),
    ]
    verdict = (
        "台帳と仮想LINEの記録は一致しています / the ledger and the platform's own log agree"
        if agrees(rows)
        else "台帳と仮想LINEの記録が一致しません / the ledger and the platform's own log DISAGREE"
    )
    if agrees(rows) and not is_true(rows):
        verdict += (
            "\nただし、届くはずのものがすべては届いていません / but not everything that was due has arrived"
        )
    asked = f"{story.name}さんが {_time(story.followed_at)} に友だち追加、{_time(story.asked_at)} に「{QUESTION}」"
    return "\n".join([asked, "", *lines, "", verdict])


def _received(row: Row) -> str:
    if row.received_at is None:
        return "―"
    delay = max((row.received_at - row.due_at).total_seconds(), 0)
    times = "" if row.received_times == 1 else f" ×{row.received_times}"
    return f"{_time(row.received_at)} (+{delay:.2f}秒){times}"


def _time(moment: datetime) -> str:
    local = moment.astimezone(_ZONE)
    if local.date() != clock.now().astimezone(_ZONE).date():
        return f"{local:%m/%d %H:%M:%S}"
    return f"{local:%H:%M:%S}.{local.microsecond // 100_000}"


def _cut(text: str, columns: int) -> str:
    shown = ""
    for character in text.replace("\n", " "):
        if _width(shown + character) > columns - 1:
            return shown + "…"
        shown += character
    return shown


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(
        cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
    ).rstrip()
