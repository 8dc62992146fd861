"""The staff API as its users meet it: JSON in and out, over Django's whole request cycle."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

API = "/api/v1"


@dataclass(frozen=True)
class Form:
    """A file with further fields, as a browser's form sends it."""

    content: bytes
    name: str = "file.png"
    fields: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        file = SimpleUploadedFile(self.name, self.content)
        return encode_multipart(BOUNDARY, {**self.fields, "file": file})


class Reply:
    """One answer."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        # A file is streamed; reading it to the end closes it.
        self.content: bytes = response.getvalue()
        self.json: Any = response.json() if self.content and "json" in response["Content-Type"] else None

    def __repr__(self) -> str:
        return f"<{self.status} {self.content[:500].decode()}>"


class ApiClient:
    """Calls routes by their path below /api/v1."""

    def __init__(self, key: str | None = None, language: str = "ja") -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Accept-Language": language}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """``body`` becomes JSON unless it is bytes; underscores in header names become dashes."""
        sent = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        usual = MULTIPART_CONTENT if isinstance(body, Form) else "application/json"
        content_type = sent.pop("Content-Type", usual)
        return Reply(
            self._client.generic(
                method,
                API + path,
                data=_encoded(body),
                content_type=content_type,
                headers=sent,
            )
        )

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, **headers)

    def pages(self, path: str, limit: int) -> Iterator[list[dict[str, Any]]]:
        """The items of every page of a list, in order."""
        cursor = None
        while True:
            mark = "&" if "?" in path else "?"
            reply = self.get(f"{path}{mark}limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            assert reply.status == 200, reply
            yield reply.json["items"]
            cursor = reply.json["next_cursor"]
            if cursor is None:
                return

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Reply:
        return self.call("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Reply:
        return self.call("DELETE", path, **headers)


def _encoded(body: Any) -> bytes:
    import orjson

    if body is None:
        return b""
    if isinstance(body, Form):
        return body.encoded()
    return body if isinstance(body, bytes) else orjson.dumps(body)
