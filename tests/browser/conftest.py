"""One stage and one Chromium for all browser tests, one shop a test; any trouble on a page fails its test."""

import os
import re
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker
    from tests.browser.screens import App, Phones, Screens, Watch
    from tests.browser.stage import Shop, Stage

SOURCE = Path(__file__).parents[2] / "src"
BUILT = (SOURCE / "enishi" / "webapp" / "index.html", SOURCE / "line_simulator" / "phone" / "phone.html")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test keeps what its pages showed, and says where."""
    report = yield
    watch = getattr(item, "funcargs", {}).get("watch")
    if report.when == "call" and watch is not None and (report.failed or watch.troubles):
        folder = Path(tempfile.gettempdir()) / "enishi-screens" / re.sub(r"\W+", "-", item.name)
        report.sections.append(("screens", "\n".join(str(path) for path in watch.take_pictures(folder))))
    return report


@pytest.fixture(scope="package")
def browser(django_db_setup: None) -> Iterator[Browser]:
    # The database comes first: it cannot be made any more once Playwright's event loop runs in this thread.
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "These tests need Chromium: run `make test-browser`, which installs it"
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator["Stage"]:
    from django.core.management import call_command
    from django.db import connection
    from tests.browser.stage import open_stage

    missing = [str(path) for path in BUILT if not path.exists()]
    assert not missing, f"The browser app is not built: run `make test-browser` ({', '.join(missing)})"
    # Playwright keeps an event loop running in this thread, in which Django would refuse to arrange rows.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock(), tempfile.TemporaryDirectory(prefix="enishi-browser-") as directory:
        with open_stage(Path(directory)) as opened:
            yield opened
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=True)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def shop(stage: "Stage") -> Iterator["Shop"]:
    """A shop of the test's own; what the test broke at LINE is mended."""
    from tests.browser.stage import open_shop

    yield open_shop(stage)
    stage.line.control.clear_faults()


@pytest.fixture
def watch() -> Iterator["Watch"]:
    from tests.browser.screens import Watch

    watching = Watch()
    yield watching
    assert watching.troubles == []


@pytest.fixture
def screens(browser: Browser, watch: "Watch") -> Iterator["Screens"]:
    from tests.browser.screens import Screens

    opened = Screens(browser, watch)
    yield opened
    opened.close()


@pytest.fixture
def app(screens: "Screens", shop: "Shop") -> "App":
    """Enishi in the browser: ``app.at("friends")``, ``app.at("talk", Role.RESPONDER, size=PHONE)``."""
    from tests.browser.screens import App

    return App(screens, shop)


@pytest.fixture
def phones(screens: "Screens", shop: "Shop") -> "Phones":
    """The virtual phones: ``aiko = phones.add_friend("愛子")``, ``aiko.say("予約")``, ``aiko.gets("…")``."""
    from tests.browser.screens import open_phones

    return open_phones(screens, shop)
