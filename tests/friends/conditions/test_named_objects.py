"""Steps and dispatches have no names of their own; sentences call them by their first words."""

from datetime import timedelta
from typing import Any

import pytest
from tests.factories import NOW, make_revision, make_scenario

from enishi.accounts.models import Organisation
from enishi.delivery.services import request_dispatch
from enishi.friends.conditions import sentence_of
from enishi.friends.models import Friend
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel

pytestmark = pytest.mark.django_db

AFTER = {"mode": "after", "seconds": 86_400}


def _said(org: Organisation, leaf: dict[str, Any], language: Any = "ja") -> str:
    with org_scope(org.id):
        return sentence_of({"version": 1, "root": leaf}, org.id, language)


def _dispatch(channel: Channel, friend: Friend, text: str, kind: Any = "broadcast") -> int:
    revision_id = make_revision(Organisation(id=channel.org_id), text)
    with org_scope(channel.org_id):
        return request_dispatch(
            org_id=channel.org_id,
            channel_id=channel.id,
            kind=kind,
            revision_id=revision_id,
            recipients=[friend.id],
            due_at=NOW + timedelta(hours=14),
            now=NOW,
        )


def test_a_step_is_called_by_its_number_and_first_words(org: Organisation, channel: Channel) -> None:
    scenario = make_scenario(
        channel, (AFTER, "友だち追加ありがとうございます"), (AFTER, "{{name|お客さま}}、いかがですか")
    )
    leaf = {"kind": "scenario", "scenario_id": scenario.id, "state": "active", "step": 2}

    assert _said(org, leaf) == (
        "シナリオ「ようこそ」のステップ2「お客さま、いかがですか」の手前で待っている友だち"
    )
    assert "waits before step 2 “お客さま、いかがですか”" in _said(org, leaf, "en")


def test_a_step_of_a_draft_has_words_and_one_that_is_gone_its_number(
    org: Organisation, channel: Channel
) -> None:
    scenario = make_scenario(channel, (AFTER, "下書きの一通目"), is_published=False)
    leaf = {"kind": "scenario", "scenario_id": scenario.id, "state": "active"}

    assert "ステップ1「下書きの一通目」の手前" in _said(org, leaf | {"step": 1})
    assert "のステップ3の手前" in _said(org, leaf | {"step": 3})


def test_a_dispatch_is_called_by_its_first_words_and_its_accounts_day(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    dispatch_id = _dispatch(channel, aiko, "秋の新メニューができました。ご来店を心よりお待ちしております。")
    leaf = {
        "kind": "received",
        "dispatch_id": dispatch_id,
        "times": {"test": "at_least", "number": 1},
    }

    # Fourteen hours after noon in Tokyo it is tomorrow there.
    assert "配信「秋の新メニューができました。ご来店を心よりお待… 2026-10-16」" in _said(org, leaf)


def test_the_words_of_a_talk_are_no_name_for_everybody(
    org: Organisation, channel: Channel, aiko: Friend
) -> None:
    dispatch_id = _dispatch(channel, aiko, "検査の結果は良好でした", kind="staff")
    leaf = {
        "kind": "received",
        "dispatch_id": dispatch_id,
        "times": {"test": "at_least", "number": 1},
    }

    assert f"配信「#{dispatch_id} 2026-10-16」" in _said(org, leaf)
