"""Who may do what: the one table of permissions and the roles that hold them.

In: a role, or the scopes of an API key. Out: the set of permission names. Whatever is not listed here is
refused; routes name one of these permissions and never ask for a role.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from enishi.accounts.models import Role

PermissionName = Literal[
    "me.view",
    "organisation.view",
    "organisation.edit",
    "members.view",
    "members.edit",
    "api_keys.view",
    "api_keys.edit",
    "audit.view",
    "channels.view",
    "channels.edit",
    "friends.view",
    "friends.edit",
    "tags.view",
    "tags.edit",
    "fields.view",
    "fields.edit",
    "segments.view",
    "segments.edit",
    "customers.view",
    "customers.edit",
    "data.import",
    "data.export",
    "privacy.edit",
    "content.view",
    "content.edit",
    "content.upload",
    "scenarios.view",
    "scenarios.edit",
    "scenarios.publish",
    "rules.view",
    "rules.edit",
    "deliveries.view",
    "deliveries.send",
    "deliveries.control",
    "talk.view",
    "talk.reply",
    "intake.view",
    "intake.retry",
]

PERMISSIONS: frozenset[str] = frozenset(get_args(PermissionName))

#: Everyone who is known at all: asking who one is needs no scope.
ALWAYS_HELD: frozenset[str] = frozenset({"me.view"})

_O, _A, _P, _R, _N, _X = Role.OWNER, Role.ADMIN, Role.OPERATOR, Role.RESPONDER, Role.ANALYST, Role.PARTNER

# A partner (an agency, say) prepares content and scenarios but sees no friends and publishes nothing.
HOLDERS: dict[PermissionName, frozenset[Role]] = {
    "me.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "organisation.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "organisation.edit": frozenset({_O}),
    "members.view": frozenset({_O, _A, _P}),
    "members.edit": frozenset({_O, _A}),
    "api_keys.view": frozenset({_O, _A}),
    "api_keys.edit": frozenset({_O, _A}),
    "audit.view": frozenset({_O, _A}),
    "channels.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "channels.edit": frozenset({_O, _A}),
    "friends.view": frozenset({_O, _A, _P, _R, _N}),
    "friends.edit": frozenset({_O, _A, _P, _R}),
    "tags.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "tags.edit": frozenset({_O, _A, _P, _R}),
    "fields.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "fields.edit": frozenset({_O, _A, _P}),
    "segments.view": frozenset({_O, _A, _P, _R, _N}),
    "segments.edit": frozenset({_O, _A, _P}),
    "customers.view": frozenset({_O, _A, _P, _R, _N}),
    "customers.edit": frozenset({_O, _A, _P, _R}),
    "data.import": frozenset({_O, _A}),
    "data.export": frozenset({_O, _A}),
    "privacy.edit": frozenset({_O, _A}),
    "content.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "content.edit": frozenset({_O, _A, _P, _X}),
    "content.upload": frozenset({_O, _A, _P, _R, _X}),
    "scenarios.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "scenarios.edit": frozenset({_O, _A, _P, _X}),
    "scenarios.publish": frozenset({_O, _A, _P}),
    "rules.view": frozenset({_O, _A, _P, _R, _N, _X}),
    "rules.edit": frozenset({_O, _A, _P}),
    "deliveries.view": frozenset({_O, _A, _P, _R, _N}),
    "deliveries.send": frozenset({_O, _A, _P}),
    "deliveries.control": frozenset({_O, _A, _P}),
    "talk.view": frozenset({_O, _A, _P, _R}),
    "talk.reply": frozenset({_O, _A, _P, _R}),
    "intake.view": frozenset({_O, _A, _P}),
    "intake.retry": frozenset({_O, _A}),
}


def role_permissions(role: str) -> frozenset[str]:
    """Everything that a role may do; an unknown role may do nothing."""
    return frozenset(name for name, roles in HOLDERS.items() if role in roles)


#: What reaches beyond single channels; whoever is limited to some channels goes without.
ORGANISATION_WIDE: frozenset[str] = frozenset(
    {
        "organisation.edit",
        "members.view",
        "members.edit",
        "api_keys.view",
        "api_keys.edit",
        "audit.view",
        # One customer may be friends of several channels.
        "customers.view",
        "customers.edit",
    }
)


def member_permissions(role: str, channel_ids: Collection[int] | None) -> frozenset[str]:
    """Everything that a member may do; ``channel_ids`` None is every channel."""
    held = role_permissions(role)
    return held if channel_ids is None else held - ORGANISATION_WIDE


def scope_permissions(scopes: Iterable[str]) -> frozenset[str]:
    """Everything that an API key may do. Names that no longer exist give nothing."""
    return (frozenset(scopes) & PERMISSIONS) | ALWAYS_HELD


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as the audit log will name them; ``kind`` is ``api_key``, ``user``, ``system`` or
    ``cli``.

    ``permissions`` bounds what the actor can hand on: nobody gives away more than they hold.
    """

    kind: str
    label: str
    id: int | None = None
    permissions: frozenset[str] = ALWAYS_HELD
    address: str | None = None
    request_id: str = ""

    def holds(self, permissions: Iterable[str]) -> bool:
        """Whether every one of ``permissions`` is the actor's own."""
        return frozenset(permissions) <= self.permissions


#: Enishi itself: engines and maintenance.
SYSTEM = Actor(kind="system", label="Enishi", permissions=PERMISSIONS)

#: Whoever has a shell on the machine.
COMMAND_LINE = Actor(kind="cli", label="enishi (CLI)", permissions=PERMISSIONS)
