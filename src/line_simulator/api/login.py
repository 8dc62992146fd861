"""LINE Login: authorise, exchange codes, verify ID tokens, the logged-in user's own endpoints.

The authorisation page asks nobody: the control API says beforehand which virtual user sits at the browser and
whether they consent.
"""

import base64
import hashlib
import html
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from line_simulator.acts import ActError, perform
from line_simulator.api import tokens
from line_simulator.api.account import profile_of
from line_simulator.api.bodies import ok
from line_simulator.channels import LOGIN, MESSAGING, Channel
from line_simulator.errors import ApiError, oauth_error
from line_simulator.gate import Call, Route
from line_simulator.http import Response
from line_simulator.login_keys import (
    ISSUER,
    find_person,
    make_id_token,
    public_jwk,
    verify_id_token,
)
from line_simulator.records import FRIEND, AccessToken, Friend

CODE_SECONDS: Final = 600.0
ACCESS_SECONDS: Final = 30 * 86_400
REFRESH_SECONDS: Final = 90 * 86_400


# On the access host
def authorize(call: Call) -> Response:
    query = call.request.query()
    channel = call.sim.world.channels.get(query.get("client_id", ""))
    redirect = query.get("redirect_uri", "")
    if channel is None or channel.kind != LOGIN or urlsplit(redirect).scheme not in ("http", "https"):
        return _page(400, "400 Bad Request", "Invalid client_id or redirect_uri.")
    visitor = call.sim.world.visitors.get(channel.channel_id)
    state = query.get("state", "")
    if visitor is None:
        return _page(400, "Nobody is logged in", "Name the visitor through the control API first.")
    if not visitor["consents"]:
        return _redirect(
            redirect, {"error": "access_denied", "error_description": "The user denied", "state": state}
        )
    code = call.sim.world.ids.token(20)
    call.sim.world.login_codes[code] = {
        "channel_id": channel.channel_id,
        "user_id": visitor["user_id"],
        "redirect_uri": redirect,
        "scope": query.get("scope", "profile"),
        "nonce": query.get("nonce"),
        "challenge": query.get("code_challenge"),
        "expires_at": call.now + CODE_SECONDS,
    }
    answer = {"code": code, "state": state}
    if query.get("bot_prompt") in ("normal", "aggressive"):
        changed = visitor["adds_friend"] and _become_friend(call, channel, visitor["user_id"])
        answer["friendship_status_changed"] = "true" if changed else "false"
    return _redirect(redirect, answer)


def _become_friend(call: Call, login: Channel, user_id: str) -> bool:
    account = _linked_account(call, login)
    if account is None:
        return False
    known = account.friends.get(user_id)
    if known is not None and known.status == FRIEND:
        return False
    perform(call.sim, account, {"type": "follow", "user_id": user_id})
    return True


def _linked_account(call: Call, login: Channel) -> Channel | None:
    """The official account of a login channel: the first of the same provider."""
    for channel in call.sim.world.channels.values():
        if channel.kind == MESSAGING and channel.provider_id == login.provider_id:
            return channel
    return None


