"""What objects are called, for sentences and checks: one function a kind of object, wired by its name."""

from collections.abc import Mapping, Sequence

from enishi.accounts.models import Member
from enishi.friends.conditions.registry import Named
from enishi.friends.models import Field, Tag


def tags(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Tags, archived ones too."""
    rows = Tag.objects.filter(org_id=org_id, id__in=ids).values_list("id", "name", "archived_at")
    return {tag_id: Named(name, archived_at is not None) for tag_id, name, archived_at in rows}


def fields(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Fields, archived ones too; the fact ``spec`` holds type and choices."""
    rows = Field.objects.filter(org_id=org_id, id__in=ids)
    return {row.id: Named(row.name, row.archived_at is not None, facts={"spec": row.spec}) for row in rows}


def members(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Members of the organisation by name, or by e-mail where none is given."""
    rows = Member.objects.filter(org_id=org_id, id__in=ids).select_related("user")
    return {row.id: Named(row.user.name or row.user.email) for row in rows}
