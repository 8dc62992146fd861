"""What signing in leaves behind, dropped once nobody can use it any more."""

from django.db import connection
from django.utils import timezone

from enishi.accounts.sessions import forget_ended_sessions
from enishi.accounts.signin.links import forget_old_links
from enishi.accounts.signin.throttle import forget_old_guesses


def forget_old_sign_ins() -> None:
    """Ended sessions, dead links, empty budgets and marks of codes that are long invalid. Idempotent."""
    now = timezone.now()
    forget_ended_sessions()
    forget_old_links(now)
    forget_old_guesses(now)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_cache WHERE expires < %s", [now])
