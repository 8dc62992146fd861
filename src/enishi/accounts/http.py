"""The edge of the staff API: who calls, whether they may, and in which organisation's transaction.

In: a request. Out: the view's answer, made in one transaction that sees one organisation; or a ProblemError.
Routes are deny-by-default: one that names no permission cannot be declared. Session cookies will be a second
source of principals; nothing behind this module can tell the sources apart.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import ConfigError
from ninja.security.base import AuthBase

from enishi.accounts.idempotency import PARAMETER, answered_once
from enishi.accounts.permissions import PERMISSIONS, Actor, PermissionName, scope_permissions
from enishi.accounts.services import authenticate_api_key
from enishi.kit import clock
from enishi.kit.errors import ProblemError, forbidden
from enishi.kit.tenancy import org_scope


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller in one organisation."""

    org_id: int
    actor: Actor

    def may(self, permission: str) -> bool:
        return permission in self.actor.permissions


class StaffRequest(HttpRequest):
    """A request that passed authentication and its route's permission."""

    principal: Principal


def unauthenticated() -> ProblemError:
    return ProblemError(
        "unauthenticated",
        "API キーがないか、正しくないか、失効しています。",
        "The API key is missing, wrong, expired or revoked.",
        status=401,
    )


def caller_address(request: HttpRequest) -> str | None:
    """The peer's address; forwarding headers are ignored, because anybody can write them."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return None


def _principal_by_api_key(request: HttpRequest) -> Principal | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    key = authenticate_api_key(secret=secret.strip(), now=clock.now())
    if key is None:
        return None
    actor = Actor(
        kind="api_key",
        label=f"{key.name} ({key.prefix}…)",
        id=key.id,
        permissions=scope_permissions(key.scopes),
        address=caller_address(request),
        request_id=getattr(request, "request_id", ""),
    )
    return Principal(key.org_id, actor)


#: Tried in order; the first that knows the caller wins.
PRINCIPAL_SOURCES: tuple[Callable[[HttpRequest], Principal | None], ...] = (_principal_by_api_key,)


class ApiKeyWith(AuthBase):
    """Lets a request through if its principal holds one permission; runs before the body is read."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Principal:
        principal = next(filter(None, (source(request) for source in PRINCIPAL_SOURCES)), None)
        if principal is None:
            raise unauthenticated()
        if not principal.may(self.permission):
            raise forbidden(
                f"この操作には権限「{self.permission}」が必要です。",
                f"This needs the permission {self.permission}.",
            )
        request.principal = principal  # type: ignore[attr-defined]
        return principal


type _View = Callable[..., Any]


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
    repeated with an Idempotency-Key. Views return schema objects, never querysets: an answer is written out
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

        def register(view: _View) -> _View:
            extra = {"x-permission": permission, **options.pop("openapi_extra", {})}
            self.add_api_operation(
                path,
                [method],
                view if own_scope else _in_scope(view),
                auth=ApiKeyWith(permission),
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
