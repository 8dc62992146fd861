"""The placeholders that friends offer to message texts: name → value for each of a set of friends.

A friend without a value is left out of the answer; the text's own fallback then applies.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from enishi.friends.domain.fields import default_of, shown
from enishi.friends.models import Friend
from enishi.friends.selectors.fields import field_specs, values_of_friends


@dataclass(frozen=True, slots=True)
class PlaceholderFamily:
    """Placeholders of which an organisation may have any number: ``<family>.<id>``.

    ``ids`` (organisation) are those that may be written now; ``values`` (organisation, ids, friend ids) maps id → friend
    → text, in a few statements for the whole set.
    """

    ids: Callable[[int], Collection[int]]
    values: Callable[[int, Collection[int], Sequence[int]], Mapping[int, Mapping[int, str]]]


def display_names(org_id: int, friend_ids: Sequence[int]) -> dict[int, str]:
    """LINE's display name."""
    rows = Friend.objects.filter(org_id=org_id, id__in=list(friend_ids)).exclude(display_name="")
    return dict(rows.values_list("id", "display_name"))


def channel_names(org_id: int, friend_ids: Sequence[int]) -> dict[int, str]:
    """The name of the account that the friend belongs to."""
    rows = Friend.objects.filter(org_id=org_id, id__in=list(friend_ids))
    return dict(rows.values_list("id", "channel__name"))


def _field_values(
    org_id: int, field_ids: Collection[int], friend_ids: Sequence[int]
) -> dict[int, dict[int, str]]:
    """Values in words. A field's default stands in for an empty one, before the text's own fallback."""
    # What was written into a message before its field was archived is still filled.
    specs = field_specs(org_id, field_ids, with_archived=True)
    values = values_of_friends(org_id, specs, friend_ids)
    found: dict[int, dict[int, str]] = {}
    for field_id, spec in specs.items():
        default = default_of(spec)
        for friend_id in friend_ids:
            value = values.get(friend_id, {}).get(field_id, default)
            if value is not None:
                found.setdefault(field_id, {})[friend_id] = shown(spec, value)
    return found


FIELDS = PlaceholderFamily(lambda org_id: field_specs(org_id).keys(), _field_values)
