"""Which organisations a person belongs to: by it the edge finds out whose rows a request may see."""

from datetime import datetime

from enishi.accounts.models import Member
from enishi.accounts.selectors import today
from enishi.kit.tenancy import system_scope


def places_of(user_id: int, now: datetime) -> list[Member]:
    """A person's places in every organisation, with those, the oldest first; places that have ended are left out."""
    with system_scope():
        found = Member.objects.filter(user_id=user_id).exclude(ends_on__lt=today(now))
        return list(found.select_related("org", "user").order_by("created_at", "id"))
