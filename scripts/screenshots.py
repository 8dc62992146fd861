"""The pictures of the guide and the README, taken from the demo, so that they show what the code draws today.

In: a built app and Chromium. Out: docs/guide/images/*.png. Run by ``make screenshots``.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "guide" / "images"
SIZE = {"width": 1280, "height": 800}
#: Screens settle within this time: pictures load, charts and flows are laid out.
SETTLE_MILLISECONDS = 1_500
COLOURS = 128


@dataclass(frozen=True)
class Running:
    """An Enishi that was started for the pictures."""

    url: str
    printed: str


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def started(command: str, until: str) -> Iterator[Running]:
    """``enishi demo`` or ``enishi up`` in an empty directory, once it has printed ``until``."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="enishi-pictures-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ENISHI_")},
            "ENISHI_DATA_DIR": directory,
            "ENISHI_PORT": str(port),
            "ENISHI_LOG_LEVEL": "WARNING",
        }
        program = str(Path(sys.executable).parent / "enishi")
        process = subprocess.Popen(
            [program, command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert process.stdout is not None
        try:
            printed = ""
            for line in process.stdout:
                printed += line
                if re.search(until, printed):
                    break
            else:
                raise SystemExit(printed)
            yield Running(f"http://127.0.0.1:{port}", printed)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"not printed: {pattern}\n{text}")
    return match.group(0)


def _window(browser: Browser) -> Page:
    context = browser.new_context(
        viewport=SIZE,  # type: ignore[arg-type]
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def take(page: Page, name: str) -> None:
    """Keep what the page shows as ``name``.png, in few colours: pictures in a repository stay for ever."""
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as shot:
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def picture_the_app(browser: Browser, demo: Running) -> None:
    """The demo shop's screens, and the virtual phone beside them."""
    page = _window(browser)
    page.goto(_found(r"http\S+/sign-in-link#\S+", demo.printed))
    page.get_by_role("button", name="サインインする").click()
    page.wait_for_url(re.compile(r"/c/\d+"))
    base = page.url.rstrip("/")
    take(page, "home")
    page.goto(f"{base}/friends")
    take(page, "friends")
    page.get_by_text("清水 陽菜").first.click()
    take(page, "friend")
    page.goto(f"{base}/talk")
    page.get_by_text("清水 陽菜").first.click()
    take(page, "talk")
    page.goto(f"{base}/scenarios")
    page.get_by_role("link", name="はじめてのお客さま").click()
    take(page, "scenario")
    page.get_by_role("button", name=re.compile("ステップ1")).first.click()
    take(page, "composer")
    page.goto(_found(r"http\S+/\?channel=\S+", demo.printed))
    page.get_by_role("button", name="友だちを追加").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("友だちの名前").fill("小野 めぐみ")
    dialog.get_by_role("button", name=re.compile("つむぎ")).click()
    page.get_by_role("log").get_by_text(re.compile("はじめまして")).first.wait_for()
    take(page, "phone")


def picture_the_setup(browser: Browser, installation: Running) -> None:
    """The first page of an empty installation."""
    page = _window(browser)
    page.goto(_found(r"http\S+/setup#\w+", installation.printed))
    take(page, "setup")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("Chromium is missing: run `sh scripts/chromium.sh`")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        with started("demo", r"Ctrl-C to stop") as demo:
            picture_the_app(browser, demo)
        with started("up", r"/setup#\w+") as installation:
            picture_the_setup(browser, installation)
        browser.close()


if __name__ == "__main__":
    main()
