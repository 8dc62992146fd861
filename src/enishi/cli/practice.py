"""The virtual LINE platform as a child of ``enishi up``: it waits, small, until somebody wants to practise.

Run as ``python -m enishi.cli.practice DIRECTORY COMMAND…``. Ports are chosen at the last moment: those that were free
when Enishi started may have been taken since. Standard library only.
"""

import socket
import sys
from pathlib import Path

from enishi.kit.ondemand import OnDemand

_BASES = range(9100, 9900, 10)
_OPTIONS = ("--api-port", "--data-port", "--access-port", "--control-port")


def main(argv: list[str]) -> None:
    """Wait for the wish in the directory, then become the command."""
    directory, *command = argv
    OnDemand(Path(directory)).keep(lambda: [*command, *with_ports(free_ports())])


def with_ports(ports: list[int]) -> list[str]:
    """API, data, access and control port as options of the platform's command."""
    return [part for name, port in zip(_OPTIONS, ports, strict=True) for part in (name, str(port))]


def free_ports() -> list[int]:
    """Four ports next to each other: the usual ones, or the next that are free. Zeros, which let the system choose,
    where all are taken."""
    for base in _BASES:
        ports = [base + offset for offset in range(len(_OPTIONS))]
        if all(_is_free(port) for port in ports):
            return ports
    return [0] * len(_OPTIONS)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
