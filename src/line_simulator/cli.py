"""`line-simulator`: run the simulated LINE platform until SIGINT or SIGTERM."""

import argparse
import asyncio
import gc
import json
import os
import signal
import sys
from pathlib import Path

from line_simulator.app import Ports, PortTakenError, SimulatorServer, Urls
from line_simulator.state import StateFileError

try:
    import uvloop
except ImportError:  # not made for Windows
    _new_loop = asyncio.new_event_loop
else:
    _new_loop = uvloop.new_event_loop


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="line-simulator", description="A local, faithful LINE platform.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    for name, default, what in (
        ("api", 9100, "api.line.me"),
        ("data", 9101, "api-data.line.me"),
        ("access", 9102, "access.line.me"),
        ("control", 9103, "the control API"),
    ):
        parser.add_argument(
            f"--{name}-port",
            type=int,
            default=default,
            metavar="PORT",
            help=f"port of {what}; 0 takes a free one",
        )
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the state in this file between runs")
    parser.add_argument(
        "--clock-file",
        type=Path,
        metavar="FILE",
        help="tell in this file by how many seconds the clock is ahead, for programs that follow it",
    )
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="write the URLs here when listening")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started this one has ended"
    )
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    arguments = _arguments(argv)
    # A million users are a million long-lived objects: scanning them for cycles again and again is in vain.
    gc.set_threshold(100_000, 50, 100)
    try:
        with asyncio.Runner(loop_factory=_new_loop) as runner:
            runner.run(_serve(arguments))
    except (PortTakenError, StateFileError) as error:
        sys.exit(f"line-simulator: {error}")
    except KeyboardInterrupt:
        # SIGINT before the handlers were in place.
        sys.exit(130)


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    ports = Ports(arguments.api_port, arguments.data_port, arguments.access_port, arguments.control_port)
    server = SimulatorServer(
        host=arguments.host, ports=ports, state_path=arguments.state, clock_path=arguments.clock_file
    )
    urls = await server.start()
    _announce(urls, arguments.ready_file)
    watch = asyncio.create_task(_stop_with_parent(stop)) if arguments.with_parent else None
    try:
        await stop.wait()
    finally:
        if watch is not None:
            watch.cancel()
        await server.stop()
        if arguments.ready_file is not None:
            arguments.ready_file.unlink(missing_ok=True)


async def _stop_with_parent(stop: asyncio.Event) -> None:
    # A killed parent tells nobody; its child is handed to another process.
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(0.5)
    stop.set()


def _announce(urls: Urls, ready_file: Path | None) -> None:
    line = json.dumps(urls.as_dict())
    if ready_file is not None:
        # Moved into place, so that a reader never sees half a file.
        temporary = ready_file.with_name(ready_file.name + ".tmp")
        temporary.write_text(line)
        os.replace(temporary, ready_file)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
