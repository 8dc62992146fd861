"""The account and its friends: bot info, profiles, follower ids, groups, webhook settings."""

from typing import Any, Final

from line_simulator.api.bodies import json_body, limit_of, next_token, ok, start_of, string_of
from line_simulator.channels import Channel
from line_simulator.clock import iso_utc
from line_simulator.errors import NOT_AVAILABLE, ApiError, invalid_value, not_found
from line_simulator.gate import PER_HOUR, PER_MINUTE, Answer, Call, Route
from line_simulator.http import Response
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND, NEVER, Friend, Group
from line_simulator.validation.spec import is_uri

MAX_WEBHOOK_URL: Final = 500
MEMBERS_A_PAGE: Final = 100


def bot_info(call: Call) -> Response:
    channel = call.channel
    info: dict[str, Any] = {
        "userId": channel.bot_user_id,
        "basicId": channel.basic_id,
        "displayName": channel.display_name,
        "chatMode": channel.chat_mode,
        "markAsReadMode": "manual" if channel.chat_mode == "chat" else "auto",
    }
    if channel.premium_id is not None:
        info["premiumId"] = channel.premium_id
    if channel.picture_url is not None:
        info["pictureUrl"] = channel.picture_url
    return ok(info)


def profile_of(friend: Friend) -> dict[str, str]:
    profile = {"userId": friend.user_id, "displayName": friend.name}
    for name, value in (
        ("pictureUrl", friend.picture_url),
        ("statusMessage", friend.status_message),
        ("language", friend.language),
    ):
        if value is not None:
            profile[name] = value
    return profile


def profile(call: Call) -> Response:
    user_id = call.params[0]
    if not USER_ID.fullmatch(user_id):
        raise invalid_value("userId")
    friend = call.channel.friends.get(user_id)
    if friend is None:
        raise not_found()
    wrote_unasked = friend.status == NEVER and friend.messaged_at is not None
    if friend.status != FRIEND and not wrote_unasked:
        raise not_found()
    return ok(profile_of(friend))


def follower_ids(call: Call) -> Response:
    _refuse_unverified(call.channel)
    query = call.request.query()
    limit = limit_of(query, 300, 1_000)
    start = start_of(query, call.now)
    # The continuation token holds the number of the next friend: numbers are never used twice.
    page: list[str] = []
    next_number = None
    for friend in call.sim.friends_from(call.channel, start):
        if friend.status == FRIEND:
            if len(page) == limit:
                next_number = friend.number
                break
            page.append(friend.user_id)
    answer: dict[str, Any] = {"userIds": page}
    if next_number is not None:
        answer["next"] = next_token(next_number, call.now)
    return ok(answer)


def _refuse_unverified(channel: Channel) -> None:
    if channel.is_unverified:
        raise ApiError(403, NOT_AVAILABLE)


def _group_of(call: Call, parameter: str) -> Group:
    group = call.channel.groups.get(call.params[0])
    if group is None:
        prefix = "C" if parameter == "groupId" else "R"
        if not call.params[0].startswith(prefix) or len(call.params[0]) != 33:
            raise invalid_value(parameter)
        raise not_found()
    if not group.joined:
        raise not_found()
    return group


def _member_profile(parameter: str) -> Any:
    def handler(call: Call) -> Response:
        group = _group_of(call, parameter)
        user_id = call.params[1]
        if not USER_ID.fullmatch(user_id):
            raise invalid_value("userId")
        friend = call.channel.friends.get(user_id)
        if friend is None or user_id not in group.members:
            raise not_found()
        found = profile_of(friend)
        return ok({k: v for k, v in found.items() if k in ("userId", "displayName", "pictureUrl")})

    return handler


