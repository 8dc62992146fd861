"""The practice channel, on a virtual platform that really runs."""

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests.api_client import ApiClient
from tests.factories import make_channel, rows

from enishi.accounts.models import AuditEntry, Organisation
from enishi.kit.ondemand import PRACTICE_DIRECTORY
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.line.practice import move_practice_channels
from enishi.line.selectors import channel_credentials, webhook_address
from enishi.line.services import Platform
from line_simulator.testing import RunningSimulator, start_simulator

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = "/channels/practice"


@pytest.fixture
def virtual_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSimulator]:
    """The platform that ``enishi up`` would have started."""
    monkeypatch.setattr(settings, "ENISHI_DATA_DIR", tmp_path)
    room = tmp_path / PRACTICE_DIRECTORY
    room.mkdir()
    with start_simulator() as simulator:
        lock = os.open(room / "keeper.lock", os.O_RDWR | os.O_CREAT)
        fcntl.flock(lock, fcntl.LOCK_EX)
        urls = {
            "api_url": simulator.api_url,
            "data_url": simulator.data_url,
            "control_url": simulator.control_url,
        }
        (room / "ready.json").write_text(json.dumps(urls))
        yield simulator
        os.close(lock)


def test_a_practice_channel_lives_on_the_virtual_platform(
    api: ApiClient, org: Organisation, virtual_line: RunningSimulator
) -> None:
    reply = api.post(OPEN, {"name": "練習用アカウント"})

    assert (reply.status, reply.json["is_practice"]) == (201, True)
    line_channel_id = reply.json["line_channel_id"]
    assert reply.json["phone_url"] == f"{virtual_line.control_url}/?channel={line_channel_id}"
    there = virtual_line.control.channel(line_channel_id)
    assert (there["display_name"], there["webhook_url"]) == (
        "練習用アカウント",
        reply.json["webhook_address"],
    )
    assert reply.json["webhook_address"].startswith(settings.ENISHI_LOCAL_URL)
    assert [entry.action for entry in rows(AuditEntry, org_id=org.id, object_kind="channel")] == [
        "channel.connected"
    ]


def test_whoever_asks_again_gets_the_same_one(
    api: ApiClient, org: Organisation, virtual_line: RunningSimulator
) -> None:
    first, second = api.post(OPEN, {"name": "練習用"}), api.post(OPEN, {"name": "もう一つ"})

    assert (first.json["id"], second.json["name"]) == (second.json["id"], "練習用")
    assert len(rows(Channel, org_id=org.id)) == 1


def test_its_calls_go_there_and_not_to_line(
    api: ApiClient, org: Organisation, virtual_line: RunningSimulator
) -> None:
    channel = api.post(OPEN, {"name": "練習用"}).json

    reply = api.post(f"/channels/{channel['id']}/check")

    found = {finding["check"]: finding["is_ok"] for finding in reply.json["findings"]}
    # The settings' own address of LINE leads nowhere in these tests. Nothing listens for webhooks either.
    assert (found["credentials"], found["quota"], found["webhook"]) == (True, True, False)
    assert api.get(f"/channels/{channel['id']}").json["quota_limit"] == 5000


def test_without_anybody_to_start_it_that_is_told(
    api: ApiClient, org: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENISHI_DATA_DIR", tmp_path)

    reply = api.post(OPEN, {"name": "練習用"})

    assert (reply.status, reply.json["code"]) == (409, "practice_unavailable")
    assert rows(Channel, org_id=org.id) == []


def test_after_a_restart_practice_channels_are_found_where_the_platform_is_now(org: Organisation) -> None:
    real = make_channel(org)
    practice = make_channel(org)
    with org_scope(org.id):
        Channel.objects.filter(id=practice.id).update(
            api_address="http://127.0.0.1:1",
            api_data_address="http://127.0.0.1:2",
            phone_address="http://127.0.0.1:3",
        )

    moved = move_practice_channels(Platform("http://127.0.0.1:7", "http://127.0.0.1:8", "http://127.0.0.1:9"))

    assert moved == 1
    hosts = channel_credentials(org.id, practice.id).for_tokens.hosts
    assert (hosts and hosts.api_url, hosts and hosts.data_url) == ("http://127.0.0.1:7", "http://127.0.0.1:8")
    assert channel_credentials(org.id, real.id).for_tokens.hosts is None
    assert webhook_address(real).startswith(settings.ENISHI_PUBLIC_URL)
