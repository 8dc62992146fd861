"""What LINE itself says about a channel: the check with its mends, the webhook address, bot info and quota."""

import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import Settings
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.kit.errors import ProblemError
from enishi.line import sync
from enishi.line.models import Channel
from enishi.line.tasks import sync_channels
from line_simulator.testing import RunningSimulator, start_simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with start_simulator(seed=1) as running:
        yield running


@pytest.fixture
def sim(simulator: RunningSimulator, settings: Settings) -> RunningSimulator:
    """LINE, as far as these tests can tell."""
    simulator.control.reset()
    settings.ENISHI_LINE_API_URL = simulator.api_url
    settings.ENISHI_LINE_API_DATA_URL = simulator.data_url
    return simulator


class _Receiver(BaseHTTPRequestHandler):
    """Answers webhooks with 200."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def public_url(settings: Settings) -> Iterator[str]:
    """An installation that LINE can reach."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.ENISHI_PUBLIC_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.ENISHI_PUBLIC_URL
    server.shutdown()
    thread.join()
    server.server_close()


def _connected(org: Organisation, sim: RunningSimulator, *, stateless: bool = False) -> tuple[Channel, Any]:
    at_line = sim.control.create_channel(display_name="美容室はなえ", quota=1000)
    channel = make_channel(
        org,
        line_channel_id=at_line["channel_id"],
        secret=at_line["secret"],
        token=None if stateless else at_line["access_token"],
    )
    return channel, at_line


def _check(api: ApiClient, channel: Channel) -> tuple[bool, dict[str, str | None]]:
    reply = api.post(f"/channels/{channel.id}/check")
    assert reply.status == 200, reply
    findings = {f"{one['check']}:{one['is_ok']}": one["code"] for one in reply.json["findings"]}
    assert all(one["ja"] and one["en"] for one in reply.json["findings"])
    return reply.json["is_ok"], findings


@pytest.mark.parametrize("stateless", [False, True])
def test_a_sound_channel_passes_the_check_and_is_told_to_turn_redelivery_on(
    org: Organisation, api: ApiClient, sim: RunningSimulator, public_url: str, stateless: bool
) -> None:
    channel, at_line = _connected(org, sim, stateless=stateless)
    address = api.post(f"/channels/{channel.id}/set-webhook-address").json["webhook_address"]
    sim.control.update_channel(at_line["channel_id"], webhook_active=True)

    is_ok, findings = _check(api, channel)

    assert address == f"{public_url}/webhook/line/{channel.webhook_key}"
    assert is_ok
    assert findings == {
        "credentials:True": None,
        "bot:True": None,
        "quota:True": None,
        "webhook:True": None,
        "redelivery:True": "line.redelivery",
    }


def test_the_check_notes_bot_and_quota(
    org: Organisation, api: ApiClient, sim: RunningSimulator, now: datetime
) -> None:
    channel, at_line = _connected(org, sim)

    _check(api, channel)

    stored = rows(Channel, id=channel.id)[0]
    assert stored.bot_user_id == at_line["bot_user_id"]
    assert stored.basic_id == at_line["basic_id"]
    assert (stored.quota_limit, stored.quota_used, stored.quota_checked_at) == (1000, 0, now)


def test_credentials_of_a_lost_key_are_told_with_their_mend(org: Organisation) -> None:
    channel = make_channel(org)
    with override_settings(ENISHI_SECRET_KEYS=["another-secret-for-tests-0123456789abcdef"]):
        (finding,) = sync.check_channel(org_id=org.id, channel_id=channel.id, actor=COMMAND_LINE, now=NOW)
        with pytest.raises(ProblemError) as refusal:
            sync.set_webhook_address(org_id=org.id, channel_id=channel.id, actor=COMMAND_LINE, now=NOW)

    assert finding.mend is not None
    assert finding.mend.code == refusal.value.code == "line.credentials_locked"


def test_a_webhook_address_that_was_never_set_is_told(
    org: Organisation, api: ApiClient, sim: RunningSimulator
) -> None:
    channel, _ = _connected(org, sim)

    is_ok, findings = _check(api, channel)

    assert not is_ok
    assert findings["webhook:False"] == "line.webhook_not_set"


def test_a_webhook_address_elsewhere_is_told(
    org: Organisation, api: ApiClient, sim: RunningSimulator, public_url: str
) -> None:
    channel, at_line = _connected(org, sim)
    sim.control.update_channel(
        at_line["channel_id"], webhook_url=f"{public_url}/elsewhere", webhook_active=True
    )

    is_ok, findings = _check(api, channel)

    assert (is_ok, findings["webhook:False"]) == (False, "line.webhook_elsewhere")


