"""Export of one person: everything that the tables hold of them, as JSON and CSV, with the files they sent."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection

from enishi.accounts.notices import notify_staff
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import FieldValue
from enishi.friends.privacy.catalogue import Subject, person_of, subject_of_customer, tables
from enishi.friends.selectors import fields as field_selectors
from enishi.friends.transfers.cells import harmless
from enishi.kit.errors import forbidden
from enishi.kit.tenancy import channel_limit

_README = """このファイルには、あなたについて保存されている情報がすべて入っています。
data.json は全体、csv フォルダーは表ごと、files フォルダーはあなたが送ったファイルです。

Everything that is stored about you: data.json as a whole, the folder csv by table, the folder files what you sent.
"""


def disclose(*, org_id: int, friend_id: int, target: Any, actor: Actor, now: datetime) -> None:
    """Write one person's ZIP file to ``target``, for them to be given. Audited, and told to whoever may do so.

    ProblemError 404.
    """
    person = person_of(org_id, friend_id)
    numbers = write_subject(person.subject, target, now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="friend.data_disclosed",
        object_kind="friend",
        object_id=friend_id,
        now=now,
        after={"rows": sum(numbers.values())},
    )
    notify_staff(
        org_id,
        "person_disclosed",
        {"friend_id": friend_id, "by": actor.label},
        now,
        permission="privacy.edit",
        channel_id=person.channel_id,
    )


def disclose_customer(*, org_id: int, customer_id: int, target: Any, actor: Actor, now: datetime) -> None:
    """The same of a customer: all their friends at all accounts, their orders and ids.

    ProblemError 404, 403 for whoever works on some accounts only: the file would be incomplete without telling so.
    """
    if channel_limit() is not None:
        raise forbidden(
            "顧客はすべての公式アカウントにまたがるため、担当が限られた人は書き出せません。",
            "A customer spans all accounts; whoever works on some of them cannot export one.",
        )
    numbers = write_subject(subject_of_customer(org_id, customer_id), target, now)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customer.data_disclosed",
        object_kind="customer",
        object_id=customer_id,
        now=now,
        after={"rows": sum(numbers.values())},
    )
    notify_staff(
        org_id,
        "customer_disclosed",
        {"customer_id": customer_id, "by": actor.label},
        now,
        permission="privacy.edit",
    )


def write_subject(subject: Subject, target: Any, now: datetime) -> dict[str, int]:
    """Write a ZIP file to ``target``; returns how many rows each table gave. Secrets and staff's names stay out."""
    rows = dict(_rows(subject, now))
    numbers = {name: len(found) for name, found in rows.items()}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README)
        whole = {**rows, "fields": _named_values(subject)}
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        for name, found in rows.items():
            archive.writestr(f"csv/{name}.csv", _csv(found))
        for place in _files(rows.get("content_media", [])):
            archive.write(place, f"files/{place.name}")
    return numbers


def _rows(subject: Subject, now: datetime) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    given = subject.parameters(now)
    for table in tables():
        if not table.rows:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {table.exported} FROM {table.name} t WHERE t.org_id = %(org_id)s AND {table.rows}",
                given,
            )
            names = [column.name for column in cursor.description or ()]
            found = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
        if found:
            yield table.name, found


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview | bytes):
        return bytes(value).decode("utf-8", "replace")
    return value


def _named_values(subject: Subject) -> dict[str, dict[str, Any]]:
    """Of each friend, by number, the fields by their names, for people; the table has them by number."""
    known = {field.id: field for field in field_selectors.fields(subject.org_id, with_archived=True)}
    values = FieldValue.objects.filter(org_id=subject.org_id, friend_id__in=subject.friend_ids)
    named: dict[str, dict[str, Any]] = {}
    for value in values.order_by("friend_id", "field_id"):
        if value.field_id in known:
            named.setdefault(str(value.friend_id), {})[known[value.field_id].name] = _value_of(value)
    return named


_COLUMNS = ("text_value", "number_value", "date_value", "at_value", "boolean_value", "choice_ids")


def _value_of(value: FieldValue) -> Any:
    given = (getattr(value, name) for name in _COLUMNS)
    return next((each for each in given if each is not None), None)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([harmless(_cell(value)) for value in row.values()])
    return "﻿" + sink.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _files(media: Sequence[Mapping[str, Any]]) -> Iterator[Path]:
    folder = Path(settings.ENISHI_DATA_DIR) / "media"
    for row in media:
        place = folder / str(row["path"])
        if row["path"] and place.is_file():
            yield place
