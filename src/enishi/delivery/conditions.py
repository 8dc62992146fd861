"""The condition on messages that a friend got from us, read from the ledger."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

from enishi.accounts.schemas import Id
from enishi.content.domain.outline import named_by
from enishi.delivery.models import Dispatch
from enishi.delivery.selectors.dispatches import outlines
from enishi.friends.conditions.counting import times_clause, times_condition
from enishi.friends.conditions.kinds_events import PERIOD, TIMES, Counted, counted_drifts
from enishi.friends.conditions.registry import (
    SENT,
    ConditionKind,
    Context,
    Input,
    Language,
    Named,
    Names,
    Reference,
    Rows,
    Text,
)
from enishi.friends.conditions.when import time_condition
from enishi.line.selectors import channels


def dispatch_names(org_id: int, ids: Sequence[int]) -> Mapping[int, Named]:
    """Dispatches have no names: their first words and the day by their account's clock tell them apart.

    A reply in a talk is told by its number: who reads a condition need not be one who may read talks.
    """
    rows = list(Dispatch.objects.filter(org_id=org_id, id__in=ids))
    words = outlines(org_id, rows, with_talk=False)
    zones = {channel.id: ZoneInfo(channel.timezone) for channel in channels(org_id)}
    return {
        row.id: Named(
            f"{(outline and named_by(outline)) or f'#{row.id}'} {row.due_at.astimezone(zone):%Y-%m-%d}",
            channel_id=row.channel_id,
        )
        for row in rows
        for outline, zone in [(words.get(row.revision_id), zones.get(row.channel_id, UTC))]
    }


class ReceivedParams(Counted):
    """So many messages that LINE took from us for this friend: all of them, those of one dispatch, or a scenario's."""

    dispatch_id: Id | None = None
    scenario_id: Id | None = None


def _compile(params: ReceivedParams, ctx: Context) -> str | Rows:
    source = "delivery_delivery l"
    where = [f"l.org_id = {ctx.org}", "l.state = 'sent'"]
    if params.dispatch_id is not None:
        where.append(f"l.dispatch_id = {ctx.add(params.dispatch_id)}")
    if params.scenario_id is not None:
        source += " JOIN delivery_dispatch d ON d.org_id = l.org_id AND d.id = l.dispatch_id"
        where.append(f"d.kind = 'scenario' AND d.source = {ctx.add(f'scenario:{params.scenario_id}')}")
    if params.period is not None:
        where.append(time_condition("l.decided_at", params.period, ctx))
    return times_condition(Rows(source, " AND ".join(where), "l.friend_id"), params.times, ctx)


def _sentence(params: ReceivedParams, names: Names, language: Language) -> str:
    if language == "ja":
        what = "メッセージの受け取り"
        if params.scenario_id is not None:
            what = f"シナリオ{names.said('scenario', params.scenario_id, 'ja')}の{what}"
        if params.dispatch_id is not None:
            what = f"配信{names.said('dispatch', params.dispatch_id, 'ja')}の{what}"
        return times_clause(what, params.times, params.period, "ja")
    what = "getting a message"
    if params.dispatch_id is not None:
        what += f" of the dispatch {names.said('dispatch', params.dispatch_id, 'en')}"
    if params.scenario_id is not None:
        what += f" of the scenario {names.said('scenario', params.scenario_id, 'en')}"
    return times_clause(what, params.times, params.period, "en")


def _references(params: ReceivedParams) -> Sequence[Reference]:
    found = []
    if params.dispatch_id is not None:
        found.append(Reference("dispatch", params.dispatch_id, "dispatch_id"))
    if params.scenario_id is not None:
        found.append(Reference("scenario", params.scenario_id, "scenario_id"))
    return found


RECEIVED = ConditionKind(
    params=ReceivedParams,
    compile=_compile,
    sentence=_sentence,
    group="messages",
    name=Text("受け取ったメッセージ", "Messages they got"),
    inputs=(
        TIMES,
        PERIOD,
        Input("scenario_id", "object", Text("シナリオ", "Scenario"), of="scenario", is_required=False),
        Input("dispatch_id", "object", Text("配信", "Dispatch"), of="dispatch", is_required=False),
    ),
    example={"times": {"test": "at_least", "number": 1}, "period": {"mode": "days_ago", "days": 30}},
    watches=frozenset({SENT}),
    drifts=counted_drifts,
    references=_references,
)
