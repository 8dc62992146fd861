"""What the tool calls unused can go: nobody gets a message more or less, or with other words."""

from random import Random
from typing import Any

import pytest
from tests.factories import (
    NOW,
    make_channel,
    make_field,
    make_friends,
    make_revision,
    make_scenario,
    make_tag,
    send_action,
)

from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE
from enishi.automation.models import Rule
from enishi.automation.services import save_rule
from enishi.content.domain.placeholders import MissingValue, fill, placeholders_in
from enishi.content.models import Revision
from enishi.content.selectors import placeholder_values
from enishi.delivery.models import Candidates, Dispatch
from enishi.delivery.services import request_dispatch
from enishi.friends.conditions import matching, references
from enishi.friends.conditions.references import uses_of_many
from enishi.friends.models import EngagementSettings, Segment, SegmentMember, Tag
from enishi.friends.selectors.fields import fields
from enishi.friends.selectors.segments import segments
from enishi.friends.services.engagement_upkeep import change_settings
from enishi.friends.services.field_values import set_values
from enishi.friends.services.fields import change_field, delete_field
from enishi.friends.services.segment_builds import build_due
from enishi.friends.services.segment_membership import look_again
from enishi.friends.services.segments import SegmentWish, archive_segment, create_segment, delete_segment
from enishi.friends.services.tag_backups import delete_tag
from enishi.friends.services.tag_keepers import uses_of_tags
from enishi.friends.services.tags import add_tag, archive_tags
from enishi.kit.tenancy import org_scope
from enishi.kit.wiring import wired
from enishi.line.models import Channel
from enishi.scenarios.models import ScenarioVersion
from enishi.scenarios.services.editing import publish_scenario, save_scenario
from enishi.scenarios.services.enrolments import enrol_friends

pytestmark = pytest.mark.django_db

AT_ONCE = {"mode": "after", "seconds": 3_600}


