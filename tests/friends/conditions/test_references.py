"""Where objects are used, whoever keeps the use."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import NOW, make_rule, make_scenario, text_block

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.content.models import Template
from enishi.friends.conditions.references import require_unused, spoken_of, uses_of, uses_of_many
from enishi.friends.models import Field, Segment
from enishi.inbox.services.canned_replies import create_canned_reply
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def birthday(org: Organisation) -> Field:
    with org_scope(org.id):
        return Field.objects.create(
            org=org, name="誕生日", type="date", settings={}, created_at=NOW, updated_at=NOW
        )


def test_placeholders_in_texts_are_uses(org: Organisation, channel: Channel, birthday: Field) -> None:
    said = f"お誕生日は{{{{field.{birthday.id}|ひみつ}}}}ですね"
    other = f"{{{{field.{birthday.id}1|ひみつ}}}}"
    scenario = make_scenario(channel, ({"mode": "at_once"}, said))
    with org_scope(org.id):
        template = Template.objects.create(
            org=org, name="お祝い", blocks=[text_block(said)], created_at=NOW, updated_at=NOW
        )
        Template.objects.create(
            org=org, name="別", blocks=[text_block(other)], created_at=NOW, updated_at=NOW
        )
        reply = create_canned_reply(
            org_id=org.id,
            name="返事",
            folder="",
            shortcut="",
            blocks=[text_block(said)],
            actor=COMMAND_LINE,
            now=NOW,
        )
        found = [(use.kind, use.id, use.place) for use in uses_of(org.id, "field", birthday.id)]

    assert found == [
        ("scenario", scenario.id, "steps"),
        ("template", template.id, "blocks"),
        ("canned_reply", reply.id, "blocks"),
    ]


def test_the_refusal_lists_what_uses_it(org: Organisation, channel: Channel, birthday: Field) -> None:
    tree = {"version": 1, "root": {"kind": "not", "of": {"kind": "field", "field_id": birthday.id}}}
    with org_scope(org.id):
        require_unused(org.id, "field", birthday.id)
        segment = Segment.objects.create(
            org=org, channel=channel, name="誕生月", tree=tree, tree_key="k", created_at=NOW, updated_at=NOW
        )
        with pytest.raises(ProblemError) as refusal:
            require_unused(org.id, "field", birthday.id)

    assert (refusal.value.code, refusal.value.status) == ("in_use", 409)
    assert [(each.path, "「誕生月」" in each.ja) for each in refusal.value.fields] == [
        (f"segment.{segment.id}", True)
    ]


def test_a_tree_speaks_of_the_objects_in_its_leaves() -> None:
    tree = {"version": 1, "root": {"kind": "any", "of": [{"kind": "tag", "tag_ids": [3, 4]}]}}

    assert spoken_of(tree, "tag") == {3, 4}
    assert spoken_of(tree, "segment") == set()
    assert spoken_of(None, "tag") == set()
    assert spoken_of({"version": 9}, "tag") == set()


def test_uses_of_many_are_read_with_as_many_queries_as_those_of_one(
    org: Organisation, channel: Channel, birthday: Field, django_assert_num_queries: Any
) -> None:
    with org_scope(org.id):
        others = [
            Field.objects.create(
                org=org, name=f"欄{number}", type="text", settings={}, created_at=NOW, updated_at=NOW
            )
            for number in range(4)
        ]
    ids = [birthday.id, *(other.id for other in others)]
    make_rule(channel, {"kind": "follow", "case": "new"}, {"do": "clear_field", "field_id": others[1].id})
    with org_scope(org.id):
        with CaptureQueriesContext(connection) as one:
            uses_of(org.id, "field", ids[0])
        with django_assert_num_queries(len(one)):
            together = uses_of_many(org.id, "field", ids)
        one_by_one = {field_id: uses_of(org.id, "field", field_id) for field_id in ids}

    assert together == one_by_one
    assert [use.kind for use in together[others[1].id]] == ["rule"]