def discovery(call: Call) -> Response:
    api, access = call.sim.urls["api_url"], call.sim.urls["access_url"]
    return ok(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{access}/oauth2/v2.1/authorize",
            "token_endpoint": f"{api}/oauth2/v2.1/token",
            "revocation_endpoint": f"{api}/oauth2/v2.1/revoke",
            "userinfo_endpoint": f"{api}/oauth2/v2.1/userinfo",
            "jwks_uri": f"{api}/oauth2/v2.1/certs",
            "scopes_supported": ["openid", "profile", "email"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def account_link_dialog(call: Call) -> Response:
    """The friend arrives here from the shop's login page; a bad token causes no event."""
    query = call.request.query()
    token, nonce = query.get("linkToken", ""), query.get("nonce", "")
    for channel in call.sim.world.channels.values():
        if token not in channel.link_tokens:
            continue
        user_id = channel.link_tokens[token][0]
        result = "ok" if 10 <= len(nonce) <= 255 else "failed"
        act = {
            "type": "account_link",
            "user_id": user_id,
            "link_token": token,
            "nonce": nonce,
            "result": result,
        }
        try:
            perform(call.sim, channel, act)
        except ActError:
            break
        return _page(200, "Account link", "Your accounts were linked." if result == "ok" else "Failed.")
    return _page(400, "Account link", "The link has expired.")


def _page(status: int, title: str, text: str) -> Response:
    body = f"<!doctype html><title>{html.escape(title)}</title><p>{html.escape(text)}</p>"
    return Response(status, body.encode(), content_type="text/html; charset=utf-8")


def _redirect(uri: str, parameters: dict[str, str]) -> Response:
    separator = "&" if urlsplit(uri).query else "?"
    location = f"{uri}{separator}{urlencode(parameters)}"
    return Response(302, b"", content_type="text/html", headers=(("location", location),))


# On the API host
def issue_token(call: Call) -> Response:
    """Shared path: channel access token v2.1 or, by its grant type, LINE Login."""
    form = call.request.form()
    grant = form.get("grant_type")
    if grant == "authorization_code":
        return _exchange_code(call, form)
    if grant == "refresh_token":
        return _refresh(call, form)
    return tokens.issue_v21(call)


def _exchange_code(call: Call, form: dict[str, str]) -> Response:
    channel = _client(call, form)
    code = call.sim.world.login_codes.pop(form.get("code", ""), None)
    if code is None or code["channel_id"] != channel.channel_id or call.now > code["expires_at"]:
        raise oauth_error("invalid_grant", "invalid authorization code")
    if code["redirect_uri"] != form.get("redirect_uri"):
        raise oauth_error("invalid_grant", "redirect_uri does not match")
    if code["challenge"] is not None and not _proves(form.get("code_verifier", ""), code["challenge"]):
        raise oauth_error("invalid_grant", "code_verifier does not match")
    person = find_person(call.sim.world, channel, code["user_id"])
    if person is None:
        raise oauth_error("invalid_grant", "invalid authorization code")
    answer = _grant(call, channel, person.user_id, code["scope"])
    if "openid" in code["scope"].split():
        answer["id_token"] = make_id_token(
            call.sim.world, channel, person, algorithm="HS256", nonce=code["nonce"]
        )
    return ok(answer)


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def _refresh(call: Call, form: dict[str, str]) -> Response:
    channel = _client(call, form)
    token = call.sim.world.refresh_tokens.pop(form.get("refresh_token", ""), None)
    if token is None or token.channel_id != channel.channel_id or not token.is_valid(call.now):
        raise oauth_error("invalid_grant", "invalid refresh token")
    return ok(_grant(call, channel, str(token.user_id), token.scope))


def _client(call: Call, form: dict[str, str]) -> Channel:
    channel = call.sim.world.channels.get(form.get("client_id", ""))
    if channel is None or channel.kind != LOGIN or form.get("client_secret") != channel.secret:
        raise oauth_error("invalid_client", "invalid client")
    return channel


def _grant(call: Call, channel: Channel, user_id: str, scope: str) -> dict[str, Any]:
    access = call.sim.issue_token(channel, "login", ACCESS_SECONDS, scope)
    access.user_id = user_id
    refresh = AccessToken(
        call.sim.world.ids.token(20),
        "refresh",
        channel.channel_id,
        call.now,
        call.now + REFRESH_SECONDS,
        scope,
    )
    refresh.user_id = user_id
    call.sim.world.refresh_tokens[refresh.value] = refresh
    return {
        "access_token": access.value,
        "expires_in": ACCESS_SECONDS,
        "refresh_token": refresh.value,
        "scope": scope,
        "token_type": "Bearer",
    }


def verify(call: Call) -> Response:
    return ok(verify_id_token(call.sim.world, call.request.form()))


def certs(call: Call) -> Response:
    return ok({"keys": [public_jwk(call.sim.world)]})


def _person(call: Call) -> Friend:
    # The gate admits only tokens of users here.
    user_id = call.token.user_id if call.token is not None else None
    person = find_person(call.sim.world, call.channel, user_id or "")
    if person is None:
        raise ApiError(404, "Not found")
    return person


def own_profile(call: Call) -> Response:
    return ok({name: value for name, value in profile_of(_person(call)).items() if name != "language"})


def user_info(call: Call) -> Response:
    person = _person(call)
    info = {"sub": person.user_id, "name": person.name}
    if person.picture_url is not None:
        info["picture"] = person.picture_url
    return ok(info)


def friendship(call: Call) -> Response:
    account = _linked_account(call, call.channel)
    friend = account.friends.get(_person(call).user_id) if account is not None else None
    return ok({"friendFlag": friend is not None and friend.status == FRIEND})


def _open(method: str, path: str, name: str, handler: Any) -> Route:
    return Route(method, path, name, handler, auth="", limit=None)


_O: Final = "/oauth2/v2.1"
ROUTES: Final = (
    _open("POST", f"{_O}/token", "issueChannelTokenByJWT", issue_token),
    _open("POST", f"{_O}/verify", "verifyIdToken", verify),
    _open("GET", f"{_O}/certs", "getLoginCerts", certs),
    Route("GET", "/v2/profile", "getLoginProfile", own_profile, None, auth="user"),
    Route("GET", f"{_O}/userinfo", "getUserInfo", user_info, None, auth="user"),
    Route("POST", f"{_O}/userinfo", "postUserInfo", user_info, None, auth="user"),
    Route("GET", "/friendship/v1/status", "getFriendship", friendship, None, auth="user"),
)
ACCESS_ROUTES: Final = (
    _open("GET", f"{_O}/authorize", "authorize", authorize),
    _open("GET", "/.well-known/openid-configuration", "discovery", discovery),
    _open("GET", "/dialog/bot/accountLink", "accountLinkDialog", account_link_dialog),
)
