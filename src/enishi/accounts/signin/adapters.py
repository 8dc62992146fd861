"""What django-allauth asks the product: how secrets are sealed, what a new session is, what a mail says.

Its own sign-up, rate limits, mails and templates are not used.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from enishi.accounts.http import caller_address
from enishi.accounts.models import User
from enishi.accounts.sessions import BY_CODE, SECOND_FACTOR, open_session, opened_at
from enishi.kit.crypto import seal, unseal
from enishi.kit.mail import send_mail

_PURPOSE = "accounts.second_factor"
#: In the session while somebody signs in: whether it should be kept on this device.
KEEP = "enishi_keep"
#: On the request that has just signed somebody in.
SIGNED_IN = "enishi_signed_in"
#: For so long nobody is asked for their password again.
_FRESH = timedelta(minutes=15)

_RESET_SUBJECT = "パスワードの再設定 / Reset your password (Enishi)"
_RESET_TEXT = """{name} 様

Enishiのパスワードを再設定するには、1時間以内に次のページを開いてください。
{url}

心当たりがない場合は、このメールを無視してください。パスワードは変わりません。

To reset your password, open the page above within an hour.
If you did not ask for this, ignore this mail: your password stays as it is.
"""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords and sessions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        # People come by invitation or by setting Enishi up.
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses are paid for before this, in the views."""

    def login(self, request: HttpRequest, user: User) -> None:
        is_kept = bool(request.session.pop(KEEP, False))
        super().login(request, user)
        open_session(
            request.session,
            is_kept=is_kept,
            address=caller_address(request),
            agent=request.headers.get("User-Agent", ""),
        )
        request.session.pop(SECOND_FACTOR, None)
        if any(record.get("method") == "mfa" for record in get_authentication_records(request, user)):
            request.session[SECOND_FACTOR] = BY_CODE
        setattr(request, SIGNED_IN, True)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        signed_in_at = opened_at(self.request.session)
        return signed_in_at is None or timezone.now() - signed_in_at > _FRESH

    def get_reset_password_from_key_url(self, key: str) -> str:
        # Behind the "#", which no proxy's log can keep.
        return f"{settings.ENISHI_PUBLIC_URL}/reset-password#{key}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        text = _RESET_TEXT.format(name=user.name, url=context["password_reset_url"])
        send_mail(to=user.email, subject=_RESET_SUBJECT, text=text)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets at rest, and whom passkeys are for."""

    def encrypt(self, text: str) -> str:
        return seal(text, _PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, _PURPOSE)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.ENISHI_PUBLIC_URL).hostname or "", "name": "Enishi"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name, "name": user.email}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth names it
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"パスキー {number} / passkey {number}"
