"""A browser of staff: cookies, the CSRF header, and the routes of signing in."""

import time
from typing import Any

import orjson
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from tests.api_client import API, Form, Reply

from enishi.accounts.models import User
from enishi.accounts.sessions import BY_CODE, SECOND_FACTOR, SessionStore, open_session

AUTH = "/_allauth/browser/v1"
PASSWORD = "hanae-no-himitsu-2026"


class StaffBrowser:
    """One browser: what it is sent stays in its cookies, and every change carries the CSRF token."""

    def __init__(self, address: str = "127.0.0.1", agent: str = "Mozilla/5.0 (X11)") -> None:
        self.client = Client(
            enforce_csrf_checks=True,
            raise_request_exception=False,
            REMOTE_ADDR=address,
            HTTP_USER_AGENT=agent,
            HTTP_ACCEPT_LANGUAGE="ja",
        )
        self.has_csrf_header = True

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """``path`` from the root; underscores in header names become dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.client.cookies.get("csrftoken")
        if token and self.has_csrf_header:
            sent["X-CSRFToken"] = token.value
        content_type = MULTIPART_CONTENT if isinstance(body, Form) else "application/json"
        return Reply(
            self.client.generic(method, path, data=_encoded(body), content_type=content_type, headers=sent)
        )

    def auth(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """A route of signing in."""
        return self.call(method, f"{AUTH}/{path}", body, **headers)

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """A route of the API."""
        return self.call(method, API + path, body, **headers)

    def open(self) -> None:
        """What the sign-in page asks first; brings the CSRF cookie."""
        assert self.auth("GET", "config").status == 200

    def sign_in(self, email: str, password: str = PASSWORD, **options: Any) -> Reply:
        """The first step."""
        self.open()
        return self.auth("POST", "auth/login", {"email": email, "password": password, **options})

    def enter_code(self, code: str) -> Reply:
        """The second step."""
        return self.auth("POST", "auth/2fa/authenticate", {"code": code})

    def session_key(self) -> str:
        """What the session cookie holds; empty without one."""
        cookie = self.client.cookies.get("enishi_session")
        return cookie.value if cookie else ""


def _encoded(body: Any) -> bytes:
    if isinstance(body, Form):
        return body.encoded()
    if body is None or isinstance(body, bytes):
        return body or b""
    return orjson.dumps(body)


def browser_of(user: User, *, has_second_factor: bool = True) -> StaffBrowser:
    """A browser in which the user signed in a while ago, without the work of checking a password."""
    request = HttpRequest()
    request.session = SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    open_session(request.session, is_kept=True, address="127.0.0.1", agent="")
    if has_second_factor:
        request.session[SECOND_FACTOR] = BY_CODE
    request.session.save()
    browser = StaffBrowser()
    browser.client.cookies["enishi_session"] = request.session.session_key or ""
    browser.open()
    return browser


def give_password(user: User, password: str = PASSWORD) -> User:
    """Let the user sign in."""
    user.set_password(password)
    user.save()
    return user


def give_code_app(user: User) -> str:
    """Set up an app with codes; returns its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code that the app shows now, or some half minutes from now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))
