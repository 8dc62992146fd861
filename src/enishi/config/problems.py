"""Every error that leaves over HTTP, as problem JSON (RFC 9457) in the reader's language.

In: an exception or a status. Out: ``application/problem+json`` with a stable ``code``, a title and detail in
Japanese or English, every wrong field at once, and the request id to look the rest up by. What went wrong
inside is logged, never told.
"""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja.errors import HttpError, ValidationError

from enishi.kit.errors import FieldProblem, ProblemError
from enishi.kit.languages import preferred_language
from enishi.kit.validation_texts import body_problem

CONTENT_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)

#: Status → code, and title and detail in Japanese and English.
TEXTS: dict[int, tuple[str, str, str, str, str]] = {
    400: (
        "bad_request",
        "リクエストが正しくありません",
        "Bad request",
        "リクエストを読み取れませんでした。",
        "The request could not be read.",
    ),
    401: (
        "unauthenticated",
        "認証が必要です",
        "Authentication is needed",
        "サインインしていないか、API キーが正しくないか失効しています。",
        "Nobody is signed in, or the API key is wrong, expired or revoked.",
    ),
    403: (
        "forbidden",
        "権限がありません",
        "Not permitted",
        "この操作をする権限がありません。",
        "You may not do this.",
    ),
    404: (
        "not_found",
        "見つかりません",
        "Not found",
        "このアドレスには何もありません。",
        "There is nothing at this address.",
    ),
    405: (
        "method_not_allowed",
        "このメソッドは使えません",
        "Method not allowed",
        "このアドレスではこの HTTP メソッドを使えません。",
        "This address does not take this HTTP method.",
    ),
    409: (
        "conflict",
        "現在の状態と合いません",
        "Conflict",
        "現在の状態ではこの操作はできません。",
        "The present state does not allow this.",
    ),
    413: (
        "too_large",
        "送信データが大きすぎます",
        "Too large",
        "送信データが上限を超えています。",
        "The request's body exceeds the limit.",
    ),
    415: (
        "unsupported_media_type",
        "この形式は受け付けられません",
        "Unsupported media type",
        "Content-Type: application/json で送ってください。",
        "Send the body as Content-Type: application/json.",
    ),
    422: (
        "invalid_input",
        "入力に誤りがあります",
        "Invalid input",
        "入力を確認してください。",
        "Check the input.",
    ),
    429: (
        "too_many_requests",
        "リクエストが多すぎます",
        "Too many requests",
        "しばらく待ってからやり直してください。",
        "Wait a while and try again.",
    ),
    500: (
        "internal_error",
        "サーバーでエラーが起きました",
        "Internal error",
        "サーバー側の問題です。繰り返す場合は request_id を添えて管理者に知らせてください。",
        "The fault is on the server. If it persists, tell the administrator the request_id.",
    ),
    503: (
        "unavailable",
        "現在利用できません",
        "Unavailable",
        "しばらく待ってからやり直してください。",
        "Wait a while and try again.",
    ),
}


def problem_response(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    ja: str = "",
    en: str = "",
    fields: Sequence[FieldProblem] = (),
    corrections: Sequence[str] = (),
) -> HttpResponse:
    """One problem; what is not given comes from the status."""
    language = preferred_language(request.headers.get("Accept-Language", ""))
    usual_code, title_ja, title_en, detail_ja, detail_en = TEXTS.get(
        status, TEXTS[500 if status >= 500 else 400]
    )
    is_ja = language == "ja"
    code = code or usual_code
    body: dict[str, Any] = {
        "type": f"urn:enishi:problem:{code}",
        "title": title_ja if is_ja else title_en,
        "status": status,
        "detail": (ja or detail_ja) if is_ja else (en or detail_en),
        "code": code,
        "request_id": getattr(request, "request_id", ""),
    }
    if fields:
        body["errors"] = [{"path": field.path, "detail": field.ja if is_ja else field.en} for field in fields]
    if corrections:
        body["corrections"] = list(corrections)
    response = HttpResponse(orjson.dumps(body), status=status, content_type=CONTENT_TYPE)
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="enishi"'
    return response


def from_problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """A refusal that a service or selector raised."""
    response = problem_response(
        request,
        error.status,
        code=error.code,
        ja=error.ja,
        en=error.en,
        fields=error.fields,
        corrections=error.corrections,
    )
    if error.retry_after_seconds is not None:
        response["Retry-After"] = str(error.retry_after_seconds)
    return response


def from_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Input that does not fit the schema: every wrong field, with its path."""
    body = _body(request)
    return problem_response(request, 422, fields=[body_problem(item, body) for item in error.errors])


def _body(request: HttpRequest) -> Any:
    """What was sent, to tell places in it by; None where there is no JSON, or a form that was read already."""
    try:
        return orjson.loads(request.body)
    except (ValueError, RawPostDataException):
        return None


def from_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses; an unreadable body carries the reason as its cause."""
    cause = error.__cause__
    if isinstance(cause, ProblemError):
        return from_problem(request, cause)
    if isinstance(cause, RequestDataTooBig):
        return problem_response(request, 413)
    if isinstance(cause, ValueError):
        return problem_response(
            request,
            400,
            code="malformed_json",
            ja="本文を JSON として読み取れません。",
            en="The body is not valid JSON.",
        )
    return problem_response(request, error.status_code)


def from_exception(request: HttpRequest, error: Exception) -> HttpResponse:
    """A defect of ours: logged with its place, told as nothing but a request id."""
    log.error("request_failed", exc_info=error)
    return problem_response(request, 500)


#: Exception → its answer; the nearest class wins.
ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ProblemError: from_problem,
    ValidationError: from_validation,
    HttpError: from_http_error,
    RequestDataTooBig: lambda request, error: problem_response(request, 413),
    Http404: lambda request, error: problem_response(request, 404),
    Exception: from_exception,
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return problem_response(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return problem_response(
        request,
        403,
        code="csrf_failed",
        ja="安全確認に失敗しました。ページを再読み込みして、もう一度お試しください。",
        en="The safety check failed. Reload the page and try again.",
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return problem_response(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return problem_response(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return problem_response(request, 500)
