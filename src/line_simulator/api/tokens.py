"""Channel access tokens of all four kinds: issue, verify, revoke."""

import time
from typing import Any, Final

import jwt

from line_simulator.api.bodies import ok
from line_simulator.channels import Channel
from line_simulator.errors import ApiError, RawError, oauth_error
from line_simulator.gate import PER_SECOND, Call, Route
from line_simulator.http import Response

STATELESS_SECONDS: Final = 900
LONGEST_SECONDS: Final = 30 * 86_400
MAX_TOKENS: Final = 30
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS: Final = 1_800


def stateless(call: Call) -> Response:
    form = _form(call)
    _require_grant(form)
    channel = (
        _channel_by_assertion(call, form) if "client_assertion" in form else _channel_by_secret(call, form)
    )
    token = call.sim.issue_token(channel, "stateless", STATELESS_SECONDS)
    return ok({"token_type": "Bearer", "access_token": token.value, "expires_in": STATELESS_SECONDS})


def issue_v21(call: Call) -> Response:
    form = _form(call)
    _require_grant(form)
    channel, claims = _assertion(call, form)
    life = claims.get("token_exp", LONGEST_SECONDS)
    if not isinstance(life, int) or not 0 < life <= LONGEST_SECONDS:
        raise oauth_error("invalid_request", "token_exp must be 2592000 or less")
    if len(call.sim.valid_tokens(channel, "v2_1")) >= MAX_TOKENS:
        raise oauth_error("invalid_request", "The maximum number of channel access tokens has been reached")
    token = call.sim.issue_token(channel, "v2_1", life)
    token.key_id = call.sim.world.ids.token(22)
    body = {"access_token": token.value, "token_type": "Bearer", "expires_in": life, "key_id": token.key_id}
    return ok(body)


def key_ids(call: Call) -> Response:
    channel, _ = _assertion(call, call.request.query())
    return ok({"kids": [token.key_id for token in call.sim.valid_tokens(channel, "v2_1")]})


def issue_short(call: Call) -> Response:
    form = _form(call)
    _require_grant(form)
    channel = _channel_by_secret(call, form)
    call.sim.take_rate(channel, "issueChannelToken", (370, PER_SECOND))
    token = call.sim.issue_token(channel, "short_lived", LONGEST_SECONDS)
    for oldest in call.sim.valid_tokens(channel, "short_lived")[:-MAX_TOKENS]:
        oldest.revoked = True
    return ok({"access_token": token.value, "expires_in": LONGEST_SECONDS, "token_type": "Bearer"})


def verify_v21(call: Call) -> Response:
    """Also verifies stateless tokens and the access tokens of LINE Login."""
    return ok(verified(call, call.request.query().get("access_token", ""), ("v2_1", "stateless", "login")))


def verify_old(call: Call) -> Response:
    return ok(verified(call, _form(call).get("access_token", ""), ("short_lived", "long_lived")))


def verified(call: Call, value: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    token = call.sim.world.tokens.get(value)
    if token is None or token.kind not in kinds:
        raise oauth_error("invalid_request", "access token invalid")
    if token.revoked:
        raise oauth_error("invalid_request", "The access token revoked")
    if not token.is_valid(call.now):
        raise oauth_error("invalid_request", "The access token expired")
    remaining = 3_138_007_490 if token.expires_at is None else int(token.expires_at - call.now)
    return {"client_id": token.channel_id, "expires_in": remaining, "scope": token.scope}


def revoke_v21(call: Call) -> Response:
    form = _form(call)
    channel = _channel_by_secret(call, form)
    token = call.sim.world.tokens.get(form.get("access_token", ""))
    if token is not None and token.channel_id == channel.channel_id and token.kind in ("v2_1", "login"):
        token.revoked = True
    return Response(200, b"")


def revoke_old(call: Call) -> Response:
    token = call.sim.world.tokens.get(_form(call).get("access_token", ""))
    if token is not None and token.kind in ("short_lived", "long_lived"):
        token.revoked = True
    return Response(200, b"")


def _form(call: Call) -> dict[str, str]:
    if call.request.content_type != "application/x-www-form-urlencoded":
        shown = call.request.content_type or "null"
        raise ApiError(415, f"The content type, {shown}, is not supported")
    return call.request.form()


def _require_grant(form: dict[str, str]) -> None:
    if form.get("grant_type") != "client_credentials":
        raise oauth_error("unsupported_grant_type", "unsupported grant type")


def _channel_by_secret(call: Call, form: dict[str, str]) -> Channel:
    channel = call.sim.world.channels.get(form.get("client_id", ""))
    if "client_id" not in form or "client_secret" not in form:
        raise oauth_error("invalid_request", "some parameters missed or invalid")
    if channel is None:
        raise oauth_error("invalid_client", "invalid client_id")
    if form["client_secret"] != channel.secret:
        raise oauth_error("invalid_client", "invalid client_secret")
    return channel


def _channel_by_assertion(call: Call, form: dict[str, str]) -> Channel:
    return _assertion(call, form)[0]


def _assertion(call: Call, form: dict[str, str]) -> tuple[Channel, dict[str, Any]]:
    """The channel that signed the JWT with a registered key, and the claims."""
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise oauth_error("invalid_request", "client_assertion_type is invalid")
    value = form.get("client_assertion", "")
    try:
        header = jwt.get_unverified_header(value)
        channel = call.sim.world.channels.get(
            str(jwt.decode(value, options={"verify_signature": False})["iss"])
        )
    except (jwt.InvalidTokenError, KeyError) as error:
        raise _invalid_assertion("client_assertion is invalid") from error
    if channel is None or header.get("kid") not in channel.assertion_keys:
        raise _invalid_assertion("Public key is not found")
    key = jwt.PyJWK(channel.assertion_keys[header["kid"]], algorithm="RS256")
    try:
        # The times are checked below, against the simulator's clock.
        claims: dict[str, Any] = jwt.decode(
            value,
            key,
            algorithms=["RS256"],
            audience="https://api.line.me/",
            options={"verify_exp": False, "verify_iat": False, "require": ["iss", "sub", "aud", "exp"]},
        )
    except jwt.InvalidTokenError as error:
        raise _invalid_assertion(f"client_assertion is invalid: {error}") from error
    if claims["sub"] != channel.channel_id:
        raise _invalid_assertion("sub is invalid")
    # A client that runs on real time must not fail because the simulator's clock was moved.
    now = time.time()
    if not now < claims["exp"] <= now + _ASSERTION_SECONDS + 60:
        raise _invalid_assertion("exp must be within 30 minutes")
    return channel, claims


def _invalid_assertion(description: str) -> RawError:
    return oauth_error("invalid_client", description)


def _open(method: str, path: str, name: str, handler: Any) -> Route:
    return Route(method, path, name, handler, auth="", limit=None)


ROUTES: Final = (
    _open("POST", "/oauth2/v3/token", "issueStatelessChannelToken", stateless),
    _open("GET", "/oauth2/v2.1/tokens/kid", "getsAllValidChannelAccessTokenKeyIds", key_ids),
    _open("GET", "/oauth2/v2.1/verify", "verifyChannelTokenByJWT", verify_v21),
    _open("POST", "/oauth2/v2.1/revoke", "revokeChannelTokenByJWT", revoke_v21),
    _open("POST", "/v2/oauth/accessToken", "issueChannelToken", issue_short),
    _open("POST", "/v2/oauth/verify", "verifyChannelToken", verify_old),
    _open("POST", "/v2/oauth/revoke", "revokeChannelToken", revoke_old),
)
