"""Routes of the home page and of the search over everything."""

from ninja import Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.analytics.schemas import (
    DayOut,
    HealthOut,
    HitOut,
    HomeOut,
    HomeQuery,
    NumbersOut,
    SearchOut,
    SearchQuery,
    TodoOut,
)
from enishi.analytics.selectors import home, search
from enishi.analytics.selectors.health import health
from enishi.kit import clock

router = StaffRouter(tags=["home"])


@router.get(
    "/home",
    permission="channels.view",
    response=HomeOut,
    summary="ホーム：今日すること・数字・今週の配信 / Home: what to do, numbers, the week",
)
def show_home(request: StaffRequest, query: Query[HomeQuery]) -> HomeOut:
    principal, channel_id, now = request.principal, query.channel_id, clock.now()
    org_id, may = principal.org_id, principal.may
    todo = TodoOut.of(
        home.todo(org_id, channel_id, now),
        talk=may("talk.view"),
        deliveries=may("deliveries.view"),
        intake=may("intake.view"),
    )
    numbers = NumbersOut.of(home.numbers(org_id, channel_id, now)) if may("friends.view") else None
    standing = HealthOut.of(health(org_id, channel_id, now)) if may("friends.view") else None
    week = None
    if may("deliveries.view"):
        week = home.week(org_id, channel_id, now, with_talk=may("talk.view"))
    return HomeOut(
        todo=todo,
        numbers=numbers,
        health=standing,
        week=[DayOut.of(day, week) for day in week.days] if week else None,
    )


@router.get(
    "/search",
    permission="me.view",
    response=SearchOut,
    summary="名前で探す / Search by name",
    description="見る権限のない種類は空になります。 / Kinds that the caller may not see come back empty.",
)
def search_everything(request: StaffRequest, query: Query[SearchQuery]) -> SearchOut:
    principal = request.principal
    hits = search.found(principal.org_id, query.q, channel_id=query.channel_id, may=principal.may)
    return SearchOut(**{name: [HitOut.from_orm(hit) for hit in found] for name, found in hits.items()})
