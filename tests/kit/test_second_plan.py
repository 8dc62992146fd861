"""Slow statements get another plan, and the transaction goes on as it was."""

import pytest
from django.db import OperationalError, connection

from enishi.kit.second_plan import with_second_plan

pytestmark = pytest.mark.django_db


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def test_a_quick_statement_keeps_its_first_plan() -> None:
    assert with_second_plan(lambda: setting("enable_nestloop"), 5_000) == "on"
    assert setting("statement_timeout") == "0"


def test_a_slow_statement_is_run_again_without_nested_loops() -> None:
    calls: list[str] = []

    def run() -> str:
        calls.append(setting("enable_nestloop"))
        if len(calls) == 1:
            with connection.cursor() as cursor:
                cursor.execute("CREATE TEMPORARY TABLE half_done (id int)")
                cursor.execute("SELECT pg_sleep(10)")
        return setting("enable_nestloop")

    assert with_second_plan(run, 50) == "off"
    assert calls == ["on", "off"]
    assert (setting("enable_nestloop"), setting("statement_timeout")) == ("on", "0")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('half_done')")
        assert cursor.fetchone()[0] is None


def test_other_errors_come_through() -> None:
    def run() -> None:
        raise OperationalError("away")

    with pytest.raises(OperationalError, match="away"):
        with_second_plan(run, 5_000)
