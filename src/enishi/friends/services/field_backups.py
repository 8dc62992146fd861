"""A copy of all that friends have in a field, to keep before it is deleted or its type is changed."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.field_changes import plain
from enishi.friends.domain.fields import FieldSpec
from enishi.friends.models import Field, FieldValue, Friend
from enishi.friends.selectors import fields as selectors
from enishi.friends.transfers.cells import harmless

_CHUNK = 10_000


def back_up_field(*, org_id: int, field_id: int, actor: Actor, now: datetime) -> IO[bytes]:
    """A CSV file (UTF-8 with BOM) of friends and their values that can be imported again, at its beginning.

    Formulas in it are harmless. It lies on disk and not in memory, and is gone when it is closed. ProblemError 404.
    """
    field = selectors.field(org_id, field_id)
    file = TemporaryFile()  # noqa: SIM115 - whoever answers with it closes it
    file.write("\ufeff".encode())
    lines = 0
    for rows in (_header(field), *_chunks(field)):
        text = io.StringIO()
        csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
        file.write(text.getvalue().encode())
        lines += len(rows)
    file.seek(0)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="field.backed_up",
        object_kind="field",
        object_id=field_id,
        now=now,
        after={"name": field.name, "friends": lines - 1},
    )
    return file


def _header(field: Field) -> list[list[str]]:
    return [["友だちID", "LINEユーザーID", "LINEの表示名", field.name, "更新元", "更新日時"]]


def _chunks(field: Field) -> Iterator[list[list[str]]]:
    spec, last = field.spec, 0
    values = FieldValue.objects.filter(org_id=field.org_id, field_id=field.id).order_by("friend_id")
    while True:
        page = list(values.filter(friend_id__gt=last)[:_CHUNK])
        if not page:
            return
        last = page[-1].friend_id
        ids = [value.friend_id for value in page]
        people = Friend.objects.filter(org_id=field.org_id, id__in=ids).in_bulk()
        yield [_row(spec, people[value.friend_id], value) for value in page if value.friend_id in people]


def _row(spec: FieldSpec, friend: Friend, value: FieldValue) -> list[str]:
    kept = selectors.value_of_row(spec, {spec.column: getattr(value, spec.column)})
    words = "" if kept is None else plain(spec, kept)
    at = value.changed_at.isoformat()
    return [str(friend.id), friend.line_user_id, friend.display_name, words, value.source, at]
