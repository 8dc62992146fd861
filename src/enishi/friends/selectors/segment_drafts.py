"""Ready conditions that this organisation can use."""

from enishi.friends.conditions.registry import kinds
from enishi.friends.domain.field_types import FieldType
from enishi.friends.domain.segment_drafts import DRAFTS, Draft, anniversary_drafts
from enishi.friends.selectors.fields import fields


def drafts(org_id: int) -> list[Draft]:
    """Those of which every kind is registered, and two for each date that comes back every year."""
    known = set(kinds())
    yearly = fields(org_id).filter(type__in=[FieldType.DATE, FieldType.DATETIME], settings__is_yearly=True)
    own = [draft for field in yearly for draft in anniversary_drafts(field.id, field.name)]
    return [draft for draft in (*DRAFTS, *own) if draft.kinds <= known]
