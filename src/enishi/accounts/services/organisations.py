"""Organisations: how one begins, and its name."""

from datetime import datetime

from django.db import connection

from enishi.accounts import selectors
from enishi.accounts.models import Member, Organisation, Role
from enishi.accounts.permissions import Actor
from enishi.accounts.services.audit import record_audit
from enishi.accounts.services.members import add_member
from enishi.kit.tenancy import org_scope
from enishi.kit.wiring import wired


def create_organisation(
    *, name: str, owner_email: str, owner_name: str, owner_password: str, actor: Actor, now: datetime
) -> tuple[Organisation, Member]:
    """A new organisation with its first owner. A user who already has that e-mail keeps their password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('accounts_organisation', 'id'))")
        org_id = int(cursor.fetchone()[0])
    # The id comes first, because the row is only visible, and may only be written, in its own scope.
    with org_scope(org_id):
        org = Organisation.objects.create(id=org_id, name=name, created_at=now)
        owner = add_member(
            org_id=org_id,
            email=owner_email,
            name=owner_name,
            password=owner_password,
            role=Role.OWNER,
            actor=actor,
            now=now,
        )
        record_audit(
            org_id=org_id,
            actor=actor,
            action="organisation.created",
            object_kind="organisation",
            object_id=org_id,
            now=now,
            after={"name": name},
        )
        for begin in wired("ENISHI_ORGANISATION_SUBSCRIBERS"):
            begin(org_id=org_id, now=now)
    return org, owner


def rename_organisation(*, org_id: int, name: str, actor: Actor, now: datetime) -> Organisation:
    """Change the name that staff see."""
    org = selectors.organisation(org_id)
    before, org.name = org.name, name
    org.save(update_fields=["name"])
    record_audit(
        org_id=org_id,
        actor=actor,
        action="organisation.renamed",
        object_kind="organisation",
        object_id=org_id,
        now=now,
        before={"name": before},
        after={"name": name},
    )
    return org
