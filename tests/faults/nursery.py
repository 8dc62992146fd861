"""The warm parent: a process with Django set up and everything imported that forks children in milliseconds.

In: connections on a unix socket, one a child. Out: a forked child for each, which does what the connection asks and
dies with it, or is killed by whoever asked. The nursery itself has one thread and no database connection, because
neither survives a fork. Run as ``python -m tests.faults.nursery SOCKET``; it ends, with all its children, when its
standard input closes.
"""

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

#: Imported before the first fork: what a child would otherwise load again and again.
_WARM = (
    "a2wsgi",
    "aiohttp",
    "uvicorn",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    "enishi.cli.serve",
    "enishi.config.asgi",
    "enishi.config.urls",
    "enishi.config.worker",
    "tests.faults.mutants",
    "tests.faults.programs",
    "tests.faults.salon",
    "tests.faults.ledger",
)


def main(path: str) -> None:
    """Serve until standard input closes."""
    from enishi.cli.boot import set_up_django

    set_up_django()
    for name in _WARM:
        importlib.import_module(name)
    # What is frozen is not touched by the children's collector, so its pages stay shared.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(64)
    with selectors.DefaultSelector() as events:
        events.register(listening, selectors.EVENT_READ)
        events.register(sys.stdin, selectors.EVENT_READ)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while all(key.fileobj is listening for key, _ in events.select()):
            asking, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _live(asking)
            asking.close()
    # Its own session: this group is the nursery and its children, nobody else.
    os.killpg(0, signal.SIGKILL)


def _live(asking: socket.socket) -> None:
    """A child's whole life; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    status = 1
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _tell(asking, pid=os.getpid())
        with asking.makefile() as lines:
            for line in lines:
                _tell(asking, **_answer(json.loads(line), lambda: _tell(asking, ready=True)))
        status = 0
    os._exit(status)


def _answer(request: dict[str, Any], ready: Callable[[], None]) -> dict[str, Any]:
    from django.db import connections
    from tests.faults import mutants

    try:
        for mutant in request["mutants"]:
            mutants.install(mutant)
        module, _, name = request["call"].partition(":")
        function = getattr(importlib.import_module(module), name)
        arguments = request["arguments"]
        if request["runs"]:
            arguments = {"ready": ready, **arguments}
        return {"result": function(**arguments)}
    except Exception:
        # The next call begins with a new connection, as an engine of the worker does.
        connections.close_all()
        return {"error": traceback.format_exc()}


def _tell(asking: socket.socket, **message: Any) -> None:
    asking.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
