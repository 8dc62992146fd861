"""Routes of tags (タグ), and of putting them on friends."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.schemas.tags import (
    ListedTagOut,
    TagChangeIn,
    TaggingIn,
    TaggingOut,
    TagIn,
    TagOut,
    TagQuery,
    TagsOut,
)
from enishi.friends.services import tags
from enishi.kit import clock

router = StaffRouter(tags=["friends"])


@router.put(
    "/friends/{friend_id}/tags/{tag_id}",
    permission="friends.edit",
    response={204: None},
    summary="友だちにタグを付ける / Put a tag on a friend",
)
def tag_friend(request: StaffRequest, friend_id: Path[Id], tag_id: Path[Id]) -> None:
    tags.tag_friend(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        tag_id=tag_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.delete(
    "/friends/{friend_id}/tags/{tag_id}",
    permission="friends.edit",
    response={204: None},
    summary="友だちからタグを外す / Take a tag off a friend",
)
def untag_friend(request: StaffRequest, friend_id: Path[Id], tag_id: Path[Id]) -> None:
    tags.untag_friend(
        org_id=request.principal.org_id,
        friend_id=friend_id,
        tag_id=tag_id,
        actor=request.principal.actor,
        now=clock.now(),
    )


@router.get("/tags", permission="tags.view", response=TagsOut, summary="タグの一覧 / List tags")
def list_tags(request: StaffRequest, query: Query[TagQuery]) -> TagsOut:
    org_id = request.principal.org_id
    rows = list(selectors.tags(org_id, with_archived=query.with_archived))
    counts = selectors.tag_counts(org_id, [tag.id for tag in rows]) if query.with_counts else {}
    return TagsOut(items=[ListedTagOut.with_count(tag, counts.get(tag.id)) for tag in rows])


@router.post(
    "/tags",
    permission="tags.edit",
    response={201: TagOut},
    summary="タグを作る / Create a tag",
)
def create_tag(request: StaffRequest, payload: TagIn) -> TagOut:
    tag = tags.create_tag(
        org_id=request.principal.org_id,
        name=payload.name,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagOut.of(tag)


@router.patch(
    "/tags/{tag_id}",
    permission="tags.edit",
    response=TagOut,
    summary="タグの名前を変える、アーカイブする、戻す / Rename, archive or restore a tag",
)
def change_tag(request: StaffRequest, tag_id: Path[Id], payload: TagChangeIn) -> TagOut:
    tag = tags.change_tag(
        org_id=request.principal.org_id,
        tag_id=tag_id,
        name=payload.name,
        is_archived=payload.is_archived,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagOut.of(tag)


@router.post(
    "/tags/{tag_id}/friends",
    permission="friends.edit",
    response=TaggingOut,
    summary="まとめてタグを付ける、外す / Put a tag on many friends, or take it off",
)
def tag_friends(request: StaffRequest, tag_id: Path[Id], payload: TaggingIn) -> TaggingOut:
    done = tags.tag_chosen(
        org_id=request.principal.org_id,
        tag_id=tag_id,
        is_added=payload.action == "add",
        chosen=payload.chosen(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TaggingOut.from_orm(done)


@router.delete(
    "/tags/{tag_id}",
    permission="tags.edit",
    response={204: None},
    summary="アーカイブ済みのタグを削除する / Delete an archived tag",
)
def delete_tag(request: StaffRequest, tag_id: Path[Id]) -> None:
    tags.delete_tag(
        org_id=request.principal.org_id,
        tag_id=tag_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
