"""Sweeps over every route of the staff API: permission, tenancy, audit."""

import pytest
from ninja import Router
from ninja.errors import ConfigError
from tests.api_client import ApiClient
from tests.architecture.catalogue import fingerprint
from tests.architecture.examples import Example, example_of, examples
from tests.architecture.routes import ROUTES, Route
from tests.architecture.world import MARKER, World
from tests.factories import make_api_key, rows

from enishi.accounts.http import StaffRouter
from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import ALWAYS_HELD, HOLDERS, PERMISSIONS
from enishi.config.api import ROUTERS

every_route = pytest.mark.parametrize("route", ROUTES, ids=str)


@pytest.fixture
def world(org: Organisation) -> World:
    return World(org)


def _example(world: World, route: Route) -> Example:
    return example_of(world, route.operation_id)


def test_every_permission_has_a_row_in_the_table_of_roles() -> None:
    assert set(HOLDERS) == PERMISSIONS


def test_every_router_is_one_that_demands_permissions() -> None:
    assert all(isinstance(router, StaffRouter) for router in ROUTERS)


def test_a_route_without_a_permission_cannot_be_declared() -> None:
    router = StaffRouter()

    for method in ("get", "post", "put", "patch", "delete"):
        with pytest.raises(ConfigError):
            getattr(router, method)("/x")
    with pytest.raises(ConfigError):
        router.api_operation(["GET"], "/x")


def test_a_route_with_an_unknown_permission_cannot_be_declared() -> None:
    with pytest.raises(ConfigError):
        StaffRouter().get("/x", permission="friends.peek")  # type: ignore[arg-type]


def test_a_plain_router_would_be_noticed() -> None:
    assert not isinstance(Router(), StaffRouter)


def test_every_route_names_a_known_permission() -> None:
    assert [str(route) for route in ROUTES if route.permission not in PERMISSIONS] == []


def test_operation_ids_are_unique() -> None:
    ids = [route.operation_id for route in ROUTES]

    assert sorted(set(ids)) == sorted(ids)


def test_every_route_has_an_example_and_every_example_a_route(world: World) -> None:
    assert sorted(examples(world)) == sorted(route.operation_id for route in ROUTES)


@every_route
def test_nobody_without_a_key_gets_in(route: Route, world: World) -> None:
    example = _example(world, route)

    assert ApiClient().call(route.method, example.path, example.body).status == 401
    assert ApiClient("ek_wrong").call(route.method, example.path, example.body).status == 401


@every_route
def test_a_key_with_every_other_permission_is_refused(route: Route, world: World, org: Organisation) -> None:
    if route.permission in ALWAYS_HELD:
        return
    example = _example(world, route)
    before = fingerprint(org.id)
    client = ApiClient(make_api_key(org, PERMISSIONS - {route.permission}))

    reply = client.call(route.method, example.path, example.body)

    assert reply.status == 403
    assert str(route.permission) in reply.json["detail"]
    after = fingerprint(org.id)
    # The keys and the record of their making are this test's own.
    assert {name for name in after if after[name] != before[name]} <= {
        "accounts_apikey",
        "accounts_auditentry",
    }


@every_route
def test_a_key_with_only_this_permission_passes_the_gate(
    route: Route, world: World, org: Organisation
) -> None:
    example = _example(world, route)
    client = ApiClient(make_api_key(org, [str(route.permission)]))

    reply = client.call(route.method, example.path, example.body)

    assert reply.status != 401
    assert "この操作には権限" not in reply.content.decode(errors="replace")


@every_route
def test_another_organisation_finds_and_changes_nothing(
    route: Route, world: World, org: Organisation, other_api: ApiClient
) -> None:
    example = _example(world, route)
    before = fingerprint(org.id)

    reply = other_api.call(route.method, example.path, example.body)

    assert fingerprint(org.id) == before
    assert MARKER not in reply.content.decode()
    if route.takes_ids:
        assert reply.status == 404, reply


@pytest.mark.parametrize("route", [route for route in ROUTES if route.is_recorded], ids=str)
def test_every_change_is_in_the_audit_log(
    route: Route, world: World, org: Organisation, api: ApiClient
) -> None:
    example = _example(world, route)
    before = {entry.id for entry in rows(AuditEntry, org_id=org.id)}

    reply = api.call(route.method, example.path, example.body, X_Request_Id="audit-sweep")

    assert reply.status in example.statuses, reply
    added = [entry for entry in rows(AuditEntry, org_id=org.id) if entry.id not in before]
    assert added, f"{route} left no trace"
    assert {entry.request_id for entry in added} == {"audit-sweep"}
    assert {entry.actor_kind for entry in added} == {"api_key"}
    assert {entry.address for entry in added} == {"127.0.0.1"}


@pytest.mark.parametrize("route", [route for route in ROUTES if not route.is_mutating], ids=str)
def test_reading_changes_nothing_and_leaves_no_audit(
    route: Route, world: World, org: Organisation, api: ApiClient
) -> None:
    example = _example(world, route)
    api.get("/me")
    before = fingerprint(org.id)

    reply = api.call(route.method, example.path, example.body)

    assert reply.status == 200, reply
    assert fingerprint(org.id) == before
