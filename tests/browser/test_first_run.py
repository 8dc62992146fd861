"""From an empty machine to a scenario that arrives: ``enishi up`` alone, by screen alone, without LINE.

In: the command that people run, on an empty data directory. Out: what owner and friend see. No row is arranged.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect
from tests.browser.screens import Phone, Screens, barriers, overflow

PATIENCE_SECONDS = 120.0


class Installation:
    """``enishi up`` in a directory of its own, and what it printed."""

    def __init__(self, directory: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = int(listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{port}"
        self._log = directory.parent / f"{directory.name}.log"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ENISHI_")},
            "ENISHI_DATA_DIR": str(directory),
            "ENISHI_PORT": str(port),
            "ENISHI_LOG_LEVEL": "WARNING",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("wb") as log:
            command = [str(Path(sys.executable).parent / "enishi"), "up"]
            self.process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.printed(r"Enishi: http\S+")

    def printed(self, pattern: str) -> str:
        """Wait until the program has printed this."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := re.search(pattern, self._log.read_text(errors="replace"))):
            assert self.process is not None
            assert self.process.poll() is None, self._log.read_text(errors="replace")
            assert time.monotonic() < deadline, f"never printed: {pattern}"
            time.sleep(0.1)
        return found.group(0)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def installation() -> Iterator[Installation]:
    # Not pytest's own directory: PostgreSQL runs as another user when root runs the tests, and has to get in.
    with tempfile.TemporaryDirectory(prefix="enishi-first-run-", ignore_cleanup_errors=True) as parent:
        Path(parent).chmod(0o755)
        directory = Path(parent) / "data"
        directory.mkdir(mode=0o755)
        installed = Installation(directory)
        installed.start()
        yield installed
        installed.stop()


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _set_up_the_owner(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("お店・会社の名前").fill("カフェ 縁")
    page.get_by_label("お名前").fill("山田 みどり")
    page.get_by_label("メールアドレス").fill("midori@example.com")
    page.get_by_role("textbox", name="パスワード").fill("himawari-asagao-tsubaki")
    assert "\n".join(barriers(page)) == ""
    page.get_by_role("button", name="オーナーを登録して次へ").click()


def _turn_on_the_second_factor(page: Page) -> None:
    expect(page.get_by_label("6桁の数字")).to_be_visible()
    shown = page.get_by_text(re.compile(r"^([A-Z2-7]{4} ?)+$")).inner_text()
    page.get_by_label("6桁の数字").fill(_code(shown.replace(" ", "")))
    page.get_by_role("button", name="二段階認証をオンにする").click()
    page.get_by_label("回復コードを保存しました").check()
    page.get_by_role("button", name="完了").click()


def test_an_owner_goes_from_an_empty_machine_to_a_scenario_that_arrives(
    installation: Installation, screens: Screens
) -> None:
    page = screens.window(installation.url)
    _set_up_the_owner(page, installation.printed(r"http\S+/setup#\w+"))
    _turn_on_the_second_factor(page)
    page.get_by_role("button", name="LINEなしで試す").click()
    phone_url = page.get_by_role("link", name=re.compile("仮想LINEを開く")).get_attribute("href")
    assert phone_url is not None
    page.get_by_role("link", name="ホームへ進む").click()

    page.get_by_role("link", name="友だち一覧").click()
    phone_page = screens.window("")
    phone_page.goto(phone_url)
    megumi = _add_friend(phone_page, "小野 めぐみ")
    expect(page.get_by_text("小野 めぐみ").first).to_be_visible()

    megumi.say("日曜日は開いていますか？")
    _answer(page, "はい、10時から18時まで開いています。")
    megumi.gets("10時から18時まで")

    _publish_a_scenario(page, "はじめまして。カフェ縁です。")
    _add_friend(phone_page, "田中 はると").gets("はじめまして。カフェ縁です。")
    assert overflow(page) <= 0


def _add_friend(page: Page, name: str) -> Phone:
    page.get_by_role("button", name="友だちを追加").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("友だちの名前").fill(name)
    dialog.get_by_role("button", name=re.compile("練習用アカウント")).click()
    expect(dialog).to_be_hidden()
    return Phone(page, name)


def _answer(page: Page, text: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=re.compile("^トーク")).click()
    page.get_by_role("heading", name="トーク", exact=True).wait_for()
    page.get_by_role("link", name=re.compile("小野 めぐみ")).click()
    expect(page.get_by_text("日曜日は開いていますか？").last).to_be_visible()
    reply = page.get_by_role("textbox", name="小野 めぐみさんへの返信")
    reply.fill(text)
    reply.press("Control+Enter")


def _publish_a_scenario(page: Page, text: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name="シナリオ").click()
    page.get_by_role("button", name=re.compile("友だち追加のあいさつ")).click()
    page.get_by_role("button", name=re.compile("ステップ1")).first.click()
    page.get_by_role("textbox", name="本文").fill(text)
    expect(page.get_by_text("保存済み")).to_be_visible()
    page.get_by_role("button", name="公開する").click()
    page.get_by_role("dialog").get_by_role("button", name="3ステップのシナリオを公開").click()
    expect(page.get_by_text("稼働中")).to_be_visible()
