"""What each environment variable may hold, and the mend that is told when it holds something else.

Pure functions: a value goes in and comes out normalised, or ValueError says that the mend of that variable
applies.
"""

import difflib
import ipaddress
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "ENISHI_"
SECRET_KEY_BYTES = 32
PORTS = range(1, 65536)
# Fewer different characters are a word repeated or a keyboard row, not a random key.
_SECRET_KEY_VARIETY = 10
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in the settings: the variable, and what to do about it."""

    variable: str
    ja: str
    en: str


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` holds every mistake that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        head = (
            f"設定に直すところが {len(self.problems)} 件あります / {len(self.problems)} setting(s) to mend:"
        )
        return "\n".join(
            [head, *(f"  {item.variable}\n    {item.ja}\n    {item.en}" for item in self.problems)]
        )


_DATABASE_JA = "postgresql://ユーザー@ホスト:5432/データベース名 の形で指定してください。"
_DATABASE_EN = "Write it as postgresql://user@host:5432/database."
_LINE_JA = (
    "http:// または https:// で始まり、パスのない URL を指定してください。"
    "削除すれば本物の LINE に接続します。"
)
_LINE_EN = "Write a URL with http:// or https:// and no path; remove the variable to use the real LINE."

MENDS: Mapping[str, tuple[str, str]] = {
    "database_url": (
        f"{_DATABASE_JA}削除すれば内蔵の PostgreSQL を使います。",
        f"{_DATABASE_EN} Remove the variable to use the embedded PostgreSQL.",
    ),
    "database_owner_url": (
        f"{_DATABASE_JA}ENISHI_DATABASE_URL と一緒に指定してください。",
        f"{_DATABASE_EN} It is used only together with ENISHI_DATABASE_URL.",
    ),
    "data_dir": (
        "/var/lib/enishi のような絶対パスのディレクトリを指定してください。",
        "Write an absolute path of a directory, such as /var/lib/enishi.",
    ),
    "secret_key": (
        "32 バイト以上の乱数を指定してください (例: openssl rand -base64 48)。"
        "削除すればデータディレクトリに自動で作成します。",
        "Give 32 random bytes or more (such as openssl rand -base64 48); "
        "remove the variable to have one made and kept in the data directory.",
    ),
    "public_url": (
        "https://line.example.jp のように、外から見える URL をパスなしで指定してください。",
        "Write the URL that the outside sees, without a path, such as https://line.example.jp.",
    ),
    "host": (
        "待ち受ける IP アドレスかホスト名を指定してください (例: 127.0.0.1、0.0.0.0)。",
        "Write the IP address or host name to listen on, such as 127.0.0.1 or 0.0.0.0.",
    ),
    "port": ("1 から 65535 の整数を指定してください。", "Write a whole number from 1 to 65535."),
    "line_api_url": (_LINE_JA, _LINE_EN),
    "line_api_data_url": (_LINE_JA, _LINE_EN),
    "line_access_url": (_LINE_JA, _LINE_EN),
    "api_calls_per_minute": (
        "1 分に受け付ける回数を整数で指定してください（0 は無制限）。例: 3000",
        "Write the calls a minute as a whole number (0 is no limit), such as 3000.",
    ),
    "session_hours": (
        "サインインが続く時間を 1 から 720 の整数（時間）で指定してください。",
        "Write how many hours a sign-in lasts, from 1 to 720.",
    ),
    "session_idle_minutes": (
        "使わないとサインアウトするまでの時間を 5 から 1440 の整数（分）で指定してください。",
        "Write after how many minutes without use people are signed out, from 5 to 1440.",
    ),
    "smtp_host": (
        "メールサーバーのホスト名を指定してください。削除すればメールを送らず、端末に表示します。",
        "Write the mail server's host name; remove the variable to show mails in the terminal instead.",
    ),
    "smtp_port": ("1 から 65535 の整数を指定してください。", "Write a whole number from 1 to 65535."),
    "smtp_user": ("メールサーバーのユーザー名を指定してください。", "Write the mail server's user name."),
    "smtp_password": ("メールサーバーのパスワードを指定してください。", "Write the mail server's password."),
    "smtp_security": (
        "starttls、tls、none のどれかを指定してください。",
        "Write one of starttls, tls, none.",
    ),
    "smtp_from": (
        "差出人のメールアドレスを指定してください。ENISHI_SMTP_HOST と一緒に必要です (例: enishi@example.jp)。",
        "Write the address that mails come from; it is needed with ENISHI_SMTP_HOST.",
    ),
    "log_level": (
        "DEBUG、INFO、WARNING、ERROR、CRITICAL のどれかを指定してください。",
        "Write one of DEBUG, INFO, WARNING, ERROR, CRITICAL.",
    ),
    "log_format": ("console か json を指定してください。", "Write console or json."),
}


def unknown_variables(names: Iterable[str], known: list[str]) -> list[Problem]:
    """A problem for each of our variables that means nothing: most are typing mistakes."""
    problems = []
    for name in sorted(names):
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        ja = (
            f"{near[0]} の間違いではありませんか。"
            if near
            else "この名前の設定はありません。削除してください。"
        )
        en = f"Unknown; did you mean {near[0]}?" if near else "There is no such setting; remove it."
        problems.append(Problem(name, ja, en))
    return problems


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """A system place for root, for an unprivileged database server cannot reach root's home; else XDG's."""
    if os.geteuid() == 0:
        return Path("/var/lib/enishi")
    base = environ.get("XDG_DATA_HOME", "")
    if os.path.isabs(base):
        return Path(base, "enishi")
    return Path(environ.get("HOME") or Path.home(), ".local", "share", "enishi")


def default_public_url(values: Mapping[str, object]) -> str:
    """Where this machine itself reaches the server; a mistaken host or port is told for its own variable."""
    try:
        host = str(address(str(values.get("host", "127.0.0.1"))))
        port = int(str(values.get("port", 8000)))
        if port not in PORTS:
            raise ValueError("port")
    except ValueError:
        host, port = "127.0.0.1", 8000
    host = _EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def database_url(value: object) -> object:
    """A PostgreSQL URL with a database name; the host may be missing, which means a unix socket."""
    parts = urlsplit(str(value))
    port_is_sound = parts.port is None or parts.port > 0
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/") or not port_is_sound:
        raise ValueError("database_url")
    return value


def data_directory(value: object) -> object:
    """An absolute path, ``~`` allowed; what exists there must be a directory."""
    path = Path(str(value)).expanduser()
    if not path.is_absolute() or (path.exists() and not path.is_dir()):
        raise ValueError("data_dir")
    return path


def secret(value: object) -> object:
    """A key long and mixed enough."""
    text = str(value)
    if len(text.encode()) < SECRET_KEY_BYTES or len(set(text)) < _SECRET_KEY_VARIETY:
        raise ValueError("secret_key")
    return text


def origin(value: object) -> object:
    """Scheme and host of a URL, without a closing slash."""
    parts = urlsplit(str(value))
    extra = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra or parts.port == 0:
        raise ValueError("origin")
    if re.search(r"\s", str(value)):
        raise ValueError("origin")
    return f"{parts.scheme}://{parts.netloc}"


def address(value: object) -> object:
    """An IP address or a host name to listen on."""
    text = str(value)
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        # Four numbers that are no address are a mistyped one, though the grammar of host names allows them.
        if _HOST_NAME.fullmatch(text) and not re.fullmatch(r"[\d.]+", text):
            return text
        raise


def mail_address(value: object) -> object:
    """An e-mail address, bare."""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", str(value)):
        raise ValueError("mail_address")
    return value


def is_host_name(host: str) -> bool:
    """Whether it is a name, not an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host)
    return False
