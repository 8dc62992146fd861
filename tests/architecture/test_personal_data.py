"""Every column of every table says whether it holds something about people."""

import pytest
from tests.architecture.catalogue import query

from enishi.friends.privacy.catalogue import tables

pytestmark = pytest.mark.django_db

#: Tables of libraries, with what they hold; none of it is about friends or customers.
OF_LIBRARIES = {
    "account_": "addresses of staff, for signing in",
    "auth_": "permissions of Django, unused",
    "django_": "migrations, sessions of staff and the names of models",
    "mfa_": "second factors of staff",
    "procrastinate_": "jobs, which name rows by number alone",
}


def _columns() -> dict[str, set[str]]:
    rows = query(
        """
        SELECT c.relname::text, a.attname::text FROM pg_class c
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        """
    )
    found: dict[str, set[str]] = {}
    for table, column in rows:
        if not str(table).startswith(tuple(OF_LIBRARIES)):
            found.setdefault(str(table), set()).add(str(column))
    return found


def test_every_column_has_a_label_and_every_label_a_column() -> None:
    labelled = {table.name: set(table.labels) for table in tables()}
    there = _columns()

    assert len(there) > 50
    assert {
        name: there.get(name, set()) ^ labelled.get(name, set())
        for name in there.keys() | labelled.keys()
        if there.get(name) != labelled.get(name)
    } == {}


def test_no_table_is_declared_twice() -> None:
    names = [table.name for table in tables()]

    assert len(names) == len(set(names))


def test_a_table_that_holds_something_about_friends_says_whose_and_what_becomes_of_it() -> None:
    silent = {
        table.name
        for table in tables()
        if "personal" in table.labels.values() and not (table.rows and (table.erase or table.stays))
    }

    # Files and problems found in them go with the file, a few days after it was given.
    # Kept answers may tell of anybody: a keeper blanks all of them.
    assert silent == {
        "accounts_requestkey",
        "friends_fileexport",
        "friends_fileimport",
        "friends_importproblem",
    }


def test_the_friends_own_row_is_the_last_to_go() -> None:
    assert tables()[-1].name == "friends_friend"
