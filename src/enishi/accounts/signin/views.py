"""Passwords, one-time links and sessions, over HTTP: allauth's views with our guards, and a few of our own."""

import re
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.headless.account import inputs
from allauth.headless.account import views as allauth_views
from allauth.headless.base.response import APIResponse, AuthenticationResponse
from allauth.headless.base.views import APIView, AuthenticatedAPIView, ConfigView
from allauth.headless.internal.restkit.inputs import BooleanField, CharField, Input
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.headless.mfa.response import get_config_data
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from enishi.accounts.http import caller_address
from enishi.accounts.models import Session, User
from enishi.accounts.sessions import (
    BY_LINK,
    SECOND_FACTOR,
    end_other_sessions,
    end_sessions,
    public_id,
    sessions_of,
)
from enishi.accounts.signin.adapters import KEEP
from enishi.accounts.signin.guard import Guessing, SigningIn, StrictJson, too_many
from enishi.accounts.signin.links import use_sign_in_link
from enishi.accounts.signin.record import record_sign_in_event
from enishi.accounts.signin.throttle import Throttled, pay_for_mail
from enishi.kit.errors import ProblemError
from enishi.kit.mail import can_send_mail

_SESSION_ID = re.compile(r"[0-9a-f]{40}")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _data(request: HttpRequest, data: object) -> HttpResponseBase:
    response: HttpResponseBase = APIResponse(request, data=data)
    return response


class Config(StrictJson, ConfigView):  # type: ignore[misc]
    """What this installation offers to whoever signs in; also hands out the CSRF cookie."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        offered = dict(get_config_data(request))
        return _data(request, {**offered, "mail": {"is_set_up": can_send_mail()}})


class CurrentSession(StrictJson, allauth_views.SessionView):  # type: ignore[misc]
    """Who is signed in; DELETE signs out."""


class SignInInput(inputs.LoginInput):  # type: ignore[misc]
    """E-mail and password; ``keep`` asks for a session of 30 days."""

    keep = BooleanField(required=False)


class SignIn(Guessing, SigningIn, allauth_views.LoginView):  # type: ignore[misc]
    """First step: e-mail and password. 401 with the flow ``mfa_authenticate`` asks for the second."""

    input_class = SignInInput

    def whose(self, data: dict[str, Any]) -> tuple[str, User | None]:
        email = str(data.get("email", "")).strip()[:254]
        user = User.objects.filter(email__iexact=email).first() if email else None
        return (str(user.pk) if user else email), user

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            request.session[KEEP] = self.input.cleaned_data["keep"]
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response


class LinkInput(Input):  # type: ignore[misc]
    """The token behind the ``#`` of a one-time link."""

    token = CharField(max_length=200)


class SignInByLink(SigningIn, APIView):  # type: ignore[misc]
    """A one-time link signs its user in, whoever was signed in before; it stands for the second factor too."""

    input_class = LinkInput

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            user = use_sign_in_link(token=self.input.cleaned_data["token"], now=timezone.now())
        except ProblemError as problem:
            error = ValidationError(problem.en, code=problem.code)
            refused: HttpResponseBase = ErrorResponse(request, exception=error)
            return refused
        logout(request)
        record_authentication(request, user, method=BY_LINK)
        get_adapter().login(request, user)
        request.session[SECOND_FACTOR] = BY_LINK
        response: HttpResponseBase = AuthenticationResponse(request)
        return response


class ConfirmPassword(Guessing, allauth_views.ReauthenticateView):  # type: ignore[misc]
    """The password once more, before something is changed that decides who gets in."""


class AskForReset(StrictJson, allauth_views.RequestPasswordResetView):  # type: ignore[misc]
    """Mails a link to set a new password; the answer is the same whether anybody has that e-mail."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        email = self.input.cleaned_data["email"]
        try:
            pay_for_mail(account=email, address=caller_address(request), now=timezone.now())
        except Throttled as refusal:
            return too_many(request, refusal)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response


class ResetPassword(StrictJson, allauth_views.ResetPasswordView):  # type: ignore[misc]
    """Sets a new password with a mailed key. Ends every session; the person signs in anew, second factor and all."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = self.input.user
        with transaction.atomic():
            response: HttpResponseBase = super().post(request, *args, **kwargs)
            end_other_sessions(user.pk, None)
            record_sign_in_event(request, user, "user.password_reset", address=caller_address(request))
        return response


class ChangePasswordInput(inputs.ChangePasswordInput):  # type: ignore[misc]
    """Whoever came by a one-time link need not know the old password: the link is for those who forgot it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        came_by_link = kwargs.pop("came_by_link")
        super().__init__(*args, **kwargs)
        if came_by_link:
            self.fields["current_password"].required = False


class ChangePassword(Guessing, allauth_views.ChangePasswordView):  # type: ignore[misc]
    """Sets a new password and ends the user's other sessions at once."""

    input_class = ChangePasswordInput

    def get_input_kwargs(self) -> dict[str, Any]:
        came_by_link = self.request.session.get(SECOND_FACTOR) == BY_LINK
        return {**super().get_input_kwargs(), "came_by_link": came_by_link}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = _user(request)
        with transaction.atomic():
            response: HttpResponseBase = super().post(request, *args, **kwargs)
            end_other_sessions(user.pk, request.session.session_key)
            record_sign_in_event(request, user, "user.password_changed", address=caller_address(request))
        return response


class Sessions(StrictJson, AuthenticatedAPIView):  # type: ignore[misc]
    """Where the person is signed in; DELETE ``{"sessions": [id, …]}`` or ``{"others": true}`` ends some of it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        current = public_id(request.session.session_key or "")
        return _data(request, [_session_facts(row, current) for row in sessions_of(_user(request).pk)])

    def delete(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = _user(request)
        given = (self.data or {}).get("sessions", [])
        ids = [one for one in given if isinstance(one, str) and _SESSION_ID.fullmatch(one)]
        current = request.session.session_key
        with transaction.atomic():
            if (self.data or {}).get("others") is True:
                ended = end_other_sessions(user.pk, current)
            else:
                ended = end_sessions(user.pk, [one for one in ids if one != public_id(current or "")])
            if ended:
                record_sign_in_event(
                    request,
                    user,
                    "user.sessions_ended",
                    address=caller_address(request),
                    after={"number": ended},
                )
        return self.get(request)


def _session_facts(row: Session, current: str) -> dict[str, Any]:
    return {
        "id": row.session_key,
        "is_current": row.session_key == current,
        "is_kept": row.is_kept,
        "address": row.address,
        "agent": row.agent,
        "created_at": row.created_at.isoformat(),
        "seen_at": row.seen_at.isoformat(),
        "ends_at": row.expire_date.isoformat(),
    }
