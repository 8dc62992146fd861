"""Structured logs, for people (console) or machines (JSON), that never hold personal data or secrets.

In: events with named values. Out: one line each on standard error. Values whose names can hold personal data
or secrets are dropped, exceptions lose their messages (a database error repeats the row that it refused) and
keep type and places.
"""

import logging
import re
import sys
import traceback
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Dropped wherever they stand as a whole word of a name: ``name``, ``display_name``, ``channel_secret``.
PRIVATE_WORDS = frozenset(
    {
        "address",
        "authorization",
        "body",
        "cookie",
        "display",
        "email",
        "key",
        "mail",
        "memo",
        "message",
        "messages",
        "name",
        "password",
        "payload",
        "phone",
        "picture",
        "profile",
        "query",
        "raw",
        "secret",
        "secrets",
        "signature",
        "text",
        "token",
        "tokens",
    }
)

DROPPED = "[dropped]"
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
#: Libraries whose records tell of servers and never of people.
_PLAIN_LOGGERS = ("uvicorn.error", "asyncio")


def drop_private_values(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace values by their names, at any depth; the event's own name stays."""
    return {key: value if key == "event" else _cleaned(key, value) for key, value in event.items()}


def _cleaned(key: object, value: Any) -> Any:
    if not PRIVATE_WORDS.isdisjoint(word.lower() for word in _WORD.findall(str(key))):
        return DROPPED
    if isinstance(value, dict):
        return {inner: _cleaned(inner, item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned("", item) for item in value]
    return value


def place_exceptions(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Turn ``exc_info`` into the exception's types and places, without messages and values."""
    given = event.pop("exc_info", None)
    error: BaseException | None = None
    if isinstance(given, BaseException):
        error = given
    elif isinstance(given, tuple):
        error = given[1]
    elif given:
        error = sys.exc_info()[1]
    if error is not None:
        event["exception"] = describe_exception(error)
    return event


def describe_exception(error: BaseException) -> str:
    """``ValueError at a.py:3 in read < KeyError at b.py:9 in find``: the newest first, then its causes."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        places = [
            f"{frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        parts.append(f"{type(current).__qualname__} at {' > '.join(places[-12:])}")
        current = current.__cause__ or current.__context__
    return " < ".join(parts)


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_exceptions,
        drop_private_values,
    ]


def configure_logging(level: str = "INFO", style: Literal["console", "json"] = "console") -> None:
    """Send structlog and the standard library's loggers through the same processors. May be called again."""
    shared = _processors()
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_arguments, *shared],
            pass_foreign_args=True,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # It announces every registered task at each start.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    # These tell each request or statement with its values; the request log of our own tells what is needed.
    for noisy in (
        "django.request",
        "django.server",
        "django.db.backends",
        "uvicorn.access",
        "aiohttp.access",
    ):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def _without_arguments(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """For records of other libraries: keep the template and leave out what they would fill in."""
    arguments = event.pop("positional_args", None)
    record = event["_record"]
    event["logger"] = record.name
    if arguments and record.name not in _PLAIN_LOGGERS:
        event["event"] = str(record.msg)
    return event
