"""Channels over HTTP: connecting, credentials that never come back, rotation."""

from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.kit.crypto import CannotOpen
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line import selectors, services
from enishi.line.models import Channel

SECRET = "0123456789abcdef0123456789abcdef"
OTHER_SECRET = "f" * 32
TOKEN = "a-long-lived-token/of+LINE=="


def _connect(api: ApiClient, **fields: object) -> dict[str, object]:
    body = {"name": "はなえ公式", "line_channel_id": "1650000001", "secret": SECRET, **fields}
    reply = api.post("/channels", body)
    assert reply.status == 201, reply
    return dict(reply.json)


def test_a_connected_channel_tells_its_webhook_address_and_no_secret(
    org: Organisation, api: ApiClient
) -> None:
    channel = _connect(api, token_kind="long_lived", token=TOKEN)

    stored = rows(Channel, org_id=org.id)[0]
    assert channel["webhook_address"] == f"https://enishi.example.com/webhook/line/{stored.webhook_key}"
    answers = [api.get(f"/channels/{stored.id}"), api.get("/channels")]
    assert all(SECRET not in reply.content.decode() for reply in answers)
    assert all(TOKEN not in reply.content.decode() for reply in answers)
    assert SECRET not in stored.secret_sealed
    assert TOKEN not in stored.token_sealed
    assert all(SECRET not in str(vars(entry)) for entry in rows(AuditEntry, org_id=org.id))


def test_the_engine_can_open_what_was_sealed(org: Organisation, api: ApiClient) -> None:
    channel_id = int(str(_connect(api, token_kind="long_lived", token=TOKEN)["id"]))

    credentials = selectors.channel_credentials(org.id, channel_id)

    assert credentials.secrets == (SECRET,)
    assert credentials.token == TOKEN
    assert credentials.for_tokens.access_token == TOKEN
    assert SECRET not in repr(credentials)
    assert TOKEN not in repr(credentials)


def test_a_channel_renews_its_tokens_itself_unless_told_otherwise(org: Organisation, api: ApiClient) -> None:
    channel = _connect(api)

    assert channel["token_kind"] == "stateless"
    credentials = selectors.channel_credentials(org.id, int(str(channel["id"])))
    assert credentials.for_tokens.access_token is None
    assert credentials.for_tokens.channel_secret == SECRET


def test_connecting_has_bot_info_fetched_by_a_job(org: Organisation, api: ApiClient) -> None:
    channel = _connect(api)

    jobs = ProcrastinateJob.objects.filter(task_name="line.sync_channel")
    assert [job.args for job in jobs] == [{"org_id": org.id, "channel_id": channel["id"]}]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line_channel_id", "abc"),
        ("line_channel_id", "12345"),
        ("secret", "too-short"),
        ("secret", "G" * 32),
        ("timezone", "Asia/Edo"),
        ("token", "unasked-for-token-000000"),
        ("name", ""),
    ],
)
def test_what_line_never_issues_is_refused_with_its_field(api: ApiClient, field: str, value: str) -> None:
    body = {"name": "はなえ公式", "line_channel_id": "1650000001", "secret": SECRET, field: value}

    reply = api.post("/channels", body)

    assert reply.status == 422
    assert [error["path"] for error in reply.json["errors"]] == [field]


def test_a_long_lived_kind_needs_its_token(api: ApiClient) -> None:
    body = {
        "name": "はなえ公式",
        "line_channel_id": "1650000001",
        "secret": SECRET,
        "token_kind": "long_lived",
    }

    assert [error["path"] for error in api.post("/channels", body).json["errors"]] == ["token"]
    assert api.post("/channels", body | {"token": "with a blank inside the token"}).status == 422


def test_a_channel_is_connected_once(api: ApiClient) -> None:
    _connect(api)

    reply = api.post("/channels", {"name": "x", "line_channel_id": "1650000001", "secret": SECRET})

    assert (reply.status, reply.json["code"]) == (409, "channel_connected")


