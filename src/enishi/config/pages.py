"""The browser app as it was built into ``webapp/``: its page, its files, and what its pages may load.

In: a GET that no other route takes. Out: the app's one page, with a policy that holds a nonce of its own, or a file of
the build. Nothing of a request's path ever becomes a path on the disk: only names that the build made are served.
"""

import secrets
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import orjson
import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from prometheus_client import Counter

from enishi.config.problems import page_not_found
from enishi.kit.languages import preferred_language

log = structlog.get_logger(__name__)

REPORTS_PATH = "browser-reports"
#: The word that the build leaves (see web/vite.config.ts) where the app's own style tags look for their nonce.
_NONCE_PLACE = "ENISHI_CSP_NONCE"
#: What a page of the app may do. LINE keeps the pictures of friends at addresses that change, hence ``https:``.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' {public} data: blob: https:; "
    "media-src 'self' {public} blob: https:; connect-src 'self'; font-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; report-uri /" + REPORTS_PATH
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
_YEAR = 365 * 24 * 3600
_LONGEST_REPORT = 16 * 1024
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_NOT_BUILT = {
    "ja": "画面がまだ組み立てられていません。ソースから動かすときは make demo（または sh scripts/web.sh）で組み立ててください。",
    "en": "The screens are not built yet. When running from source, build them with make demo (or sh scripts/web.sh).",
}

REPORTS = Counter("enishi_browser_reports_total", "What browsers refused on pages of ours", ["directive"])
_DIRECTIVES = frozenset(part.split()[0] for part in _POLICY.split("; "))


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """The app, whatever the path: which screen it means is for the app to know. Files of the build by their names."""
    if path in _root_files():
        return _file(request, _root() / path, "public, max-age=3600")
    index = _root() / "index.html"
    if not index.is_file():
        text = _NOT_BUILT[preferred_language(request.headers.get("Accept-Language", ""))]
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    nonce = secrets.token_urlsafe(18)
    response = HttpResponse(_source(index, index.stat().st_mtime_ns).replace(_NONCE_PLACE, nonce))
    response["Content-Security-Policy"] = _POLICY.format(nonce=nonce, public=settings.ENISHI_PUBLIC_URL)
    response["Permissions-Policy"] = _PERMISSIONS
    # A new version's page names new files, so it must be asked for each time; and no nonce is used twice.
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def asset(request: HttpRequest, name: str) -> HttpResponse:
    """A file whose name holds the hash of its content, so it can be kept for good. 404 for anything else."""
    if name not in _assets():
        return page_not_found(request, FileNotFoundError())
    return _file(request, _root() / "assets" / name, f"public, max-age={_YEAR}, immutable")


@csrf_exempt
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """A browser refused something on a page of ours. Counted by directive; what was refused is not kept.

    Open to anybody, as browsers send neither credentials nor a token along, so it believes nothing but the directive's
    name.
    """
    for directive in _directives(request.read(_LONGEST_REPORT)):
        REPORTS.labels(directive).inc()
        log.warning("browser_report", directive=directive)
    return HttpResponse(status=204)


def _directives(body: bytes) -> Iterator[str]:
    try:
        report = orjson.loads(body)["csp-report"]
        named = str(report.get("effective-directive") or report.get("violated-directive")).split()[0]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return
    # `style-src-elem` and `style-src-attr` are what `style-src` stands for.
    known = named.removesuffix("-elem").removesuffix("-attr")
    yield known if known in _DIRECTIVES else "other"


def _root() -> Path:
    return Path(settings.ENISHI_WEBAPP_DIR)


def _names(directory: Path) -> frozenset[str]:
    if not directory.is_dir():
        return frozenset()
    return _names_then(directory, directory.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _names_then(directory: Path, changed_ns: int) -> frozenset[str]:
    return frozenset(each.name for each in directory.iterdir() if each.is_file() and each.suffix in _TYPES)


def _assets() -> frozenset[str]:
    return _names(_root() / "assets")


def _root_files() -> frozenset[str]:
    return _names(_root()) - {"index.html"}


@lru_cache(maxsize=4)
def _source(index: Path, changed_ns: int) -> str:
    return index.read_text(encoding="utf-8")


def _file(request: HttpRequest, path: Path, keeping: str) -> HttpResponse:
    accepted = {part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")}
    response = HttpResponse(content_type=_TYPES[path.suffix])
    for encoding, ending in _ENCODINGS:
        packed = path.with_name(path.name + ending)
        if encoding in accepted and packed.is_file():
            response.content = packed.read_bytes()
            response["Content-Encoding"] = encoding
            break
    else:
        response.content = path.read_bytes()
    response["Cache-Control"] = keeping
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
