"""A world in which everything belongs to one organisation and bears its mark; made when first asked for."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from tests import factories

from enishi.accounts.models import ApiKey, Invitation, Member, Notice, Organisation, Role
from enishi.accounts.notices import notify_staff
from enishi.accounts.permissions import COMMAND_LINE, Actor
from enishi.accounts.services.invitations import invite
from enishi.accounts.services.members import Place
from enishi.automation.models import Rule
from enishi.content.models import Media, MediaState, Template
from enishi.content.services.templates import create_template
from enishi.delivery.models import Dispatch
from enishi.delivery.services import request_dispatch
from enishi.friends.models import Friend, Tag
from enishi.inbox.models import CannedReply, Mark, Note, ScheduledReply
from enishi.inbox.services.canned_replies import create_canned_reply
from enishi.inbox.services.marks import create_mark
from enishi.inbox.services.notes import write_note
from enishi.inbox.services.scheduled_replies import schedule_reply
from enishi.intake.models import InboundEvent
from enishi.kit.ids import random_key
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Scenario
from enishi.scenarios.services.enrolments import enrol_friends

#: Stands in every text of ours; seen in an answer to somebody else, it is a leak.
MARKER = "内緒"


class World:
    """What the examples speak of; made when first asked for."""

    def __init__(self, org: Organisation) -> None:
        self.org = org
        self._kept: dict[str, Any] = {}

    def kept[T](self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` makes in the organisation's scope, once."""
        if name not in self._kept:
            with org_scope(self.org.id):
                self._kept[name] = make()
        made: T = self._kept[name]
        return made

    @cached_property
    def member(self) -> Member:
        return factories.make_member(self.org, Role.ANALYST, email=f"{'naisho'}@example.com")

    @cached_property
    def invitation(self) -> Invitation:
        with org_scope(self.org.id):
            made = invite(
                org_id=self.org.id,
                email="naisho-guest@example.com",
                place=Place(Role.ANALYST),
                actor=COMMAND_LINE,
                now=factories.NOW,
            )
        return made.invitation

    @cached_property
    def notice(self) -> Notice:
        with org_scope(self.org.id):
            notify_staff(
                self.org.id,
                "credential_refused",
                {"channel": f"{MARKER}公式"},
                factories.NOW,
                permission="channels.view",
                channel_id=self.channel.id,
            )
        return factories.rows(Notice, org_id=self.org.id)[-1]

    @cached_property
    def api_key(self) -> ApiKey:
        factories.make_api_key(self.org, ["friends.view"])
        return factories.rows(ApiKey, org_id=self.org.id)[-1]

    @cached_property
    def channel(self) -> Channel:
        return factories.make_channel(self.org, name=f"{MARKER}公式")

    @cached_property
    def friend(self) -> Friend:
        return factories.make_friend(self.channel, f"{MARKER}愛子")

    @cached_property
    def tag(self) -> Tag:
        return factories.make_tag(self.org, f"{MARKER}タグ")

    @cached_property
    def tag_on_friend(self) -> Tag:
        from enishi.friends.services.tags import add_tag

        tag = factories.make_tag(self.org, f"{MARKER}付いたタグ")
        with org_scope(self.org.id):
            add_tag(
                org_id=self.org.id,
                channel_id=self.channel.id,
                tag_id=tag.id,
                friend_ids=[self.friend.id],
                now=factories.NOW,
            )
        return tag

    @cached_property
    def archived_tag(self) -> Tag:
        return factories.make_tag(self.org, f"{MARKER}古いタグ", archived_at=factories.NOW)

    @cached_property
    def template(self) -> Template:
        with org_scope(self.org.id):
            return create_template(
                org_id=self.org.id,
                name=f"{MARKER}テンプレート",
                blocks=[factories.text_block(MARKER)],
                actor=COMMAND_LINE,
                now=factories.NOW,
            )

    @cached_property
    def media(self) -> Media:
        path = random_key()
        file = Path(settings.ENISHI_DATA_DIR) / "media" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(MARKER.encode())
        with org_scope(self.org.id):
            return Media.objects.create(
                org=self.org,
                channel_id=self.channel.id,
                friend_id=self.friend.id,
                message_id="468789577898262530",
                kind="file",
                state=MediaState.STORED,
                path=path,
                size_bytes=file.stat().st_size,
                next_attempt_at=factories.NOW,
                created_at=factories.NOW,
            )

    @cached_property
    def rule(self) -> Rule:
        return factories.make_rule(
            self.channel,
            {"kind": "follow", "case": "new"},
            factories.send_action(MARKER),
            name=f"{MARKER}あいさつ",
        )

    @cached_property
    def scenario(self) -> Scenario:
        """Active, with our friend in it: the second step is a day away."""
        made = factories.make_scenario(
            self.channel,
            ({"mode": "after", "seconds": 86_400}, f"{MARKER}一日後"),
            name=f"{MARKER}シナリオ",
        )
        with org_scope(self.org.id):
            enrol_friends(
                org_id=self.org.id, scenario_id=made.id, friend_ids=[self.friend.id], now=factories.NOW
            )
        return made

    @cached_property
    def dispatch(self) -> Dispatch:
        """Due tomorrow, so that it can still be paused and cancelled."""
        revision_id = factories.make_revision(self.org, MARKER)
        with org_scope(self.org.id):
            dispatch_id = request_dispatch(
                org_id=self.org.id,
                channel_id=self.channel.id,
                kind="broadcast",
                revision_id=revision_id,
                recipients=[self.friend.id],
                due_at=factories.NOW + timedelta(days=1),
                now=factories.NOW,
            )
            return Dispatch.objects.get(org_id=self.org.id, id=dispatch_id)

    @cached_property
    def failed_event(self) -> InboundEvent:
        with org_scope(self.org.id):
            return InboundEvent.objects.create(
                org_id=self.org.id,
                channel_id=self.channel.id,
                webhook_event_id="01HXNAISHO0000000000000000",
                occurred_at=factories.NOW,
                received_at=factories.NOW,
                raw=orjson.dumps({"type": "message", "message": {"type": "text", "text": MARKER}}).decode(),
                processed_at=factories.NOW,
                error="ValueError",
            )

    @cached_property
    def mark(self) -> Mark:
        with org_scope(self.org.id):
            return create_mark(
                org_id=self.org.id,
                name=f"{MARKER}マーク",
                colour="teal",
                actor=COMMAND_LINE,
                now=factories.NOW,
            )

    @cached_property
    def note(self) -> Note:
        """Written by the first key, so that its caller may delete it."""
        keys = factories.rows(ApiKey, org_id=self.org.id)
        author = Actor(kind="api_key", label="テスト", id=keys[0].id if keys else None)
        with org_scope(self.org.id):
            return write_note(
                org_id=self.org.id, friend_id=self.friend.id, body=MARKER, actor=author, now=factories.NOW
            )

    @cached_property
    def scheduled_reply(self) -> ScheduledReply:
        with org_scope(self.org.id):
            return schedule_reply(
                org_id=self.org.id,
                friend_id=self.friend.id,
                blocks=[factories.text_block(MARKER)],
                due_at=factories.NOW + timedelta(days=1),
                actor=COMMAND_LINE,
                now=factories.NOW,
            )

    @cached_property
    def canned_reply(self) -> CannedReply:
        with org_scope(self.org.id):
            return create_canned_reply(
                org_id=self.org.id,
                name=f"{MARKER}定型文",
                folder="",
                shortcut="naisho",
                blocks=[factories.text_block(MARKER)],
                actor=COMMAND_LINE,
                now=factories.NOW,
            )
