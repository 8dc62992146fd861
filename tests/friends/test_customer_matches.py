"""Who may be one person: found by what they share, decided by staff, never asked twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.api_client import ApiClient
from tests.factories import NOW, make_channel, make_friend, make_friends, rows
from tests.friends.shop import customer_of, make_customer
from tests.friends.test_customers import give, make_field

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import Customer, CustomerSettings, Field, Friend, IdentityKey, MatchSuggestion
from enishi.friends.services.customer_decisions import accept_suggestion, dismiss_suggestion
from enishi.friends.services.customer_links import link_friend
from enishi.friends.services.customer_matches import CONFIDENCE, find_matches
from enishi.friends.services.customer_merges import merge_customers
from enishi.friends.services.customer_upkeep import follow_new_keys
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

ADDRESS = "hanako@example.com"


@pytest.fixture
def email(org: Organisation) -> Field:
    return make_field(org, "メール", "email")


def look(org: Organisation, **part: Any) -> int:
    with org_scope(org.id):
        return find_matches(org_id=org.id, now=NOW, **part)


def open_pairs() -> list[tuple[str, int, str, int]]:
    pairs = rows(MatchSuggestion, state="open")
    return [(pair.left_kind, pair.left_id, pair.right_kind, pair.right_id) for pair in pairs]


def dismiss(org: Organisation) -> None:
    (pair,) = rows(MatchSuggestion, state="open")
    with org_scope(org.id):
        dismiss_suggestion(org_id=org.id, suggestion_id=pair.id, actor=COMMAND_LINE, now=NOW)


def accept(org: Organisation) -> int:
    (pair,) = rows(MatchSuggestion, state="open")
    with org_scope(org.id):
        return accept_suggestion(org_id=org.id, suggestion_id=pair.id, actor=COMMAND_LINE, now=NOW)


def test_two_friends_with_one_address_may_be_one_person(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: "HANAKO@example.com"})

    assert look(org) == 1

    (pair,) = rows(MatchSuggestion)
    assert open_pairs() == [("friend", aiko.id, "friend", kenji.id)]
    assert (pair.evidence, pair.confidence) == ([{"kind": "email", "hint": "h…@example.com"}], 90)


def test_evidence_adds_up(org: Organisation) -> None:
    birthday = date(1990, 4, 12)
    make_customer(org, "山田 花子", email=ADDRESS, phone="090-1234-5678", birthday=birthday)
    make_customer(org, "山田花子", email=ADDRESS, phone="09012345678", birthday=birthday)

    (pair,) = rows(MatchSuggestion)
    assert [each["kind"] for each in pair.evidence] == ["email", "name_birthday", "phone"]
    doubt = (1 - CONFIDENCE["email"] / 100) * (1 - CONFIDENCE["phone"] / 100) * (1 - 0.6)
    assert pair.confidence == round(100 * (1 - doubt)) == 99


def test_a_name_with_a_birthday_is_weaker_than_an_address(org: Organisation, aiko: Friend) -> None:
    make_customer(org, "愛子", birthday=date(1990, 4, 12))
    give(make_field(org, "生年月日", "date"), {aiko: date(1990, 4, 12)})

    look(org)

    (pair,) = rows(MatchSuggestion)
    assert (pair.left_kind, pair.right_kind, pair.confidence) == ("customer", "friend", 60)


def test_a_wedding_day_is_no_birthday(org: Organisation, aiko: Friend) -> None:
    give(make_field(org, "結婚記念日", "date"), {aiko: date(2020, 6, 1)})

    assert rows(IdentityKey) == []


def test_a_number_that_many_have_tells_nobody_apart(org: Organisation, channel: Channel) -> None:
    phone = make_field(org, "電話", "phone")
    give(phone, dict.fromkeys(make_friends(channel, 6), "0312345678"))

    assert look(org) == 0


def test_another_organisations_friend_is_never_suggested(
    org: Organisation, other_org: Organisation, email: Field, aiko: Friend
) -> None:
    stranger = make_friend(make_channel(other_org), "他人")
    give(email, {aiko: ADDRESS})
    give(make_field(other_org, "メール", "email"), {stranger: ADDRESS})

    assert (look(org), look(other_org)) == (0, 0)


def test_what_was_called_two_persons_is_not_suggested_again(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})
    look(org)

    dismiss(org)

    assert look(org) == 0
    assert open_pairs() == []


def test_two_persons_stay_two_when_both_become_customers_and_are_merged_on(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})
    look(org)
    dismiss(org)
    mother, daughter, more = (make_customer(org, name) for name in ("母", "娘", "母（店舗）"))
    with org_scope(org.id):
        for friend, customer in ((aiko, mother), (kenji, daughter)):
            link_friend(
                org_id=org.id, customer_id=customer.id, friend_id=friend.id, actor=COMMAND_LINE, now=NOW
            )
        merge_customers(org_id=org.id, kept_id=more.id, other_id=mother.id, actor=COMMAND_LINE, now=NOW)

    assert look(org) == 0


def test_a_suggestion_goes_when_the_address_is_corrected(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})
    look(org)

    give(email, {kenji: "kenji@example.com"})
    look(org, friend_ids=[kenji.id])

    assert open_pairs() == []


def test_a_suggestion_goes_when_the_address_is_cleared(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})
    look(org)

    give(email, {kenji: None})

    assert open_pairs() == []


def test_two_friends_who_are_one_person_become_one_customer(
    org: Organisation, email: Field, aiko: Friend
) -> None:
    elsewhere = make_friend(make_channel(org, name="二号店"), "あいこ")
    give(email, {aiko: ADDRESS, elsewhere: ADDRESS})
    look(org)

    customer_id = accept(org)

    assert customer_of(aiko) == customer_of(elsewhere) == customer_id
    assert rows(Customer)[0].name == "愛子"
    assert [pair.state for pair in rows(MatchSuggestion)] == ["accepted"]


def test_a_friend_joins_the_customer_whom_they_match(org: Organisation, email: Field, aiko: Friend) -> None:
    customer = make_customer(org, "花子", email=ADDRESS)
    give(email, {aiko: ADDRESS})
    look(org)

    assert accept(org) == customer.id == customer_of(aiko)


def test_of_two_customers_the_older_stays_unless_staff_say_otherwise(
    org: Organisation, api: ApiClient
) -> None:
    make_customer(org, "古い", email=ADDRESS)
    newer = make_customer(org, "新しい", email=ADDRESS)
    (pair,) = rows(MatchSuggestion)

    reply = api.post(f"/customer-suggestions/{pair.id}/accept", {"kept_id": newer.id})

    assert reply.json == {"customer_id": newer.id}
    again = api.post(f"/customer-suggestions/{pair.id}/accept", {})
    assert again.status in (404, 409)


def test_a_suggestion_shows_both_sides(org: Organisation, api: ApiClient, email: Field, aiko: Friend) -> None:
    make_customer(org, "花子", email=ADDRESS, external_ids=(("shop", "C-1"),))
    give(email, {aiko: ADDRESS})
    look(org)

    (item,) = api.get("/customer-suggestions?band=sure").json["items"]

    assert (item["left"]["name"], item["right"]["name"]) == ("花子", "愛子")
    assert item["left"]["external_ids"] == [{"system": "shop", "value": "C-1"}]
    assert api.get("/customer-suggestions?band=likely").json["items"] == []
    assert api.get("/customer-suggestions/count").json == {"open": {"number": 1, "is_exact": True}}


def test_nobody_is_joined_by_itself_unless_the_organisation_wants_it(
    org: Organisation, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})

    follow_new_keys(org_id=org.id, since=NOW, now=NOW)
    assert (customer_of(aiko), len(open_pairs())) == (None, 1)

    with org_scope(org.id):
        CustomerSettings.objects.create(org=org, is_automatic=True)
    follow_new_keys(org_id=org.id, since=NOW, now=NOW)
    assert customer_of(aiko) == customer_of(kenji) is not None


def test_a_birthday_joins_nobody_by_itself(org: Organisation, aiko: Friend) -> None:
    with org_scope(org.id):
        CustomerSettings.objects.create(org=org, is_automatic=True)
    make_customer(org, "愛子", birthday=date(1990, 4, 12))
    give(make_field(org, "誕生日", "date"), {aiko: date(1990, 4, 12)})

    follow_new_keys(org_id=org.id, since=NOW - timedelta(days=1), now=NOW)

    assert customer_of(aiko) is None
    assert len(open_pairs()) == 1


def test_comparing_some_finds_what_comparing_all_finds(
    org: Organisation, channel: Channel, email: Field
) -> None:
    friends = make_friends(channel, 8)
    give(email, {friend: f"a{place % 4}@example.com" for place, friend in enumerate(friends)})

    look(org, friend_ids=[friend.id for friend in friends[:4]])
    some = open_pairs()
    look(org)

    assert sorted(some) == sorted(open_pairs())
    assert len(some) == 4


def test_staff_take_back_that_they_are_two_persons(
    org: Organisation, api: ApiClient, email: Field, aiko: Friend, kenji: Friend
) -> None:
    give(email, {aiko: ADDRESS, kenji: ADDRESS})
    look(org)
    dismiss(org)
    (pair,) = rows(MatchSuggestion)

    assert api.post(f"/customer-suggestions/{pair.id}/reopen").status == 204

    assert len(open_pairs()) == 1
