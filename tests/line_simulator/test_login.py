"""LINE Login: ID tokens right and wrong, keys, the authorisation round, LIFF apps, account link page."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from tests.line_simulator.client import Answer, Line, exchange

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CALLBACK = "https://shop.example/callback"


@pytest.fixture
def login(line: Line) -> Line:
    return Line(line.sim, line.control.create_channel(kind="login", display_name="ログイン"))


def verify(login: Line, id_token: str, **form: str) -> Answer:
    body = urlencode({"id_token": id_token, "client_id": login.channel_id, **form}).encode()
    return exchange(login.sim.api_url, "POST", "/oauth2/v2.1/verify", body, FORM)


def test_an_id_token_verifies_at_the_endpoint_and_by_jwks(line: Line, login: Line) -> None:
    aiko = line.friend(display_name="愛子")
    id_token = login.control.issue_id_token(login.channel_id, aiko, nonce="n1")["id_token"]
    claims = verify(login, id_token, nonce="n1", user_id=aiko).json
    assert (claims["iss"], claims["sub"], claims["name"]) == ("https://access.line.me", aiko, "愛子")
    (jwk,) = exchange(login.sim.api_url, "GET", "/oauth2/v2.1/certs").json["keys"]
    assert jwk["kid"] == jwt.get_unverified_header(id_token)["kid"]
    checked = jwt.decode(id_token, jwt.PyJWK(jwk), algorithms=["ES256"], audience=login.channel_id)
    assert checked["sub"] == aiko


@pytest.mark.parametrize(
    ("wishes", "form", "description"),
    [
        ({"claims": {"iss": "https://evil.example"}}, {}, "Invalid IdToken Issuer."),
        ({"expires_in": -1}, {}, "IdToken expired."),
        ({}, {"client_id": "1"}, "Invalid IdToken Audience."),
        ({"nonce": "a"}, {"nonce": "b"}, "Invalid IdToken Nonce."),
        ({}, {"user_id": "U" + "0" * 32}, "Invalid IdToken Subject Identifier."),
    ],
)
@pytest.mark.parametrize("algorithm", ["ES256", "HS256"])
def test_each_wrong_id_token_has_its_error(
    line: Line, login: Line, algorithm: str, wishes: dict[str, Any], form: dict[str, str], description: str
) -> None:
    aiko = line.friend()
    issued = login.control.issue_id_token(login.channel_id, aiko, algorithm=algorithm, **wishes)
    answer = verify(login, issued["id_token"], **form)
    assert (answer.status, answer.json) == (
        400,
        {"error": "invalid_request", "error_description": description},
    )


def test_a_forged_id_token_is_invalid(line: Line, login: Line) -> None:
    aiko = line.friend()
    good = login.control.issue_id_token(login.channel_id, aiko)["id_token"]
    head, body, signature = good.split(".")
    forged = [
        f"{head}.{body}.{signature[::-1]}",
        jwt.encode({"aud": login.channel_id, "sub": aiko}, "x" * 32, algorithm="HS256"),
        "nonsense",
        "",
    ]
    for token in forged:
        assert verify(login, token).json["error_description"] == "Invalid IdToken."


def test_an_id_token_expires_on_the_simulated_clock(line: Line, login: Line) -> None:
    id_token = login.control.issue_id_token(login.channel_id, line.friend())["id_token"]
    assert verify(login, id_token).status == 200
    login.control.advance_clock(3_601)
    assert verify(login, id_token).json["error_description"] == "IdToken expired."


def test_the_authorisation_round_ends_in_a_profile(line: Line, login: Line) -> None:
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    stranger = line.friend(display_name="健二", status="never")
    login.control.set_visitor(login.channel_id, stranger, adds_friend=True)
    query = urlencode({"response_type": "code", "client_id": login.channel_id, "redirect_uri": CALLBACK,
                       "state": "s1", "scope": "openid profile", "nonce": "n1", "bot_prompt": "aggressive",
                       "code_challenge": challenge, "code_challenge_method": "S256"})  # fmt: skip
    sent = exchange(login.sim.access_url, "GET", f"/oauth2/v2.1/authorize?{query}")
    assert sent.status == 302
    back = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (back["state"], back["friendship_status_changed"]) == (["s1"], ["true"])
    form = {"grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": CALLBACK,
            "client_id": login.channel_id, "client_secret": login.channel["secret"],
            "code_verifier": verifier}  # fmt: skip
    token = exchange(login.sim.api_url, "POST", "/oauth2/v2.1/token", urlencode(form).encode(), FORM).json
    assert verify(login, token["id_token"], nonce="n1").json["sub"] == stranger
    again = exchange(login.sim.api_url, "POST", "/oauth2/v2.1/token", urlencode(form).encode(), FORM)
    assert again.json["error"] == "invalid_grant"
    user = Line(login.sim, login.channel, token["access_token"])
    assert user.get("/v2/profile").json == {"userId": stranger, "displayName": "健二"}
    assert user.get("/oauth2/v2.1/userinfo").json == {"sub": stranger, "name": "健二"}
    assert user.get("/friendship/v1/status").json == {"friendFlag": True}
    assert user.get("/oauth2/v2.1/verify", access_token=user.token).json["client_id"] == login.channel_id
    refresh = {**form, "grant_type": "refresh_token", "refresh_token": token["refresh_token"]}
    renewed = exchange(login.sim.api_url, "POST", "/oauth2/v2.1/token", urlencode(refresh).encode(), FORM)
    assert renewed.json["access_token"] != token["access_token"]


def test_who_denies_comes_back_without_a_code(line: Line, login: Line) -> None:
    login.control.set_visitor(login.channel_id, line.friend(), consents=False)
    query = urlencode({"client_id": login.channel_id, "redirect_uri": CALLBACK, "state": "s"})
    sent = exchange(login.sim.access_url, "GET", f"/oauth2/v2.1/authorize?{query}")
    assert parse_qs(urlsplit(sent.headers["location"]).query)["error"] == ["access_denied"]


def test_users_of_another_provider_have_no_id_here(line: Line, login: Line) -> None:
    foreign = Line(line.sim, line.control.create_channel(provider_id="2"))
    with pytest.raises(Exception, match="There is no user"):
        login.control.issue_id_token(login.channel_id, foreign.friend())


def test_a_token_of_one_kind_of_channel_is_not_for_the_other(line: Line, login: Line) -> None:
    assert login.get("/v2/bot/info").status == 403
    assert line.get("/liff/v1/apps").status == 403
    assert line.get("/v2/profile").status == 401


def test_discovery_points_to_the_simulator(line: Line) -> None:
    found = exchange(line.sim.access_url, "GET", "/.well-known/openid-configuration").json
    assert found["issuer"] == "https://access.line.me"
    assert found["jwks_uri"] == f"{line.sim.api_url}/oauth2/v2.1/certs"


def test_liff_apps_are_made_changed_and_deleted(login: Line) -> None:
    path = "/liff/v1/apps"
    assert login.get(path).status == 404
    view = {"type": "full", "url": "https://shop.example/liff"}
    assert login.call("POST", path, {"view": {**view, "url": "http://shop.example"}}).status == 400
    assert login.call("POST", path, {"view": view, "description": "My LINE app"}).status == 400
    liff_id = login.call("POST", path, {"view": view, "botPrompt": "normal"}).json["liffId"]
    assert liff_id.startswith(f"{login.channel_id}-")
    assert login.call("PUT", f"{path}/{liff_id}", {"view": {"type": "tall"}}).status == 200
    (app,) = login.get(path).json["apps"]
    assert (app["view"], app["botPrompt"]) == ({**view, "type": "tall"}, "normal")
    assert login.call("DELETE", f"{path}/{liff_id}").status == 200
    assert login.call("DELETE", f"{path}/{liff_id}").status == 404


def test_the_account_link_page_sends_the_event_once(line: Line) -> None:
    aiko = line.friend()
    token = line.call("POST", f"/v2/bot/user/{aiko}/linkToken").json["linkToken"]
    page = "/dialog/bot/accountLink?" + urlencode({"linkToken": token, "nonce": "n" * 16})
    assert exchange(line.sim.access_url, "GET", page).status == 200
    assert exchange(line.sim.access_url, "GET", page).status == 400
