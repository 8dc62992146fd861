"""Devices that have signed in before, each known by a signed cookie that page scripts cannot read.

The cookie opens nothing. It only earns a budget of guesses of its own for the people who signed in there.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_COOKIE = "enishi_device"
_SALT = "enishi.accounts.device"
#: The longest that browsers keep any cookie.
_AGE_SECONDS = 400 * 86_400
#: People who share a device; beyond that the oldest is forgotten.
_MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Device:
    """A browser, and who has signed in there."""

    id: str
    user_ids: tuple[int, ...]


def _device(request: HttpRequest) -> Device | None:
    try:
        held = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT, max_age=_AGE_SECONDS)
        return Device(str(held["d"]), tuple(int(one) for one in held["u"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def known_device(request: HttpRequest, user_id: int | None) -> str | None:
    """The device's id if that user has signed in there before, else None."""
    device = _device(request)
    if device is None or user_id not in device.user_ids:
        return None
    return device.id


def remember_device(request: HttpRequest, response: HttpResponseBase, user_id: int) -> None:
    """Note in the answer's cookie that this user has signed in here."""
    device = _device(request) or Device(secrets.token_urlsafe(16), ())
    people = [one for one in device.user_ids if one != user_id][-(_MOST_PEOPLE - 1) :]
    response.set_cookie(
        _COOKIE,
        signing.dumps({"d": device.id, "u": [*people, user_id]}, salt=_SALT),
        max_age=_AGE_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
