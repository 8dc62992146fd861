"""Second factors over HTTP: codes of an app, passkeys and recovery codes, to sign in with and to set up.

A code that was used once is refused from then on, also where it would still be valid by its clock. Whoever sets a
factor up has shown it, so their session counts as having passed it.
"""

import struct
from typing import Any

from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa import inputs
from allauth.headless.mfa import views as allauth_views
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from enishi.accounts.http import caller_address
from enishi.accounts.models import User
from enishi.accounts.sessions import BY_CODE, BY_LINK, SECOND_FACTOR, end_other_sessions
from enishi.accounts.signin.adapters import KEEP
from enishi.accounts.signin.demands import second_factors
from enishi.accounts.signin.guard import Guessing, SigningIn, StrictJson
from enishi.accounts.signin.record import record_sign_in_event
from enishi.kit.crypto import keyed_hash

#: Longer than any code of an app is accepted: its half minute, the one before and the one after.
_CODE_SECONDS = 180


#: What the library for passkeys raises where a part is missing, is no base64, no CBOR, or has a wrong signature.
_UNREADABLE = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


def _use_up(user: User, code: str) -> None:
    """Refuse a code that this user has used; the mark is set by one statement, so of two requests one passes."""
    mark = keyed_hash(f"{user.pk}\n{''.join(code.split())}", "accounts.used_code")
    if not cache.add(f"used_code:{mark}", 1, timeout=_CODE_SECONDS):
        raise ValidationError("This code has been used.", code="incorrect_code")


class CodeInput(inputs.AuthenticateInput):  # type: ignore[misc]
    def clean_code(self) -> str:
        code: str = super().clean_code()
        _use_up(self.user, code)
        return code


class CodeAgainInput(inputs.ReauthenticateInput):  # type: ignore[misc]
    def clean_code(self) -> str:
        code: str = super().clean_code()
        _use_up(self.user, code)
        return code


class FirstCodeInput(inputs.ActivateTOTPInput):  # type: ignore[misc]
    def clean_code(self) -> str:
        code: str = super().clean_code()
        _use_up(self.user, code)
        return code


class _OfStage(Guessing):
    """Guesses at the second step of a sign-in, whose user is not signed in yet."""

    purpose = "code"
    stage: Any

    def whose(self, data: dict[str, Any]) -> tuple[str, User | None]:
        user: User = self.stage.login.user
        return str(user.pk), user


class SignInWithCode(_OfStage, SigningIn, allauth_views.AuthenticateView):  # type: ignore[misc]
    """Second step: a code of the app, or a recovery code."""

    input_class = CodeInput


class _Credential(StrictJson):
    """Mixin of views that read a browser's credential: whatever cannot be read, or is signed wrongly, is refused."""

    request: HttpRequest

    def handle_input(self, data: dict[str, Any] | None) -> HttpResponseBase | None:
        try:
            refused: HttpResponseBase | None = super().handle_input(data)  # type: ignore[misc]
        except _UNREADABLE:
            error = ValidationError("The passkey's answer is not valid.", code="incorrect_code")
            refused = ErrorResponse(self.request, exception=error)
        return refused


class SignInWithPasskey(_Credential, SigningIn, allauth_views.AuthenticateWebAuthnView):  # type: ignore[misc]
    """Second step: a passkey. GET hands out the challenge."""


class SignInWithPasskeyAlone(_Credential, SigningIn, allauth_views.LoginWebAuthnView):  # type: ignore[misc]
    """The only step: a passkey that knows its person, by fingerprint or PIN. GET hands out the challenge."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            request.session[KEEP] = self.data.get("keep") is True
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response


class ConfirmWithCode(Guessing, allauth_views.ReauthenticateView):  # type: ignore[misc]
    """A code once more, before something is changed that decides who gets in."""

    purpose = "code"
    input_class = CodeAgainInput


class ConfirmWithPasskey(_Credential, allauth_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey once more."""


class _Changing(StrictJson):
    """Mixin of views that add or remove a factor: the change and its entry in the log are one transaction."""

    request: HttpRequest
    factor = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response: HttpResponseBase = super().post(request, *args, **kwargs)  # type: ignore[misc]
            if response.status_code < 400:
                self.was_added(request)
        return response

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response: HttpResponseBase = super().delete(request, *args, **kwargs)  # type: ignore[misc]
            if response.status_code < 400:
                self._note(request, "user.second_factor_removed")
        user = _user(request)
        if not second_factors(user.pk) and request.session.get(SECOND_FACTOR) != BY_LINK:
            request.session.pop(SECOND_FACTOR, None)
        return response

    def was_added(self, request: HttpRequest) -> None:
        # Sessions that began without it have not shown it.
        end_other_sessions(_user(request).pk, request.session.session_key)
        request.session[SECOND_FACTOR] = BY_CODE
        self._note(request, "user.second_factor_added")

    def _note(self, request: HttpRequest, action: str) -> None:
        record_sign_in_event(
            request,
            _user(request),
            action,
            address=caller_address(request),
            after={"factor": self.factor},
        )


class Factors(StrictJson, allauth_views.AuthenticatorsView):  # type: ignore[misc]
    """The factors that somebody has set up."""


class CodeApp(_Changing, Guessing, allauth_views.ManageTOTPView):  # type: ignore[misc]
    """The app with the codes. GET shows the secret of one to be added; POST proves it with its first code."""

    purpose = "code"
    factor = "totp"
    input_class = {"POST": FirstCodeInput}

    def handle_input(self, data: dict[str, Any] | None) -> HttpResponseBase | None:
        if self.request.method != "POST":
            return None
        return super().handle_input(data)


class Passkeys(_Changing, _Credential, allauth_views.ManageWebAuthnView):  # type: ignore[misc]
    """Passkeys: GET hands out the challenge for a new one, PUT renames, DELETE removes."""

    factor = "passkey"


class RecoveryCodes(StrictJson, allauth_views.ManageRecoveryCodesView):  # type: ignore[misc]
    """Codes for the day the phone is lost. POST makes new ones; the old ones are worth nothing from then on."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            response: HttpResponseBase = super().post(request, *args, **kwargs)
            record_sign_in_event(
                request, _user(request), "user.recovery_codes_made", address=caller_address(request)
            )
        return response


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
