"""Routes of tags (タグ), and of putting them on friends."""

from ninja import Path, Query

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import Id
from enishi.friends import selectors
from enishi.friends.conditions.references import uses_of
from enishi.friends.schemas.tag_ledger import similar_tags
from enishi.friends.schemas.tags import (
    ListedTagOut,
    TagChangeIn,
    TagDayOut,
    TagDeletedOut,
    TagDetailOut,
    TagDetailQuery,
    TaggingIn,
    TaggingOut,
    TagIn,
    TagOut,
    TagQuery,
    TagsOut,
)
from enishi.friends.selectors.tag_ledger import tag_people, tag_trend
from enishi.friends.selectors.tag_naming import check_tag_name, today_of
from enishi.friends.services import tag_backups, tags
from enishi.friends.services.tag_keepers import uses_of_tags
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
    rows = list(selectors.tags(org_id, with_archived=query.with_archived).select_related("owner__user"))
    ids = [tag.id for tag in rows]
    counts = selectors.tag_counts(org_id, ids, channel_id=query.channel_id) if query.with_counts else {}
    uses = uses_of_tags(org_id) if query.with_uses else None
    return TagsOut(
        items=[
            ListedTagOut.with_count(tag, counts.get(tag.id), None if uses is None else uses.get(tag.id, []))
            for tag in rows
        ]
    )


@router.post(
    "/tags",
    permission="tags.edit",
    response={201: TagOut},
    summary="タグを作る / Create a tag",
    description=(
        "命名ルールに合わない名前は断り、使える名前を corrections で返します。 / "
        "A name against the naming rule is refused; corrections tell names that would do."
    ),
)
def create_tag(request: StaffRequest, payload: TagIn) -> TagOut:
    tag = tags.create_tag(
        org_id=request.principal.org_id,
        name=payload.name,
        facts=payload.facts(),
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagOut.of(tag)


@router.get(
    "/tags/{tag_id}",
    permission="tags.view",
    response=TagDetailOut,
    summary="タグの詳細：人数の推移、使われている場所、似た名前 / A tag with its trend, uses and likenesses",
)
def show_tag(request: StaffRequest, tag_id: Path[Id], query: Query[TagDetailQuery]) -> TagDetailOut:
    org_id, now = request.principal.org_id, clock.now()
    tag = selectors.tag(org_id, tag_id)
    count = selectors.tag_counts(org_id, [tag_id], channel_id=query.channel_id)[tag_id]
    found = check_tag_name(org_id, tag.name, now=now, tag_id=tag_id)
    people = tag_people(org_id, [each.tag.id for each in found.similar], query.channel_id)
    trend = tag_trend(
        org_id, tag_id, until=today_of(org_id, now), days=query.days, channel_id=query.channel_id
    )
    listed = ListedTagOut.with_count(tag, count, uses_of(org_id, "tag", tag_id))
    return TagDetailOut(
        **listed.dict(),
        trend=[TagDayOut(on=on, friends=friends) for on, friends in trend],
        similar=similar_tags(found, people),
    )


@router.patch(
    "/tags/{tag_id}",
    permission="tags.edit",
    response=TagOut,
    summary="タグの名前や説明を変える、アーカイブする、戻す / Rename, describe, archive or restore a tag",
)
def change_tag(request: StaffRequest, tag_id: Path[Id], payload: TagChangeIn) -> TagOut:
    tag = tags.change_tag(
        org_id=request.principal.org_id,
        tag_id=tag_id,
        name=payload.name,
        is_archived=payload.is_archived,
        facts=payload.facts(),
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
    response=TagDeletedOut,
    summary="アーカイブ済みのタグを削除する / Delete an archived tag",
    description="付いていた友だちの一覧は90日間残り、元に戻せます。 / It can be had back for 90 days.",
)
def delete_tag(request: StaffRequest, tag_id: Path[Id]) -> TagDeletedOut:
    backup = tag_backups.delete_tag(
        org_id=request.principal.org_id,
        tag_id=tag_id,
        actor=request.principal.actor,
        now=clock.now(),
    )
    return TagDeletedOut(backup_id=backup.id, friends=backup.people)
