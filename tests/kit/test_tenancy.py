"""Row-level security: closed unless opened, open for one organisation, and never left open."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories import make_channel, make_friend, make_organisation

from enishi.accounts.models import Organisation
from enishi.friends.models import Friend
from enishi.kit.tenancy import current_scope, org_scope, system_scope
from enishi.line.models import Channel


def names() -> list[str]:
    return list(Friend.objects.order_by("id").values_list("display_name", flat=True))


@pytest.fixture
def two_shops(org: Organisation, other_org: Organisation) -> tuple[Organisation, Organisation]:
    make_friend(make_channel(org), "愛子")
    make_friend(make_channel(other_org), "健二")
    return org, other_org


def test_without_a_scope_there_are_no_rows(two_shops: tuple[Organisation, Organisation]) -> None:
    assert names() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM friends_friend")
        assert cursor.fetchone()[0] == 0


def test_each_organisation_sees_its_own_rows_and_the_system_sees_all(
    two_shops: tuple[Organisation, Organisation],
) -> None:
    ours, theirs = two_shops
    with org_scope(ours.id):
        assert names() == ["愛子"]
    with org_scope(theirs.id):
        assert names() == ["健二"]
    with system_scope():
        assert names() == ["愛子", "健二"]
    assert names() == []


def test_a_scope_inside_a_scope_gives_back_the_outer_one(
    two_shops: tuple[Organisation, Organisation],
) -> None:
    ours, theirs = two_shops
    with system_scope():
        with org_scope(ours.id):
            with org_scope(theirs.id):
                assert current_scope() == str(theirs.id)
            assert names() == ["愛子"]
        assert current_scope() == "*"
    assert current_scope() == ""


def test_an_error_closes_the_scope_as_well(two_shops: tuple[Organisation, Organisation]) -> None:
    with suppress(ZeroDivisionError), org_scope(two_shops[0].id):
        assert names() == ["愛子"]
        raise ZeroDivisionError
    assert current_scope() == ""
    assert names() == []


def test_a_row_of_another_organisation_can_be_neither_written_nor_moved(
    two_shops: tuple[Organisation, Organisation],
) -> None:
    ours, theirs = two_shops
    with system_scope():
        channel = Channel.objects.get(org=theirs)
    with pytest.raises(DatabaseError, match="row-level security"), org_scope(ours.id):
        make_friend_unscoped(channel)
    with pytest.raises(DatabaseError, match="row-level security"), org_scope(ours.id):
        Friend.objects.update(org_id=theirs.id)
    with org_scope(ours.id):
        assert Friend.objects.filter(org_id=theirs.id).update(display_name="x") == 0


def make_friend_unscoped(channel: Channel) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO friends_friend (org_id, channel_id, line_user_id, status, origin, first_seen_at, "
            "status_changed_at) VALUES (%s, %s, 'U1', 'following', 'follow', now(), now())",
            [channel.org_id, channel.id],
        )


def test_a_row_cannot_point_at_another_organisations_row(
    two_shops: tuple[Organisation, Organisation],
) -> None:
    ours, theirs = two_shops
    with system_scope():
        foreign = Channel.objects.get(org=theirs).id
    with pytest.raises(DatabaseError, match="foreign key"), org_scope(ours.id):
        Friend.objects.update(channel_id=foreign)


@pytest.mark.django_db(transaction=True)
def test_the_scope_ends_with_its_transaction_although_the_connection_lives_on() -> None:
    shop = make_organisation("美容室はなえ")
    make_friend(make_channel(shop), "愛子")
    with org_scope(shop.id):
        assert names() == ["愛子"]
    assert names() == []
    with suppress(ZeroDivisionError), transaction.atomic(), system_scope():
        raise ZeroDivisionError
    assert current_scope() == ""
