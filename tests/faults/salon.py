"""The shop that the fault tests run, as children set it up and give it work; called through ``Child.call``.

Every message that is meant for a friend begins with a label of its own, so that LINE's log alone tells what arrived
and how often.
"""

from typing import Any

from django.db import connection

from enishi.accounts.permissions import SYSTEM
from enishi.accounts.services import create_organisation
from enishi.automation.services import save_rule
from enishi.content.services.revisions import freeze_revision
from enishi.delivery.services import cancel_dispatch, request_dispatch
from enishi.friends.services.contacts import Act, ActKind, Profile, meet
from enishi.kit import clock
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line.services import NewCredentials, connect_channel
from enishi.scenarios.services.editing import publish_scenario, save_scenario


def open_salon(
    line_channel_id: str, secret: str, token: str, friends: dict[str, str], *, greets: bool
) -> dict[str, Any]:
    """One organisation and channel with these friends (LINE user id → name).

    One that ``greets`` answers a follow with a greeting and a scenario of two steps, a second apart.
    """
    now = clock.now()
    org, _ = create_organisation(
        name="美容室はなえ",
        owner_email="owner@example.com",
        owner_name="花江 優子",
        owner_password="correct horse battery",
        actor=SYSTEM,
        now=now,
    )
    with org_scope(org.id):
        channel = connect_channel(
            org_id=org.id,
            name="はなえ公式",
            line_channel_id=line_channel_id,
            credentials=NewCredentials(secret=secret, token_kind="long_lived", token=token),
            actor=SYSTEM,
            now=now,
        )
        met = meet(
            org_id=org.id,
            channel_id=channel.id,
            acts=[Act(user_id, ActKind.FOLLOW, now) for user_id in friends],
            profiles={user_id: Profile(name) for user_id, name in friends.items()},
            now=now,
        )
        if greets:
            _welcome(org.id, channel.id)
    return {
        "org_id": org.id,
        "channel_id": channel.id,
        "webhook_key": channel.webhook_key,
        "friend_ids": met.ids,
    }


def _welcome(org_id: int, channel_id: int) -> None:
    now = clock.now()
    scenario = save_scenario(
        org_id=org_id,
        actor=SYSTEM,
        channel_id=channel_id,
        name="ようこそ",
        steps=[
            {"timing": {"mode": "at_once"}, "blocks": [_text("step1")]},
            {"timing": {"mode": "after", "seconds": 1}, "blocks": [_text("step2")]},
        ],
        now=now,
    )
    publish_scenario(org_id=org_id, actor=SYSTEM, scenario_id=scenario.id, now=now)
    save_rule(
        org_id=org_id,
        actor=SYSTEM,
        channel_id=channel_id,
        name="あいさつ",
        trigger={"kind": "follow", "case": "new"},
        actions=[
            {"do": "send", "blocks": [_text("greeting")]},
            {"do": "start_scenario", "scenario_id": scenario.id},
        ],
        now=now,
    )


def _text(label: str) -> dict[str, str]:
    return {"kind": "text", "text": f"{label} {{{{name|お客さま}}}}さん"}


def personal(org_id: int, channel_id: int, label: str, friend_ids: list[int]) -> int:
    """A dispatch of which every friend gets a text with their own name, so one push each."""
    return _request(org_id, channel_id, _text(label), friend_ids)


def alike(org_id: int, channel_id: int, label: str, friend_ids: list[int]) -> int:
    """A dispatch of which every friend gets the same text, so multicasts."""
    return _request(org_id, channel_id, {"kind": "text", "text": f"{label} お知らせ"}, friend_ids)


def _request(org_id: int, channel_id: int, block: dict[str, str], friend_ids: list[int]) -> int:
    now = clock.now()
    with org_scope(org_id):
        return request_dispatch(
            org_id=org_id,
            channel_id=channel_id,
            kind="broadcast",
            revision_id=freeze_revision(org_id=org_id, blocks=[block], now=now),
            recipients=friend_ids,
            now=now,
        )


def cancel(org_id: int, dispatch_id: int) -> None:
    """Staff stop a dispatch for good."""
    with org_scope(org_id):
        cancel_dispatch(org_id=org_id, actor=SYSTEM, dispatch_id=dispatch_id, now=clock.now())


_OPEN = """
SELECT (SELECT count(*) FROM intake_inboundevent WHERE processed_at IS NULL),
       (SELECT count(*) FROM scenarios_enrolment WHERE state = 'active'),
       (SELECT coalesce(sum(cardinality(friend_ids)), 0)::int FROM delivery_candidates),
       (SELECT count(*) FROM delivery_batch WHERE state = 'ready'),
       (SELECT count(*) FROM delivery_batch WHERE state = 'sending')
"""


def open_work() -> dict[str, int]:
    """What is still to be done: events to route, enrolments and friends that wait, batches."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(_OPEN)
        row = cursor.fetchone()
    return dict(zip(("events", "enrolments", "candidates", "ready", "sending"), row, strict=True))


def execute(statement: str) -> None:
    """Change the database itself, for mutants."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute(statement)
