"""One-time sign-in links: made by whoever has a shell on the machine, for an owner who is locked out or for the demo.

A link counts as second factor for its session, because a shell on the machine is more than any factor.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from enishi.accounts.models import SignInLink, User
from enishi.accounts.permissions import COMMAND_LINE
from enishi.accounts.signin.record import record_everywhere
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import ProblemError, not_found

_PURPOSE = "accounts.signin_link"
LASTS = timedelta(minutes=15)


def create_sign_in_link(*, email: str, now: datetime) -> str:
    """The address of a page that signs this user in once, within 15 minutes. ProblemError for an unknown e-mail.

    The token stands behind the ``#``: browsers send that part to no server, so no proxy's log can keep it.
    """
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise not_found("そのメールアドレスの人", "Somebody with that e-mail address")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        SignInLink.objects.create(
            token_hash=keyed_hash(token, _PURPOSE), user=user, created_at=now, expires_at=now + LASTS
        )
        record_everywhere(user, "user.sign_in_link_made", actor=COMMAND_LINE)
    return f"{settings.ENISHI_PUBLIC_URL}/sign-in-link#{token}"


def use_sign_in_link(*, token: str, now: datetime) -> User:
    """The user whom the link signs in; it can never be used again. ProblemError if it is none, used or too old."""
    links = SignInLink.objects.filter(token_hash=keyed_hash(token, _PURPOSE), user__is_active=True)
    # One statement decides, so of two clicks at the same moment only one signs in.
    if not links.filter(used_at=None, expires_at__gt=now).update(used_at=now):
        raise ProblemError(
            "link_not_valid",
            "このリンクは使用済みか、期限（15 分）が過ぎています。新しいリンクを作ってください。",
            "This link has been used, or its 15 minutes are over. Have a new one made.",
        )
    return links.select_related("user").get().user


def forget_old_links(now: datetime) -> None:
    """Drop links that can no longer be used; for housekeeping."""
    SignInLink.objects.filter(expires_at__lt=now).delete()
