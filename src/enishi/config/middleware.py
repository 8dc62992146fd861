"""Around every request: its id, one log line, and errors told as problem JSON wherever they come from."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from enishi.config.problems import problem_response

log = structlog.get_logger(__name__)

HEADER = "X-Request-Id"
_USABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


class RequestIdMiddleware:
    """Takes the caller's ``X-Request-Id`` if it is harmless, else makes one; answers with it and logs with
    it.

    The log line holds the route's pattern, never the address: names that somebody searched for stand in
    addresses.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        request_id = given if _USABLE_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self._answer(request)
            response[HEADER] = request_id
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                route=match.route if match else "",
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL has no NUL character, so no address that holds one can mean anything.
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return problem_response(request, 400)
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            refusal = problem_response(request, 405)
            refusal["Allow"] = ", ".join(sorted(response["Allow"].split(", ")))
            return refusal
        return response


class BrowserSafetyMiddleware:
    """Says to browsers what an answer is not: no page (unless it says so itself), nothing for other sites to embed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._is_https = settings.ENISHI_PUBLIC_URL.startswith("https://")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if self._is_https:
            # TLS ends in front of us, so it is the public address that tells, not the request.
            response.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
