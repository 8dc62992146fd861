"""What people agree to, in which wording, and who may be written to for it."""

from datetime import timedelta
from typing import Any

import pytest
from tests.factories import NOW, make_friend, rows

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends import conditions
from enishi.friends.models import Consent, ConsentPurpose, Friend, TimelineEvent
from enishi.friends.selectors.privacy import consents_of
from enishi.friends.services.consents import record_consent, save_purpose
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import limited_to_channels, org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


def _save(channel: Channel, **values: Any) -> ConsentPurpose:
    given: dict[str, Any] = {"name": "お知らせ", "wording": "お知らせを送ります。", **values}
    with org_scope(channel.org_id):
        return save_purpose(org_id=channel.org_id, actor=COMMAND_LINE, now=NOW, **given)


def _say(friend: Friend, purpose: ConsentPurpose, *, is_given: bool, minutes: int = 0) -> None:
    with org_scope(friend.org_id):
        record_consent(
            org_id=friend.org_id,
            friend_id=friend.id,
            purpose_id=purpose.id,
            is_given=is_given,
            source="店頭",
            actor=COMMAND_LINE,
            now=NOW + timedelta(minutes=minutes),
        )


def _matching(channel: Channel, purpose: ConsentPurpose, state: str, among: list[int] | None) -> set[int]:
    leaf = {"kind": "consent", "purpose_id": purpose.id, "state": state}
    tree = {"version": 1, "root": {"kind": "all", "of": [leaf]}}
    with org_scope(channel.org_id):
        return set(conditions.matching(channel.org_id, channel.id, tree, NOW, friend_ids=among))


def test_whoever_works_on_some_accounts_changes_no_purpose_of_all(channel: Channel) -> None:
    with limited_to_channels([channel.id]), pytest.raises(ProblemError) as refused:
        _save(channel)

    assert (refused.value.status, rows(ConsentPurpose)) == (403, [])


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(channel: Channel, aiko: Friend) -> None:
    first = _save(channel)
    _say(aiko, first, is_given=True)

    second = _save(channel, purpose_id=first.id, wording="お知らせと割引券を送ります。")
    same = _save(channel, purpose_id=first.id, wording="お知らせと割引券を送ります。", name="お知らせ配信")

    assert [each["version"] for each in second.wordings] == [1, 2]
    assert (same.name, same.version) == ("お知らせ配信", 2)
    with org_scope(channel.org_id):
        (standing,) = consents_of(channel.org_id, aiko.id)
    assert standing.last is not None
    assert standing.last.version == 1


def test_a_consent_is_a_row_and_a_fact_and_the_same_again_is_neither(channel: Channel, aiko: Friend) -> None:
    purpose = _save(channel)

    _say(aiko, purpose, is_given=True)
    _say(aiko, purpose, is_given=True, minutes=1)
    _say(aiko, purpose, is_given=False, minutes=2)

    assert [row.is_given for row in rows(Consent, org_id=channel.org_id)] == [True, False]
    facts = rows(TimelineEvent, org_id=channel.org_id, friend_id=aiko.id)
    assert sorted(fact.kind for fact in facts) == ["consent.given", "consent.withdrawn"]
    assert facts[0].data["source"] == "店頭"


@pytest.mark.parametrize("is_among_few", [True, False])
def test_friends_are_found_by_their_last_answer(channel: Channel, is_among_few: bool) -> None:
    purpose = _save(channel)
    given, withdrawn, never = (make_friend(channel, name) for name in ("愛子", "健二", "さくら"))
    among = [given.id, withdrawn.id, never.id] if is_among_few else None

    _say(given, purpose, is_given=True)
    _say(withdrawn, purpose, is_given=True)
    _say(withdrawn, purpose, is_given=False, minutes=1)

    assert _matching(channel, purpose, "given", among) == {given.id}
    assert _matching(channel, purpose, "withdrawn", among) == {withdrawn.id}
    assert _matching(channel, purpose, "never", among) == {never.id}


def test_a_name_is_taken_once_and_an_archived_purpose_asks_nobody(channel: Channel, aiko: Friend) -> None:
    purpose = _save(channel)
    with pytest.raises(ProblemError) as taken:
        _save(channel)
    _save(channel, purpose_id=purpose.id, is_archived=True)
    with pytest.raises(ProblemError) as archived:
        _say(aiko, purpose, is_given=True)

    assert (taken.value.status, archived.value.status) == (409, 409)
    with org_scope(channel.org_id):
        assert consents_of(channel.org_id, aiko.id) == []
