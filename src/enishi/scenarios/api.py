"""Routes of scenarios (シナリオ), their versions and the friends in them."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors as friend_selectors
from enishi.kit import clock
from enishi.kit.paging import decode_cursor
from enishi.scenarios import selectors
from enishi.scenarios.models import ScenarioState
from enishi.scenarios.schemas import (
    ChosenIn,
    DraftIn,
    EnrolmentOut,
    EnrolmentPageOut,
    EnrolmentQuery,
    EnrolmentsOut,
    MovedOut,
    ScenarioDetailOut,
    ScenarioIn,
    ScenarioNumbersOut,
    ScenarioOut,
    ScenarioQuery,
    ScenariosOut,
    StepNumbersOut,
    VersionOut,
    VersionsOut,
)
from enishi.scenarios.services import editing, staff

router = StaffRouter(tags=["scenarios"])


@router.get(
    "/scenarios",
    permission="scenarios.view",
    response=ScenariosOut,
    summary="シナリオの一覧 / List scenarios",
)
def list_scenarios(request: StaffRequest, query: Query[ScenarioQuery]) -> ScenariosOut:
    org_id = request.principal.org_id
    rows = list(selectors.scenarios(org_id, channel_id=query.channel_id, state=query.state or ""))
    counts = selectors.enrolment_counts(org_id, [row.id for row in rows])
    return ScenariosOut(items=[ScenarioOut.of(row, counts.get(row.id)) for row in rows])


@router.post(
    "/scenarios",
    permission="scenarios.edit",
    response={201: ScenarioDetailOut},
    summary="シナリオを作る（下書き） / Create a scenario as a draft",
)
def create_scenario(request: StaffRequest, payload: ScenarioIn) -> ScenarioDetailOut:
    scenario = editing.save_scenario(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        channel_id=payload.channel_id,
        name=payload.name,
        purpose=payload.purpose,
        steps=payload.as_steps(),
        now=clock.now(),
    )
    return _detail(request, scenario.id)


@router.get(
    "/scenarios/{scenario_id}",
    permission="scenarios.view",
    response=ScenarioDetailOut,
    summary="シナリオを表示する / Show a scenario",
)
def show_scenario(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioDetailOut:
    return _detail(request, scenario_id)


def _detail(request: StaffRequest, scenario_id: int) -> ScenarioDetailOut:
    return ScenarioDetailOut.with_steps(selectors.scenario_detail(request.principal.org_id, scenario_id))


@router.put(
    "/scenarios/{scenario_id}/draft",
    permission="scenarios.edit",
    response=ScenarioDetailOut,
    summary="下書きを置き換える / Replace the draft",
    description="公開するまで、友だちへの配信は変わりません。 / Nothing changes for friends until it is published.",
)
def replace_draft(request: StaffRequest, scenario_id: Path[Id], payload: DraftIn) -> ScenarioDetailOut:
    editing.save_scenario(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        scenario_id=scenario_id,
        name=payload.name,
        purpose=payload.purpose,
        steps=payload.as_steps(),
        seen_number=payload.draft_number,
        now=clock.now(),
    )
    return _detail(request, scenario_id)


@router.post(
    "/scenarios/{scenario_id}/publish",
    permission="scenarios.publish",
    response=ScenarioDetailOut,
    summary="公開する / Publish the draft",
    description=(
        "下書きが新しい版になり、一時停止中でも稼働します。途中の友だちは始めた版のまま進みます。 / "
        "The draft becomes the current version and the scenario active. Friends under way keep their version."
    ),
)
def publish_scenario(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioDetailOut:
    editing.publish_scenario(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        scenario_id=scenario_id,
        now=clock.now(),
    )
    return _detail(request, scenario_id)


@router.post(
    "/scenarios/{scenario_id}/pause",
    permission="scenarios.publish",
    response=ScenarioDetailOut,
    summary="一時停止する / Pause",
)
def pause_scenario(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioDetailOut:
    return _turn(request, scenario_id, ScenarioState.PAUSED)


@router.post(
    "/scenarios/{scenario_id}/resume",
    permission="scenarios.publish",
    response=ScenarioDetailOut,
    summary="再開する / Resume",
)
def resume_scenario(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioDetailOut:
    return _turn(request, scenario_id, ScenarioState.ACTIVE)


@router.post(
    "/scenarios/{scenario_id}/archive",
    permission="scenarios.publish",
    response=ScenarioDetailOut,
    summary="アーカイブする / Archive",
)
def archive_scenario(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioDetailOut:
    return _turn(request, scenario_id, ScenarioState.ARCHIVED)


def _turn(request: StaffRequest, scenario_id: int, state: ScenarioState) -> ScenarioDetailOut:
    editing.set_scenario_state(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        scenario_id=scenario_id,
        state=state,
        now=clock.now(),
    )
    return _detail(request, scenario_id)


@router.get(
    "/scenarios/{scenario_id}/versions",
    permission="scenarios.view",
    response=VersionsOut,
    summary="公開した版の一覧 / List published versions",
)
def list_versions(request: StaffRequest, scenario_id: Path[Id]) -> VersionsOut:
    org_id = request.principal.org_id
    selectors.scenario(org_id, scenario_id)
    return VersionsOut(items=[VersionOut.of(row) for row in selectors.versions(org_id, scenario_id)])


@router.get(
    "/scenarios/{scenario_id}/versions/{number}",
    permission="scenarios.view",
    response=VersionOut,
    summary="公開した版を表示する / Show a published version",
)
def show_version(request: StaffRequest, scenario_id: Path[Id], number: Path[Id]) -> VersionOut:
    return VersionOut.of(selectors.version(request.principal.org_id, scenario_id, number))


@router.get(
    "/scenarios/{scenario_id}/numbers",
    permission="scenarios.view",
    response=ScenarioNumbersOut,
    summary="ステップごとの数 / Numbers of each step",
)
def show_numbers(request: StaffRequest, scenario_id: Path[Id]) -> ScenarioNumbersOut:
    numbers = selectors.scenario_numbers(request.principal.org_id, scenario_id)
    return ScenarioNumbersOut(
        steps=[StepNumbersOut.of(position, step) for position, step in enumerate(numbers.steps)],
        on_older_versions=numbers.on_older_versions,
    )


@router.get(
    "/scenarios/{scenario_id}/enrolments",
    permission="friends.view",
    response=EnrolmentPageOut,
    summary="シナリオの友だち / List the friends in a scenario",
)
def list_enrolments(
    request: StaffRequest, scenario_id: Path[Id], query: Query[EnrolmentQuery]
) -> EnrolmentPageOut:
    org_id = request.principal.org_id
    selectors.scenario(org_id, scenario_id)
    page = selectors.enrolment_page(
        org_id,
        scenario_id,
        state=query.state or "",
        position=query.position,
        after=decode_cursor(query.cursor),
        limit=query.limit,
    )
    names = selectors.friend_names(org_id, page.items)
    return EnrolmentPageOut(
        items=[EnrolmentOut.of(row, names) for row in page.items], next_cursor=page.next_cursor
    )


@router.post(
    "/scenarios/{scenario_id}/enrolments",
    permission="scenarios.publish",
    response=MovedOut,
    summary="友だちをシナリオに入れる / Enrol friends",
    description="すでに購読中の友だちはそのまま進みます。 / Friends who are in it already go on where they are.",
)
def enrol_friends(request: StaffRequest, scenario_id: Path[Id], payload: ChosenIn) -> MovedOut:
    moved = staff.enrol_chosen(
        org_id=request.principal.org_id,
        scenario_id=scenario_id,
        chosen=payload.as_chosen(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MovedOut.of(moved)


@router.post(
    "/scenarios/{scenario_id}/enrolments/remove",
    permission="scenarios.publish",
    response=MovedOut,
    summary="友だちをシナリオから外す / Remove friends",
)
def remove_friends(request: StaffRequest, scenario_id: Path[Id], payload: ChosenIn) -> MovedOut:
    moved = staff.remove_chosen(
        org_id=request.principal.org_id,
        scenario_id=scenario_id,
        chosen=payload.as_chosen(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return MovedOut.of(moved)


@router.get(
    "/friends/{friend_id}/enrolments",
    permission="friends.view",
    response=EnrolmentsOut,
    summary="友だちのシナリオ / List a friend's scenarios",
)
def list_enrolments_of_friend(request: StaffRequest, friend_id: Path[Id]) -> EnrolmentsOut:
    org_id = request.principal.org_id
    names = {friend_id: friend_selectors.friend(org_id, friend_id).display_name}
    rows = selectors.enrolments_of_friend(org_id, friend_id)
    return EnrolmentsOut(items=[EnrolmentOut.of(row, names) for row in rows])
