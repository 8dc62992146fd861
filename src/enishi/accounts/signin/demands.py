"""Whether somebody's role asks for a second factor, and which ones they have."""

from allauth.mfa.models import Authenticator

#: Whoever may do one of these needs a second factor: they reach friends, or decide who does.
GUARDED: frozenset[str] = frozenset(
    {"deliveries.send", "talk.reply", "scenarios.publish", "members.edit", "channels.edit"}
)


def asks_for_second_factor(permissions: frozenset[str]) -> bool:
    """Whether whoever holds these permissions must have shown a second factor."""
    return bool(permissions & GUARDED)


def second_factors(user_id: int) -> list[str]:
    """The kinds of factor that a user has set up, recovery codes left out: ``totp``, ``webauthn``."""
    rows = Authenticator.objects.filter(user_id=user_id).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return sorted(set(rows.values_list("type", flat=True)))
