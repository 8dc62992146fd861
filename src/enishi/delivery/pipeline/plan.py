"""Stage 2, pure. In: a slice of candidates and the facts about them. Out: send, hold or skip for each friend, and
the cut into HTTP calls. The guard rails live here, because one that a caller can forget is not a guard rail.
Never reads the database or the clock.
"""

from datetime import datetime, timedelta

from enishi.delivery.domain.values import (
    MULTICAST,
    PUSH,
    REPLY,
    CandidateSlice,
    Draft,
    Hold,
    Plan,
    Recipient,
    Skip,
    SliceFacts,
    Variant,
)
from enishi.line.limits import MAX_MULTICAST_RECIPIENTS

#: A reply token that is about to die is not tried: the push that would have to follow costs a second more.
REPLY_MARGIN = timedelta(seconds=5)

#: LINE takes ten times as many pushes a second as multicasts, so a smaller group arrives sooner by pushes.
MULTICAST_FROM = 10


def plan_slice(candidates: CandidateSlice, facts: SliceFacts, now: datetime) -> Plan:
    """Decide for each friend of ``candidates``."""
    whole = _reason_for_all(candidates, facts, now)
    if whole:
        return Plan([], [Skip(friend_id, whole) for friend_id in candidates.friend_ids], [])
    tokens = _live_tokens(candidates, now)
    sends: list[Recipient] = []
    skips: list[Skip] = []
    for friend_id in candidates.friend_ids:
        known = facts.friends.get(friend_id)
        if known is None:
            skips.append(Skip(friend_id, "friend_missing"))
        elif not known[1]:
            skips.append(Skip(friend_id, "blocked"))
        elif friend_id in facts.muted:
            skips.append(Skip(friend_id, "muted"))
        elif friend_id in facts.withdrawn:
            skips.append(Skip(friend_id, facts.withdrawn[friend_id]))
        else:
            sends.append(Recipient(friend_id, known[0], tokens.get(friend_id, "")))
    if facts.quota_out_until is not None and facts.quota_out_until > now:
        return _without_quota(candidates, sends, skips, facts.quota_out_until)
    return Plan(sends, skips, [])


def _reason_for_all(candidates: CandidateSlice, facts: SliceFacts, now: datetime) -> str:
    if not facts.is_channel_active:
        return "channel_inactive"
    return "expired" if candidates.dispatch.expires_at <= now else ""


def _live_tokens(candidates: CandidateSlice, now: datetime) -> dict[int, str]:
    until = candidates.reply_until
    if candidates.reply_tokens is None or until is None or until - REPLY_MARGIN <= now:
        return {}
    return {
        friend_id: token
        for friend_id, token in zip(candidates.friend_ids, candidates.reply_tokens, strict=True)
        if token
    }


def _without_quota(
    candidates: CandidateSlice, sends: list[Recipient], skips: list[Skip], until: datetime
) -> Plan:
    """Replies are free and go on; the rest waits for the new month, unless it would be stale by then."""
    free = [recipient for recipient in sends if recipient.reply_token]
    paid = [recipient.friend_id for recipient in sends if not recipient.reply_token]
    if not paid:
        return Plan(free, skips, [])
    if candidates.dispatch.expires_at <= until:
        return Plan(free, skips + [Skip(friend_id, "quota") for friend_id in paid], [])
    return Plan(free, skips, [Hold(paid, until, "quota")])


def cut_batches(variants: list[Variant]) -> list[Draft]:
    """One draft a reply; equal messages to many in multicasts of at most 500; the rest one by one.

    LINE refuses a larger multicast as a whole, so one oversize batch would lose everyone in it.
    """
    drafts: list[Draft] = []
    for variant in variants:
        together: list[Recipient] = []
        for recipient in variant.recipients:
            if recipient.reply_token:
                drafts.append(Draft(REPLY, variant.messages, [recipient]))
            else:
                together.append(recipient)
        if len(together) < MULTICAST_FROM:
            drafts += [Draft(PUSH, variant.messages, [recipient]) for recipient in together]
            continue
        for start in range(0, len(together), MAX_MULTICAST_RECIPIENTS):
            part = together[start : start + MAX_MULTICAST_RECIPIENTS]
            drafts.append(Draft(MULTICAST if len(part) > 1 else PUSH, variant.messages, part))
    return drafts
