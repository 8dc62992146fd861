"""練習用アカウント: a channel on the virtual LINE platform that runs beside Enishi, for trying things without LINE.

In: an organisation. Out: a channel like any other, whose addresses lead to this machine. Nothing else in the product
knows the difference: where a channel lives is data. The platform is asked with no transaction open.
"""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from enishi.accounts.permissions import Actor
from enishi.kit.errors import ProblemError
from enishi.kit.ondemand import PRACTICE_DIRECTORY, NotKeptError, OnDemand
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.models import Channel, TokenKind
from enishi.line.selectors import channels, webhook_address
from enishi.line.services import NewCredentials, Platform, connect_channel

_PATIENCE_SECONDS = 30.0
_ANSWER_SECONDS = 10.0
#: As many as LINE's smallest paid plan gives in a month.
_QUOTA = 5000

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _VirtualLine:
    """The virtual platform of this installation, running."""

    platform: Platform
    control_url: str

    def make_account(self, name: str) -> Json:
        wanted = {"display_name": name, "redelivery": True, "quota": _QUOTA}
        return self._call("POST", "/control/channels", wanted)

    def send_webhooks_to(self, line_channel_id: str, address: str) -> None:
        self._call("PATCH", f"/control/channels/{line_channel_id}", {"webhook_url": address})

    def _call(self, method: str, path: str, body: Json) -> Json:
        request = urllib.request.Request(  # noqa: S310 - an address that this installation gave out itself
            self.control_url + path,
            method=method,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as response:  # noqa: S310
                answer: Json = json.loads(response.read() or b"{}")
        except (urllib.error.URLError, OSError) as error:
            raise _unavailable() from error
        return answer


def open_practice_channel(*, org_id: int, name: str, actor: Actor, now: datetime) -> Channel:
    """The organisation's practice channel: made at the first call, found at every other.

    ProblemError 409 where nothing can start the virtual platform (web and worker run on their own).
    """
    with transaction.atomic(durable=True), org_scope(org_id):
        found = _practice_channel(org_id)
    line = _virtual_line()
    if found is None:
        account = line.make_account(name)
        with org_scope(org_id):
            found = connect_channel(
                org_id=org_id,
                name=name,
                line_channel_id=str(account["channel_id"]),
                credentials=NewCredentials(secret=str(account["secret"]), token_kind=TokenKind.STATELESS),
                platform=line.platform,
                actor=actor,
                now=now,
            )
    line.send_webhooks_to(found.line_channel_id, webhook_address(found))
    return found


def _practice_channel(org_id: int) -> Channel | None:
    return channels(org_id).exclude(api_address="").first()


def _virtual_line() -> _VirtualLine:
    try:
        urls = OnDemand(Path(settings.ENISHI_DATA_DIR) / PRACTICE_DIRECTORY).ask(_PATIENCE_SECONDS)
    except NotKeptError as error:
        raise _unavailable() from error
    return _VirtualLine(platform_at(urls), urls["control_url"])


def platform_at(urls: dict[str, str]) -> Platform:
    """The virtual platform by the addresses that it told."""
    return Platform(urls["api_url"], urls["data_url"], urls["control_url"])


def _unavailable() -> ProblemError:
    return ProblemError(
        "practice_unavailable",
        "練習用の仮想LINEを起動できません。enishi up（または enishi demo）で動かしているときに使えます。",
        "The virtual LINE cannot be started here: it comes with enishi up (or enishi demo).",
        status=409,
    )


def move_practice_channels(platform: Platform) -> int:
    """The virtual platform listens somewhere else from now on; returns how many channels live on it."""
    with system_scope():
        return (
            Channel.objects.exclude(api_address="")
            .order_by()
            .update(
                api_address=platform.api_address,
                api_data_address=platform.api_data_address,
                phone_address=platform.phone_address,
            )
        )
