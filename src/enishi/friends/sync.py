"""LINE's state of friends: who follows the account already, and what they are called.

In: a channel. Out: friends met by import, profiles stored. Pages and chunks are committed one by one, so a stop in
the middle loses nothing and a second run goes on; both are idempotent. Sends no messages.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from enishi.friends.models import Friend
from enishi.friends.services.contacts import Act, ActKind, Profile, meet, store_profiles
from enishi.friends.services.timeline import record_events
from enishi.kit import clock, live
from enishi.kit.tenancy import org_scope
from enishi.line.client import Answer, FollowerPage, LineClient
from enishi.line.client import Profile as LineProfile
from enishi.line.ids import is_user_id
from enishi.line.selectors import channel_credentials
from enishi.line.sync import ask_line
from enishi.line.tokens import ChannelTokens, StatelessTokens, issued_by, with_token

_PROFILES_AT_ONCE = 20
PROFILE_CHUNK = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """``is_allowed`` is False for unverified accounts: LINE lists friends of verified and premium ones only."""

    is_allowed: bool
    seen: int
    new: int


class ImportInterrupted(Exception):
    """LINE did not answer a page; what came before is kept, and a retry finds it."""


def import_followers(*, org_id: int, channel_id: int) -> ImportReport:
    """Bring in everyone who is a friend of the account already. Not greeted: they are known from before.

    Raises :class:`ImportInterrupted`. A page is met at the time of its arrival: a friend who follows meanwhile is new.
    """
    seen = new = 0
    start: str | None = None
    while True:
        answer = _page(org_id, channel_id, start)
        if answer.status == 403:
            return ImportReport(False, seen, new)
        if answer.value is None:
            raise ImportInterrupted(answer.outcome.value)
        new += _meet_page(org_id, channel_id, answer.value.line_user_ids, clock.now())
        seen += len(answer.value.line_user_ids)
        start = answer.value.next
        if not start:
            return ImportReport(True, seen, new)


def _page(org_id: int, channel_id: int, start: str | None) -> Answer[FollowerPage]:
    credentials = channel_credentials(org_id, channel_id).for_tokens

    async def ask(client: LineClient) -> Answer[FollowerPage]:
        tokens = ChannelTokens(StatelessTokens(issued_by(client)))
        return await with_token(
            tokens, credentials, lambda token: client.at(credentials.hosts).get_follower_ids(token, start)
        )

    return ask_line(ask)


def _meet_page(org_id: int, channel_id: int, line_user_ids: tuple[str, ...], now: datetime) -> int:
    acts = [Act(line_user_id, ActKind.IMPORT, now) for line_user_id in line_user_ids]
    with org_scope(org_id):
        met = meet(org_id=org_id, channel_id=channel_id, acts=acts, profiles={}, now=now)
        record_events(org_id=org_id, channel_id=channel_id, events=met.events, now=now)
    return len(met.events)


def fetch_missing_profiles(*, org_id: int, channel_id: int, now: datetime) -> int:
    """Look up one chunk of friends whose name is not known yet; returns how many were looked up.

    Friends whom LINE does not tell about (blocked, no consent) get an empty profile, so that they are not asked for
    again at once.
    """
    with org_scope(org_id):
        rows = Friend.objects.filter(
            org_id=org_id, channel_id=channel_id, profile_synced_at__isnull=True
        ).order_by("id")[:PROFILE_CHUNK]
        line_user_ids = list(rows.values_list("line_user_id", flat=True))
    if not line_user_ids:
        return 0
    profiles = _profiles(org_id, channel_id, line_user_ids)
    with org_scope(org_id):
        store_profiles(org_id=org_id, channel_id=channel_id, profiles=profiles, now=now)
        live.tell("friends", org_id=org_id, channel_id=channel_id)
    return len(profiles)


def _profiles(org_id: int, channel_id: int, line_user_ids: list[str]) -> dict[str, Profile]:
    credentials = channel_credentials(org_id, channel_id).for_tokens

    async def ask(client: LineClient) -> dict[str, Profile]:
        tokens = ChannelTokens(StatelessTokens(issued_by(client)))
        gate = asyncio.Semaphore(_PROFILES_AT_ONCE)
        found: dict[str, Profile] = {}

        async def one(line_user_id: str) -> None:
            if not is_user_id(line_user_id):
                # Nobody whom LINE could be asked about, and no reason to leave the others nameless.
                found[line_user_id] = Profile("")
                return
            async with gate:
                answer = await with_token(
                    tokens,
                    credentials,
                    lambda token: client.at(credentials.hosts).get_profile(token, line_user_id),
                )
            if answer.value is not None:
                found[line_user_id] = _ours(answer.value)
            elif answer.is_missing:
                found[line_user_id] = Profile("")

        await asyncio.gather(*(one(each) for each in line_user_ids))
        return found

    return ask_line(ask)


def _ours(profile: LineProfile) -> Profile:
    return Profile(
        profile.display_name,
        profile.picture_url or "",
        profile.status_message or "",
        profile.language or "",
    )
