"""The edge of the staff API: who calls, whether they may, and in which organisation's transaction.

In: a request. Out: the view's answer, made in one transaction that sees one organisation; or a ProblemError.
Routes are deny-by-default: one that names no permission cannot be declared. Programs come with an API key, people
with a session cookie; nothing behind this module can tell the two apart.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from ninja import Router
from ninja.errors import ConfigError
from ninja.security.base import AuthBase

from enishi.accounts.idempotency import PARAMETER, answered_once
from enishi.accounts.key_limits import Throttle
from enishi.accounts.models import Member, User
from enishi.accounts.permissions import (
    PERMISSIONS,
    Actor,
    PermissionName,
    member_permissions,
    scope_permissions,
)
from enishi.accounts.services import authenticate_api_key
from enishi.accounts.sessions import has_shown_second_factor
from enishi.accounts.signin.demands import asks_for_second_factor
from enishi.accounts.signin.places import places_of
from enishi.kit import clock
from enishi.kit.errors import ProblemError, forbidden, not_found
from enishi.kit.tenancy import limited_to_channels, org_scope


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller in one organisation, limited to some of its channels unless ``channels`` is None."""

    org_id: int
    actor: Actor
    channels: tuple[int, ...] | None = None
    #: The caller's place here; None for a program.
    member_id: int | None = None
    role: str | None = None
    #: True for somebody whose role asks for a second factor that this session has not shown.
    lacks_second_factor: bool = False

    def may(self, permission: str) -> bool:
        return permission in self.actor.permissions


class StaffRequest(HttpRequest):
    """A request that passed authentication and its route's permission."""

    principal: Principal


def unauthenticated() -> ProblemError:
    return ProblemError(
        "unauthenticated",
        "サインインしていないか、API キーが正しくないか失効しています。",
        "Nobody is signed in, or the API key is wrong, expired or revoked.",
        status=401,
    )


def caller_address(request: HttpRequest) -> str | None:
    """The peer's address; forwarding headers are ignored, because anybody can write them."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


_key_throttle = Throttle(settings.ENISHI_API_CALLS_PER_MINUTE)


def _principal_by_api_key(request: HttpRequest) -> Principal | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    key = authenticate_api_key(secret=secret.strip(), now=clock.now())
    if key is None:
        return None
    _key_throttle.require_turn(key.id)
    actor = Actor(
        kind="api_key",
        label=f"{key.name} ({key.prefix}…)",
        id=key.id,
        permissions=scope_permissions(key.scopes),
        address=caller_address(request),
        request_id=getattr(request, "request_id", ""),
    )
    return Principal(key.org_id, actor)


def _principal_by_session(request: HttpRequest) -> Principal | None:
    if "Authorization" in request.headers:
        return None
    principal = session_principal(request, request.headers.get(ORGANISATION_HEADER))
    if principal is not None:
        require_csrf_token(request)
    return principal


def session_principal(request: HttpRequest, organisation: str | None) -> Principal | None:
    """Whom the session cookie speaks for in an organisation (an id as text), or in their oldest one.

    None where nobody is signed in; ProblemError 404 where they have no place in that organisation, or in none. Does
    not ask for a CSRF token: a route that changes something must.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return None
    member = _place(places_of(user.pk, clock.now()), organisation)
    permissions = member_permissions(member.role, member.channel_ids)
    actor = Actor(
        kind="user",
        label=user.name or user.email,
        id=user.pk,
        permissions=permissions,
        address=caller_address(request),
        request_id=getattr(request, "request_id", ""),
    )
    return Principal(
        member.org_id,
        actor,
        channels=None if member.channel_ids is None else tuple(member.channel_ids),
        member_id=member.id,
        role=member.role,
        lacks_second_factor=(
            asks_for_second_factor(permissions) and not has_shown_second_factor(request.session)
        ),
    )


def _place(places: list[Member], organisation: str | None) -> Member:
    for member in places:
        if organisation is None or str(member.org_id) == organisation:
            return member
    raise not_found("この組織でのあなたの席", "A place of yours in this organisation")