def test_a_wrong_token_names_its_mend(org: Organisation, api: ApiClient, sim: RunningSimulator) -> None:
    sim.control.create_channel()
    channel = make_channel(org, token="a-token-that-line-never-issued")

    assert _check(api, channel) == (False, {"credentials:False": "line.wrong_token"})


def test_the_token_of_another_channel_is_noticed(
    org: Organisation, api: ApiClient, sim: RunningSimulator
) -> None:
    other = sim.control.create_channel()
    channel = make_channel(org, token=other["access_token"])

    assert _check(api, channel) == (False, {"credentials:False": "line.token_of_another_channel"})


def test_a_wrong_secret_names_its_mend(org: Organisation, api: ApiClient, sim: RunningSimulator) -> None:
    at_line = sim.control.create_channel()
    channel = make_channel(org, line_channel_id=at_line["channel_id"], secret="0" * 32, token=None)

    assert _check(api, channel) == (False, {"credentials:False": "line.wrong_secret"})


def test_line_out_of_reach_is_a_finding_not_an_error(org: Organisation, api: ApiClient) -> None:
    assert _check(api, make_channel(org)) == (False, {"credentials:False": "line.unreachable"})


def test_a_refused_webhook_address_is_told_and_recorded(
    org: Organisation, api: ApiClient, sim: RunningSimulator, settings: Settings
) -> None:
    channel, _ = _connected(org, sim)
    sim.control.add_fault(
        "setWebhookEndpoint",
        when="before",
        action="status",
        status=400,
        message="Invalid webhook endpoint URL",
    )

    reply = api.post(f"/channels/{channel.id}/set-webhook-address")

    assert (reply.status, reply.json["code"]) == (422, "line.webhook_address_refused")
    entry = rows(AuditEntry, org_id=org.id, action="channel.webhook_address_set")[0]
    assert entry.after is not None
    assert entry.after["was_accepted"] is False


def test_another_accounts_bot_never_takes_over_a_channel(
    org: Organisation, sim: RunningSimulator, now: datetime
) -> None:
    channel, at_line = _connected(org, sim)
    sync.sync_channel(org_id=org.id, channel_id=channel.id, now=now)
    with pytest.MonkeyPatch.context() as patch:
        other = sim.control.create_channel()
        patch.setattr(sync, "_token", _answering(other["access_token"]))
        sync.sync_channel(org_id=org.id, channel_id=channel.id, now=now)

    assert rows(Channel, id=channel.id)[0].bot_user_id == at_line["bot_user_id"]


def _answering(token: str) -> Any:
    async def answer(*_: object) -> tuple[str, None]:
        return token, None

    return answer


@pytest.mark.django_db(transaction=True)
def test_line_is_never_asked_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        sync.ask_line(_answering("never"))


def test_the_hourly_sweep_makes_one_job_a_channel_in_use(org: Organisation, other_org: Organisation) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    ours, theirs = make_channel(org), make_channel(other_org)

    sync_channels(timestamp=0)
    sync_channels(timestamp=3600)

    jobs = ProcrastinateJob.objects.filter(task_name="line.sync_channel")
    assert {(job.args["org_id"], job.args["channel_id"]) for job in jobs} == {
        (org.id, ours.id),
        (other_org.id, theirs.id),
    }
    assert len(jobs) == 2


def test_an_installation_without_https_is_told_before_what_follows_from_it(
    org: Organisation, api: ApiClient, sim: RunningSimulator, public_url: str
) -> None:
    channel, _ = _connected(org, sim)

    found = api.post(f"/channels/{channel.id}/check").json["findings"]

    wrong = [each["code"] for each in found if not each["is_ok"]]
    assert wrong == ["line.webhook_not_https", "line.webhook_not_set"]


def test_a_used_up_quota_is_told_with_its_mend(
    org: Organisation, api: ApiClient, sim: RunningSimulator, public_url: str
) -> None:
    channel, at_line = _connected(org, sim)
    sim.control.update_channel(at_line["channel_id"], quota=0)

    _, findings = _check(api, channel)

    assert findings["quota:False"] == "line.quota_exhausted"


def test_chat_beside_enishi_is_pointed_out(
    org: Organisation, api: ApiClient, sim: RunningSimulator, public_url: str
) -> None:
    channel, at_line = _connected(org, sim)
    sim.control.update_channel(at_line["channel_id"], chat_mode="chat")

    _, findings = _check(api, channel)

    assert "chat_mode:True" in findings
