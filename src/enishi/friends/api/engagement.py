"""Routes of scores, states of the relation (関係の段階) and interests."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.domain.engagement import DEGREES, STATES
from enishi.friends.schemas.engagement import (
    ChannelQuery,
    EngagementOut,
    EngagementSettingsIn,
    EngagementSettingsOut,
    GenreIn,
    GenreOut,
    GenreQuery,
    GenresOut,
    GraduationIn,
    MatrixOut,
    MatrixRowOut,
    StandingOut,
    StateOut,
)
from enishi.friends.selectors import engagement
from enishi.friends.services import engagement_upkeep, genres
from enishi.kit import clock
from enishi.line import selectors as line_selectors

router = StaffRouter(tags=["engagement"])


@router.get(
    "/engagement",
    permission="friends.view",
    response=EngagementOut,
    summary="関係の段階ごとの人数と、スコアの決まり / Friends by state, and how scores are counted",
)
def show_engagement(request: StaffRequest, query: Query[ChannelQuery]) -> EngagementOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, query.channel_id)
    numbers = engagement.lifecycle_counts(org_id, query.channel_id)
    return EngagementOut(
        settings=EngagementSettingsOut.of(engagement.settings_of(org_id, query.channel_id)),
        states=[StateOut(state=state, friends=numbers.get(state, 0)) for state in STATES],
    )


@router.patch(
    "/channels/{channel_id}/engagement",
    permission="segments.edit",
    response=EngagementSettingsOut,
    summary="スコアの決まりを変える / Change how scores are counted",
    description="変更後、スコアは行動履歴から数え直されます。 / Scores are then counted anew from the timeline.",
)
def change_engagement(
    request: StaffRequest, channel_id: Path[Id], payload: EngagementSettingsIn
) -> EngagementSettingsOut:
    settings = engagement_upkeep.change_settings(
        org_id=request.principal.org_id,
        channel_id=channel_id,
        changes=payload.changes(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return EngagementSettingsOut.of(settings)


@router.get(
    "/engagement/matrix",
    permission="friends.view",
    response=MatrixOut,
    summary="ジャンルと関心度 / Friends by genre and degree of interest",
)
def show_interest_matrix(request: StaffRequest, query: Query[ChannelQuery]) -> MatrixOut:
    org_id = request.principal.org_id
    line_selectors.channel(org_id, query.channel_id)
    numbers = engagement.interest_matrix(org_id, query.channel_id, clock.now())
    rows = [
        MatrixRowOut(genre_id=genre.id, name=genre.name, friends=numbers[genre.id])
        for genre in engagement.genres(org_id)
    ]
    return MatrixOut(rows=rows, least=dict(DEGREES))


@router.get("/genres", permission="friends.view", response=GenresOut, summary="ジャンルの一覧 / List genres")
def list_genres(request: StaffRequest, query: Query[GenreQuery]) -> GenresOut:
    rows = engagement.genres(request.principal.org_id, with_archived=query.with_archived)
    return GenresOut(items=[GenreOut.of(genre) for genre in rows])


@router.post(
    "/genres",
    permission="segments.edit",
    response={201: GenreOut},
    summary="ジャンルを作る / Create a genre",
)
def create_genre(request: StaffRequest, payload: GenreIn) -> GenreOut:
    return _save(request, payload, None)


@router.put(
    "/genres/{genre_id}",
    permission="segments.edit",
    response=GenreOut,
    summary="ジャンルを変える、アーカイブする / Replace or archive a genre",
)
def replace_genre(request: StaffRequest, genre_id: Path[Id], payload: GenreIn) -> GenreOut:
    return _save(request, payload, genre_id)


def _save(request: StaffRequest, payload: GenreIn, genre_id: int | None) -> GenreOut:
    made = genres.save_genre(
        org_id=request.principal.org_id,
        name=payload.name,
        sources=[source.model_dump(mode="json") for source in payload.sources],
        tag_id=payload.tag_id,
        is_archived=payload.is_archived,
        genre_id=genre_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return GenreOut.of(made)


@router.get(
    "/friends/{friend_id}/engagement",
    permission="friends.view",
    response=StandingOut,
    summary="友だちのスコア・段階・関心 / A friend's score, state and interests",
)
def show_friend_engagement(request: StaffRequest, friend_id: Path[Id]) -> StandingOut:
    return _standing(request.principal.org_id, friend_id)


def _standing(org_id: int, friend_id: int) -> StandingOut:
    friend = selectors.friend(org_id, friend_id)
    return StandingOut.of(engagement.standing(org_id, friend_id, friend.channel_id, clock.now()))


@router.put(
    "/friends/{friend_id}/graduation",
    permission="friends.edit",
    response=StandingOut,
    summary="卒業にする、取り消す / Graduate a friend, or take it back",
)
def graduate_friend(request: StaffRequest, friend_id: Path[Id], payload: GraduationIn) -> StandingOut:
    engagement_upkeep.graduate_friend(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        is_graduated=payload.is_graduated,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return _standing(request.principal.org_id, friend_id)
