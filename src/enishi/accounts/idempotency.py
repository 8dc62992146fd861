"""Requests that must not take effect twice: the ``Idempotency-Key`` header.

In: a caller's key, what it asked for, and the work. Out: the work's answer, or the answer that the same request got
before. Key and effects are committed together, so a request that failed leaves no key and may be repeated. Never
keeps an answer longer than :data:`KEPT_FOR` (7 days). An answer may tell of anybody in any words, so when a person's
data are erased, all kept answers of the organisation go; the keys stay, so that what was done is not done again.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja import Schema

from enishi.accounts.models import RequestKey
from enishi.accounts.permissions import Actor
from enishi.kit.errors import conflict, invalid_input
from enishi.kit.privacy import Keeper, Whom
from enishi.kit.tenancy import system_scope

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(days=7)
_LONGEST = 200

#: How the header stands in the API's description.
PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST},
    "description": (
        "同じキーの再送は 2 度実行されず、最初の応答が返ります（7 日間）。本文が違えば 409。 / "
        "A repetition with the same key takes no effect and gets the first answer (for 7 days); "
        "with another body it is refused (409)."
    ),
}


def answered_once(
    request: HttpRequest, *, org_id: int, actor: Actor, now: datetime, work: Callable[[], Schema]
) -> Schema | dict[str, Any]:
    """``work()``, or its earlier answer where the request carries a key that was seen. In the caller's transaction.

    Of two equal requests at the same time the second waits for the first. ProblemError 409 when the key was used for
    something else, 422 for a key that is too long.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return work()
    if not 1 <= len(key) <= _LONGEST or not key.isprintable():
        raise invalid_input(
            HEADER, f"1〜{_LONGEST} 文字にしてください。", f"It must have 1 to {_LONGEST} characters."
        )
    digest = hashlib.sha256(b"\n".join([_head(request), request.body])).hexdigest()
    seen = _take(org_id, actor, key, digest, now)
    if seen is None:
        answer = work()
        rows = RequestKey.objects.filter(
            org_id=org_id, actor_kind=actor.kind, actor_id=actor.id or 0, key=key
        )
        rows.update(answer=answer.model_dump(mode="json"))
        return answer
    if seen.digest == digest and seen.answer is None:
        raise conflict(
            "answer_not_kept",
            "この送信は処理済みですが、個人情報の消去があったため、応答は残っていません。結果は画面か一覧で確かめてください。",
            "This request was done, but its answer is gone, as personal data were erased since: look the result up.",
        )
    if seen.digest != digest or not isinstance(seen.answer, dict):
        raise conflict(
            "idempotency_key_reused",
            "この Idempotency-Key は別の内容の送信に使われています。新しいキーを使ってください。",
            "This Idempotency-Key was used for a different request: use a new one.",
        )
    return seen.answer


def _head(request: HttpRequest) -> bytes:
    return f"{request.method} {request.path}".encode()


def _take(org_id: int, actor: Actor, key: str, digest: str, now: datetime) -> RequestKey | None:
    """None if the key is new and now ours; otherwise what it was used for."""
    with connection.cursor() as cursor:
        # Waits here while another request with this key is under way.
        cursor.execute(
            """
            INSERT INTO accounts_requestkey (org_id, actor_kind, actor_id, key, digest, created_at)
            VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
            """,
            [org_id, actor.kind, actor.id or 0, key, digest, now],
        )
        if cursor.fetchone() is not None:
            return None
    return RequestKey.objects.get(org_id=org_id, actor_kind=actor.kind, actor_id=actor.id or 0, key=key)


def forget_old_keys(now: datetime) -> int:
    """Drop answers that are older than :data:`KEPT_FOR`; returns how many."""
    with system_scope():
        return RequestKey.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


def count_answers(whom: Whom) -> int:
    """How many answers of the organisation are kept."""
    return RequestKey.objects.filter(org_id=whom.org_id, answer__isnull=False).count()


def drop_answers(whom: Whom, now: datetime) -> int:
    """Forget what was answered, and not that it was; nothing is waited for. Idempotent."""
    forget_answers(whom.org_id)
    return 0


def forget_answers(org_id: int) -> None:
    """Blank all kept answers of the organisation; the keys stay. Idempotent."""
    RequestKey.objects.filter(org_id=org_id, answer__isnull=False).update(answer=None)


ANSWERS = Keeper("accounts_requestkey", count_answers, drop_answers)
