"""Organisations, people, roles and API keys: what changes them, and the audit log that every change leaves.

Nobody hands out more than they hold: a role or a scope that the actor lacks is refused, so that no key or
member can raise itself. An organisation always keeps an owner.
"""

from enishi.accounts.services.api_keys import authenticate_api_key, create_api_key, revoke_api_key
from enishi.accounts.services.audit import record_audit
from enishi.accounts.services.members import add_member, change_member, remove_member
from enishi.accounts.services.organisations import create_organisation, rename_organisation
from enishi.accounts.services.users import create_user

__all__ = [
    "add_member",
    "authenticate_api_key",
    "change_member",
    "create_api_key",
    "create_organisation",
    "create_user",
    "record_audit",
    "remove_member",
    "rename_organisation",
    "revoke_api_key",
]
