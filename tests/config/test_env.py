"""Settings from the environment: defaults, every mistake at once, and the secret key that is kept."""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from enishi.config.env import Settings, SettingsError, load_settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


def _load(tmp_path: Path, **variables: str) -> Settings:
    given = {f"ENISHI_{name}": value for name, value in variables.items()}
    return load_settings({"ENISHI_DATA_DIR": str(tmp_path / "data"), "ENISHI_SECRET_KEY": KEY, **given})


def _mistaken(tmp_path: Path, **variables: str) -> list[str]:
    with pytest.raises(SettingsError) as error:
        _load(tmp_path, **variables)
    return sorted(problem.variable.removeprefix("ENISHI_") for problem in error.value.problems)


def test_an_empty_environment_is_a_working_one(tmp_path: Path) -> None:
    settings = load_settings(
        {"ENISHI_DATA_DIR": str(tmp_path), "ENISHI_DATABASE_URL": "", "HOME": str(tmp_path)}
    )
    assert settings.database_url is None
    assert settings.uses_embedded_database
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.line_api_url == "https://api.line.me"
    assert settings.line_api_data_url == "https://api-data.line.me"
    assert settings.line_access_url == "https://access.line.me"
    assert (settings.log_level, settings.log_format) == ("INFO", "console")


def test_the_embedded_database_has_two_roles_on_one_socket(tmp_path: Path) -> None:
    settings = _load(tmp_path)
    assert settings.database_dsn.startswith("postgresql://enishi_app@/enishi?host=")
    assert settings.database_owner_dsn.startswith("postgresql://enishi_owner@/enishi?host=")
    assert settings.database_dsn.partition("?")[2] == settings.database_owner_dsn.partition("?")[2]


def test_migrations_use_the_owner_where_one_is_given(tmp_path: Path) -> None:
    app, owner = "postgresql://app:x@db:5432/enishi", "postgres://owner@db/enishi"
    alone = _load(tmp_path, DATABASE_URL=app)
    both = _load(tmp_path, DATABASE_URL=app, DATABASE_OWNER_URL=owner)
    assert (alone.database_dsn, alone.database_owner_dsn) == (app, app)
    assert (both.database_dsn, both.database_owner_dsn) == (app, owner)
    assert not both.uses_embedded_database


