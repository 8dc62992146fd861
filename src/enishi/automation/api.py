"""Routes of rules (自動化ルール): on-follow settings, keyword replies and whatever else a fact sets off."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.automation import selectors, services
from enishi.automation.models import Rule
from enishi.automation.registry import all_actions
from enishi.automation.schemas import (
    ActionKindOut,
    ActionKindsOut,
    HiddenRuleOut,
    RuleIn,
    RuleOrderIn,
    RuleOut,
    RuleQuery,
    RulesOut,
    TrialIn,
    TrialOut,
    UnmetRuleOut,
)
from enishi.friends import selectors as friend_selectors
from enishi.friends.conditions import sentence_of
from enishi.kit import clock
from enishi.kit.languages import preferred_language
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["rules"])


@router.get(
    "/rules",
    permission="rules.view",
    response=RulesOut,
    summary="自動化ルールの一覧 / List rules",
)
def list_rules(request: StaffRequest, query: Query[RuleQuery]) -> RulesOut:
    rows = list(
        selectors.rules(
            request.principal.org_id, channel_id=query.channel_id, trigger_kind=query.trigger_kind
        )
    )
    hidden = selectors.hidden_rules(rows)
    return RulesOut(
        items=[RuleOut.of(rule) for rule in rows],
        hidden=[HiddenRuleOut(rule_id=rule_id, by=by) for rule_id, by in hidden.items()],
    )


@router.post(
    "/rules",
    permission="rules.edit",
    response={201: RuleOut},
    summary="自動化ルールを作る / Create a rule",
)
def create_rule(request: StaffRequest, payload: RuleIn) -> RuleOut:
    return RuleOut.of(_save(request, payload, None))


@router.post(
    "/rules/order",
    permission="rules.edit",
    response={204: None},
    summary="自動化ルールの順番を決める / Put rules in order",
    description="キーワードなどの自動応答は、上から順に最初の1つだけが応答します。 / Only the first match answers.",
)
def order_rules(request: StaffRequest, payload: RuleOrderIn) -> None:
    services.order_rules(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        channel_id=payload.channel_id,
        rule_ids=payload.rule_ids,
        now=clock.now(),
    )


@router.post(
    "/rules/try",
    permission="rules.view",
    response=TrialOut,
    summary="どのルールが応答するか試す / See which rule would answer",
    description="何も送信せず、何も保存しません。 / Sends and stores nothing.",
)
def try_rules(request: StaffRequest, payload: TrialIn) -> TrialOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, payload.channel_id)
    if payload.friend_id is not None:
        friend_selectors.require_friends(org_id, payload.channel_id, [payload.friend_id], "friend_id")
    trial = selectors.answer_to(
        org_id,
        payload.channel_id,
        text=payload.text,
        at=payload.at or clock.now(),
        friend_id=payload.friend_id,
    )
    language = preferred_language(request.headers.get("Accept-Language", ""))
    return TrialOut(
        rule=RuleOut.of(trial.rule) if trial.rule else None,
        unmet=[
            UnmetRuleOut(rule=RuleOut.of(rule), sentence=sentence_of(rule.condition, org_id, language))
            for rule in trial.unmet
        ],
    )


@router.get(
    "/rules/{rule_id}",
    permission="rules.view",
    response=RuleOut,
    summary="自動化ルールを表示する / Show a rule",
)
def show_rule(request: StaffRequest, rule_id: Path[Id]) -> RuleOut:
    return RuleOut.of(selectors.rule(request.principal.org_id, rule_id))


@router.put(
    "/rules/{rule_id}",
    permission="rules.edit",
    response=RuleOut,
    summary="自動化ルールを置き換える / Replace a rule",
    description="次のきっかけから新しい内容で動きます。 / Takes effect from the next trigger on.",
)
def replace_rule(request: StaffRequest, rule_id: Path[Id], payload: RuleIn) -> RuleOut:
    return RuleOut.of(_save(request, payload, rule_id))


@router.delete(
    "/rules/{rule_id}",
    permission="rules.edit",
    response={204: None},
    summary="自動化ルールを削除する / Delete a rule",
)
def delete_rule(request: StaffRequest, rule_id: Path[Id]) -> None:
    services.delete_rule(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        rule_id=rule_id,
        now=clock.now(),
    )


@router.get(
    "/actions/kinds",
    permission="rules.view",
    response=ActionKindsOut,
    summary="自動化でできること / What automation can do",
    description="編集画面はこの一覧から作られます。 / Editors are made from this list.",
)
def list_action_kinds(request: StaffRequest) -> ActionKindsOut:
    return ActionKindsOut(items=[ActionKindOut.of(do, action) for do, action in all_actions().items()])


def _save(request: StaffRequest, payload: RuleIn, rule_id: int | None) -> Rule:
    return services.save_rule(
        org_id=request.principal.org_id,
        actor=request.principal.actor,
        channel_id=payload.channel_id,
        name=payload.name,
        trigger=payload.trigger.model_dump(mode="json"),
        condition=payload.condition,
        actions=payload.actions,
        position=payload.position,
        is_active=payload.is_active,
        rule_id=rule_id,
        now=clock.now(),
    )
