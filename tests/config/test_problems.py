"""Every error over HTTP is problem JSON in the reader's language and tells nothing of the inside."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests.api_client import ApiClient, Reply

from enishi.accounts import selectors
from enishi.kit.languages import preferred_language


def _is_problem(reply: Reply, status: int, code: str) -> bool:
    assert reply.headers["Content-Type"] == "application/problem+json", reply
    assert reply.json["title"]
    assert reply.json["detail"]
    assert reply.json["request_id"] == reply.headers["X-Request-Id"]
    return (reply.status, reply.json["status"], reply.json["code"]) == (status, status, code)


def test_a_missing_thing_is_a_problem(api: ApiClient) -> None:
    assert _is_problem(api.get("/friends/1"), 404, "not_found")


def test_an_unknown_address_is_a_problem(api: ApiClient) -> None:
    assert _is_problem(api.get("/nothing"), 404, "not_found")
    assert _is_problem(api.get("/friends/"), 404, "not_found")


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(api: ApiClient) -> None:
    reply = api.delete("/tags")

    assert _is_problem(reply, 405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"a": [{"b\\u0000": 1}]}',
        b'{"name": "\xff"}',
        b'{"name": NaN}',
        b'{"name": ' + b"[" * 130 + b"]" * 130 + b"}",
    ],
)
def test_a_body_that_is_not_sound_json_is_a_problem(api: ApiClient, body: bytes) -> None:
    assert _is_problem(api.post("/tags", body), 400, "malformed_json")


@pytest.mark.parametrize("depth", [60, 100, 200, 400])
def test_a_message_that_nests_too_deep_is_a_problem_and_no_defect(api: ApiClient, depth: int) -> None:
    box = b'{"type": "box", "layout": "vertical", "contents": [' * depth + b"]}" * depth
    contents = b'{"type": "bubble", "body": ' + box + b"}"
    block = b'{"kind": "flex", "alt_text": "x", "contents": ' + contents + b"}"
    reply = api.post("/templates", b'{"name": "x", "blocks": [' + block + b"]}")
    assert reply.status in (400, 422), reply


def test_an_escaped_backslash_before_u0000_is_no_nul(api: ApiClient) -> None:
    body = '{"name": "行動_a\\\\u0000_20261015"}'.encode()

    assert api.post("/tags", body).status == 201


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null"])
def test_json_of_another_shape_is_a_problem(api: ApiClient, body: bytes) -> None:
    assert _is_problem(api.post("/tags", body), 422, "invalid_input")


def test_a_missing_body_names_what_is_required(api: ApiClient) -> None:
    assert _is_problem(api.post("/tags"), 422, "invalid_input")


def test_another_media_type_is_a_problem(api: ApiClient) -> None:
    reply = api.post("/tags", b"name=x", Content_Type="application/x-www-form-urlencoded")

    assert _is_problem(reply, 415, "unsupported_media_type")


def test_a_body_over_the_limit_is_a_problem(api: ApiClient, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert _is_problem(api.post("/tags", {"name": "x" * 200}), 413, "too_large")


def test_a_nul_character_in_the_address_is_a_problem(api: ApiClient) -> None:
    assert _is_problem(api.get("/friends?name=a%00b"), 400, "bad_request")
    assert _is_problem(api.get("/friends%00"), 400, "bad_request")


def test_a_defect_tells_its_request_id_and_nothing_else(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("愛子's secret")

    monkeypatch.setattr(selectors, "organisation", fail)

    reply = api.get("/me", X_Request_Id="req-1")

    assert _is_problem(reply, 500, "internal_error")
    assert reply.json["request_id"] == "req-1"
    assert "secret" not in reply.content.decode()
    assert "LookupError" not in reply.content.decode()


def test_errors_speak_japanese_or_english(org: object) -> None:
    japanese = ApiClient(language="ja").get("/me").json
    english = ApiClient(language="en-GB,en;q=0.8").get("/me").json

    assert japanese["title"] == "認証が必要です"
    assert english["title"] == "Authentication is needed"
    assert english["detail"].isascii()


def test_field_errors_speak_both_languages_too(api: ApiClient) -> None:
    japanese = api.post("/tags", {"name": "x" * 101}).json["errors"]
    english = api.post("/tags", {"name": "x" * 101}, Accept_Language="en").json["errors"]

    assert japanese == [{"path": "name", "detail": "100 文字以内にしてください。"}]
    assert english == [{"path": "name", "detail": "At most 100 characters are allowed."}]


def test_choices_are_named(api: ApiClient) -> None:
    body = {"email": "a@example.com", "role": "boss"}

    detail = api.post("/invitations", body, Accept_Language="en").json["errors"][0]["detail"]

    assert "owner" in detail
    assert "partner" in detail


def test_input_is_never_repeated_in_an_error(api: ApiClient) -> None:
    body = {"name": "x", "line_channel_id": 5, "secret": {"hidden-value": 1}}

    assert "hidden-value" not in api.post("/channels", body).content.decode()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ja"),
        ("*", "ja"),
        ("fr", "ja"),
        ("en", "en"),
        ("EN-us", "en"),
        ("ja,en;q=0.9", "ja"),
        ("en,ja", "ja"),
        ("en;q=0.9,ja;q=0.8", "en"),
        ("ja;q=0,en;q=x", "ja"),
        (";;;q=,,", "ja"),
    ],
)
def test_the_language_is_the_one_asked_for_first(header: str, language: str) -> None:
    assert preferred_language(header) == language


@pytest.mark.parametrize("given", ["a b", "x" * 41, "<script>", "改行", ""])
def test_a_harmful_request_id_is_replaced(db: None, given: str) -> None:
    headers: dict[str, Any] = {"X-Request-Id": given}

    answered = Client().get("/healthz", headers=headers)["X-Request-Id"]

    assert answered != given
    assert len(answered) == 32


def test_a_request_id_comes_back(db: None) -> None:
    assert Client().get("/healthz", headers={"X-Request-Id": "abc-1.2_3"})["X-Request-Id"] == "abc-1.2_3"
