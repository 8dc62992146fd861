"""Every route of signing in that exists, below ``/_allauth/browser/v1/``: what is not listed here is not there.

Sign-up, other e-mail addresses, sign-in by mailed code and social providers are allauth's too, and left out.
"""

from allauth.headless.constants import Client
from django.conf import settings
from django.urls import URLPattern, path

from enishi.accounts.signin import factors, views


def _route(address: str, view: type) -> URLPattern:
    return path(address, view.as_api_view(client=Client.BROWSER))  # type: ignore[attr-defined]


urlpatterns = [
    _route("config", views.Config),
    _route("auth/session", views.CurrentSession),
    _route("auth/sessions", views.Sessions),
    _route("auth/login", views.SignIn),
    _route("auth/link", views.SignInByLink),
    _route("auth/reauthenticate", views.ConfirmPassword),
    _route("auth/password/request", views.AskForReset),
    _route("auth/password/reset", views.ResetPassword),
    _route("auth/2fa/authenticate", factors.SignInWithCode),
    _route("auth/2fa/reauthenticate", factors.ConfirmWithCode),
    _route("account/password/change", views.ChangePassword),
    _route("account/authenticators", factors.Factors),
    _route("account/authenticators/totp", factors.CodeApp),
    _route("account/authenticators/recovery-codes", factors.RecoveryCodes),
]
if "webauthn" in settings.MFA_SUPPORTED_TYPES:
    urlpatterns += [
        _route("auth/webauthn/login", factors.SignInWithPasskeyAlone),
        _route("auth/webauthn/authenticate", factors.SignInWithPasskey),
        _route("auth/webauthn/reauthenticate", factors.ConfirmWithPasskey),
        _route("account/authenticators/webauthn", factors.Passkeys),
    ]
