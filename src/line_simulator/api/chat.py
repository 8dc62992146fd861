"""What happens around a chat: loading animation, marks as read, link tokens."""

from typing import Final

from line_simulator.api.bodies import json_body, ok, string_of
from line_simulator.errors import NOT_AVAILABLE, ApiError, body_errors, invalid_property, invalid_value
from line_simulator.gate import PER_SECOND, Call, Route
from line_simulator.http import Response
from line_simulator.ids import USER_ID
from line_simulator.records import FRIEND

LINK_TOKEN_SECONDS: Final = 600.0


def start_loading(call: Call) -> Response:
    body = json_body(call.request)
    chat_id = string_of(body, "chatId")
    if not USER_ID.fullmatch(chat_id):
        sentence = (
            "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."
        )
        raise body_errors([(sentence, "chatId")])
    seconds = 20 if body.get("loadingSeconds") is None else body["loadingSeconds"]
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise invalid_property("loadingSeconds")
    problems = []
    if not 5 <= seconds <= 60:
        problems.append(("Must be between 5 and 60", "loadingSeconds"))
    if seconds % 5:
        problems.append(("must be a multiple of five", "loadingSeconds"))
    if problems:
        raise body_errors(problems)
    # Accepted also for those who block the account or have the chat closed: LINE tells nobody.
    call.channel.loading_log.append({"user_id": chat_id, "seconds": seconds, "at_ms": int(call.now * 1000)})
    return ok(status=202)


def mark_as_read(call: Call) -> Response:
    token = string_of(json_body(call.request), "markAsReadToken")
    if token not in call.channel.read_tokens:
        raise ApiError(
            400, "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."
        )
    call.channel.read_log.append(token)
    return ok()


def mark_as_read_by_user(call: Call) -> Response:
    raise ApiError(403, NOT_AVAILABLE)


def link_token(call: Call) -> Response:
    user_id = call.params[0]
    if not USER_ID.fullmatch(user_id):
        raise invalid_value("userId")
    friend = call.channel.friends.get(user_id)
    if friend is None or friend.status != FRIEND:
        raise ApiError(400, "The user hasn't added the LINE Official Account as a friend.")
    token = call.sim.world.ids.token(32)
    call.channel.link_tokens[token] = (user_id, call.now + LINK_TOKEN_SECONDS)
    return ok({"linkToken": token})


ROUTES: Final = (
    Route("POST", "/v2/bot/chat/loading/start", "showLoadingAnimation", start_loading, (100, PER_SECOND)),
    Route("POST", "/v2/bot/chat/markAsRead", "markMessagesAsReadByToken", mark_as_read),
    Route("POST", "/v2/bot/message/markAsRead", "markMessagesAsRead", mark_as_read_by_user),
    Route("POST", "/v2/bot/user/{userId}/linkToken", "issueLinkToken", link_token, alias="linkToken"),
)
