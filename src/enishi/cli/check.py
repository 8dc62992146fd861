"""``enishi check``: is everything as it must be before messages flow? Each line says what was looked at and the mend."""

import email.utils
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from enishi.accounts.permissions import COMMAND_LINE
from enishi.cli import boot
from enishi.config.env import Settings, load_settings
from enishi.config.health import has_current_schema
from enishi.kit import clock
from enishi.kit.tenancy import org_scope
from enishi.kit.wakeup import living_workers
from enishi.line import selectors, sync

#: LINE refuses signed assertions of a clock that is far off, and schedules would be wrong by as much.
_CLOCK_TOLERANCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was checked. ``is_ok`` None: worth knowing, but nothing is wrong."""

    is_ok: bool | None
    what: str
    ja: str
    en: str


def run_check() -> int:
    """Print every finding; returns 1 if any needs a person."""
    settings = load_settings()
    lines = [*_settings(settings), *_database(settings)]
    if all(line.is_ok is not False for line in lines):
        lines += [*_workers(settings), *_clock(settings), *_channels()]
    for line in lines:
        sign = {True: "✓", False: "✗", None: "・"}[line.is_ok]
        boot.say(f"{sign} {line.what}: {line.ja}\n    {line.en}")
    return 1 if any(line.is_ok is False for line in lines) else 0


def _settings(settings: Settings) -> Iterator[Line]:
    yield Line(
        True,
        "設定",
        f"環境変数に誤りはありません。データの場所は {settings.data_dir} です。",
        f"The settings hold no mistake. Data lies in {settings.data_dir}.",
    )
    if settings.public_url.startswith("http://"):
        yield Line(
            None,
            "公開URL",
            f"{settings.public_url} はhttpsではありません。本物のLINEにつなぐには、"
            "ENISHI_PUBLIC_URLにhttpsのアドレスを設定してください。",
            "ENISHI_PUBLIC_URL is not https, which the real LINE requires.",
        )


def _database(settings: Settings) -> Iterator[Line]:
    try:
        with psycopg.connect(settings.database_dsn, connect_timeout=5) as asking:
            row = asking.execute(
                "SELECT current_setting('server_version'), rolsuper OR rolbypassrls FROM pg_roles "
                "WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError:
        yield Line(
            False,
            "データベース",
            "接続できません。ENISHI_DATABASE_URLを確かめてください。",
            "It cannot be reached. Check ENISHI_DATABASE_URL.",
        )
        return
    version, bypasses = row if row else ("?", False)
    yield Line(
        True,
        "データベース",
        f"PostgreSQL {version} につながりました。",
        f"Connected to PostgreSQL {version}.",
    )
    if bypasses:
        yield Line(
            False,
            "データベースの権限",
            "接続ユーザーが行レベルセキュリティを無視できます。権限の低いユーザーを使ってください。",
            "The connecting role bypasses row-level security. Use a role that does not.",
        )
    if not has_current_schema():
        yield Line(
            False,
            "データベースの形",
            "最新ではありません。enishi migrate を実行してください。",
            "It is not up to date. Run: enishi migrate",
        )


def _workers(settings: Settings) -> Iterator[Line]:
    number = living_workers(settings.database_dsn)
    if number:
        yield Line(True, "ワーカー", f"{number}個が動いています。", f"{number} at work.")
    else:
        yield Line(
            None,
            "ワーカー",
            "いま動いていません。enishi up で起動します。",
            "None at work. Start with: enishi up",
        )


def _clock(settings: Settings) -> Iterator[Line]:
    """Compared with LINE's own Date header: that is the clock which counts."""
    try:
        with urllib.request.urlopen(settings.line_api_url, timeout=5) as response:  # noqa: S310 - an operator's setting
            header = response.headers.get("Date")
    except urllib.error.HTTPError as error:
        header = error.headers.get("Date")
    except (urllib.error.URLError, OSError):
        yield Line(
            False,
            "LINE",
            f"{settings.line_api_url} に届きません。ネットワークを確かめてください。",
            "LINE cannot be reached. Check the network.",
        )
        return
    if not header:
        return
    difference = (clock.now() - email.utils.parsedate_to_datetime(header)).total_seconds()
    if abs(difference) > _CLOCK_TOLERANCE_SECONDS:
        yield Line(
            False,
            "時計",
            f"LINEの時計と{difference:.0f}秒ずれています。時刻の同期（NTP）を有効にしてください。",
            f"Off by {difference:.0f} seconds from LINE's. Switch on time synchronisation (NTP).",
        )
    else:
        yield Line(True, "時計", "LINEの時計と合っています。", "It agrees with LINE's.")


def _channels() -> Iterator[Line]:
    channels = selectors.active_channel_ids()
    if not channels:
        yield Line(
            None,
            "公式アカウント",
            "まだ接続されていません。",
            "None is connected yet.",
        )
    for org_id, channel_id in channels:
        with org_scope(org_id):
            name = selectors.channel(org_id, channel_id).name
        for finding in sync.check_channel(
            org_id=org_id, channel_id=channel_id, actor=COMMAND_LINE, now=clock.now()
        ):
            # A finding that is fine but has a mend is advice.
            is_ok = None if finding.is_ok and finding.mend else finding.is_ok
            yield Line(is_ok, f"{name} {finding.check}", finding.ja, finding.en)
