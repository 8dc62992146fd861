"""The first person of an installation: whoever has read the machine's own output becomes the owner, once."""

import hmac
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from enishi.accounts.models import Member, Organisation, User
from enishi.accounts.permissions import PERMISSIONS, Actor
from enishi.accounts.services.organisations import create_organisation
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import ProblemError, conflict

_PURPOSE = "accounts.setup"
#: Any fixed number: whoever sets up at the same moment takes turns.
_SETUP_LOCK = 4_917_330_252


def needs_owner() -> bool:
    """Whether nobody has an account here yet."""
    return not User.objects.exists()


def setup_link() -> str:
    """The page on which the first owner is made. The same until there is one, and good for nothing afterwards.

    The token stands behind the ``#``: browsers send that part to no server, so no proxy's log can keep it.
    """
    return f"{settings.ENISHI_PUBLIC_URL}/setup#{_token()}"


def _token() -> str:
    return keyed_hash("owner", _PURPOSE)


def create_first_owner(
    *,
    token: str,
    organisation_name: str,
    name: str,
    email: str,
    password: str,
    address: str | None,
    now: datetime,
) -> tuple[Organisation, Member]:
    """The first organisation and its owner. Of two at the same moment one succeeds.

    ProblemError 403 for a wrong token, 409 once anybody has an account, 422 for what cannot be an account.
    """
    if not hmac.compare_digest(token.encode(), _token().encode()):
        raise ProblemError(
            "setup_link_wrong",
            "このリンクでは設定を始められません。enishi up の画面に出たリンクをそのまま開いてください。",
            "This link does not open the set-up. Open the one that enishi up printed, as it is.",
            status=403,
        )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
        if not needs_owner():
            raise conflict(
                "already_set_up",
                "初期設定はすでに済んでいます。サインインしてください。",
                "This installation is set up already. Sign in.",
            )
        return create_organisation(
            name=organisation_name,
            owner_email=email,
            owner_name=name,
            owner_password=password,
            actor=Actor(
                kind="system", label="初期設定 / first set-up", permissions=PERMISSIONS, address=address
            ),
            now=now,
        )
