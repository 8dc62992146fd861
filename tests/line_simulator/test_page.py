"""The control listener lets in programs and its own page, and serves the phones under a strict policy."""

from pathlib import Path

import pytest
from tests.line_simulator.client import exchange

from line_simulator.control.page import PhonePage
from line_simulator.http import Request
from line_simulator.testing import RunningSimulator


def _port(sim: RunningSimulator) -> str:
    return sim.control_url.rpartition(":")[2]


@pytest.mark.parametrize(
    "name", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "a:b:c"]
)
@pytest.mark.parametrize("path", ["/control/channels", "/"])
def test_a_page_under_another_host_name_is_refused(sim: RunningSimulator, name: str, path: str) -> None:
    answer = exchange(sim.control_url, "GET", path, headers={"Host": f"{name}:{_port(sim)}" if name else ""})
    assert answer.status == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_s_own_names_are_let_in(sim: RunningSimulator, name: str) -> None:
    answer = exchange(sim.control_url, "GET", "/control/health", headers={"Host": f"{name}:{_port(sim)}"})
    assert answer.status == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_pages_of_other_origins_may_not_change_anything(sim: RunningSimulator, origin: str) -> None:
    headers = {"Origin": origin, "Content-Type": "text/plain"}
    assert exchange(sim.control_url, "POST", "/control/reset", b"{}", headers).status == 403


def test_the_own_page_and_programs_may(sim: RunningSimulator) -> None:
    headers = {"Origin": sim.control_url}
    assert exchange(sim.control_url, "POST", "/control/clock", b"{}", headers).status == 200
    assert exchange(sim.control_url, "POST", "/control/clock", b"{}").status == 200


@pytest.fixture
def built(tmp_path: Path) -> PhonePage:
    folder = tmp_path / "phone"
    (folder / "assets").mkdir(parents=True)
    (folder / "phone.html").write_text('<meta property="csp-nonce" nonce="ENISHI_CSP_NONCE">')
    (folder / "assets" / "phone-1a2b.js").write_text("let a = 1")
    (folder / "assets" / "phone-1a2b.js.br").write_text("packed")
    (tmp_path / "secret.json").write_text("{}")
    return PhonePage(folder)


def _get(page: PhonePage, path: str, encoding: str = "") -> tuple[int, dict[str, str], bytes]:
    answer = page(Request("GET", path, "", {b"accept-encoding": encoding.encode()}, b""))
    return answer.status, dict(answer.headers), answer.body


def test_each_page_has_its_own_nonce_and_no_inline_script_may_run(built: PhonePage) -> None:
    status, headers, body = _get(built, "/")
    policy = headers["content-security-policy"]
    nonce = body.decode().split('nonce="')[1].rstrip('">')
    assert status == 200
    assert f"'nonce-{nonce}'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert _get(built, "/")[2] != body


def test_built_files_are_kept_for_a_year_and_packed(built: PhonePage) -> None:
    status, headers, body = _get(built, "/assets/phone-1a2b.js", "gzip, br")
    assert (status, headers["content-encoding"], body[:2]) == (200, "gzip", b"\x1f\x8b")
    assert "immutable" in headers["cache-control"]
    assert _get(built, "/assets/phone-1a2b.js")[2] == b"let a = 1"


@pytest.mark.parametrize(
    "path", ["/../secret.json", "/assets/../../secret.json", "/assets/phone-1a2b.js.br", "/x"]
)
def test_nothing_but_the_built_files_is_served(built: PhonePage, path: str) -> None:
    assert _get(built, path)[0] == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    status, _, body = _get(PhonePage(tmp_path), "/")
    assert status == 503
    assert b"npm run build" in body
