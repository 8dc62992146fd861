"""The machinery of the fault tests: a PostgreSQL, a LINE and a nursery of their own, shared by all of them."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.database import address, create_database
from tests.faults.postgres import Postgres, start_postgres
from tests.faults.stage import Stage
from tests.faults.warm import Nursery, start_nursery

from enishi.kit.postgres import APP_ROLE, OWNER_ROLE
from line_simulator.testing import RunningSimulator, start_simulator_process

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

_DATABASE = "enishi_faults"
_FIGURES = "figures"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was measured, also where everything passed."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, figures in report.user_properties:
                if name == _FIGURES:
                    terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {figures}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server that may be killed."""
    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def line() -> Iterator[RunningSimulator]:
    """LINE, in a process of its own."""
    with start_simulator_process() as simulator:
        yield simulator


@pytest.fixture(scope="session")
def nursery(
    postgres: Postgres, line: RunningSimulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Nursery]:
    """The warm parent of all webs and workers."""
    environment = {
        "ENISHI_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "ENISHI_SECRET_KEY": "a-secret-for-tests-only-0123456789abcdef",
        "ENISHI_DATABASE_URL": postgres.dsn(APP_ROLE, _DATABASE),
        "ENISHI_DATABASE_OWNER_URL": postgres.dsn(OWNER_ROLE, _DATABASE),
        "ENISHI_PUBLIC_URL": "https://enishi.example.com",
        "ENISHI_LINE_API_URL": line.api_url,
        "ENISHI_LINE_API_DATA_URL": line.data_url,
        "ENISHI_LINE_ACCESS_URL": line.access_url,
        "ENISHI_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "enishi.config.settings",
    }
    with start_nursery(environment) as started:
        yield started


@pytest.fixture(scope="session")
def seed() -> int:
    """Repeat a run with ``SEED=number``; pytest prints it with every failure."""
    return int(os.environ.get("SEED") or int.from_bytes(os.urandom(4)))


@pytest.fixture
def make_stage(
    nursery: Nursery,
    line: RunningSimulator,
    postgres: Postgres,
    django_db_blocker: "DjangoDbBlocker",
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    seed: int,
    record_property: Callable[[str, object], None],
) -> Iterator[Callable[..., Stage]]:
    """Opens an empty salon on an empty LINE; nothing of a former test is left."""
    owner_url = address(postgres.dsn(OWNER_ROLE, "postgres"), "postgres")
    templates = tmp_path_factory.getbasetemp() / "faults-template"
    templates.mkdir(exist_ok=True)

    def make(friends: int = 120, *, greets: bool = True) -> Stage:
        nursery.clear()
        with django_db_blocker.unblock():
            create_database(owner_url, templates, _DATABASE)
        line.control.reset()
        line.control.set_knobs(log_requests=False, log_webhooks=False)
        made = Stage(nursery, line, postgres.dsn(OWNER_ROLE, _DATABASE), tmp_path, seed)
        made.tell = lambda text: record_property(_FIGURES, text)
        made.open(friends, greets=greets)
        return made

    sys.stdout.write(f"SEED={seed}\n")
    yield make
    nursery.clear()


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    """A salon with 120 friends."""
    return make_stage()
