import pytest
from django.db import connection

from enishi.kit.pgarrays import integers, texts


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [[], [""], ["U1", "U2"], ['"', "\\", "{a,b}", "NULL", " ", "縁,🌸\n"], ['say "hi"', "back\\slash"]],
)
def test_texts_arrive_as_they_left(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [texts(values)])
        assert cursor.fetchone() == (values,)


@pytest.mark.django_db
def test_integers_arrive_as_they_left() -> None:
    with connection.cursor() as cursor:
        for values in ([], [0], [1, -2, 2**63 - 1]):
            cursor.execute("SELECT %s::bigint[]", [integers(values)])
            assert cursor.fetchone() == (values,)
