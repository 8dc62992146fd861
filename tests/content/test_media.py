"""Friends' media: noted when they arrive, fetched into our store, gone when the friend takes them back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings
from tests.factories import NOW, make_channel, make_friend, make_organisation, rows

from enishi.content import sync
from enishi.content.models import Media, MediaState
from enishi.content.services.media import NewMedia, expect_media, forget_media, media_root
from enishi.friends.models import Friend
from enishi.kit.tenancy import org_scope
from line_simulator.testing import RunningSimulator, start_simulator

pytestmark = pytest.mark.django_db(transaction=True)
PICTURE = b"\xff\xd8\xff\xe0" + b"picture" * 100


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with start_simulator(seed=1) as running:
        yield running


class Shop:
    """A channel at the simulator with one friend who sends pictures."""

    def __init__(self, sim: RunningSimulator) -> None:
        self.control = sim.control
        line = sim.control.create_channel()
        self.line_channel_id: str = line["channel_id"]
        org = make_organisation()
        self.channel = make_channel(
            org,
            line_channel_id=self.line_channel_id,
            secret=line["secret"],
            token=line["access_token"],
        )
        user = sim.control.create_user(self.line_channel_id, display_name="愛子")
        self.friend: Friend = make_friend(self.channel, line_user_id=user)

    def send_picture(self, data: bytes = PICTURE) -> str:
        act = self.control.send_media(self.line_channel_id, self.friend.line_user_id, "image", data)
        return str(act["event"]["message"]["id"])

    def expect(self, *message_ids: str) -> None:
        wanted = [NewMedia(self.friend.id, message_id, "image") for message_id in message_ids]
        with org_scope(self.channel.org_id):
            expect_media(org_id=self.channel.org_id, channel_id=self.channel.id, media=wanted, now=NOW)

    def forget(self, *message_ids: str) -> None:
        with org_scope(self.channel.org_id):
            forget_media(self.channel.org_id, self.channel.id, message_ids)

    def media(self) -> list[Media]:
        return rows(Media, ("id",), channel_id=self.channel.id)


@pytest.fixture
def shop(simulator: RunningSimulator, settings: Settings, tmp_path: Path) -> Iterator[Shop]:
    settings.ENISHI_LINE_API_URL = simulator.api_url
    settings.ENISHI_LINE_API_DATA_URL = simulator.data_url
    settings.ENISHI_DATA_DIR = tmp_path
    yield Shop(simulator)
    simulator.control.clear_faults()


def test_a_picture_is_fetched_into_our_store(shop: Shop) -> None:
    shop.expect(shop.send_picture())
    assert sync.fetch_waiting(NOW) == 1
    (stored,) = shop.media()
    assert (stored.state, stored.size_bytes) == (MediaState.STORED, len(PICTURE))
    assert (media_root() / stored.path).read_bytes() == PICTURE
    assert sync.fetch_waiting(NOW) == 0


def test_no_other_user_of_the_machine_can_read_what_friends_send(shop: Shop) -> None:
    shop.expect(shop.send_picture())
    sync.fetch_waiting(NOW)
    (stored,) = shop.media()
    modes = [path.stat().st_mode & 0o777 for path in (media_root(), media_root() / stored.path)]
    assert modes == [0o700, 0o600]


def test_a_message_id_that_no_address_can_hold_keeps_no_other_file_waiting(shop: Shop) -> None:
    shop.expect("../../bot/info", shop.send_picture())
    assert sync.fetch_waiting(NOW) == 2
    assert [media.state for media in shop.media()] == [MediaState.GONE, MediaState.STORED]


def test_the_same_message_is_expected_once(shop: Shop) -> None:
    message_id = shop.send_picture()
    shop.expect(message_id, message_id)
    shop.expect(message_id)
    assert len(shop.media()) == 1


def test_a_picture_taken_back_is_removed_from_our_store(shop: Shop) -> None:
    message_id = shop.send_picture()
    shop.expect(message_id)
    sync.fetch_waiting(NOW)
    path = media_root() / shop.media()[0].path
    shop.forget(message_id)
    assert not path.exists()
    (gone,) = shop.media()
    assert (gone.state, gone.path, gone.sha256) == (MediaState.DELETED, "", "")


def test_a_picture_taken_back_before_it_was_fetched_is_never_fetched(shop: Shop) -> None:
    message_id = shop.send_picture()
    shop.expect(message_id)
    shop.forget(message_id)
    assert sync.fetch_waiting(NOW) == 0
    assert list(media_root().glob("*")) == []


def test_a_picture_taken_back_while_it_is_fetched_leaves_no_file(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = shop.send_picture()
    shop.expect(message_id)
    fetch = sync._fetch

    def fetch_and_forget(wanted: sync.Wanted) -> object:
        result = fetch(wanted)
        shop.forget(message_id)
        return result

    monkeypatch.setattr(sync, "_fetch", fetch_and_forget)
    sync.fetch_waiting(NOW)
    assert shop.media()[0].state == MediaState.DELETED
    assert list(media_root().glob("*")) == []


def test_files_stay_when_the_taking_back_is_rolled_back(shop: Shop) -> None:
    message_id = shop.send_picture()
    shop.expect(message_id)
    sync.fetch_waiting(NOW)
    with transaction.atomic():
        shop.forget(message_id)
        transaction.set_rollback(True)
    stored = shop.media()[0]
    assert stored.state == MediaState.STORED
    assert (media_root() / stored.path).exists()


def test_what_line_has_forgotten_is_gone_and_not_asked_for_again(shop: Shop) -> None:
    shop.expect("999999999999999999")
    sync.fetch_waiting(NOW)
    assert shop.media()[0].state == MediaState.GONE
    assert sync.fetch_waiting(NOW + timedelta(days=1)) == 0


def test_an_outage_of_lines_postpones_and_loses_nothing(shop: Shop) -> None:
    shop.control.add_fault("content", status=503, times=12)
    shop.expect(shop.send_picture())
    now = NOW
    for _ in range(12):
        assert sync.fetch_waiting(now) == 1
        assert sync.fetch_waiting(now) == 0
        now += timedelta(minutes=10)
    assert shop.media()[0].state == MediaState.WAITING
    sync.fetch_waiting(now)
    assert shop.media()[0].state == MediaState.STORED


def test_a_picture_that_line_is_still_preparing_comes_later(shop: Shop) -> None:
    shop.control.add_fault("content", status=202, times=1)
    shop.expect(shop.send_picture())
    sync.fetch_waiting(NOW)
    assert shop.media()[0].state == MediaState.WAITING
    sync.fetch_waiting(NOW + timedelta(seconds=2))
    assert shop.media()[0].state == MediaState.STORED


def test_wrong_credentials_of_one_channel_do_not_keep_the_others_waiting(
    shop: Shop, simulator: RunningSimulator
) -> None:
    broken = Shop(simulator)
    broken.channel = make_channel(make_organisation("カフェみなと"), token=None)
    broken.friend = make_friend(broken.channel)
    broken.expect("1")
    shop.expect(shop.send_picture())
    assert sync.fetch_waiting(NOW) == 2
    assert shop.media()[0].state == MediaState.STORED
    (waiting,) = broken.media()
    assert (waiting.state, waiting.attempts) == (MediaState.WAITING, 1)
