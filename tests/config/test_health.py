"""Health, readiness and metrics."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from tests.factories import NOW

from enishi.accounts.models import Organisation
from enishi.config import health
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel


@pytest.fixture(autouse=True)
def _looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    health._schema_is_current.clear()


def test_health_asks_nothing_of_the_database() -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_ready_when_the_database_answers_and_is_migrated(db: None) -> None:
    response = Client().get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_not_ready_with_pending_migrations(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "has_current_schema", lambda: False)

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["migrations"]) == (503, "pending")


def test_not_ready_without_a_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> Any:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "has_current_schema", fail)
    monkeypatch.setattr(connection, "close", lambda: None)

    response = Client().get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


def _figure(text: str, name: str) -> float:
    return float(next(line for line in text.splitlines() if line.startswith(f"{name} ")).split()[1])


def test_metrics_count_the_queues_of_all_organisations(org: Organisation, channel: Channel) -> None:
    with org_scope(org.id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_inboundevent (org_id, channel_id, webhook_event_id, occurred_at, received_at, "
            "is_redelivery, raw, error) VALUES (%s, %s, 'e1', %s, %s, false, '{}', '')",
            [org.id, channel.id, NOW, NOW],
        )

    text = Client().get("/metrics").content.decode()

    assert _figure(text, "enishi_pending_events") == 1
    assert _figure(text, "enishi_ready_batches") == 0
    assert _figure(text, "enishi_unknown_batches") == 0
    assert "process_cpu_seconds_total" in text


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "8.8.8.8"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_metrics_are_for_the_machine_itself_and_its_network(db: None, meta: dict[str, str]) -> None:
    assert Client(**meta).get("/metrics").status_code == 404  # type: ignore[arg-type]


def test_metrics_reach_a_scraper_on_the_private_network(db: None) -> None:
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 200
