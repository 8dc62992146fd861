"""The description of the API is complete enough to generate a client from."""

from typing import Any

import pytest
from tests.api_client import ApiClient

from enishi.config.api import PUBLIC_ROUTERS

MUTATING = ("post", "put", "patch")


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    reply = ApiClient().get("/openapi.json")
    assert reply.status == 200
    return dict(reply.json)


def _operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_tells_permission_security_summary_and_errors(schema: dict[str, Any]) -> None:
    operations = _operations(schema)

    assert operations
    public = {f"/api/v1{path}" for router in PUBLIC_ROUTERS for path in router.path_operations}
    assert public
    for method, path, operation in operations:
        where = f"{method} {path}"
        assert " / " in operation["summary"], where
        if path in public:
            assert "security" not in operation, where
            continue
        assert operation["x-permission"] in operation["description"], where
        assert operation["security"] == [{"ApiKey": []}], where
        assert "application/problem+json" in operation["responses"]["default"]["content"], where


def test_every_body_has_an_example_that_the_api_accepts_by_its_own_schema(schema: dict[str, Any]) -> None:
    for method, path, operation in _operations(schema):
        body = operation.get("requestBody")
        if body is None:
            continue
        if "multipart/form-data" in body["content"]:
            continue
        reference = body["content"]["application/json"]["schema"]["$ref"]
        described = schema["components"]["schemas"][reference.rpartition("/")[2]]
        example = described["example"]
        assert set(described.get("required", [])) <= set(example), f"{method} {path}"
        assert set(example) <= set(described["properties"]), f"{method} {path}"


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(value) for value in node.values()))
        if isinstance(node, list):
            return set().union(*(references(value) for value in node))
        return set()

    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert references(schema) <= known


def test_there_is_no_page_that_loads_scripts_from_elsewhere(db: None) -> None:
    assert ApiClient().get("/docs").status == 404
