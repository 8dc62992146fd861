"""The official SDK works against the simulator unchanged, and its models accept every webhook."""

import importlib
import json
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.line_simulator.client import Line, Receiver
from tests.line_simulator.test_rich_menus import definition, png

# The SDK's models use pydantic's v1 shim, and importing them warns about it on every class.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    messaging = importlib.import_module("linebot.v3.messaging")
    oauth = importlib.import_module("linebot.v3.oauth")
    insight = importlib.import_module("linebot.v3.insight")
    audience = importlib.import_module("linebot.v3.audience")
    webhook = importlib.import_module("linebot.v3.webhook")
    events = importlib.import_module("linebot.v3.models.events")

# The generated clients warn about their own deprecated helpers when they are called.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
KEY = "123e4567-e89b-12d3-a456-426614174000"


class Sdk:
    """Clients for both hosts: one configuration each, since a host given by hand replaces both."""

    def __init__(self, line: Line, stack: ExitStack) -> None:
        def client(module: Any, host: str) -> Any:
            configuration = module.Configuration(host=host, access_token=line.token)
            return stack.enter_context(module.ApiClient(configuration))

        self.api = messaging.MessagingApi(client(messaging, line.sim.api_url))
        self.blob = messaging.MessagingApiBlob(client(messaging, line.sim.data_url))
        self.oauth = oauth.ChannelAccessToken(client(oauth, line.sim.api_url))
        self.insight = insight.Insight(client(insight, line.sim.api_url))
        self.audience = audience.ManageAudience(client(audience, line.sim.api_url))


@pytest.fixture
def sdk(line: Line) -> Iterator[Sdk]:
    with ExitStack() as stack:
        yield Sdk(line, stack)


def words(text: str = "こんにちは") -> list[Any]:
    return [messaging.TextMessage(text=text)]


def test_push_multicast_reply_and_broadcast(line: Line, sdk: Sdk) -> None:
    followed = line.control.follow(line.channel_id)
    aiko = followed["user_id"]
    pushed = sdk.api.push_message(messaging.PushMessageRequest(to=aiko, messages=words()), KEY)
    assert pushed.sent_messages[0].quote_token
    sdk.api.multicast(messaging.MulticastRequest(to=[aiko], messages=words("一斉")))
    token = followed["event"]["replyToken"]
    sdk.api.reply_message(messaging.ReplyMessageRequest(reply_token=token, messages=words("返信")))
    sdk.api.broadcast(messaging.BroadcastRequest(messages=words("全員")))
    assert line.received_texts(aiko) == ["こんにちは", "一斉", "返信", "全員"]


def test_a_conflict_names_the_accepted_request(line: Line, sdk: Sdk) -> None:
    request = messaging.PushMessageRequest(to=line.friend(), messages=words())
    first = sdk.api.push_message_with_http_info(request, KEY)
    with pytest.raises(messaging.ApiException) as caught:
        sdk.api.push_message(request, KEY)
    assert caught.value.status == 409
    assert caught.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]


def test_profile_followers_info_and_quota(line: Line, sdk: Sdk) -> None:
    aiko = line.friend(display_name="愛子")
    assert sdk.api.get_profile(aiko).display_name == "愛子"
    assert sdk.api.get_followers().user_ids == [aiko]
    assert sdk.api.get_bot_info().user_id == line.channel["bot_user_id"]
    assert sdk.api.get_message_quota().type == "none"
    assert sdk.api.get_message_quota_consumption().total_usage == 0
    with pytest.raises(messaging.ApiException) as caught:
        sdk.api.get_profile(line.friend(status="blocked"))
    assert caught.value.status == 404


def test_content_comes_from_the_data_host(line: Line, sdk: Sdk) -> None:
    sent = line.control.send_media(line.channel_id, line.friend(), "image", b"jpeg bytes")
    assert bytes(sdk.blob.get_message_content(sent["event"]["message"]["id"])) == b"jpeg bytes"


def test_a_rich_menu_with_its_image(line: Line, sdk: Sdk) -> None:
    aiko = line.friend()
    menu_id = sdk.api.create_rich_menu(messaging.RichMenuRequest.from_dict(definition())).rich_menu_id
    sdk.blob.set_rich_menu_image(menu_id, body=bytearray(png()), _headers={"Content-Type": "image/png"})
    assert bytes(sdk.blob.get_rich_menu_image(menu_id)) == png()
    sdk.api.set_default_rich_menu(menu_id)
    sdk.api.link_rich_menu_id_to_user(aiko, menu_id)
    assert sdk.api.get_rich_menu_id_of_user(aiko).rich_menu_id == menu_id
    assert sdk.api.get_rich_menu_list().richmenus[0].name == "春"
    alias = messaging.CreateRichMenuAliasRequest(rich_menu_alias_id="season", rich_menu_id=menu_id)
    sdk.api.create_rich_menu_alias(alias)
    assert sdk.api.get_rich_menu_alias("season").rich_menu_id == menu_id


