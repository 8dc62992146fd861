"""What notices look like over HTTP."""

from datetime import datetime
from typing import Any

from pydantic import AwareDatetime, ConfigDict

from enishi.accounts.notices import Notices
from enishi.accounts.schemas import InputSchema, OutputSchema


class NoticeOut(OutputSchema):
    id: int
    kind: str
    params: dict[str, Any]
    channel_id: int | None
    created_at: datetime
    is_read: bool


class NoticesOut(OutputSchema):
    """``unread`` counts those shown; for an API key everything is new."""

    items: list[NoticeOut]
    unread: int

    @classmethod
    def of(cls, found: Notices) -> "NoticesOut":
        items = [
            NoticeOut(
                id=notice.id,
                kind=notice.kind,
                params=notice.params,
                channel_id=notice.channel_id,
                created_at=notice.created_at,
                is_read=found.read_at is not None and notice.created_at <= found.read_at,
            )
            for notice in found.items
        ]
        return cls(items=items, unread=found.unread)


class NoticesReadIn(InputSchema):
    """``until`` is the newest notice that was on the screen."""

    model_config = ConfigDict(json_schema_extra={"example": {"until": "2026-12-01T09:30:00+09:00"}})

    until: AwareDatetime
