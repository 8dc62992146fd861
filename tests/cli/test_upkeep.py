"""What can be mended from the shell while everything runs."""

from tests.factories import make_channel, make_friends, rows

from enishi.accounts.models import Organisation
from enishi.cli.upkeep import rebuild_sets
from enishi.friends.models import SetChunk
from enishi.friends.services.set_index import fold_sets
from enishi.kit.tenancy import org_scope


def test_a_damaged_index_of_every_organisation_is_made_anew(
    org: Organisation, other_org: Organisation
) -> None:
    for each in (org, other_org):
        make_friends(make_channel(each), 2)
        fold_sets(org_id=each.id)
    sound = {(part.org_id, part.set_key, part.chunk, bytes(part.bits)) for part in rows(SetChunk)}
    for each in (org, other_org):
        with org_scope(each.id):
            SetChunk.objects.filter(org_id=each.id).update(bits=b"")

    told = rebuild_sets()

    assert {(part.org_id, part.set_key, part.chunk, bytes(part.bits)) for part in rows(SetChunk)} == sound
    assert "2 organisations" in told
