"""What the tests hold in their hands: an HTTP client of the simulated hosts and a webhook receiver."""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from line_simulator.testing import RunningSimulator, SimulatorControl

Json = dict[str, Any]


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        return str(self.json["message"])

    @property
    def details(self) -> list[tuple[str, str]]:
        return [(one["message"], one["property"]) for one in self.json["details"]]

    @property
    def request_id(self) -> str:
        return self.headers["x-line-request-id"]


def exchange(
    url: str, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Answer:
    """One request on a connection of its own; network errors are raised."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, response.read(), names)
    finally:
        connection.close()


def texts(*words: str) -> list[Json]:
    return [{"type": "text", "text": word} for word in words]


@dataclass
class Line:
    """A channel at a running simulator, and its endpoints."""

    sim: RunningSimulator
    channel: Json
    token: str = field(default="")

    def __post_init__(self) -> None:
        self.token = self.token or self.channel["access_token"]

    @property
    def control(self) -> SimulatorControl:
        return self.sim.control

    @property
    def channel_id(self) -> str:
        return str(self.channel["channel_id"])

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        data: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """A request with the channel's token."""
        url = self.sim.data_url if data else self.sim.api_url
        sent = {"Authorization": f"Bearer {self.token}"}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        return exchange(url, method, path, body, {**sent, **(headers or {})})

    def get(
        self, path: str, query: dict[str, str] | None = None, *, data: bool = False, **more: str
    ) -> Answer:
        every = {**(query or {}), **more}
        return self.call("GET", path + (f"?{urlencode(every)}" if every else ""), data=data)

    def push(self, to: str, messages: Any = None, key: str | None = None, **more: Any) -> Answer:
        headers = {} if key is None else {"X-Line-Retry-Key": key}
        body = {"to": to, "messages": texts("こんにちは") if messages is None else messages, **more}
        return self.call("POST", "/v2/bot/message/push", body, headers=headers)

    def multicast(self, to: list[str], messages: Any = None, key: str | None = None, **more: Any) -> Answer:
        headers = {} if key is None else {"X-Line-Retry-Key": key}
        body = {"to": to, "messages": texts("お知らせ") if messages is None else messages, **more}
        return self.call("POST", "/v2/bot/message/multicast", body, headers=headers)

    def reply(self, token: str, messages: Any = None) -> Answer:
        body = {"replyToken": token, "messages": texts("返信") if messages is None else messages}
        return self.call("POST", "/v2/bot/message/reply", body)

    def validate(self, *messages: Json) -> Answer:
        return self.call("POST", "/v2/bot/message/validate/push", {"messages": list(messages)})

    def friend(self, **user: Any) -> str:
        return self.control.create_user(self.channel_id, **user)

    def received_texts(self, user_id: str) -> list[str]:
        entries = self.control.inbox(self.channel_id, user_id)
        return [message["text"] for entry in entries for message in entry["messages"]]


class Receiver:
    """A webhook endpoint that keeps what it got and answers as told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.delay_seconds = 0.0
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/webhook"

    @property
    def events(self) -> list[Json]:
        return [event for _, body in self.requests for event in json.loads(body)["events"]]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append((dict(self.headers.items()), body))
                time.sleep(receiver.delay_seconds)
                status = receiver.statuses.pop(0) if receiver.statuses else 200
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    # The sender has given up waiting; that is what the test is about.
                    self.close_connection = True

            def log_message(self, *arguments: Any) -> None:
                """Silent: the test's output is for failures."""

        return Handler


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    given = next(value for name, value in headers.items() if name.lower() == "x-line-signature")
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(given, expected)