class _CsrfCheck(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def require_csrf_token(request: HttpRequest) -> None:
    """Another site can make a browser send its cookies, but not a header of ours."""
    check = _CsrfCheck(lambda _: HttpResponse())
    check.process_request(request)
    if check.process_view(request, lambda _: HttpResponse(), (), {}) is not None:
        raise ProblemError(
            "csrf_failed",
            "安全確認に失敗しました。ページを再読み込みして、もう一度お試しください。",
            "The safety check failed. Reload the page and try again.",
            status=403,
        )


#: Which organisation a signed-in person means; without it their oldest.
ORGANISATION_HEADER = "X-Enishi-Organisation"

#: Tried in order; the first that knows the caller wins.
PRINCIPAL_SOURCES: tuple[Callable[[HttpRequest], Principal | None], ...] = (
    _principal_by_api_key,
    _principal_by_session,
)


class ApiKeyWith(AuthBase):
    """Lets a request through if its principal holds one permission; runs before the body is read."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, permission: str, *, before_second_factor: bool) -> None:
        super().__init__()
        self.permission = permission
        self.before_second_factor = before_second_factor

    def __call__(self, request: HttpRequest) -> Principal:
        principal = next(filter(None, (source(request) for source in PRINCIPAL_SOURCES)), None)
        if principal is None:
            raise unauthenticated()
        if principal.lacks_second_factor and not self.before_second_factor:
            raise ProblemError(
                "second_factor_required",
                "この役割には二段階認証が必要です。先に設定してください。",
                "Your role needs a second factor: set it up first.",
                status=403,
            )
        if not principal.may(self.permission):
            raise forbidden(
                f"この操作には権限「{self.permission}」が必要です。",
                f"This needs the permission {self.permission}.",
            )
        request.principal = principal  # type: ignore[attr-defined]
        return principal


type _View = Callable[..., Any]

_ROW_NOT_ALLOWED = "42501"


def _in_channels(view: _View) -> _View:
    """Whatever scope the view or its services open, it shows the caller's channels alone."""

    @wraps(view)
    def run(request: StaffRequest, *args: Any, **kwargs: Any) -> Any:
        channels = request.principal.channels
        if channels is None:
            return view(request, *args, **kwargs)
        try:
            with limited_to_channels(channels):
                return view(request, *args, **kwargs)
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", None) != _ROW_NOT_ALLOWED:
                raise
            raise forbidden(
                "担当する公式アカウントの外に及ぶ操作はできません。",
                "This reaches beyond the official accounts that you work on.",
            ) from error

    return run


def _in_scope(view: _View) -> _View:
    @wraps(view)
    def run(request: StaffRequest, *args: Any, **kwargs: Any) -> Any:
        with org_scope(request.principal.org_id):
            return view(request, *args, **kwargs)

    return run


def _once(view: _View) -> _View:
    @wraps(view)
    def run(request: StaffRequest, *args: Any, **kwargs: Any) -> Any:
        return answered_once(
            request,
            org_id=request.principal.org_id,
            actor=request.principal.actor,
            now=clock.now(),
            work=lambda: view(request, *args, **kwargs),
        )

    return run


class StaffRouter(Router):
    """Routes for staff and programs. Each names its permission and runs as one transaction of one
    organisation.

    ``own_scope=True`` is for the few views that talk to LINE: no transaction is open when they start, and
    their services open short ones before and after. ``idempotent=True`` lets a POST be
    repeated with an Idempotency-Key. ``before_second_factor=True`` opens a route to somebody who still has to show
    theirs. Views return schema objects, never querysets: an answer is written out
    after the scope has closed.
    """

    def _route(
        self,
        method: str,
        path: str,
        permission: PermissionName | None,
        own_scope: bool,
        options: dict[str, Any],
    ) -> Callable[[Any], Any]:
        if permission not in PERMISSIONS:
            raise ConfigError(f"{method} {path} names no known permission")

        before_second_factor = options.pop("before_second_factor", False)

        def register(view: _View) -> _View:
            extra = {"x-permission": permission, **options.pop("openapi_extra", {})}
            self.add_api_operation(
                path,
                [method],
                _in_channels(view if own_scope else _in_scope(view)),
                auth=ApiKeyWith(permission, before_second_factor=before_second_factor),
                openapi_extra=extra,
                **options,
            )
            return view

        return register

    def get(
        self,
        path: str,
        *,
        permission: PermissionName | None = None,
        own_scope: bool = False,
        **options: Any,
    ) -> Callable[[Any], Any]:
        return self._route("GET", path, permission, own_scope, options)

    def post(
        self,
        path: str,
        *,
        permission: PermissionName | None = None,
        own_scope: bool = False,
        idempotent: bool = False,
        **options: Any,
    ) -> Callable[[Any], Any]:
        if not idempotent:
            return self._route("POST", path, permission, own_scope, options)
        if own_scope:
            raise ConfigError(f"POST {path}: a key and its effects need one transaction")
        options["openapi_extra"] = {"parameters": [PARAMETER], **options.get("openapi_extra", {})}
        route = self._route("POST", path, permission, own_scope, options)
        return lambda view: route(_once(view))

    def put(
        self,
        path: str,
        *,
        permission: PermissionName | None = None,
        own_scope: bool = False,
        **options: Any,
    ) -> Callable[[Any], Any]:
        return self._route("PUT", path, permission, own_scope, options)

    def patch(
        self,
        path: str,
        *,
        permission: PermissionName | None = None,
        own_scope: bool = False,
        **options: Any,
    ) -> Callable[[Any], Any]:
        return self._route("PATCH", path, permission, own_scope, options)

    def delete(
        self,
        path: str,
        *,
        permission: PermissionName | None = None,
        own_scope: bool = False,
        **options: Any,
    ) -> Callable[[Any], Any]:
        return self._route("DELETE", path, permission, own_scope, options)

    def api_operation(self, methods: list[str], path: str, **options: Any) -> Callable[[Any], Any]:
        raise ConfigError(f"{path}: declare one route a method, each with its permission")
