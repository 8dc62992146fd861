"""One person with a canary in every text that can hold something of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import orjson
from django.conf import settings
from django.db import connection
from tests.factories import NOW, make_field, make_friend, make_revision, make_tag

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.models import RuleRest
from enishi.content.models import Media, MediaState
from enishi.delivery.models import Batch, BatchState, Delivery, Withdrawal
from enishi.delivery.services import request_dispatch
from enishi.friends.models import (
    Consent,
    ConsentPurpose,
    Customer,
    CustomerExternalId,
    CustomerLink,
    FieldValue,
    FileExport,
    FileImport,
    Friend,
    IdentityKey,
    ImportProblem,
    ImportState,
    MatchSuggestion,
    Operation,
    OperationState,
    OperationTarget,
)
from enishi.friends.services.tags import add_tag
from enishi.friends.services.timeline import NewEvent, record_events
from enishi.friends.transfers.storage import export_path, import_path, records_path
from enishi.friends.transfers.writers import write_xlsx
from enishi.inbox.models import Conversation
from enishi.inbox.services.notes import write_note
from enishi.intake.models import InboundEvent
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

CANARY = "カナリア7341"
FILE_NAME = "canary-7341.jpg"


def plant(channel: Channel) -> Friend:
    """A friend of whom everything that can be known is known."""
    friend = make_friend(
        channel,
        f"{CANARY}愛子",
        memo=f"{CANARY}メモ",
        status_message=f"{CANARY}ひとこと",
        picture_url="https://example.com/canary-7341",
    )
    with org_scope(channel.org_id):
        _values(channel, friend)
        _talk(channel, friend)
        _sent(channel, friend)
        _customer(channel, friend)
        _files(channel, friend)
    return friend


def media_file() -> Path:
    """The file that the friend sent."""
    return Path(settings.ENISHI_DATA_DIR) / "media" / FILE_NAME


def _values(channel: Channel, friend: Friend) -> None:
    org = Organisation.objects.get(id=channel.org_id)
    field = make_field(org, f"住所{friend.id}")
    FieldValue.objects.create(
        org_id=org.id, field_id=field.id, friend_id=friend.id, text_value=f"{CANARY}町", changed_at=NOW
    )
    tag = make_tag(org, f"タグ{friend.id}")
    add_tag(org_id=org.id, channel_id=channel.id, tag_id=tag.id, friend_ids=[friend.id], now=NOW)
    purpose = ConsentPurpose.objects.create(
        org_id=org.id, name="お知らせ", wordings=[{"version": 1, "text": "同意", "at": "x"}], created_at=NOW
    )
    Consent.objects.create(
        org_id=org.id,
        channel_id=channel.id,
        friend_id=friend.id,
        purpose_id=purpose.id,
        is_given=True,
        version=1,
        source=f"{CANARY}フォーム",
        at=NOW,
    )


def _talk(channel: Channel, friend: Friend) -> None:
    said = {"message_id": "4687", "type": "text", "text": f"{CANARY}です"}
    event = NewEvent(friend.id, "message.received", NOW, said, "4687")
    record_events(org_id=channel.org_id, channel_id=channel.id, events=[event], now=NOW)
    Conversation.objects.filter(org_id=channel.org_id, friend_id=friend.id).update(last_text=f"{CANARY}です")
    write_note(
        org_id=channel.org_id, friend_id=friend.id, body=f"{CANARY}ノート", actor=COMMAND_LINE, now=NOW
    )
    media_file().parent.mkdir(parents=True, exist_ok=True)
    media_file().write_bytes(b"a picture")
    Media.objects.create(
        org_id=channel.org_id,
        channel_id=channel.id,
        friend_id=friend.id,
        message_id="4688",
        kind="image",
        state=MediaState.STORED,
        path=FILE_NAME,
        size_bytes=9,
        next_attempt_at=NOW,
        created_at=NOW,
    )
    raw = {"source": {"userId": friend.line_user_id}, "message": {"text": f"{CANARY}です"}}
    InboundEvent.objects.create(
        org_id=channel.org_id,
        channel_id=channel.id,
        webhook_event_id=f"01H{friend.id}",
        occurred_at=NOW,
        received_at=NOW,
        processed_at=NOW,
        raw=orjson.dumps(raw).decode(),
    )


def _sent(channel: Channel, friend: Friend) -> None:
    org = Organisation.objects.get(id=channel.org_id)
    dispatch_id = request_dispatch(
        org_id=org.id,
        channel_id=channel.id,
        kind="broadcast",
        revision_id=make_revision(org),
        recipients=[],
        due_at=NOW,
        now=NOW,
    )
    for friend_ids, line_ids, text in (
        ([friend.id], [friend.line_user_id], f"{CANARY}様"),
        ([friend.id, friend.id + 1000], [friend.line_user_id, f"U{'9' * 32}"], "みなさま"),
    ):
        batch = _batch(channel, dispatch_id, friend_ids, line_ids, text)
        Delivery.objects.create(
            org_id=org.id,
            dispatch_id=dispatch_id,
            friend_id=friend.id,
            due_at=NOW + timedelta(seconds=len(friend_ids)),
            state="sent",
            detail=f"{CANARY}様",
            batch_id=batch.id,
            decided_at=NOW,
        )
    # What was written and went back to planning stands in nobody's ledger.
    returned = _batch(channel, dispatch_id, [friend.id], [], f"{CANARY}様へ")
    Batch.objects.filter(id=returned.id).update(state=BatchState.RETURNED)
    Withdrawal.objects.create(org_id=org.id, friend_id=friend.id, source="scenario:1", reason="left", at=NOW)
    RuleRest.objects.create(org_id=org.id, rule_id=_rule(channel), friend_id=friend.id, answered_at=NOW)


def _batch(
    channel: Channel, dispatch_id: int, friend_ids: list[int], line_ids: list[str], text: str
) -> Batch:
    return Batch.objects.create(
        org_id=channel.org_id,
        channel_id=channel.id,
        dispatch_id=dispatch_id,
        endpoint="push" if len(friend_ids) == 1 else "multicast",
        priority=1,
        friend_id=friend_ids[0] if len(friend_ids) == 1 else None,
        friend_ids=friend_ids,
        line_user_ids=line_ids,
        messages=orjson.dumps([{"type": "text", "text": text}]),
        state=BatchState.SENT,
        created_at=NOW,
        not_before=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def _rule(channel: Channel) -> int:
    from tests.factories import make_rule, send_action

    return make_rule(channel, {"kind": "follow", "case": "new"}, send_action("ようこそ")).id


def _customer(channel: Channel, friend: Friend) -> None:
    org_id = channel.org_id
    customer = Customer.objects.create(
        org_id=org_id,
        name=f"{CANARY}愛子",
        kana=f"{CANARY}かな",
        note=f"{CANARY}メモ",
        sources={"name": [CANARY, "x"]},
        source="staff:1",
        created_at=NOW,
    )
    CustomerLink.objects.create(
        org_id=org_id, friend_id=friend.id, customer_id=customer.id, source=CANARY, linked_at=NOW
    )
    CustomerExternalId.objects.create(
        org_id=org_id, customer_id=customer.id, system="shop", value=f"{CANARY}-1", source="x", added_at=NOW
    )
    IdentityKey.objects.create(
        org_id=org_id,
        kind="email",
        hash="ab" * 32,
        hint=f"{CANARY}@…",
        customer_id=customer.id,
        source="x",
        seen_at=NOW,
    )
    MatchSuggestion.objects.create(
        org_id=org_id,
        left_kind="customer",
        left_id=customer.id,
        right_kind="friend",
        right_id=friend.id + 1,
        confidence=80,
        evidence=[{"kind": "name", "hint": CANARY}],
        found_at=NOW,
    )


def _files(channel: Channel, friend: Friend) -> None:
    """An uploaded file with its report, and an exported one."""
    org_id, line = channel.org_id, f"{CANARY}愛子,{friend.line_user_id}"
    times = {"created_at": NOW, "expires_at": NOW + timedelta(days=3)}
    check = _operation(channel, "import_check")
    file = FileImport.objects.create(
        org_id=org_id,
        channel_id=channel.id,
        name="友だち.csv",
        stored_name=f"import{friend.id}",
        size_bytes=100,
        state=ImportState.READY,
        columns=[{"header": "名前", "samples": [f"{CANARY}愛子"], "reason": {}}],
        check_id=check.id,
        actor_label="x",
        **times,
    )
    for path in (import_path(file.stored_name), records_path(file.stored_name)):
        path.write_text(line)
    ImportProblem.objects.create(
        org_id=org_id,
        operation_id=check.id,
        channel_id=channel.id,
        line=2,
        column=0,
        header="名前",
        value=f"{CANARY}愛子",
        ja="長すぎます。",
        en="It is too long.",
    )
    operation = _operation(channel, "export")
    OperationTarget.objects.create(
        org_id=org_id,
        operation_id=operation.id,
        chunk=0,
        channel_id=channel.id,
        friend_ids=[friend.id, friend.id + 1000],
    )
    export = FileExport.objects.create(
        org_id=org_id,
        channel_id=channel.id,
        operation_id=operation.id,
        name="友だち.xlsx",
        stored_name=f"export{friend.id}",
        rows=1,
        actor_label="x",
        **times,
    )
    write_xlsx(export_path(export.stored_name), ["名前", "ID"], [[f"{CANARY}愛子", friend.line_user_id]])


def _operation(channel: Channel, kind: str) -> Operation:
    return Operation.objects.create(
        org_id=channel.org_id,
        channel_id=channel.id,
        kind=kind,
        state=OperationState.DONE,
        actor_kind="cli",
        actor_label="x",
        created_at=NOW,
        due_at=NOW,
    )


def files_with(friend: Friend) -> set[str]:
    """Stored files that still hold the LINE user id, also packed. Other tests' canaries may lie beside them."""
    sign = friend.line_user_id.encode()
    found = set()
    for path in Path(settings.ENISHI_DATA_DIR).rglob("*"):
        if path.is_file():
            parts = [path.read_bytes()]
            if is_zipfile(path):
                with ZipFile(path) as archive:
                    parts += [archive.read(name) for name in archive.namelist()]
            if any(sign in part for part in parts):
                found.add(path.name)
    return found


def residues(org_id: int, friend: Friend) -> dict[str, int]:
    """Tables whose rows still hold a canary or the LINE user id, as text or as bytes, with how many rows."""
    found: dict[str, Any] = {}
    signs = [
        CANARY,
        orjson.dumps(CANARY).decode().strip('"').encode().hex(),
        friend.line_user_id,
        "canary-7341",
    ]
    patterns = [f"%{sign}%" for sign in signs]
    with org_scope(org_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace "
            "AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'procrastinate%'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE ANY(%s)", [patterns])
            number = cursor.fetchone()
            if number and number[0]:
                found[table] = number[0]
    return found
