"""Prometheus metrics of this process and of the queues in the database (/metrics).

The figures span all organisations, so they are for whoever runs the machine: a request that came through a
proxy, or from a public address, gets 404.
"""

import ipaddress
from collections.abc import Iterable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from enishi.config.problems import problem_response
from enishi.kit.tenancy import system_scope

_FORWARDING_HEADERS = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")

# Each is answered by a partial index, whatever the size of the table.
GAUGES = {
    "enishi_pending_events": (
        "Webhook events that are stored and wait to be processed",
        "SELECT count(*) FROM intake_inboundevent WHERE processed_at IS NULL",
    ),
    "enishi_ready_batches": (
        "Batches that wait to be sent",
        "SELECT count(*) FROM delivery_batch WHERE state = 'ready'",
    ),
    "enishi_unknown_batches": (
        "Batches of which it is unknown whether LINE accepted them",
        "SELECT count(*) FROM delivery_batch WHERE state = 'unknown'",
    ),
}


class DatabaseGauges(Collector):
    """Reads the gauges at every scrape; leaves them out while the database does not answer."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            with system_scope(), connection.cursor() as cursor:
                for name, (meaning, query) in GAUGES.items():
                    cursor.execute(query)
                    yield GaugeMetricFamily(name, meaning, value=cursor.fetchone()[0])
        except DatabaseError:
            return


_gauges = CollectorRegistry(auto_describe=False)
_gauges.register(DatabaseGauges())


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    if not _is_local(request):
        return problem_response(request, 404)
    text = generate_latest(REGISTRY) + generate_latest(_gauges)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _is_local(request: HttpRequest) -> bool:
    if any(header in request.META for header in _FORWARDING_HEADERS):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback or address.is_private