class World:
    """A shop with tags, fields and segments, some of which are spoken of somewhere."""

    def __init__(self, org: Organisation, channel: Channel, seed: int) -> None:
        self.org, self.channel, self.dice = org, channel, Random(seed)
        name = f"{seed}-"
        self.friends = [friend.id for friend in make_friends(channel, 5)]
        self.tags = [make_tag(org, f"タグ{name}{number}").id for number in range(4)]
        self.fields = [make_field(org, f"欄{name}{number}").id for number in range(7)]
        self.segments: list[int] = []
        with org_scope(org.id):
            self._give()
            for number in range(3):
                self.segments.append(self._segment(f"組{number}"))
            settle()
            for number in range(2):
                self._rule(f"規則{number}")
            self._graduation()
        self._scenario()
        self._dispatch()

    def _common(self) -> dict[str, Any]:
        return {"org_id": self.org.id, "channel_id": self.channel.id, "now": NOW}

    def _some(self) -> list[int]:
        return self.dice.sample(self.friends, self.dice.randint(0, 4))

    def _give(self) -> None:
        for tag_id in self.tags:
            add_tag(tag_id=tag_id, friend_ids=self._some(), **self._common())
        for field_id in self.fields:
            values = dict.fromkeys(self._some(), "金")
            set_values(field_id=field_id, values=values, source="staff:1", **self._common())

    def _leaf(self) -> dict[str, Any]:
        kinds: list[dict[str, Any]] = [
            {"kind": "tag", "tag_ids": self.dice.sample(self.tags, 2)},
            {"kind": "field", "field_id": self.dice.choice(self.fields), "test": "not_empty"},
            {"kind": "status", "status": "following"},
            *({"kind": "segment", "segment_ids": [each]} for each in self.segments[-1:]),
        ]
        leaf = self.dice.choice(kinds)
        return {"kind": "not", "of": leaf} if self.dice.random() < 0.3 else leaf

    def _tree(self) -> dict[str, Any]:
        of = [self._leaf() for _ in range(self.dice.randint(1, 2))]
        return {"version": 1, "root": {"kind": self.dice.choice(["all", "any"]), "of": of}}

    def _text(self) -> str:
        said = self.dice.choice(["いらっしゃいませ", "field", "field"])
        bar = self.dice.choice(["", "|お客さま"])
        return said if said != "field" else f"{{{{field.{self.dice.choice(self.fields)}{bar}}}}}様"

    def _segment(self, name: str) -> int:
        wish = SegmentWish(name, self._tree())
        return create_segment(wish=wish, actor=COMMAND_LINE, **self._common()).id

    def _rule(self, name: str) -> None:
        give = {"do": "add_tag", "tag_id": self.dice.choice(self.tags)}
        save_rule(
            actor=COMMAND_LINE,
            name=name,
            trigger={"kind": "follow", "case": "new"},
            actions=[self.dice.choice([give, send_action(self._text())])],
            condition=self.dice.choice([None, self._tree()]),
            **self._common(),
        )

    def _graduation(self) -> None:
        if self.dice.random() < 0.5:
            change_settings(actor=COMMAND_LINE, changes={"graduation": self._tree()}, **self._common())

    def _scenario(self) -> None:
        """Somebody still runs through the first version; whoever comes later, through the second."""
        made = make_scenario(self.channel, (AT_ONCE, self._text()))
        with org_scope(self.org.id):
            enrol_friends(org_id=self.org.id, scenario_id=made.id, friend_ids=self.friends[:2], now=NOW)
            blocks = [{"kind": "text", "text": self._text()}]
            save_scenario(
                org_id=self.org.id,
                actor=COMMAND_LINE,
                name=made.name,
                steps=[{"timing": AT_ONCE, "blocks": blocks}],
                scenario_id=made.id,
                now=NOW,
            )
            publish_scenario(org_id=self.org.id, actor=COMMAND_LINE, scenario_id=made.id, now=NOW)

    def _dispatch(self) -> None:
        revision_id = make_revision(self.org, self._text())
        with org_scope(self.org.id):
            request_dispatch(
                kind="broadcast", revision_id=revision_id, recipients=self.friends[1:4], **self._common()
            )

    def sends(self) -> dict[str, Any]:
        """Who would get what, from everything that sends or chooses to whom."""
        org_id = self.org.id
        found: dict[str, Any] = {}
        with org_scope(org_id):
            settle()
            for rule in Rule.objects.filter(org_id=org_id):
                found[f"rule {rule.id}"] = (
                    self._meet(rule.condition),
                    self._words(rule.actions),
                    self._acts(rule),
                )
            for row in EngagementSettings.objects.filter(org_id=org_id):
                found["graduation"] = self._meet(row.graduation)
            for segment in Segment.objects.filter(org_id=org_id, archived_at=None):
                members = SegmentMember.objects.filter(org_id=org_id, segment_id=segment.id)
                inside = set(members.values_list("friend_id", flat=True))
                found[f"segment {segment.id}"] = (inside, self._meet(segment.tree))
            for version in ScenarioVersion.objects.filter(org_id=org_id):
                found[f"version {version.id}"] = self._words(version.steps)
            for dispatch in Dispatch.objects.filter(org_id=org_id):
                blocks = Revision.objects.get(org_id=org_id, id=dispatch.revision_id).blocks
                waiting = Candidates.objects.filter(org_id=org_id, dispatch_id=dispatch.id)
                found[f"dispatch {dispatch.id}"] = (
                    [each.friend_ids for each in waiting],
                    self._words(blocks),
                )
        return found

    def _meet(self, tree: dict[str, Any] | None) -> set[int] | None:
        return None if tree is None else matching(self.org.id, self.channel.id, tree, NOW)

    def _words(self, content: Any) -> list[Any]:
        """The content as each friend would read it; None for whom a value is missing, who gets nothing."""
        names = {one.name for one in placeholders_in(content)}
        values = placeholder_values(self.org.id, names, self.friends)
        said: list[Any] = []
        for friend_id in self.friends:
            own = {name: texts[friend_id] for name, texts in values.items() if friend_id in texts}
            try:
                said.append(fill(content, own))
            except MissingValue:
                said.append(None)
        return said

    def _acts(self, rule: Rule) -> list[bool]:
        """Whether the tag that an action puts on can still be put on."""
        alive = set(Tag.objects.filter(org_id=self.org.id, archived_at=None).values_list("id", flat=True))
        return [spec.get("tag_id") is None or spec["tag_id"] in alive for spec in rule.actions]

    def remove_unused(self) -> int:
        """Archive and delete whatever has no uses; returns how much went."""
        org_id = self.org.id
        common: dict[str, Any] = {"org_id": org_id, "actor": COMMAND_LINE, "now": NOW}
        with org_scope(org_id):
            tags = [
                tag.id
                for tag in Tag.objects.filter(org_id=org_id).order_by("id")
                if not uses_of_tags(org_id).get(tag.id)
            ]
            used = uses_of_many(org_id, "field", [field.id for field in fields(org_id)])
            unused_fields = [field_id for field_id, uses in used.items() if not uses]
            used = uses_of_many(org_id, "segment", [segment.id for segment in segments(org_id)])
            unused_segments = [segment_id for segment_id, uses in used.items() if not uses]
            assert archive_tags(tag_ids=tags, is_archived=True, **common).changed == tags
            for tag_id in tags:
                delete_tag(tag_id=tag_id, **common)
            for field_id in unused_fields:
                change_field(field_id=field_id, changes={"is_archived": True}, shape=None, **common)
                delete_field(field_id=field_id, with_values=True, **common)
            for segment_id in unused_segments:
                archive_segment(segment_id=segment_id, **common)
                delete_segment(segment_id=segment_id, **common)
        return len(tags) + len(unused_fields) + len(unused_segments)


def settle() -> None:
    """Let the engine of segments do all that waits for it."""
    while build_due(NOW) or look_again(NOW):
        pass


@pytest.mark.parametrize("seed", range(20))
def test_removing_what_is_unused_changes_no_message_and_no_audience(
    org: Organisation, channel: Channel, seed: int
) -> None:
    world = World(org, channel, seed)
    before = world.sends()

    gone = world.remove_unused()

    after = world.sends()
    assert gone > 0
    # A segment that nothing asks for goes with its members; everything else is as it was.
    assert after == {name: what for name, what in before.items() if name in after}
    assert {name for name in before if name not in after} <= {f"segment {each}" for each in world.segments}


@pytest.mark.parametrize("source", ["uses_in_dispatches", "uses_in_scenarios", "uses_in_rules"])
def test_the_comparison_would_show_a_use_that_is_overlooked(
    org: Organisation, channel: Channel, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    others = [each for each in wired("ENISHI_REFERENCES") if each.__name__ != source]
    monkeypatch.setattr(references, "wired", lambda setting: others)

    assert any(_differs(World(org, make_channel(org), seed)) for seed in range(8))


def _differs(world: World) -> bool:
    before = world.sends()
    world.remove_unused()
    after = world.sends()
    return after != {name: what for name, what in before.items() if name in after}
