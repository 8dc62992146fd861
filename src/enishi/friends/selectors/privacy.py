"""What people agreed to, who was erased, and how long data are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from enishi.friends.models import Consent, ConsentPurpose, Erasure, PrivacySettings
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import not_found

_PURPOSE = "friends.erasure"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a friend said last of one purpose; ``last`` is None where they were never asked."""

    purpose: ConsentPurpose
    last: Consent | None


def hash_of(line_user_id: str) -> str:
    """By what an erased person is known."""
    return keyed_hash(line_user_id, _PURPOSE)


def erased_among(org_id: int, channel_id: int, line_user_ids: Iterable[str]) -> set[str]:
    """Those of the LINE users whose data were erased here. One query, however many they are."""
    hashes = {hash_of(line_user_id): line_user_id for line_user_id in line_user_ids}
    if not hashes:
        return set()
    found = Erasure.objects.filter(
        org_id=org_id, channel_id=channel_id, line_user_hash__in=list(hashes)
    ).values_list("line_user_hash", flat=True)
    return {hashes[each] for each in found}


def erasures(org_id: int, channel_id: int, limit: int) -> Sequence[Erasure]:
    """The latest erasures of one account, the newest first."""
    found = Erasure.objects.filter(org_id=org_id, channel_id=channel_id)
    return list(found.order_by("-erased_at", "-id")[:limit])


def settings_of(org_id: int) -> PrivacySettings:
    """The rules of an organisation; without any, everything is kept."""
    found = PrivacySettings.objects.filter(org_id=org_id).first()
    return found or PrivacySettings(org_id=org_id)


def purposes(org_id: int, *, with_archived: bool = False) -> Sequence[ConsentPurpose]:
    """What people are asked to agree to, in the order in which it was made."""
    found = ConsentPurpose.objects.filter(org_id=org_id).order_by("id")
    return list(found if with_archived else found.filter(archived_at=None))


def purpose(org_id: int, purpose_id: int) -> ConsentPurpose:
    """One purpose; ProblemError 404."""
    found = ConsentPurpose.objects.filter(org_id=org_id, id=purpose_id).first()
    if found is None:
        raise not_found("利用目的", "The purpose")
    return found


def consents_of(org_id: int, friend_id: int) -> list[Standing]:
    """What a friend agreed to, purpose by purpose; archived purposes only where the friend said something of them."""
    said = Consent.objects.filter(org_id=org_id, friend_id=friend_id)
    last = {row.purpose_id: row for row in said.order_by("purpose_id", "-at", "-id").distinct("purpose_id")}
    return [
        Standing(each, last.get(each.id))
        for each in purposes(org_id, with_archived=True)
        if each.archived_at is None or each.id in last
    ]


def purpose_names(org_id: int, ids: Sequence[int]) -> dict[int, tuple[str, datetime | None]]:
    """What purposes are called, and since when they are archived."""
    rows = ConsentPurpose.objects.filter(org_id=org_id, id__in=list(ids))
    return {row.id: (row.name, row.archived_at) for row in rows}