def test_the_default_data_directory_suits_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import enishi.config.env_rules as rules

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert rules.default_data_dir({"HOME": "/root"}) == Path("/var/lib/enishi")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert rules.default_data_dir({"HOME": "/home/aya"}) == Path("/home/aya/.local/share/enishi")
    assert rules.default_data_dir({"HOME": "/home/aya", "XDG_DATA_HOME": "/data"}) == Path("/data/enishi")
    assert rules.default_data_dir({"HOME": "/home/aya", "XDG_DATA_HOME": "rel"}) == Path(
        "/home/aya/.local/share/enishi"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://user@host/enishi"),
        ("DATABASE_URL", "postgresql://user@host"),
        ("DATABASE_URL", "postgresql://user@host:port/enishi"),
        ("DATABASE_URL", "db.example.jp"),
        ("DATABASE_OWNER_URL", "postgresql://owner@db/enishi"),
        ("DATA_DIR", "data"),
        ("DATA_DIR", "/etc/hostname"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 64),
        ("PUBLIC_URL", "line.example.jp"),
        ("PUBLIC_URL", "https://line.example.jp/enishi"),
        ("PUBLIC_URL", "https://user@line.example.jp"),
        ("PUBLIC_URL", "https://line.example.jp:99999"),
        ("HOST", "256.0.0.1"),
        ("HOST", "no host"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("LINE_API_URL", "api.line.me"),
        ("LINE_API_DATA_URL", "ftp://api.line.me"),
        ("LINE_ACCESS_URL", "https://access.line.me/?x=1"),
        ("SESSION_HOURS", "0"),
        ("SESSION_IDLE_MINUTES", "4"),
        ("SMTP_PORT", "0"),
        ("SMTP_SECURITY", "ssl"),
        ("SMTP_FROM", "Enishi <enishi@example.jp>"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_mistaken_value_names_its_variable_and_nothing_else(tmp_path: Path, name: str, value: str) -> None:
    assert _mistaken(tmp_path, **{name: value}) == [name]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PUBLIC_URL", "https://line.example.jp/", "https://line.example.jp"),
        ("LINE_API_URL", "http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("HOST", "::1", "::1"),
        ("HOST", "shop-1.internal", "shop-1.internal"),
        ("PORT", " 8080 ", 8080),
        ("SMTP_FROM", "enishi@example.jp", "enishi@example.jp"),
        ("SMTP_SECURITY", "TLS", "tls"),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("LOG_FORMAT", "JSON", "json"),
    ],
)
def test_sound_values_are_taken_and_normalised(
    tmp_path: Path, name: str, value: str, expected: object
) -> None:
    assert getattr(_load(tmp_path, **{name: value}), name.lower()) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [("0.0.0.0", "http://127.0.0.1:81"), ("::1", "http://[::1]:81"), ("shop.test", "http://shop.test:81")],
)
def test_the_public_url_follows_host_and_port(tmp_path: Path, host: str, expected: str) -> None:
    assert _load(tmp_path, HOST=host, PORT="81").public_url == expected


def test_all_mistakes_are_told_at_once_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        _load(
            tmp_path,
            PORT="x",
            LOG_FORMAT="xml",
            DATABASE_OWNER_URL="postgresql://root:hunter2@db/x",
            PROT="1",
        )
    told = str(error.value)
    names = {"ENISHI_PORT", "ENISHI_LOG_FORMAT", "ENISHI_DATABASE_OWNER_URL", "ENISHI_PROT"}
    assert {problem.variable for problem in error.value.problems} == names
    assert all(problem.ja and problem.en for problem in error.value.problems)
    assert "4 件" in told
    assert "hunter2" not in told


def test_an_unknown_variable_is_told_with_the_nearest_known_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        _load(tmp_path, SECRET_KY="x", FLAVOUR="plum")
    told = {problem.variable: problem.en for problem in error.value.problems}
    assert told["ENISHI_SECRET_KY"] == "Unknown; did you mean ENISHI_SECRET_KEY?"
    assert told["ENISHI_FLAVOUR"] == "There is no such setting; remove it."


def test_mistaken_settings_make_no_files(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load_settings({"ENISHI_DATA_DIR": str(tmp_path / "data"), "ENISHI_PORT": "x"})
    assert not (tmp_path / "data").exists()


def test_secrets_are_not_in_what_settings_print(tmp_path: Path) -> None:
    settings = _load(tmp_path, DATABASE_URL="postgresql://app:hunter2@db/enishi")
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


def _kept(data_dir: Path) -> str:
    return load_settings({"ENISHI_DATA_DIR": str(data_dir)}).secret_key


def test_a_secret_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "data"
    key = _kept(data_dir)
    assert len(key.encode()) >= 32
    assert _kept(data_dir) == key
    assert stat.S_IMODE((data_dir / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data_dir.stat().st_mode) & 0o066 == 0
    assert _kept(tmp_path / "other") != key


def test_processes_that_boot_together_get_the_same_key(tmp_path: Path) -> None:
    keys: list[str] = []
    threads = [threading.Thread(target=lambda: keys.append(_kept(tmp_path / "data"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]


def _open_to_others(path: Path) -> None:
    path.chmod(0o644)


def _cut_short(path: Path) -> None:
    path.write_text("short")


@pytest.mark.parametrize("harm", [_open_to_others, _cut_short])
def test_a_kept_key_that_cannot_be_trusted_stops_the_boot_and_stays(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    _kept(tmp_path)
    harm(tmp_path / "secret_key")
    before = (tmp_path / "secret_key").read_text()
    with pytest.raises(SettingsError) as error:
        _kept(tmp_path)
    assert [problem.variable for problem in error.value.problems] == ["ENISHI_SECRET_KEY"]
    assert (tmp_path / "secret_key").read_text() == before


def test_a_data_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError) as error:
        _kept(tmp_path / "file" / "data")
    assert [problem.variable for problem in error.value.problems] == ["ENISHI_DATA_DIR"]


def test_the_environment_overrides_the_file_in_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(f"ENISHI_PORT=8100\nENISHI_HOST=::1\nENISHI_DATA_DIR={tmp_path}\n")
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ENISHI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENISHI_PORT", "8200")
    settings = load_settings()
    assert (settings.port, settings.host, settings.data_dir) == (8200, "::1", tmp_path)


def test_a_mail_server_needs_a_sender(tmp_path: Path) -> None:
    assert _mistaken(tmp_path, SMTP_HOST="mail.example.jp") == ["SMTP_FROM"]
    both = _load(tmp_path, SMTP_HOST="mail.example.jp", SMTP_FROM="enishi@example.jp")
    assert (both.smtp_host, both.smtp_port, both.smtp_security) == ("mail.example.jp", 587, "starttls")
