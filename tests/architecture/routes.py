"""Every route of the staff API, read from the API itself, so that no list can fall behind."""

from dataclasses import dataclass

from enishi.config.api import PUBLIC_ROUTERS, api

MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: A question may need a body; these answer and store nothing.
ASKING = frozenset(
    {
        "read_notices",
        "check_content",
        "check_name_of_tag",
        "preview_bulk",
        "preview_dispatch",
        "preview_retention",
        "preview_tag_merge",
        "try_rules",
        "preview_condition",
        "preview_type_change",
        "overlap_conditions",
        "search_friends",
        "count_found_friends",
        "count_audience",
        "count_export",
    }
)
#: What staff look at all day is noted, but is no change that an audit asks about; nor is the draft of an import, whose
#: dry run is recorded.
UNRECORDED = frozenset({"read_conversation", "tell_typing", "change_import"})
#: Nothing that they need runs here, so they change nothing; their traces are tested where it does.
ELSEWHERE = frozenset({"open_practice_channel"})


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    operation_id: str
    permission: str | None

    @property
    def is_mutating(self) -> bool:
        return self.method in MUTATING and self.operation_id not in ASKING

    @property
    def is_recorded(self) -> bool:
        return self.is_mutating and self.operation_id not in UNRECORDED | ELSEWHERE

    @property
    def takes_ids(self) -> bool:
        return "{" in self.path

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def all_routes() -> list[Route]:
    """In the order of their declaration; all but those that anybody may call."""
    return [
        Route(
            method=method,
            path=path,
            operation_id=operation.view_func.__name__,
            permission=(operation.openapi_extra or {}).get("x-permission"),
        )
        for bound in api._get_bound_routers()
        if bound.template not in PUBLIC_ROUTERS
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


ROUTES = all_routes()
