"""Who am I, members, keys and the audit log, over HTTP."""

from datetime import datetime, timedelta

import pytest
from tests.api_client import ApiClient
from tests.factories import make_api_key, rows

from enishi.accounts.models import ApiKey, AuditEntry, Organisation, Role
from enishi.accounts.permissions import role_permissions
from enishi.kit import clock


def test_me_tells_the_organisation_and_the_permissions(api: ApiClient) -> None:
    reply = api.get("/me")

    assert reply.status == 200, reply
    assert reply.json["organisation"]["name"] == "美容室はなえ"
    assert reply.json["kind"] == "api_key"
    assert set(reply.json["permissions"]) == role_permissions(Role.OWNER)


def test_a_key_without_scopes_for_it_can_still_ask_who_it_is(org: Organisation, now: datetime) -> None:
    reply = ApiClient(make_api_key(org, ["tags.view"])).get("/me")

    assert reply.json["permissions"] == ["me.view", "tags.view"]


def test_a_revoked_key_is_refused_at_once(org: Organisation, api: ApiClient) -> None:
    made = api.post("/api-keys", {"name": "予約システム", "scopes": ["friends.view"]}).json
    client = ApiClient(made["key"])
    assert client.get("/me").status == 200

    reply = api.post(f"/api-keys/{made['id']}/revoke")

    assert reply.json["revoked_at"] is not None
    assert client.get("/me").status == 401


def test_an_expired_key_is_refused(org: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    client = ApiClient(make_api_key(org, expires_at=now + timedelta(hours=1)))
    assert client.get("/me").status == 200

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))

    assert client.get("/me").status == 401


def test_the_last_use_of_a_key_is_noted_once_a_minute(
    org: Organisation, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = ApiClient(make_api_key(org))
    noted = []
    for seconds in (0, 59, 61):
        monkeypatch.setattr(clock, "now", lambda moment=now + timedelta(seconds=seconds): moment)
        client.get("/me")
        noted.append(rows(ApiKey, org_id=org.id)[0].last_used_at)

    assert noted == [now, now, now + timedelta(seconds=61)]


def test_a_key_is_shown_once_and_only_its_hash_is_stored(org: Organisation, api: ApiClient) -> None:
    made = api.post("/api-keys", {"name": "予約システム", "scopes": ["friends.view"]})

    assert made.status == 201
    secret = made.json["key"]
    assert secret.startswith("ek_")
    assert len(secret) >= 32
    assert secret not in api.get("/api-keys").content.decode()
    stored = rows(ApiKey, org_id=org.id, name="予約システム")[0]
    assert secret not in str(vars(stored))
    assert all(secret not in str(vars(entry)) for entry in rows(AuditEntry, org_id=org.id))


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic ek_x", "ek_x", "Bearer ek_", "Bearer " + "x" * 5000]
)
def test_broken_authorization_is_told_as_a_problem(db: None, header: str) -> None:
    reply = ApiClient().get("/me", Authorization=header)

    assert reply.status == 401
    assert reply.json["code"] == "unauthenticated"
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_cannot_make_a_key_with_more_than_its_own_scopes(org: Organisation, now: datetime) -> None:
    client = ApiClient(make_api_key(org, ["api_keys.edit", "friends.view"]))

    refused = client.post("/api-keys", {"name": "x", "scopes": ["friends.edit"]})
    allowed = client.post("/api-keys", {"name": "y", "scopes": ["friends.view"]})

    assert (refused.status, allowed.status) == (403, 201)


def test_all_wrong_fields_are_told_at_once(api: ApiClient) -> None:
    reply = api.post("/invitations", {"email": "m", "role": "boss", "nickname": "x"})

    assert reply.status == 422
    assert {error["path"] for error in reply.json["errors"]} == {"email", "role", "nickname"}
    assert all(error["detail"] for error in reply.json["errors"])


def test_the_organisation_can_be_renamed(api: ApiClient) -> None:
    assert api.patch("/organisation", {"name": "美容室さくら"}).json["name"] == "美容室さくら"
    assert api.get("/organisation").json["name"] == "美容室さくら"


def test_the_audit_log_is_paged_newest_first_without_gaps_or_repeats(
    org: Organisation, api: ApiClient, now: datetime
) -> None:
    for number in range(7):
        api.post("/tags", {"name": f"属性_{number}_20261015"})

    pages, cursor = [], None
    while True:
        suffix = f"&cursor={cursor}" if cursor else ""
        page = api.get(f"/audit?limit=3{suffix}").json
        pages.append([entry["id"] for entry in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break

    ids = [number for page in pages for number in page]
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert ids == sorted((entry.id for entry in rows(AuditEntry, org_id=org.id)), reverse=True)


def test_the_audit_log_can_be_filtered(api: ApiClient) -> None:
    tag = api.post("/tags", {"name": "興味_カラー_20261015"}).json
    api.patch("/organisation", {"name": "美容室さくら"})

    entries = api.get(f"/audit?object_kind=tag&object_id={tag['id']}&action=tag.created").json["items"]

    assert [entry["after"] for entry in entries] == [{"name": "興味_カラー_20261015", "kind": "interest"}]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "%E3%81%82", "WyIyMDI2LTEwLTE1VDAzOjAwOjAwIiwxXQ"])
def test_a_broken_cursor_is_refused(api: ApiClient, cursor: str) -> None:
    reply = api.get(f"/audit?cursor={cursor}")

    assert reply.status == 422, reply
    assert reply.json["errors"][0]["path"] == "cursor"
