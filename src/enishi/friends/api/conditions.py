"""Routes of conditions (条件): what can be asked of friends, and what a condition would find."""

from ninja import Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.friends import conditions
from enishi.friends.conditions.catalogue import offers
from enishi.friends.schemas.conditions import (
    ConditionPreviewOut,
    KindsOut,
    KindsQuery,
    OverlapIn,
    OverlapOut,
    PreviewIn,
)
from enishi.friends.selectors import condition_previews
from enishi.kit import clock
from enishi.kit.languages import preferred_language
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["conditions"])


@router.get(
    "/conditions/kinds",
    permission="friends.view",
    response=KindsOut,
    summary="条件の種類 / What conditions there are",
)
def list_condition_kinds(request: StaffRequest, query: Query[KindsQuery]) -> KindsOut:
    line_selectors.channel(request.principal.org_id, query.channel_id)
    return KindsOut.of(offers())


@router.post(
    "/conditions/preview",
    permission="friends.view",
    response=ConditionPreviewOut,
    summary="条件を試す / See what a condition finds",
    description=(
        "人数・文章・例・誤りを返します。何も保存しません。文章は Accept-Language の言語です。 / "
        "Number, sentence, examples and mistakes, in the language of Accept-Language. Stores nothing."
    ),
)
def preview_condition(request: StaffRequest, payload: PreviewIn) -> ConditionPreviewOut:
    language = preferred_language(request.headers.get("Accept-Language", ""))
    found = condition_previews.preview(
        request.principal.org_id,
        payload.channel_id,
        payload.tree,
        clock.now(),
        language=language,
        number=payload.sample,
        is_counted=payload.with_count,
        segment_id=payload.segment_id,
    )
    return ConditionPreviewOut.of(found, language)


@router.post(
    "/conditions/overlap",
    permission="friends.view",
    response=OverlapOut,
    summary="2つの条件の重なり / How two conditions overlap",
)
def overlap_conditions(request: StaffRequest, payload: OverlapIn) -> OverlapOut:
    org_id, channel_id = request.principal.org_id, payload.channel_id
    line_selectors.channel(org_id, channel_id)
    a = conditions.require_sound_tree(org_id, channel_id, payload.a, "a")
    b = conditions.require_sound_tree(org_id, channel_id, payload.b, "b")
    return OverlapOut.of(conditions.overlap(org_id, channel_id, a, b, clock.now()))
