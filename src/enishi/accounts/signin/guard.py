"""What each view of signing in has around it: guesses are paid for, sign-ins recorded, devices remembered."""

from http import HTTPStatus
from typing import Any

import orjson
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.base.response import APIResponse
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from enishi.accounts.http import caller_address
from enishi.accounts.models import User
from enishi.accounts.signin.adapters import SIGNED_IN
from enishi.accounts.signin.devices import known_device, remember_device
from enishi.accounts.signin.record import record_sign_in_event
from enishi.accounts.signin.throttle import Guess, Throttled, pay_for_guess


class StrictJson:
    """Mixin of views that read JSON: no NUL characters, no lone surrogates, no endless nesting."""

    def _parse_json(self, request: HttpRequest) -> dict[str, Any] | None:
        if request.method == "GET" or not request.body:
            return None
        try:
            data = orjson.loads(request.body)
        except ValueError:
            data = None
        if not isinstance(data, dict) or b"\\u0000" in request.body:
            raise ImmediateHttpResponse(response=HttpResponseBadRequest())
        return data


class SigningIn(StrictJson):
    """Mixin of views that may end with somebody signed in."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if getattr(request, SIGNED_IN, False) and isinstance(request.user, User):
            methods = [record["method"] for record in get_authentication_records(request, request.user)]
            record_sign_in_event(
                request,
                request.user,
                "user.signed_in",
                address=caller_address(request),
                after={"methods": methods},
            )
            remember_device(request, response, request.user.pk)
        return response


class Guessing(StrictJson):
    """Mixin of views that compare a secret: it is paid for first, and given back if the guess was right."""

    request: HttpRequest
    #: What is guessed; each has budgets of its own.
    purpose = "password"

    def whose(self, data: dict[str, Any]) -> tuple[str, User | None]:
        """The account that is guessed at, as a text, and its user if there is one."""
        user = self.request.user
        assert isinstance(user, User)
        return str(user.pk), user

    def handle_input(self, data: dict[str, Any] | None) -> HttpResponseBase | None:
        account, user = self.whose(data or {})
        try:
            guess = self._pay(account, user)
        except Throttled as refusal:
            return too_many(self.request, refusal)
        refused: HttpResponseBase | None = super().handle_input(data)  # type: ignore[misc]
        if refused is None:
            guess.was_right()
        elif user is not None:
            record_sign_in_event(
                self.request,
                user,
                "user.sign_in_failed",
                address=caller_address(self.request),
                is_proven=False,
                after={"with": self.purpose},
            )
        return refused

    def _pay(self, account: str, user: User | None) -> Guess:
        return pay_for_guess(
            purpose=self.purpose,
            account=account,
            device=known_device(self.request, user.pk if user else None),
            address=caller_address(self.request),
            now=timezone.now(),
        )


def too_many(request: HttpRequest, refusal: Throttled) -> HttpResponseBase:
    """429 that says how long to wait; the guess was not looked at."""
    errors = [{"code": "too_many_login_attempts", "message": f"Wait {refusal.seconds} seconds."}]
    response: HttpResponseBase = APIResponse(request, errors=errors, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(refusal.seconds)
    return response
