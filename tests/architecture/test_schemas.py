"""The API's schemas: the description of the API knows each by its name alone."""

from collections import defaultdict
from inspect import getmodule
from typing import Any

from enishi.accounts.schemas import InputSchema, OutputSchema
from enishi.config import api


def _below(base: type[Any]) -> set[type[Any]]:
    return {base}.union(*(_below(each) for each in base.__subclasses__()))


def test_no_two_different_schemas_have_the_same_name() -> None:
    """Of two, only one would be described, and everybody who reads the description would take it for the other."""
    assert api.ROUTERS
    shapes: dict[str, dict[str, str]] = defaultdict(dict)
    for schema in _below(InputSchema) | _below(OutputSchema):
        module = getmodule(schema)
        if module is not None and module.__name__.startswith("enishi."):
            shape = {name: str(field.annotation) for name, field in schema.model_fields.items()}
            shapes[schema.__name__][str(sorted(shape.items()))] = module.__name__

    clashing = {name: sorted(found.values()) for name, found in shapes.items() if len(found) > 1}

    assert clashing == {}
