"""A member who is limited to one channel, on every route: another channel does not exist for them."""

import pytest
from tests.api_client import ApiClient
from tests.architecture.catalogue import fingerprint, query, tenant_tables
from tests.architecture.examples import Example, example_of, examples
from tests.architecture.routes import ROUTES, Route
from tests.architecture.world import MARKER, World
from tests.factories import make_channel

from enishi.accounts import http
from enishi.accounts.models import Organisation, Role
from enishi.accounts.permissions import ORGANISATION_WIDE, Actor, member_permissions

#: Tables whose rows belong to no single channel, and how a limited member is kept from them, or why not.
SHARED = {
    "accounts_apikey": "the permission is organisation-wide",
    "accounts_auditentry": "the permission is organisation-wide",
    "accounts_invitation": "the permission is organisation-wide",
    "accounts_member": "colleagues' names; managing them is organisation-wide",
    "accounts_requestkey": "a caller's own",
    "content_revision": "reached only by way of what sends it",
    "content_template": "templates are the organisation's",
    "content_upload": "images for messages are the organisation's, and public",
    "friends_field": "fields are the organisation's; what a friend has in them is limited",
    "friends_genre": "genres are the organisation's; who is interested is limited",
    "friends_setchunk": "bits alone; what they find is cut to the friends of a channel that one sees",
    "friends_setmark": "names of parts alone",
    "friends_tag": "tags are the organisation's; who has them is limited",
    "friends_tagbackup": "tags are the organisation's; who had them is limited",
    "friends_tagmerge": "tags are the organisation's; who has them is limited",
    "friends_tagnaming": "tags are named alike in the whole organisation",
    "inbox_cannedreply": "canned replies are the organisation's",
    "inbox_mark": "marks are the organisation's; which talk has one is limited",
    "friends_consentpurpose": "purposes are the organisation's; who agreed is limited",
    "friends_privacysettings": "how long data are kept is the organisation's",
    "friends_customer": "listed organisation-wide only; beyond that reached by a friend whom one sees",
    "friends_customerexternalid": "reached by a customer",
    "friends_customermove": "the permission is organisation-wide",
    "friends_customersettings": "the permission is organisation-wide",
    "friends_customersweep": "the permission is organisation-wide",
    "friends_externaleventkey": "only programs send events, and they are not limited to channels",
    "friends_matchsuggestion": "the permission is organisation-wide",
    "friends_order": "listed organisation-wide only; beyond that reached by a friend whom one sees",
    "friends_orderline": "reached by an order",
    "friends_product": "products are the organisation's",
}
#: Routes that show what the whole organisation shares, or take its id.
SHARED_ROUTES = {
    "list_tags",
    "change_tag",
    "delete_tag",
    "tag_friends",
    "show_tag",
    "check_name_of_tag",
    "show_tag_naming",
    "change_tag_naming",
    "take_stock_of_tags",
    "export_stock_of_tags",
    "archive_many_tags",
    "preview_tag_merge",
    "merge_tags",
    "list_tag_merges",
    "undo_tag_merge",
    "list_tag_backups",
    "download_tag_backup",
    "restore_tag",
    "list_fields",
    "change_field",
    "delete_field",
    "list_field_uses",
    "back_up_field",
    "preview_type_change",
    "change_field_type",
    "list_genres",
    "list_consent_purposes",
    "replace_consent_purpose",
    "replace_genre",
    "list_templates",
    "show_template",
    "change_template",
    "list_marks",
    "change_mark",
    "list_canned_replies",
    "change_canned_reply",
    "search_everything",
}

#: What is of all accounts together, or it would be incomplete without telling so: refused, whatever the id.
WHOLE_ROUTES = {"export_customer", "erase_customer_alone"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(org: Organisation) -> World:
    return World(org)


@pytest.fixture
def elsewhere(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> ApiClient:
    """The staff API as an owner's equal who works on another channel only."""
    channels = (make_channel(org, name="二号店").id,)
    actor = Actor("user", "二号店の担当", permissions=member_permissions(Role.OWNER, channels))
    principal = http.Principal(org.id, actor, channels)
    monkeypatch.setattr(http, "PRINCIPAL_SOURCES", (lambda request: principal,))
    return ApiClient()


def test_every_table_is_limited_or_has_a_reason_not_to_be() -> None:
    rows = query(
        "SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
        "WHERE p.polname = 'channels' AND NOT p.polpermissive"
    )
    limited = {str(row[0]) for row in rows}

    assert tenant_tables() - limited == set(SHARED)


def _example(world: World, route: Route) -> Example:
    return example_of(world, route.operation_id)


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_another_channel_is_neither_seen_nor_changed(
    route: Route, world: World, org: Organisation, elsewhere: ApiClient
) -> None:
    example = _example(world, route)
    before = fingerprint(org.id)

    reply = elsewhere.call(route.method, example.path, example.body)

    assert reply.status < 500, reply
    if route.permission in ORGANISATION_WIDE or route.operation_id in WHOLE_ROUTES:
        assert reply.status == 403, reply
    elif route.operation_id not in SHARED_ROUTES:
        assert MARKER not in reply.content.decode()
        assert reply.status == 404 or not route.takes_ids, reply
    changed = {table for table, now in fingerprint(org.id).items() if now != before[table]}
    assert changed <= set(SHARED)


def test_the_limit_is_the_databases_own(org: Organisation, world: World) -> None:
    from enishi.kit.tenancy import limited_to_channels, org_scope

    examples(world)
    other = make_channel(org)
    tables = [
        "friends_friend",
        "friends_friendtag",
        "friends_timelineevent",
        "scenarios_enrolment",
        "line_channel",
    ]

    with limited_to_channels([other.id]), org_scope(org.id):
        seen = {table: query(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
    with limited_to_channels([world.channel.id]), org_scope(org.id):
        own = {table: query(f"SELECT count(*) > 0 FROM {table}")[0][0] for table in tables}

    assert seen == dict.fromkeys(tables, 0) | {"line_channel": 1}
    assert own == dict.fromkeys(tables, True)