def test_two_secrets_sign_while_one_is_being_rotated(org: Organisation, api: ApiClient) -> None:
    channel_id = int(str(_connect(api)["id"]))

    changed = api.put(f"/channels/{channel_id}/credentials", {"secret": OTHER_SECRET})
    during = selectors.channel_credentials(org.id, channel_id)
    finished = api.post(f"/channels/{channel_id}/finish-rotation")
    after = selectors.channel_credentials(org.id, channel_id)

    assert changed.json["is_rotating_secret"] is True
    assert during.secrets == (OTHER_SECRET, SECRET)
    assert finished.json["is_rotating_secret"] is False
    assert after.secrets == (OTHER_SECRET,)


def test_the_same_secret_entered_again_does_not_end_a_rotation(org: Organisation, api: ApiClient) -> None:
    channel_id = int(str(_connect(api)["id"]))
    for _ in range(2):
        api.put(f"/channels/{channel_id}/credentials", {"secret": OTHER_SECRET})

    assert selectors.channel_credentials(org.id, channel_id).secrets == (OTHER_SECRET, SECRET)


def test_a_channel_works_again_once_its_credentials_are_entered_under_a_new_key(
    org: Organisation, api: ApiClient, settings: Settings
) -> None:
    channel_id = int(str(_connect(api)["id"]))
    settings.ENISHI_SECRET_KEYS = ["another-secret-for-tests-0123456789abcdef"]
    with pytest.raises(CannotOpen):
        selectors.channel_credentials(org.id, channel_id)

    with org_scope(org.id):
        services.update_credentials(
            org_id=org.id,
            channel_id=channel_id,
            credentials=services.NewCredentials(secret=SECRET),
            actor=COMMAND_LINE,
            now=NOW,
        )

    assert selectors.channel_credentials(org.id, channel_id).secrets == (SECRET,)


def test_changing_the_token_leaves_the_secret_alone(org: Organisation, api: ApiClient) -> None:
    channel_id = int(str(_connect(api)["id"]))

    body = {"token_kind": "long_lived", "token": TOKEN}
    assert api.put(f"/channels/{channel_id}/credentials", body).status == 200

    credentials = selectors.channel_credentials(org.id, channel_id)
    assert (credentials.secrets, credentials.token) == ((SECRET,), TOKEN)


def test_going_back_to_stateless_forgets_the_token(org: Organisation, api: ApiClient) -> None:
    channel_id = int(str(_connect(api, token_kind="long_lived", token=TOKEN)["id"]))

    api.put(f"/channels/{channel_id}/credentials", {"token_kind": "stateless"})

    assert rows(Channel, org_id=org.id)[0].token_sealed == ""


def test_a_channel_is_found_by_its_webhook_key_in_any_organisation(
    org: Organisation, other_org: Organisation
) -> None:
    ours, theirs = make_channel(org), make_channel(other_org)

    found = selectors.channel_by_webhook_key(theirs.webhook_key)

    assert found is not None
    assert (found.org_id, found.channel_id) == (other_org.id, theirs.id)
    assert ours.webhook_key != theirs.webhook_key
    assert selectors.channel_by_webhook_key("unknown") is None


def test_a_stopped_channel_takes_no_webhooks(org: Organisation, api: ApiClient) -> None:
    channel = make_channel(org)

    reply = api.patch(f"/channels/{channel.id}", {"name": "本店", "is_active": False})

    assert reply.json["is_active"] is False
    assert selectors.channel_by_webhook_key(channel.webhook_key) is None


def test_credentials_of_another_organisations_channel_cannot_be_opened(
    org: Organisation, other_org: Organisation, now: datetime
) -> None:
    channel = make_channel(org)

    with pytest.raises(ProblemError, match="not_found"):
        selectors.channel_credentials(other_org.id, channel.id)