def test_webhook_settings_narrowcast_and_the_rest(line: Line, sdk: Sdk, receiver: Receiver) -> None:
    url = receiver.url + "?by=sdk"
    sdk.api.set_webhook_endpoint(messaging.SetWebhookEndpointRequest(endpoint=url))
    assert sdk.api.get_webhook_endpoint().endpoint == url
    assert sdk.api.test_webhook_endpoint(messaging.TestWebhookEndpointRequest()).reason == "OK"
    line.control.create_users(line.channel_id, 60)
    sent = sdk.api.narrowcast_with_http_info(messaging.NarrowcastRequest(messages=words()))
    line.control.advance_clock(5)
    progress = sdk.api.get_narrowcast_progress(sent.headers["x-line-request-id"])
    assert (progress.phase, progress.success_count) == ("succeeded", 60)
    assert sdk.insight.get_number_of_followers(var_date="20260101").status == "ready"
    made = sdk.audience.create_audience_group(audience.CreateAudienceGroupRequest(description="客"))
    assert sdk.audience.get_audience_data(made.audience_group_id).audience_group.description == "客"


def test_tokens_are_issued_and_verified(line: Line, sdk: Sdk) -> None:
    issued = sdk.oauth.issue_stateless_channel_token(
        grant_type="client_credentials",
        client_id=line.channel_id,
        client_secret=line.channel["secret"],
    )
    assert Line(line.sim, line.channel, issued.access_token).get("/v2/bot/info").status == 200
    short = sdk.oauth.issue_channel_token(
        grant_type="client_credentials",
        client_id=line.channel_id,
        client_secret=line.channel["secret"],
    )
    assert sdk.oauth.verify_channel_token(access_token=short.access_token).client_id == line.channel_id


def perform_everything(line: Line) -> None:
    """Every act that there is, so that every known event type goes out."""
    c, cid = line.control, line.channel_id
    aiko = c.follow(cid, display_name="愛子")["user_id"]
    kenji = line.friend()
    group = c.create_group(cid, [aiko])
    room = c.create_group(cid, [aiko], kind="room")
    said = c.send_text(cid, aiko, "こんにちは 👋")["event"]["message"]["id"]
    for kind in ("image", "video", "audio", "file"):
        c.send_media(cid, aiko, kind, b"data")
    c.send_sticker(cid, aiko, "446", "1988")
    c.send_location(cid, aiko, 35.6, 139.7)
    c.edit(cid, aiko, said, "こんばんは", group_id=group)
    c.unsend(cid, aiko, said)
    c.postback(cid, aiko, "a=1", params={"datetime": "2026-12-01T10:00"})
    c.video_play_complete(cid, aiko, "t")
    c.beacon(cid, aiko)
    c.account_link(cid, aiko, "n" * 16)
    c.account_link(cid, aiko, "n" * 16, result="failed")
    for action in ("joined", "renewed", "left"):
        c.membership(cid, aiko, 1, action)
    for chat in (group, room):
        c.act(cid, "join", group_id=chat)
        c.send_text(cid, aiko, "みなさん", group_id=chat)
        c.act(cid, "member_joined", kenji, group_id=chat)
        c.act(cid, "member_left", kenji, group_id=chat)
        c.act(cid, "leave", group_id=chat)
    c.unfollow(cid, aiko)


@pytest.mark.parametrize("style", ["compact", "random"])
def test_the_parser_knows_every_event_that_is_sent(line: Line, receiver: Receiver, style: str) -> None:
    line.control.set_knobs(webhook_body_style=style, webhook_unknown_properties=style == "random")
    perform_everything(line)
    assert line.control.wait_for_webhooks()
    parser = webhook.WebhookParser(line.channel["secret"])
    parsed = []
    for headers, body in receiver.requests:
        signature = next(v for k, v in headers.items() if k.lower() == "x-line-signature")
        parsed += parser.parse(body.decode(), signature)
    assert [event.type for event in parsed if isinstance(event, events.UnknownEvent)] == []
    assert {event.type for event in parsed} == {
        "message", "messageEdited", "unsend", "follow", "unfollow", "join", "leave", "memberJoined",
        "memberLeft", "postback", "videoPlayComplete", "beacon", "accountLink", "membership",
    }  # fmt: skip
    assert {event.message.type for event in parsed if event.type == "message"} == {
        "text", "image", "video", "audio", "file", "sticker", "location",
    }  # fmt: skip


def test_an_unknown_event_is_unknown_to_the_parser(line: Line, receiver: Receiver) -> None:
    line.control.unknown_event(line.channel_id, line.friend())
    line.control.wait_for_webhooks()
    ((headers, body),) = receiver.requests
    parser = webhook.WebhookParser(line.channel["secret"])
    (event,) = parser.parse(body.decode(), headers["x-line-signature"])
    assert isinstance(event, events.UnknownEvent)
    assert json.loads(body)["events"][0]["type"] == "futureEvent"
