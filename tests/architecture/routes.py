"""Every route of the staff API, read from the API itself, so that no list can fall behind."""

from dataclasses import dataclass

from enishi.config.api import api

MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: A question may need a body; these answer and store nothing.
ASKING = frozenset({"check_content", "preview_dispatch"})


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
    def takes_ids(self) -> bool:
        return "{" in self.path

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def all_routes() -> list[Route]:
    """In the order of their declaration."""
    return [
        Route(
            method=method,
            path=path,
            operation_id=operation.view_func.__name__,
            permission=(operation.openapi_extra or {}).get("x-permission"),
        )
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


ROUTES = all_routes()
