"""The cast, the clock and the database of all tests."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from tests.database import Server, address, create_database

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker
    from tests.api_client import ApiClient

    from enishi.accounts.models import Member, Organisation
    from enishi.friends.models import Friend
    from enishi.line.models import Channel

# The same examples at every run: a failure in CI is a failure at home. New ones are found by running with another
# profile: pytest --hypothesis-profile=default.
hypothesis.settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
hypothesis.settings.load_profile("repeatable")

_server = pytest.StashKey[Server]()
_home = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()
_database = pytest.StashKey[tuple[str, Path, str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Before Django is set up.

    Its settings read the environment, and the environment must be the tests' own.
    """
    given: dict[str, str] | None = getattr(config, "workerinput", None)
    if given is None:
        config.stash[_server] = server = Server()
        owner_url, directory, worker = server.owner_url, server.directory, "main"
    else:
        owner_url, directory = given["test_owner_url"], Path(given["test_directory"])
        worker = given["workerid"]
    name = f"enishi_test_{worker}"
    config.stash[_database] = (owner_url, directory, name)
    config.stash[_home] = tempfile.TemporaryDirectory(prefix="enishi-home-")
    for variable in [key for key in os.environ if key.startswith("ENISHI_")]:
        del os.environ[variable]
    os.environ.update(
        ENISHI_DATA_DIR=config.stash[_home].name,
        ENISHI_SECRET_KEY="a-secret-for-tests-only-0123456789abcdef",
        ENISHI_DATABASE_URL=address(owner_url, name, "enishi_app"),
        ENISHI_DATABASE_OWNER_URL=address(owner_url, name),
        ENISHI_PUBLIC_URL="https://enishi.example.com",
        # Nothing may leave the machine: a test that talks to LINE names its own double.
        ENISHI_LINE_API_URL="http://127.0.0.1:9",
        ENISHI_LINE_API_DATA_URL="http://127.0.0.1:9",
        ENISHI_LINE_ACCESS_URL="http://127.0.0.1:9",
        DJANGO_SETTINGS_MODULE="enishi.config.settings",
    )
    import django

    django.setup()
    # Worker processes inherit the environment, and with this variable in it they would set Django up with
    # this process's database before they are told their own.
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each worker process where the server is; this process outlives them and holds it."""
    server = node.config.stash[_server]
    server.start()
    node.workerinput["test_owner_url"] = server.owner_url
    node.workerinput["test_directory"] = str(server.directory)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Any test to any worker, but not two at once that kill processes, nor two at once at a browser.

    The former would starve each other, and the latter share one stage, which takes long to open.
    """
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class OneWorkerForEach(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            together = ("tests/faults", "tests/browser")
            return next((folder for folder in together if nodeid.startswith(f"{folder}/")), nodeid)

    return OneWorkerForEach(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    home = config.stash.get(_home, None)
    if home is not None:
        home.cleanup()
    if _server in config.stash:
        config.stash[_server].stop()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """This process's copy of the migrated template; the server's end removes it."""
    owner_url, directory, name = request.config.stash[_database]
    from django.conf import settings

    if settings.DATABASES["default"]["NAME"] != name:
        raise pytest.UsageError(
            "Django was set up before tests/conftest.py could name the tests' database: "
            "leave DJANGO_SETTINGS_MODULE out of pytest's settings and of the environment"
        )
    if _server in request.config.stash:
        request.config.stash[_server].start()
    with django_db_blocker.unblock():
        create_database(owner_url, directory, name)
    yield
    from django.db import connections

    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _no_jobs_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """The job queue's tables are not Django's, so a test with real transactions must empty them itself."""
    yield
    marker = request.node.get_closest_marker("django_db")
    is_transactional = marker is not None and marker.kwargs.get("transaction", False)
    if is_transactional or {"transactional_db", "live_server"} & set(request.fixturenames):
        from django.db import connection

        with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still."""
    from tests.factories import NOW

    from enishi.kit import clock

    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def org(db: None) -> "Organisation":
    """Ours: 美容室はなえ."""
    from tests.factories import make_organisation

    return make_organisation("美容室はなえ")


@pytest.fixture
def other_org(db: None) -> "Organisation":
    """Somebody else's: must see nothing of ours."""
    from tests.factories import make_organisation

    return make_organisation("カフェみなと")


@pytest.fixture
def owner(org: "Organisation") -> "Member":
    from tests.factories import rows

    from enishi.accounts.models import Member, Role

    return rows(Member, org_id=org.id, role=Role.OWNER)[0]


@pytest.fixture
def operator(org: "Organisation") -> "Member":
    from tests.factories import make_member

    from enishi.accounts.models import Role

    return make_member(org, Role.OPERATOR)


@pytest.fixture
def viewer(org: "Organisation") -> "Member":
    """May look and change nothing."""
    from tests.factories import make_member

    from enishi.accounts.models import Role

    return make_member(org, Role.ANALYST)


@pytest.fixture
def channel(org: "Organisation") -> "Channel":
    from tests.factories import make_channel

    return make_channel(org)


@pytest.fixture
def aiko(channel: "Channel") -> "Friend":
    """愛子 follows us."""
    from tests.factories import make_friend

    return make_friend(channel, "愛子")


@pytest.fixture
def kenji(channel: "Channel") -> "Friend":
    """健二 follows us too."""
    from tests.factories import make_friend

    return make_friend(channel, "健二")


@pytest.fixture
def api(org: "Organisation", now: datetime) -> "ApiClient":
    """The staff API as our owner's key."""
    from tests.api_client import ApiClient
    from tests.factories import make_api_key

    return ApiClient(make_api_key(org))


@pytest.fixture
def viewer_api(org: "Organisation", now: datetime) -> "ApiClient":
    """The staff API as a key that may only look."""
    from tests.api_client import ApiClient
    from tests.factories import make_api_key

    from enishi.accounts.models import Role

    return ApiClient(make_api_key(org, role=Role.ANALYST))


@pytest.fixture
def other_api(other_org: "Organisation", now: datetime) -> "ApiClient":
    """The staff API as the other organisation's owner."""
    from tests.api_client import ApiClient
    from tests.factories import make_api_key

    return ApiClient(make_api_key(other_org))
