"""The page of the virtual phones: built files of this package, and nothing else.

In: a GET for a path. Out: the file of that name, if it was there at the start, under a content policy that lets
no script in but ours. Pictures may come from anywhere, as on a real phone: messages name them by address.
"""

import gzip
import secrets
from pathlib import Path
from typing import Final

from line_simulator.http import Request, Response

FOLDER: Final = Path(__file__).parents[1] / "phone"
_START: Final = "phone.html"
_NONCE: Final = b"ENISHI_CSP_NONCE"
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
_PACKED: Final = (".html", ".js", ".css", ".svg", ".json")
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob: http: https:; media-src 'self' blob: http: https:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
_ALWAYS: Final = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
)
_NOT_BUILT: Final = (
    "仮想LINEの画面はまだ作られていません。web/ で npm ci && npm run build を実行してください。\n"
    "The virtual phones are not built yet: run npm ci && npm run build in web/.\n"
)


class PhonePage:
    """The application for every path outside /control."""

    def __init__(self, folder: Path = FOLDER) -> None:
        found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in _TYPES)
        self._files = {f"/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}
        self._files["/"] = self._files.get(f"/{_START}", b"")
        self._packed: dict[str, bytes] = {}

    def __call__(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return _plain(405, "Method Not Allowed\n")
        content = self._files.get(request.path)
        if content is None:
            return _plain(404, "Not Found\n")
        if not content:
            return _plain(503, _NOT_BUILT)
        if request.path in ("/", f"/{_START}"):
            return self._page(content)
        return self._file(request, content)

    def _page(self, content: bytes) -> Response:
        nonce = secrets.token_urlsafe(16)
        policy = ("content-security-policy", _POLICY.format(nonce=nonce))
        headers = (policy, ("cache-control", "no-store"), *_ALWAYS)
        return Response(
            200, content.replace(_NONCE, nonce.encode()), content_type=_TYPES[".html"], headers=headers
        )

    def _file(self, request: Request, content: bytes) -> Response:
        suffix = Path(request.path).suffix
        # The built names hold a digest of the content, the others may change with the next build.
        life = "public, max-age=31536000, immutable" if request.path.startswith("/assets/") else "no-cache"
        headers: tuple[tuple[str, str], ...] = (("cache-control", life), *_ALWAYS)
        if suffix in _PACKED:
            headers = (*headers, ("vary", "accept-encoding"))
            if "gzip" in (request.header(b"accept-encoding") or ""):
                if request.path not in self._packed:
                    self._packed[request.path] = gzip.compress(content, 6)
                headers = (*headers, ("content-encoding", "gzip"))
                content = self._packed[request.path]
        return Response(200, content, content_type=_TYPES[suffix], headers=headers)


def _plain(status: int, text: str) -> Response:
    return Response(status, text.encode(), content_type="text/plain; charset=utf-8", headers=_ALWAYS)
