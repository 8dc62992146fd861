"""Scenarios as staff edit them: drafts change nothing, published versions never change."""

from typing import Any

import pytest
from tests.factories import NOW, make_scenario, rows, text_block
from tests.scenarios.plans import AT_ONCE

from enishi.accounts.models import AuditEntry
from enishi.accounts.permissions import COMMAND_LINE
from enishi.kit.errors import FieldProblem, ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Scenario, ScenarioState, ScenarioVersion
from enishi.scenarios.services.editing import (
    draft_problems,
    publish_scenario,
    save_scenario,
    set_scenario_state,
)


def save(channel: Channel, steps: list[Any], **options: Any) -> Scenario:
    with org_scope(channel.org_id):
        return save_scenario(
            org_id=channel.org_id,
            actor=COMMAND_LINE,
            channel_id=channel.id,
            name=options.pop("name", "ようこそ"),
            steps=steps,
            now=NOW,
            **options,
        )


def publish(scenario: Scenario) -> ScenarioVersion:
    with org_scope(scenario.org_id):
        return publish_scenario(org_id=scenario.org_id, actor=COMMAND_LINE, scenario_id=scenario.id, now=NOW)


def set_state(scenario: Scenario, state: ScenarioState) -> Scenario:
    with org_scope(scenario.org_id):
        return set_scenario_state(
            org_id=scenario.org_id, actor=COMMAND_LINE, scenario_id=scenario.id, state=state, now=NOW
        )


def a_step(text: str) -> dict[str, Any]:
    return {"timing": AT_ONCE, "blocks": [text_block(text)]}


def test_a_draft_is_no_version_and_takes_nobody(channel: Channel) -> None:
    scenario = save(channel, [a_step("一")])
    assert (scenario.state, scenario.current_version) == ("draft", None)
    assert rows(ScenarioVersion) == []


def test_publishing_freezes_content_and_a_later_draft_changes_nothing_of_it(channel: Channel) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    first = rows(ScenarioVersion)[0]
    save(channel, [a_step("二")], scenario_id=scenario.id)
    assert rows(ScenarioVersion)[0].steps == first.steps
    assert first.steps[0]["revision_id"] is not None
    second = publish(scenario)
    assert (second.number, second.steps[0]["blocks"][0]["text"]) == (2, "二")
    assert [version.number for version in rows(ScenarioVersion, ("number",))] == [1, 2]


def test_publishing_the_same_draft_again_makes_no_new_version(channel: Channel) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    assert publish(scenario).number == 1
    assert len(rows(ScenarioVersion)) == 1


def test_a_scenario_without_steps_cannot_be_published(channel: Channel) -> None:
    scenario = save(channel, [])
    with pytest.raises(ProblemError) as refusal:
        publish(scenario)
    assert refusal.value.fields[0].path == "steps"


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([{"timing": {"mode": "someday"}, "blocks": [text_block("一")]}], "steps.0.timing"),
        ([{"timing": AT_ONCE}], "steps.0.blocks"),
        ([a_step("一")] * 201, "steps"),
        (["一"], "steps.0"),
    ],
)
def test_what_has_not_the_form_of_steps_is_refused_with_its_place_and_nothing_is_saved(
    channel: Channel, steps: list[Any], path: str
) -> None:
    with pytest.raises(ProblemError) as refusal:
        save(channel, steps)
    assert refusal.value.fields[0].path.startswith(path)
    assert rows(Scenario) == []


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([a_step("一"), {"timing": AT_ONCE, "blocks": []}], "steps.1.blocks"),
        ([a_step("{{nickname}}")], "steps.0.blocks.0"),
        ([a_step("あ" * 5001)], "steps.0.blocks.0.text"),
        ([], "steps"),
    ],
)
def test_an_unfinished_draft_is_kept_and_refused_only_when_it_is_published(
    channel: Channel, steps: list[Any], path: str
) -> None:
    scenario = save(channel, steps)

    with pytest.raises(ProblemError) as refusal:
        publish(scenario)

    assert [problem.path for problem in _problems(channel, steps)] == [path]
    assert refusal.value.fields == _problems(channel, steps)
    assert rows(ScenarioVersion) == []


def _problems(channel: Channel, steps: list[Any]) -> list[FieldProblem]:
    with org_scope(channel.org_id):
        return draft_problems(channel.org_id, steps)


def test_two_scenarios_of_one_channel_cannot_share_a_name(channel: Channel) -> None:
    save(channel, [a_step("一")])
    with pytest.raises(ProblemError) as refusal:
        save(channel, [a_step("二")])
    assert refusal.value.code == "name_taken"


def test_what_was_never_published_can_be_neither_paused_nor_resumed(channel: Channel) -> None:
    scenario = save(channel, [a_step("一")])
    with pytest.raises(ProblemError):
        set_state(scenario, ScenarioState.ACTIVE)


def test_every_change_is_on_record(channel: Channel) -> None:
    scenario = make_scenario(channel, (AT_ONCE, "一"))
    set_state(scenario, ScenarioState.PAUSED)
    set_state(scenario, ScenarioState.ACTIVE)
    set_state(scenario, ScenarioState.ARCHIVED)
    found = [entry.action for entry in rows(AuditEntry, ("id",), object_kind="scenario")]
    assert found == [
        "scenario.saved",
        "scenario.published",
        "scenario.paused",
        "scenario.active",
        "scenario.archived",
    ]


def test_a_step_that_is_due_before_the_one_in_front_of_it_cannot_be_published(channel: Channel) -> None:
    later = {"timing": {"mode": "after", "seconds": 3 * 86_400}, "blocks": [text_block("3日後")]}
    sooner = {"timing": {"mode": "after", "seconds": 86_400}, "blocks": [text_block("1日後")]}
    day_two = {"timing": {"mode": "on_day", "day": 2, "at": "10:00"}, "blocks": [text_block("2日目")]}
    day_two_earlier = {"timing": {"mode": "on_day", "day": 2, "at": "09:00"}, "blocks": [text_block("2日目")]}

    found = _problems(channel, [later, day_two, sooner, day_two_earlier])

    assert [problem.path for problem in found] == ["steps.2.timing", "steps.3.timing"]
    assert _problems(channel, [sooner, later, day_two_earlier, day_two]) == []
