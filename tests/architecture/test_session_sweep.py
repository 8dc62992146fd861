"""Sweeps over every route as people reach it: with a session, its CSRF token and its second factor."""

import pytest
from tests.architecture.catalogue import fingerprint
from tests.architecture.examples import Example, example_of
from tests.architecture.routes import ROUTES, Route
from tests.architecture.world import MARKER, World
from tests.factories import rows
from tests.staff_browser import StaffBrowser, browser_of

from enishi.accounts.models import Member, Organisation, Role

#: What is open to everybody uses no session.
STAFF_ROUTES = [route for route in ROUTES if route.permission is not None]
OPEN_BEFORE_THE_SECOND_FACTOR = {"show_me"}


@pytest.fixture
def world(org: Organisation) -> World:
    return World(org)


def owner_of(org: Organisation) -> Member:
    return rows(Member, org_id=org.id, role=Role.OWNER)[0]


def ask(browser: StaffBrowser, route: Route, example: Example, **headers: str) -> tuple[int, str]:
    reply = browser.api(route.method, example.path, example.body, **headers)
    code = reply.json.get("code", "") if isinstance(reply.json, dict) else ""
    assert MARKER not in reply.content.decode()
    return reply.status, code


@pytest.mark.parametrize("route", STAFF_ROUTES, ids=str)
def test_another_organisations_session_finds_and_changes_nothing(
    route: Route, world: World, org: Organisation, other_org: Organisation
) -> None:
    example = example_of(world, route.operation_id)
    browser = browser_of(owner_of(other_org).user)
    before = fingerprint(org.id)

    status, _ = ask(browser, route, example)
    by_name, _ = ask(browser, route, example, X_Enishi_Organisation=str(org.id))

    assert fingerprint(org.id) == before
    assert by_name == 404
    if route.takes_ids:
        assert status == 404


@pytest.mark.parametrize(
    "route",
    [route for route in STAFF_ROUTES if route.operation_id not in OPEN_BEFORE_THE_SECOND_FACTOR],
    ids=str,
)
def test_without_the_second_factor_nothing_is_open_but_me(
    route: Route, world: World, org: Organisation
) -> None:
    example = example_of(world, route.operation_id)
    browser = browser_of(owner_of(org).user, has_second_factor=False)
    before = fingerprint(org.id)

    assert ask(browser, route, example) == (403, "second_factor_required")
    assert fingerprint(org.id) == before


@pytest.mark.parametrize("route", [route for route in STAFF_ROUTES if route.method != "GET"], ids=str)
def test_every_change_by_a_session_wants_the_csrf_token(
    route: Route, world: World, org: Organisation
) -> None:
    example = example_of(world, route.operation_id)
    browser = browser_of(owner_of(org).user)
    browser.has_csrf_header = False
    before = fingerprint(org.id)

    assert ask(browser, route, example) == (403, "csrf_failed")
    assert fingerprint(org.id) == before
