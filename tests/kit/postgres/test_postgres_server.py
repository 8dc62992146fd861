"""What one embedded server offers while it runs."""

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from enishi.kit.postgres import OWNER_ROLE, EmbeddedPostgres, scratch_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    with scratch_postgres() as running:
        yield running


def _socket_dir(server: EmbeddedPostgres) -> Path:
    return Path(parse_qs(urlsplit(server.dsn()).query)["host"][0])


def test_the_application_role_neither_owns_nor_bypasses_anything(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        assert row == ("enishi_app", False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_what_the_owner_creates_the_application_can_use_but_not_alter(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(OWNER_ROLE), autocommit=True) as owner:
        owner.execute("CREATE TABLE shop (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    with psycopg.connect(server.dsn(), autocommit=True) as app:
        app.execute("INSERT INTO shop (name) VALUES ('椿')")
        assert app.execute("SELECT name FROM shop").fetchall() == [("椿",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("ALTER TABLE shop DISABLE ROW LEVEL SECURITY")


def test_extensions_load_and_japanese_names_have_trigrams(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(OWNER_ROLE), autocommit=True) as owner:
        owner.execute("CREATE EXTENSION pg_trgm")
        owner.execute("CREATE EXTENSION btree_gist")
        row = owner.execute("SELECT cardinality(show_trgm('さくら')), lower('ÀÉ')").fetchone()
        assert row == (4, "àé")


def test_the_server_speaks_utf8_and_utc_and_listens_on_no_network(server: EmbeddedPostgres) -> None:
    names = ("server_encoding", "TimeZone", "listen_addresses", "jit", "max_connections", "wal_compression")
    with psycopg.connect(server.dsn()) as connection:
        found = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert [row[0] for row in found if row] == ["UTF8", "UTC", "", "off", "200", "pglz"]


def test_the_socket_is_closed_to_other_users(server: EmbeddedPostgres) -> None:
    assert _socket_dir(server).stat().st_mode & 0o077 == 0


def test_what_friends_wrote_never_reaches_the_log(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.dsn(OWNER_ROLE), autocommit=True) as owner:
        owner.execute("CREATE TABLE secretive (name text PRIMARY KEY)")
        owner.execute("INSERT INTO secretive VALUES ('canary-aiko')")
        with pytest.raises(psycopg.errors.UniqueViolation, match="canary-aiko"):
            owner.execute("INSERT INTO secretive VALUES ('canary-aiko')")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            owner.execute("SELECT 'canary-kenji'::int")
    logs = list((_socket_dir(server).parent / "log").iterdir())
    assert logs
    assert not [path for path in logs if b"canary" in path.read_bytes()]


def test_settings_and_name_of_the_database_can_be_chosen(place: Path) -> None:
    server = EmbeddedPostgres(
        place, database="my-shop", settings={"work_mem": "12MB", "application_name": "it's"}, is_durable=False
    )
    with server, psycopg.connect(server.dsn()) as connection:
        row = connection.execute(
            "SELECT current_database(), current_setting('work_mem'), current_setting('fsync')"
        ).fetchone()
    assert row == ("my-shop", "12MB", "off")


def test_a_second_start_joins_the_live_server_and_does_not_stop_it(place: Path) -> None:
    first, second = EmbeddedPostgres(place, is_durable=False), EmbeddedPostgres(place, is_durable=False)
    with first:
        assert second.start() == first.dsn()
        second.stop()
        assert first.is_running()
        with psycopg.connect(second.dsn()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not second.is_running()


def test_starts_at_the_same_moment_make_one_server(place: Path) -> None:
    servers = [EmbeddedPostgres(place, is_durable=False) for _ in range(3)]
    threads = [threading.Thread(target=server.start) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = set()
    for server in servers:
        with psycopg.connect(server.dsn()) as connection:
            answers.add(connection.execute("SELECT pg_postmaster_start_time()").fetchone())
    for server in servers:
        server.stop()
    assert len(answers) == 1
    assert not servers[0].is_running()


def test_start_and_stop_may_be_repeated(place: Path) -> None:
    server = EmbeddedPostgres(place, is_durable=False)
    assert not server.is_running()
    for _ in range(2):
        assert server.start() == server.start()
        assert server.is_running()
        server.stop()
        server.stop()
        assert not server.is_running()
