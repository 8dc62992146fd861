"""Start a program that cannot outlive its starter.

Run as a script, this file drops root's rights if told to, asks Linux to signal the program when the thread
that forked it dies, and becomes the program. The order matters: the kernel forgets that wish when credentials
change. It is a script rather than a ``preexec_fn``, which may deadlock in a process with threads. Elsewhere
than on Linux the program is started without that wish.
"""

import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tied_command(argv: list[str], *, death_signal: signal.Signals, uid: int = -1, gid: int = -1) -> list[str]:
    """The command that runs ``argv`` tied to this process, as user ``uid`` if given (root only).

    The thread that starts the command must live as long as the program may.
    """
    numbers = [str(int(number)) for number in (os.getpid(), death_signal, uid, gid)]
    return [sys.executable, "-I", "-S", __file__, *numbers, *argv]


def _become(argv: list[str], *, starter: int, death_signal: int, uid: int, gid: int) -> None:
    if sys.platform == "linux":
        # Loaded while the interpreter's files can still be read: they may lie below root's home.
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        library.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    # The starter may have died before the wish was known.
    if os.getppid() != starter:
        sys.exit(1)
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        sys.exit(f"error: {argv[0]}: {error.strerror}")


if __name__ == "__main__":
    _starter, _death_signal, _uid, _gid = (int(text) for text in sys.argv[1:5])
    _become(sys.argv[5:], starter=_starter, death_signal=_death_signal, uid=_uid, gid=_gid)
