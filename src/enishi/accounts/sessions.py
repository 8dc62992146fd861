"""Browser sessions: where they are kept, how long they last, and how they are ended.

Django's session engine in a table of our own: what a session holds is sealed, its key is stored as a hash, and its
owner, address and last use are columns, so that it can be listed and ended. Times are real time, not the clock that
the virtual LINE platform moves: putting that a day ahead must sign nobody out.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from enishi.accounts.models import Session
from enishi.kit.crypto import CannotOpen, keyed_hash, seal, unseal

_PURPOSE = "accounts.session"
_ABOUT = "enishi_about"
#: A session in use would otherwise cost a write a request.
_SEEN_GRAIN = timedelta(minutes=1)
#: In the session of whoever has shown a second factor: how.
SECOND_FACTOR = "enishi_second_factor"
BY_LINK = "link"
BY_CODE = "code"
#: How long "keep me signed in on this device" lasts.
KEPT_FOR = timedelta(days=30)


def public_id(session_key: str) -> str:
    """The hash under which a session is stored, which also names it to its owner; it opens nothing."""
    return keyed_hash(session_key, _PURPOSE)[:40]


class SessionStore(DatabaseStore):
    """What ``SESSION_ENGINE`` names."""

    @classmethod
    def get_model_class(cls) -> type[Session]:  # type: ignore[override]
        return Session

    def encode(self, session_dict: dict[str, Any]) -> str:
        return seal(json.dumps(session_dict), _PURPOSE)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            held = json.loads(unseal(str(session_data), _PURPOSE))
        except (CannotOpen, ValueError):
            # Sealed with a key that is gone: the person signs in again.
            return {}
        return held if isinstance(held, dict) else {}

    def _get_session_from_db(self) -> Session | None:
        moment = timezone.now()
        row = Session.objects.filter(
            session_key=public_id(self.session_key or ""), expire_date__gt=moment
        ).first()
        if row is None or _is_idle(row, moment):
            self._session_key = None
            return None
        if row.seen_at <= moment - _SEEN_GRAIN:
            Session.objects.filter(session_key=row.session_key).update(seen_at=moment)
        return row

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=public_id(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=public_id(key)).delete()

    def create_model_instance(self, data: dict[str, Any]) -> Session:  # type: ignore[override]
        moment = timezone.now()
        about = data.get(_ABOUT, {})
        opened_at = about.get("opened_at")
        return Session(
            session_key=public_id(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            is_kept=bool(about.get("is_kept")),
            created_at=datetime.fromisoformat(opened_at) if opened_at else moment,
            seen_at=moment,
            address=about.get("address"),
            agent=about.get("agent", ""),
        )


def _is_idle(row: Session, moment: datetime) -> bool:
    if row.is_kept:
        return False
    return row.seen_at <= moment - timedelta(minutes=settings.ENISHI_SESSION_IDLE_MINUTES)


def open_session(session: SessionBase, *, is_kept: bool, address: str | None, agent: str) -> None:
    """Begin the life of a session in which somebody has just signed in: how long it lasts, and from where it is."""
    moment = timezone.now()
    lasts = KEPT_FOR if is_kept else timedelta(hours=settings.ENISHI_SESSION_HOURS)
    session.set_expiry(moment + lasts)
    session[_ABOUT] = {
        "opened_at": moment.isoformat(),
        "is_kept": is_kept,
        "address": address,
        "agent": agent[:200],
    }


def opened_at(session: SessionBase) -> datetime | None:
    """When its user signed in; None where nobody has."""
    text = session.get(_ABOUT, {}).get("opened_at")
    return datetime.fromisoformat(text) if text else None


def has_shown_second_factor(session: SessionBase) -> bool:
    """Whether whoever signed in there has passed a second factor, or came by a one-time link."""
    return session.get(SECOND_FACTOR) in (BY_CODE, BY_LINK)


def sessions_of(user_id: int) -> list[Session]:
    """A user's living sessions, the last used first."""
    moment = timezone.now()
    rows = Session.objects.filter(user_id=user_id, expire_date__gt=moment).order_by("-seen_at")
    return [row for row in rows if not _is_idle(row, moment)]


def end_sessions(user_id: int, ids: list[str]) -> int:
    """End those of the user's sessions at once; returns how many there were. Others' ids mean nothing."""
    return Session.objects.filter(user_id=user_id, session_key__in=ids).delete()[0]


def end_other_sessions(user_id: int, session_key: str | None) -> int:
    """End all of the user's sessions but the one with that key; returns how many there were."""
    rows = Session.objects.filter(user_id=user_id)
    return rows.exclude(session_key=public_id(session_key or "")).delete()[0]


def forget_ended_sessions() -> None:
    """Drop what has run out; for housekeeping."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
