"""Which operating-system account the server runs as, and what that account can reach.

PostgreSQL refuses to run as root, so root hands the server to an account that surely exists. Modes of
directories that are not ours are never changed: a closed parent directory is told, not opened.
"""

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from enishi.kit.postgres.errors import PostgresError

# ``nobody`` exists wherever there is a passwd file; ``postgres`` is better because no other service shares
# it.
_UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Owner of the server process and of its files."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()


def server_account(cluster: Path) -> Account:
    """The account that owns ``cluster``, or the one that a new cluster will belong to.

    Raises PostgresError if the cluster belongs to somebody else, or root finds nobody to hand it to.
    """
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise PostgresError(
                f"{cluster} は別のユーザー (uid {owner.st_uid}) のものです。そのユーザーで起動するか、"
                "別の ENISHI_DATA_DIR を指定してください。",
                f"{cluster} belongs to another user (uid {owner.st_uid}): start as that user, "
                "or set another ENISHI_DATA_DIR.",
            )
        return Account(os.geteuid(), os.getegid())
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    if owner is not None:
        raise PostgresError(
            f"{cluster} の所有者が root です。PostgreSQL は root では動きません。"
            f"chown -R で元の所有者 (postgres か nobody) に戻してください。",
            f"{cluster} belongs to root, but PostgreSQL does not run as root: "
            "give it back to its former owner (postgres or nobody) with chown -R.",
        )
    return _unprivileged_account()


def _unprivileged_account() -> Account:
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "root 以外のユーザー (postgres か nobody) が見つかりません。一般ユーザーで起動してください。",
        "There is no account to run the database as (postgres or nobody): start as an ordinary user.",
    )


def plain_environment() -> dict[str, str]:
    """What PostgreSQL's programs get: no PG… variable of the caller, and messages that are recognised."""
    path = os.environ.get("PATH", "/usr/local/bin:/usr/bin:/bin")
    return {"PATH": path, "LC_ALL": "C", "TZ": "UTC"}


def run_program(
    command: list[str], *, account: Account | None = None, text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as ``account`` if given, with ``text`` as its input."""
    drop = account if account is not None and not account.is_ours else None
    return subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        # The caller's directory may be closed to the account.
        cwd="/",
        env=plain_environment(),
        user=drop.uid if drop else None,
        group=drop.gid if drop else None,
        extra_groups=[] if drop else None,
    )


def can_use(account: Account, path: Path, wanted: int) -> bool:
    """Whether ``account`` has the rights ``wanted`` (``os.R_OK`` …) on ``path`` and can pass all above it.

    Judged from owners and modes, without groups other than the primary one and without ACLs.
    """
    real = path.resolve()
    if not real.exists():
        return False
    return _has(account, real, wanted) and all(_has(account, above, os.X_OK) for above in real.parents)


def _has(account: Account, path: Path, wanted: int) -> bool:
    status = path.stat()
    if status.st_uid == account.uid:
        granted = stat.S_IMODE(status.st_mode) >> 6
    elif status.st_gid == account.gid:
        granted = stat.S_IMODE(status.st_mode) >> 3
    else:
        granted = stat.S_IMODE(status.st_mode)
    return account.uid == 0 or granted & wanted == wanted
