"""A browser that notices what people would: errors in the console, refused content, failed answers, barriers.

In: addresses and people. Out: Playwright pages whose troubles are collected, so that a test fails on any of them.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, Route, expect
from tests.browser.stage import Shop, Stage

from enishi.accounts.models import Role

DESKTOP = (1440, 900)
PHONE = (390, 844)
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
#: What browsers say of each answer 4xx and of pictures that are out of reach; answers are watched by themselves.
_NOT_AN_ERROR = re.compile(r"^Failed to load resource")


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    troubles: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        self.pages.append(page)
        return page

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal of the Content-Security-Policy is an error of the console, too.
        if message.type == "error" and not _NOT_AN_ERROR.match(message.text):
            self.troubles.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def take_pictures(self, folder: Path) -> list[Path]:
        """What each open page shows now."""
        folder.mkdir(parents=True, exist_ok=True)
        taken = []
        for number, page in enumerate(page for page in self.pages if not page.is_closed()):
            taken.append(folder / f"page-{number}.png")
            page.screenshot(path=taken[-1])
        return taken


def _only_this_machine(route: Route) -> None:
    if urlsplit(route.request.url).hostname in ("127.0.0.1", None):
        route.continue_()
    else:
        route.abort()


@dataclass
class Screens:
    """Windows of one test: each is a browser of its own, with its own cookies."""

    browser: Browser
    watch: Watch
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(
        self,
        base_url: str,
        *,
        size: tuple[int, int] = DESKTOP,
        language: str = "ja-JP",
        scheme: Literal["light", "dark"] = "light",
        **options: Any,
    ) -> Page:
        context = self.browser.new_context(
            base_url=base_url,
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            color_scheme=scheme,
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(30_000)
        context.route("**/*", _only_this_machine)
        self.contexts.append(context)
        return self.watch.over(context.new_page())

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@dataclass
class App:
    """Enishi in the browser, as the members of one shop see it."""

    screens: Screens
    shop: Shop

    def signed_in(self, role: Role = Role.OWNER, **window: Any) -> Page:
        """A window in which this member has signed in and sees their first page."""
        page = self.screens.window(self.shop.stage.url, **window)
        page.goto(self.shop.sign_in_path(role))
        page.get_by_role("button", name=re.compile("サインインする|Sign in")).click()
        page.wait_for_url(re.compile(r"/c/\d+"))
        return page

    def at(self, path: str, role: Role = Role.OWNER, **window: Any) -> Page:
        """Like ``signed_in``, at a page of the shop's account: ``friends``, ``talk``, ``settings/members`` …"""
        page = self.signed_in(role, **window)
        page.goto(f"/c/{self.shop.channel.id}/{path}")
        return page


@dataclass
class Phones:
    """The page of the virtual phones, and what a friend does there."""

    screens: Screens
    shop: Shop
    page: Page

    def add_friend(self, name: str) -> "Phone":
        """Somebody new adds the shop's account on a phone of their own."""
        page = self.page
        page.get_by_role("button", name=re.compile("友だちを追加|Add a friend")).first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label(re.compile("友だちの名前|Friend's name")).fill(name)
        dialog.get_by_role("button", name=re.compile(re.escape(self.shop.channel.name))).click()
        expect(dialog).to_be_hidden()
        return Phone(page, name)

    def advance(self, label: str) -> None:
        """Put the clock forward by a button: ``+10分``, ``+1時間``, ``+1日``."""
        self.page.get_by_text(label, exact=True).click()


@dataclass
class Phone:
    """One friend's phone."""

    page: Page
    name: str

    @property
    def screen(self) -> Any:
        return self.page.get_by_role("region", name=re.compile(re.escape(self.name)))

    @property
    def talk(self) -> Any:
        return self.screen.get_by_role("log")

    def say(self, text: str) -> None:
        field_ = self.screen.get_by_role("textbox")
        field_.fill(text)
        field_.press("Enter")

    def tap(self, label: str) -> None:
        self.screen.get_by_role("button", name=label, exact=True).last.click()

    def gets(self, text: str) -> None:
        """Wait until the talk shows this."""
        expect(self.talk).to_contain_text(text)


def open_phones(screens: Screens, shop: Shop, **window: Any) -> Phones:
    page = screens.window(shop.stage.line.control_url, **window)
    page.goto(f"/?channel={shop.line_channel_id}")
    return Phones(screens, shop, page)


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical: rule, what is wrong, and the first place."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} ({len(one['nodes'])}x) {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


__all__ = [
    "DESKTOP",
    "PHONE",
    "App",
    "Phone",
    "Phones",
    "Screens",
    "Stage",
    "Watch",
    "barriers",
    "open_phones",
    "overflow",
]
