"""The staff API under /api/v1: which routers it has, how bodies are read and how errors are told."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from enishi.accounts.api import router as accounts_router
from enishi.accounts.public_api import router as invitations_router
from enishi.analytics.api import router as analytics_router
from enishi.automation.api import router as automation_router
from enishi.automation.bulk.api import router as bulk_router
from enishi.config import problems
from enishi.config.live_access import router as live_router
from enishi.config.openapi import complete_schema
from enishi.config.setup import router as setup_router
from enishi.content.api import router as content_router
from enishi.delivery.api import router as delivery_router
from enishi.friends.api.conditions import router as conditions_router
from enishi.friends.api.customer_matches import router as customer_matches_router
from enishi.friends.api.customers import router as customers_router
from enishi.friends.api.engagement import router as engagement_router
from enishi.friends.api.exports import router as exports_router
from enishi.friends.api.fields import router as fields_router
from enishi.friends.api.friend_fields import router as friend_fields_router
from enishi.friends.api.friends import router as friends_router
from enishi.friends.api.imports import router as imports_router
from enishi.friends.api.operations import router as operations_router
from enishi.friends.api.orders import router as orders_router
from enishi.friends.api.privacy import router as privacy_router
from enishi.friends.api.search import router as search_router
from enishi.friends.api.segments import router as segments_router
from enishi.friends.api.tag_ledger import router as tag_ledger_router
from enishi.friends.api.tags import router as tags_router
from enishi.friends.api.views import router as friend_views_router
from enishi.friends.api.visibility import router as visibility_router
from enishi.inbox.api.conversations import router as talk_router
from enishi.inbox.api.equipment import router as talk_equipment_router
from enishi.intake.api import router as intake_router
from enishi.kit.errors import ProblemError
from enishi.line.api import router as line_router
from enishi.scenarios.api import router as scenarios_router

#: Every router of the staff API; each route's path is complete in its own file.
ROUTERS: tuple[Router, ...] = (
    accounts_router,
    line_router,
    # Before the routes of single friends, whose address would take the word for an id.
    search_router,
    conditions_router,
    friends_router,
    engagement_router,
    fields_router,
    friend_fields_router,
    # Before single tags, whose address would take the word for an id.
    tag_ledger_router,
    tags_router,
    imports_router,
    exports_router,
    visibility_router,
    operations_router,
    bulk_router,
    friend_views_router,
    segments_router,
    customers_router,
    customer_matches_router,
    orders_router,
    privacy_router,
    content_router,
    delivery_router,
    automation_router,
    scenarios_router,
    talk_router,
    talk_equipment_router,
    live_router,
    intake_router,
    analytics_router,
)

#: Routers that anybody may call; each of their routes says in its own file why.
PUBLIC_ROUTERS: tuple[Router, ...] = (setup_router, invitations_router)

#: Flex messages, the deepest that anybody means, reach about 110; JSON writers and validators give up soon above 200.
_MAX_DEPTH = 128


class JsonParser(Parser):
    """Reads JSON bodies strictly: one media type, UTF-8, no lone surrogates, no NUL characters, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise ProblemError("unsupported_media_type", "", "", status=415)
        body = request.body
        value = orjson.loads(body)
        # A body with so few openings cannot nest too deep, which spares nearly every request the walk.
        if body.count(b"{") + body.count(b"[") > _MAX_DEPTH and _is_deeper(value, _MAX_DEPTH):
            raise ValueError("nested too deep")
        # PostgreSQL can store every character but this one.
        if b"\\u0000" in body and _has_nul(value):
            raise ValueError("a NUL character")
        return value


def _is_deeper(value: Any, limit: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return limit == 0 or any(_is_deeper(item, limit - 1) for item in value)


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_has_nul(key) or _has_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_nul(item) for item in value)


class JsonRenderer(BaseRenderer):
    """Compact UTF-8: Japanese as it is written, not as escapes of three times the size."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=NinjaJSONEncoder().default)


class EnishiAPI(NinjaAPI):
    """Ninja with names for operations that a client generator can use, and a complete description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        complete_schema(schema)
        return schema


def build_api() -> EnishiAPI:
    """The API with all routers and error handlers."""
    made = EnishiAPI(
        title="Enishi API",
        version="1",
        description=(
            "LINE 公式アカウントのための Enishi の API。エラーは RFC 9457 の problem JSON で、"
            "Accept-Language により日本語か英語で返ります。 / "
            "The API of Enishi. Errors are problem JSON (RFC 9457), in the language of Accept-Language."
        ),
        docs_url=None,
        parser=JsonParser(),
        renderer=JsonRenderer(),
        urls_namespace="api",
    )
    for router in (*ROUTERS, *PUBLIC_ROUTERS):
        made.add_router("", router)
    for kind, answer in problems.ANSWERS.items():
        made.add_exception_handler(kind, answer)
    return made


api = build_api()
