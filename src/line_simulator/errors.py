"""LINE's error answers, with the literal texts of its reference where those are published."""

from typing import Any

import orjson

from line_simulator.http import Response

AUTHENTICATION_FAILED = (
    "Authentication failed. Confirm that the access token in the authorization header is valid."
)
AUTHORIZATION_REQUIRED = (
    "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
)
NOT_AVAILABLE = "Access to this API is not available for your account"
RATE_LIMITED = "The API rate limit has been exceeded. Try again later."
MONTHLY_LIMIT = "You have reached your monthly limit."
RETRY_KEY_ACCEPTED = "The retry key is already accepted"
INVALID_REPLY = "Invalid reply token"
FAILED_TO_SEND = "Failed to send messages"


class ApiError(Exception):
    """A refusal: status and JSON body, as LINE gives them."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: list[dict[str, str]] | None = None,
        extra: dict[str, Any] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ):
        super().__init__(message)
        self.status = status
        self.headers = headers
        self.body: dict[str, Any] = {"message": message}
        if details is not None:
            self.body["details"] = details
        if extra:
            self.body.update(extra)

    def response(self) -> Response:
        return Response(self.status, orjson.dumps(self.body), headers=self.headers)


class RawError(ApiError):
    """A refusal whose body has another shape than {"message": …}: OAuth, per-unit insight."""

    def __init__(self, status: int, body: dict[str, Any]):
        super().__init__(status, str(body.get("error_description") or body.get("error") or ""))
        self.body = body


def oauth_error(error: str, description: str, status: int = 400) -> RawError:
    return RawError(status, {"error": error, "error_description": description})


def invalid_property(path: str, *, quoted: bool = False) -> ApiError:
    name = f"'{path}'" if quoted else path
    return ApiError(400, f"The property, {name}, in the request body is invalid (line: -, column: -)")


def invalid_value(parameter: str) -> ApiError:
    return ApiError(400, f"The value for the '{parameter}' parameter is invalid")


def body_errors(problems: list[tuple[str, str]]) -> ApiError:
    """`problems` are (message, property path) pairs."""
    details = [{"message": message, "property": path} for message, path in problems]
    return ApiError(400, f"The request body has {len(problems)} error(s)", details=details)


def not_found(message: str = "Not found") -> ApiError:
    return ApiError(404, message)
