"""The secret key that is made once and kept in the data directory, where none is given.

In goes the data directory, out comes its key. Several processes may boot at once on a new directory: all get
the same key. It never overwrites a key, for that would make everything encrypted with it unreadable.
"""

import os
import secrets
from pathlib import Path

from enishi.config.env_rules import Problem, SettingsError, secret
from enishi.kit.postgres.layout import create_private_directory

FILE_NAME = "secret_key"


def kept_secret_key(data_dir: Path) -> str:
    """The key of this directory, made first if missing; SettingsError if it cannot be kept or trusted."""
    path = data_dir / FILE_NAME
    try:
        create_private_directory(data_dir)
        if not path.exists():
            _make(path)
        is_open = bool(path.stat().st_mode & 0o007)
        kept = path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise _error(
            "ENISHI_DATA_DIR",
            f"{data_dir} に書き込めないか、{path.name} を読めません。"
            "所有者と権限を直すか、別の場所を指定してください。",
            f"{data_dir} cannot be written, or its {path.name} not read: "
            "mend owner and mode, or name another place.",
        ) from None
    if is_open:
        raise _error(
            "ENISHI_SECRET_KEY",
            f"{path} を他のユーザーが読めます。chmod 600 {path} を実行してください。",
            f"Other users can read {path}: run chmod 600 {path}.",
        )
    return _checked(path, kept)


def _checked(path: Path, kept: str) -> str:
    try:
        secret(kept)
    except ValueError:
        raise _error(
            "ENISHI_SECRET_KEY",
            f"{path} が壊れています。バックアップから戻してください "
            "(新しい鍵では既存の暗号化データを読めません)。",
            f"{path} is damaged: restore it from a backup "
            "(a new key cannot read what the old one encrypted).",
        ) from None
    return kept


def _make(path: Path) -> None:
    draft = path.with_name(f"{FILE_NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A hard link appears whole or not at all, and fails where another process was first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _error(variable: str, ja: str, en: str) -> SettingsError:
    return SettingsError([Problem(variable, ja, en)])