def _member_ids(parameter: str) -> Any:
    def handler(call: Call) -> Response:
        _refuse_unverified(call.channel)
        group = _group_of(call, parameter)
        start = start_of(call.request.query(), call.now)
        answer: dict[str, Any] = {"memberIds": group.members[start : start + MEMBERS_A_PAGE]}
        if start + MEMBERS_A_PAGE < len(group.members):
            answer["next"] = next_token(start + MEMBERS_A_PAGE, call.now)
        return ok(answer)

    return handler


def _member_count(parameter: str) -> Any:
    return lambda call: ok({"count": len(_group_of(call, parameter).members)})


def _leave(parameter: str) -> Any:
    def handler(call: Call) -> Response:
        _group_of(call, parameter).joined = False
        return ok()

    return handler


def group_summary(call: Call) -> Response:
    group = _group_of(call, "groupId")
    answer = {"groupId": group.chat_id, "groupName": group.name}
    if group.picture_url is not None:
        answer["pictureUrl"] = group.picture_url
    return ok(answer)


def get_webhook(call: Call) -> Response:
    if call.channel.webhook_url is None:
        raise not_found("Webhook endpoint not found")
    return ok({"endpoint": call.channel.webhook_url, "active": call.channel.webhook_active})


def is_webhook_url(url: str) -> bool:
    """http is LINE's taboo and this platform's need: the receiver under test listens on 127.0.0.1."""
    return len(url) <= MAX_WEBHOOK_URL and is_uri(url, ("https", "http"))


def put_webhook(call: Call) -> Response:
    endpoint = string_of(json_body(call.request), "endpoint")
    if not is_webhook_url(endpoint):
        raise ApiError(400, "Invalid webhook endpoint URL")
    call.channel.webhook_url = endpoint
    return ok()


def test_webhook(call: Call) -> Answer:
    body = json_body(call.request) if call.request.body else {}
    endpoint = body.get("endpoint")
    if endpoint is not None and (not isinstance(endpoint, str) or not is_webhook_url(endpoint)):
        raise ApiError(400, "Invalid webhook endpoint URL")
    if endpoint is None and call.channel.webhook_url is None:
        raise not_found("Webhook endpoint not found")
    return _ping(call, endpoint)


async def _ping(call: Call, endpoint: str | None) -> Response:
    entry = await call.sim.webhooks.deliver(call.channel, [], url=endpoint)
    return ok(
        {
            "success": entry["reason"] == "OK",
            "timestamp": iso_utc(call.now),
            "statusCode": entry["status"],
            "reason": entry["reason"],
            "detail": entry["detail"],
        }
    )


_HOOK = (1_000, PER_MINUTE)
ROUTES: Final = (
    Route("GET", "/v2/bot/info", "getBotInfo", bot_info),
    Route("GET", "/v2/bot/profile/{userId}", "getProfile", profile, alias="profile"),
    Route("GET", "/v2/bot/followers/ids", "getFollowers", follower_ids, alias="followers"),
    Route("GET", "/v2/bot/channel/webhook/endpoint", "getWebhookEndpoint", get_webhook, _HOOK),
    Route("PUT", "/v2/bot/channel/webhook/endpoint", "setWebhookEndpoint", put_webhook, _HOOK),
    Route("POST", "/v2/bot/channel/webhook/test", "testWebhookEndpoint", test_webhook, (60, PER_HOUR)),
    Route("GET", "/v2/bot/group/{groupId}/summary", "getGroupSummary", group_summary),
    *(
        Route(method, f"/v2/bot/{kind}/{{{kind}Id}}/{rest}", name, make(f"{kind}Id"))
        for kind in ("group", "room")
        for method, rest, name, make in (
            ("GET", "member/{userId}", f"get{kind.capitalize()}MemberProfile", _member_profile),
            ("GET", "members/ids", f"get{kind.capitalize()}MembersIds", _member_ids),
            ("GET", "members/count", f"get{kind.capitalize()}MemberCount", _member_count),
            ("POST", "leave", f"leave{kind.capitalize()}", _leave),
        )
    ),
)
