"""The browser app as it is served: its page, its files, and what its pages may load."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from prometheus_client import REGISTRY
from pytest_django import Settings


@pytest.fixture
def webapp(tmp_path: Path, settings: Settings) -> Path:
    """A built app, small."""
    settings.ENISHI_WEBAPP_DIR = tmp_path
    (tmp_path / "index.html").write_text(
        '<html><head><meta property="csp-nonce" nonce="ENISHI_CSP_NONCE"></head></html>', encoding="utf-8"
    )
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-a1.js").write_text("app()")
    (tmp_path / "assets" / "index-a1.js.br").write_bytes(b"packed by brotli")
    (tmp_path / "assets" / "index-a1.js.gz").write_bytes(b"packed by gzip")
    return tmp_path


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("path", ["/", "/c/1/friends", "/sign-in", "/c/1/talk/7?q=x", "/mail"])
def test_every_address_of_a_screen_is_the_app(webapp: Path, path: str) -> None:
    response = get(path)

    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert response["Cache-Control"] == "no-store"


def test_each_page_allows_only_its_own_style_tags(webapp: Path) -> None:
    answers = [get("/"), get("/")]

    nonces = [
        re.search(r"style-src 'self' 'nonce-([\w-]+)'", each["Content-Security-Policy"]) for each in answers
    ]
    found = [each.group(1) for each in nonces if each]
    assert len(set(found)) == 2
    assert [
        f'nonce="{nonce}"' in each.content.decode() for nonce, each in zip(found, answers, strict=True)
    ] == [
        True,
        True,
    ]


def test_no_page_allows_scripts_in_its_text_or_from_elsewhere(webapp: Path) -> None:
    policy = get("/")["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"} <= set(
        policy.split("; ")
    )


def test_pages_are_neither_embedded_nor_read_by_other_sites(webapp: Path) -> None:
    response = get("/")

    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/", "/api", "/webhook/line/x", "/m/none", "/assets/no.js"]
)
def test_what_programs_call_stays_problem_json(webapp: Path, path: str) -> None:
    response = get(path)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_files_of_the_build_are_kept_for_good(webapp: Path) -> None:
    response = get("/assets/index-a1.js")

    assert (response.content, response["Content-Type"]) == (b"app()", "text/javascript; charset=utf-8")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("accepted", "content", "encoding"),
    [
        ("gzip, br", b"packed by brotli", "br"),
        ("gzip;q=1.0", b"packed by gzip", "gzip"),
        ("zstd", b"app()", None),
    ],
)
def test_files_go_packed_to_browsers_that_can_unpack(
    webapp: Path, accepted: str, content: bytes, encoding: str | None
) -> None:
    response = get("/assets/index-a1.js", Accept_Encoding=accepted)

    assert (response.content, response.headers.get("Content-Encoding")) == (content, encoding)
    assert response["Vary"] == "Accept-Encoding"


def test_files_beside_the_page_are_served_by_their_names(webapp: Path) -> None:
    response = get("/favicon.svg")

    assert (response.content, response["Content-Type"]) == (b"<svg/>", "image/svg+xml")


@pytest.mark.parametrize(
    "path",
    ["/assets/..%2findex.html", "/assets/%2e%2e/%2e%2e/secret_key", "/assets/index-a1.js.br", "/assets/"],
)
def test_nothing_but_files_of_the_build_is_served(webapp: Path, path: str) -> None:
    (webapp.parent / "secret_key").write_text("secret")

    assert get(path).status_code == 404


def test_a_page_takes_no_other_method(webapp: Path) -> None:
    response = Client().post("/sign-in")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_an_app_that_was_not_built_says_how_to_build_it(tmp_path: Path, settings: Settings) -> None:
    settings.ENISHI_WEBAPP_DIR = tmp_path / "nowhere"

    japanese, english = get("/"), get("/", Accept_Language="en")

    assert (japanese.status_code, english.status_code) == (503, 503)
    assert "make demo" in japanese.content.decode()
    assert "make demo" in english.content.decode()


def _counted(directive: str) -> float:
    return REGISTRY.get_sample_value("enishi_browser_reports_total", {"directive": directive}) or 0.0


@pytest.mark.parametrize(
    ("named", "counted"),
    [("script-src-elem", "script-src"), ("style-src", "style-src"), ("<script>", "other")],
)
def test_what_a_browser_refused_is_counted_by_directive(named: str, counted: str) -> None:
    before = _counted(counted)
    report = {"csp-report": {"effective-directive": named, "document-uri": "https://example.com/c/1/talk/7"}}

    response = Client().post("/browser-reports", orjson.dumps(report), content_type="application/csp-report")

    assert (response.status_code, _counted(counted) - before) == (204, 1)


def test_a_browser_reports_without_the_token_that_changes_want() -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["csrftoken"] = "a" * 32

    response = browser.post(
        "/browser-reports", b"{}", content_type="application/csp-report", headers={"Origin": "null"}
    )

    assert response.status_code == 204


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"csp-report": null}', b"{" * 20000])
def test_a_report_that_is_none_counts_nothing(body: bytes) -> None:
    response = Client().post("/browser-reports", body, content_type="application/csp-report")

    assert response.status_code == 204
