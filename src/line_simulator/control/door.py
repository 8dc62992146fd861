"""The door of the control listener: who may come in at all.

In: a request. Out: the application's answer, or 403. The control API knows no passwords because only this machine
reaches it; but a browser on this machine runs the pages of strangers. A page whose own host name was made to lead
here (DNS rebinding) shows a foreign Host, a page that posts across origins shows a foreign Origin: both are refused.
"""

import ipaddress
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import orjson

from line_simulator.gate import Answer
from line_simulator.http import Request, Response

_SAFE: Final = ("GET", "HEAD", "OPTIONS")


class Door:
    """Lets requests through that a page of this very listener, or a program, can have sent."""

    def __init__(self, listening_on: str, application: Callable[[Request], Answer]) -> None:
        self._names = {"localhost", listening_on.lower().strip("[]")}
        self._application = application

    def __call__(self, request: Request) -> Answer:
        host = request.header(b"host") or ""
        if not self._is_ours(host):
            return _refused(f"The host {host!r} is none of this listener's; open it by its IP address.")
        origin = request.header(b"origin")
        if request.method not in _SAFE and origin is not None and origin != f"http://{host}":
            return _refused("Pages of other origins may not change anything here.")
        return self._application(request)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            # A name can be made to lead anywhere; an address cannot.
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _refused(sentence: str) -> Response:
    return Response(403, orjson.dumps({"error": sentence}))
