"""Logs hold no personal data and no secrets, whoever writes them."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from enishi.config.logging import DROPPED, configure_logging, describe_exception, drop_private_values


@pytest.fixture
def _restored() -> Iterator[None]:
    """Logging is the process's: put it back as it was."""
    root = logging.getLogger()
    handlers, level, was_configured = root.handlers[:], root.level, structlog.get_config()
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.configure(**was_configured)


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "display_name",
        "displayName",
        "text",
        "reply_token",
        "replyToken",
        "channel_secret",
        "Authorization",
        "owner-email",
        "PASSWORD",
        "memo",
        "rawBody",
        "webhook_key",
    ],
)
def test_values_with_private_names_are_dropped(key: str) -> None:
    event = drop_private_values(None, "info", {"event": "x", key: "愛子", "at": {"deep": [{key: "愛子"}]}})

    assert event == {"event": "x", key: DROPPED, "at": {"deep": [{key: DROPPED}]}}


@pytest.mark.parametrize("key", ["friend_id", "status", "filename", "context", "org_id", "seconds", "monkey"])
def test_harmless_values_stay(key: str) -> None:
    assert drop_private_values(None, "info", {"event": "x", key: 5}) == {"event": "x", key: 5}


def test_an_exception_is_told_by_its_types_and_places_without_its_words() -> None:
    def find() -> None:
        try:
            raise KeyError("愛子@example.com")
        except KeyError as error:
            raise ValueError("愛子") from error

    with pytest.raises(ValueError, match="愛子") as caught:
        find()

    told = describe_exception(caught.value)
    assert "愛子" not in told
    assert told.startswith("ValueError at ")
    assert " < KeyError at " in told
    assert "in find" in told


@pytest.mark.usefixtures("_restored")
def test_a_line_of_json_has_time_level_and_context(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO", "json")

    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("t").info("friend_tagged", friend_id=5, display_name="愛子")

    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "friend_tagged",
        "level": "info",
        "request_id": "r1",
        "friend_id": 5,
        "display_name": DROPPED,
    }


@pytest.mark.usefixtures("_restored")
@pytest.mark.parametrize("style", ["json", "console"])
def test_records_of_other_libraries_lose_their_arguments_and_errors_their_words(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    configure_logging("INFO", "json" if style == "json" else "console")

    try:
        raise RuntimeError("DETAIL: (email)=(aiko@example.com)")
    except RuntimeError:
        logging.getLogger("some.library").exception("failed for %s", "愛子")

    told = capsys.readouterr().err
    assert "failed for %s" in told
    assert "RuntimeError at " in told
    assert "愛子" not in told
    assert "aiko" not in told


@pytest.mark.usefixtures("_restored")
def test_the_level_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("WARNING", "json")

    structlog.get_logger("t").info("quiet")
    logging.getLogger("t").info("quiet")
    structlog.get_logger("t").warning("loud")

    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["loud"]
