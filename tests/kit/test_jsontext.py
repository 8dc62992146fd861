"""JSON that PostgreSQL accepts, whatever friends type."""

from typing import Any

import orjson
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enishi.kit.jsontext import dumps_for_postgres

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=8) | st.just("\x00") | st.just("\\u0000")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def cleaned(value: Any) -> Any:
    """An oracle of its own: through text, not through the structure."""
    return orjson.loads(
        orjson.dumps(value)
        .replace(b"\\\\u0000", b"\\\\u000Z")
        .replace(b"\\u0000", "�".encode())
        .replace(b"\\\\u000Z", b"\\\\u0000")
    )


@given(VALUES)
def test_only_nul_is_replaced_and_everything_else_stays(value: Any) -> None:
    assert orjson.loads(dumps_for_postgres(value)) == cleaned(value)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(VALUES)
def test_postgresql_takes_it_as_jsonb(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [dumps_for_postgres(value)])
        assert orjson.loads(cursor.fetchone()[0]) == cleaned(value)
