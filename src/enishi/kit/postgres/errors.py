"""What PostgreSQL or the operating system said, turned into one sentence with the mend."""

import errno
from pathlib import Path

from enishi.kit.errors import ProblemError


class PostgresError(ProblemError):
    """The embedded database cannot be used. ``ja`` and ``en`` are one sentence each and name the mend."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(code="postgres", ja=ja, en=en, status=503)

    def __str__(self) -> str:
        return f"{self.ja} / {self.en}"


# What the server or initdb prints, in the C locale that they are started with; the first match wins.
_KNOWN = (
    (
        "No space left on device",
        "ディスクの空きがありません。{where} のあるディスクに空きを作って、もう一度起動してください。",
        "The disk is full: free some space on the disk that holds {where} and start again.",
    ),
    (
        "Read-only file system",
        "{where} は読み取り専用です。書き込める場所を ENISHI_DATA_DIR に指定してください。",
        "{where} is read-only: set ENISHI_DATA_DIR to a place that can be written.",
    ),
    (
        "Permission denied",
        "{where} への権限がありません。所有者と権限を直すか、別の ENISHI_DATA_DIR を指定してください。",
        "No permission for {where}: mend its owner and mode, or set another ENISHI_DATA_DIR.",
    ),
    (
        "Operation not permitted",
        "{where} への操作が許可されていません。所有者と権限を直すか、一般ユーザーで起動してください。",
        "The system does not permit the operation on {where}: mend its owner, or start as an ordinary user.",
    ),
    (
        "could not map anonymous shared memory",
        "メモリが足りず、データベースを起動できません。空きメモリを増やしてください。",
        "There is not enough memory to start the database: free some.",
    ),
    (
        "could not resize shared memory",
        "共有メモリ (/dev/shm) が足りません。コンテナでは shm_size を 256MB 以上にしてください。",
        "Shared memory (/dev/shm) is too small: in a container set shm_size to 256MB or more.",
    ),
    (
        "error while loading shared libraries",
        "PostgreSQL の実行に必要なライブラリがありません。"
        "ENISHI_DATABASE_URL で別のサーバーを指定してください。",
        "A library that PostgreSQL needs is missing: name another server by ENISHI_DATABASE_URL.",
    ),
)

_ERRNO_TEXT = {
    errno.ENOSPC: "No space left on device",
    errno.EDQUOT: "No space left on device",
    errno.EROFS: "Read-only file system",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
}


def explain(output: str, where: Path, *, doing_ja: str, doing_en: str) -> PostgresError:
    """The error for a program that failed: ``output`` is what it printed, ``where`` what it worked on."""
    for needle, ja, en in _KNOWN:
        if needle in output:
            return PostgresError(ja.format(where=where), en.format(where=where))
    reason = _last_reason(output)
    return PostgresError(f"{doing_ja}に失敗しました: {reason}", f"{doing_en} failed: {reason}")


def explain_os_error(error: OSError, where: Path) -> PostgresError:
    """The error for a file operation of our own that failed."""
    text = _ERRNO_TEXT.get(error.errno or 0, f"error: {error.strerror or error}")
    place = Path(str(error.filename)) if error.filename else where
    return explain(text, place, doing_ja="データベースの準備", doing_en="Preparing the database")


def _last_reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for marker in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in reversed(lines):
            if marker in line:
                return line.split(marker, 1)[1].strip()
    return lines[-1] if lines else "no message"
