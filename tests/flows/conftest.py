"""One stage a module, one shop a test; after each test every ledger must add up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker
    from tests.flows.stage import Shop, Stage


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator["Stage"]:
    from django.core.management import call_command
    from django.db import connection
    from tests.flows.stage import open_stage

    with django_db_blocker.unblock():
        with open_stage() as opened:
            yield opened
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, allow_cascade=True)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")


@pytest.fixture
def shop(stage: "Stage") -> Iterator["Shop"]:
    """A shop of the test's own. What the test changed of the world is undone."""
    from tests.flows.stage import open_shop

    control = stage.line.control
    knobs = {name: value for name, value in control.knobs().items() if name != "seed"}
    opened = open_shop(stage)
    yield opened
    opened.adds_up()
    control.clear_faults()
    control.set_knobs(**knobs)
