"""Channel access tokens: four kinds, their lives, numbers and ends."""

import time
from typing import Any
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from tests.line_simulator.client import Answer, Line, exchange

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(line: Line, path: str, **form: str) -> Answer:
    return exchange(line.sim.api_url, "POST", path, urlencode(form).encode(), FORM)


def secret_of(line: Line) -> dict[str, str]:
    return {"client_id": line.channel_id, "client_secret": line.channel["secret"]}


def granted(line: Line, path: str, **form: str) -> Answer:
    return post(line, path, grant_type="client_credentials", **form)


def works(line: Line, token: str) -> bool:
    return Line(line.sim, line.channel, token).get("/v2/bot/info").status == 200


class Key:
    """An assertion signing key that is registered at the channel."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        jwk = RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        self.kid = line.control.register_key(line.channel_id, jwk)

    def assertion(self, **claims: Any) -> dict[str, str]:
        payload = {
            "iss": self.line.channel_id,
            "sub": self.line.channel_id,
            "aud": "https://api.line.me/",
            "exp": int(time.time()) + 1_800,
            **claims,
        }
        signed = jwt.encode(payload, self._private, algorithm="RS256", headers={"kid": self.kid})
        return {"client_assertion_type": ASSERTION, "client_assertion": signed}


def test_a_stateless_token_lives_for_15_minutes(line: Line) -> None:
    answer = granted(line, "/oauth2/v3/token", **secret_of(line))
    assert answer.json["expires_in"] == 900
    assert answer.json["token_type"] == "Bearer"
    token = answer.json["access_token"]
    assert works(line, token)
    line.control.advance_clock(901)
    assert not works(line, token)


def test_a_stateless_token_cannot_be_revoked(line: Line) -> None:
    token = granted(line, "/oauth2/v3/token", **secret_of(line)).json["access_token"]
    assert post(line, "/oauth2/v2.1/revoke", access_token=token, **secret_of(line)).status == 200
    assert works(line, token)


def test_a_stateless_token_can_be_had_by_assertion(line: Line) -> None:
    answer = granted(line, "/oauth2/v3/token", **Key(line).assertion())
    assert works(line, answer.json["access_token"])


def test_wrong_credentials_get_no_token(line: Line) -> None:
    wrong = {**secret_of(line), "client_secret": "x"}
    answer = granted(line, "/oauth2/v3/token", **wrong)
    assert (answer.status, answer.json["error"]) == (400, "invalid_client")
    assert granted(line, "/oauth2/v3/token", client_id=line.channel_id).json == {
        "error": "invalid_request",
        "error_description": "some parameters missed or invalid",
    }
    assert post(line, "/oauth2/v3/token", grant_type="password", **secret_of(line)).status == 400
    assert (
        exchange(line.sim.api_url, "POST", "/oauth2/v3/token", b"{}", {"Content-Type": "text/x"}).status
        == 415
    )


def test_tokens_of_v21_have_a_chosen_life_a_key_id_and_an_end(line: Line) -> None:
    key = Key(line)
    issued = granted(line, "/oauth2/v2.1/token", **key.assertion(token_exp=3_600)).json
    assert issued["expires_in"] == 3_600
    kids = line.get("/oauth2/v2.1/tokens/kid", key.assertion()).json
    assert kids == {"kids": [issued["key_id"]]}
    verified = line.get("/oauth2/v2.1/verify", access_token=issued["access_token"]).json
    assert verified["client_id"] == line.channel_id
    assert 3_590 <= verified["expires_in"] <= 3_600
    assert works(line, issued["access_token"])
    post(line, "/oauth2/v2.1/revoke", access_token=issued["access_token"], **secret_of(line))
    assert not works(line, issued["access_token"])
    assert line.get("/oauth2/v2.1/verify", access_token=issued["access_token"]).status == 400


def test_the_31st_token_of_v21_is_refused(line: Line) -> None:
    for _ in range(30):
        line.control.issue_token(line.channel_id, "v2_1")
    assert granted(line, "/oauth2/v2.1/token", **Key(line).assertion()).status == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": int(time.time()) + 86_400},
        {"aud": "https://example.com"},
        {"sub": "somebody else"},
        {"iss": "somebody else"},
    ],
)
def test_a_wrong_assertion_is_refused(line: Line, claims: dict[str, Any]) -> None:
    answer = granted(line, "/oauth2/v2.1/token", **Key(line).assertion(**claims))
    assert (answer.status, answer.json["error"]) == (400, "invalid_client")


def test_an_assertion_needs_a_registered_key(line: Line) -> None:
    key = Key(line)
    key.kid = "unknown"
    assert granted(line, "/oauth2/v2.1/token", **key.assertion()).status == 400


def test_the_31st_short_lived_token_revokes_the_oldest(line: Line) -> None:
    def issue() -> str:
        return str(granted(line, "/v2/oauth/accessToken", **secret_of(line)).json["access_token"])

    tokens = [issue() for _ in range(31)]
    assert not works(line, tokens[0])
    assert all(works(line, token) for token in (tokens[1], tokens[30]))
    assert post(line, "/v2/oauth/verify", access_token=tokens[1]).json["client_id"] == line.channel_id
    post(line, "/v2/oauth/revoke", access_token=tokens[1])
    assert not works(line, tokens[1])
    line.control.advance_clock(30 * 86_400 + 1)
    assert not works(line, tokens[30])


def test_a_long_lived_token_has_no_end_but_revocation(line: Line) -> None:
    line.control.advance_clock(10 * 365 * 86_400)
    assert works(line, line.token)
    assert line.control.revoke_tokens(line.channel_id, line.token) == 1
    assert not works(line, line.token)
    assert works(line, line.control.issue_token(line.channel_id))
