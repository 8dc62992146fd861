"""What is said of a suggestion: one person, or two. Staff say it, or the organisation's rule for sure keys does."""

from datetime import datetime

from enishi.accounts.permissions import SYSTEM, Actor
from enishi.accounts.services import record_audit
from enishi.friends.domain.customers import DETERMINISTIC
from enishi.friends.models import Customer, Friend, MatchSuggestion, Subject, SuggestionState
from enishi.friends.selectors import customers as customer_selectors
from enishi.friends.selectors import matches as selectors
from enishi.friends.services.customer_links import link_friends
from enishi.friends.services.customer_merges import merge_customers
from enishi.friends.services.customer_totals import follow_customers
from enishi.friends.services.customer_turns import held_customer, take_turns
from enishi.kit import live
from enishi.kit.errors import conflict

#: How many are joined by rule in one transaction.
AT_ONCE = 100


def accept_suggestion(
    *, org_id: int, suggestion_id: int, actor: Actor, now: datetime, kept_id: int | None = None
) -> int:
    """They are one person: customers are merged, friends become the customer. Returns the customer.

    Of two customers ``kept_id`` stays, or else the older. ProblemError 404, 409 unless it waits for an answer.
    """
    row = _open(org_id, suggestion_id)
    customer_id = _join(row, kept_id, actor, now)
    # What followed from joining them has dropped the suggestion as settled; here it becomes the record of who said so.
    MatchSuggestion.objects.update_or_create(
        org_id=org_id,
        left_kind=row.left_kind,
        left_id=row.left_id,
        right_kind=row.right_kind,
        right_id=row.right_id,
        defaults={
            "confidence": row.confidence,
            "evidence": row.evidence,
            "found_at": row.found_at,
            "state": SuggestionState.ACCEPTED,
            "decided_at": now,
            "decided_by": actor.label[:200],
        },
    )
    _audit(org_id, actor, "customer.match_accepted", customer_id, row, now)
    return customer_id


def _open(org_id: int, suggestion_id: int) -> MatchSuggestion:
    take_turns(org_id)
    selectors.suggestion(org_id, suggestion_id)
    row = MatchSuggestion.objects.select_for_update().get(org_id=org_id, id=suggestion_id)
    if row.state != SuggestionState.OPEN:
        raise conflict(
            "suggestion_decided",
            "この候補には、すでに答えが出ています。画面を更新してください。",
            "This suggestion was answered already: reload the page.",
        )
    return row


def _join(row: MatchSuggestion, kept_id: int | None, actor: Actor, now: datetime) -> int:
    if row.right_kind == Subject.CUSTOMER:
        kept = kept_id if kept_id in (row.left_id, row.right_id) else min(row.left_id, row.right_id)
        other = row.right_id if kept == row.left_id else row.left_id
        merge_customers(org_id=row.org_id, kept_id=kept, other_id=other, actor=actor, now=now)
        return kept
    source = f"match:{row.id}"
    friends = [row.right_id]
    if row.left_kind == Subject.CUSTOMER:
        customer_id = held_customer(row.org_id, row.left_id).id
    else:
        friends.append(row.left_id)
        names = Friend.objects.filter(org_id=row.org_id, id__in=friends).order_by("id")
        name = next(iter(names.values_list("display_name", flat=True)), "")
        customer_id = Customer.objects.create(
            org_id=row.org_id,
            name=name,
            source=source,
            created_at=now,
            sources={"name": ["friend", now.isoformat()]} if name else {},
        ).id
    links = dict.fromkeys(friends, customer_id)
    if len(link_friends(org_id=row.org_id, links=links, source=source, now=now)) < len(links):
        raise conflict(
            "friend_is_another_customer",
            "この友だちは、その間に別の顧客に結び付きました。画面を更新してください。",
            "Meanwhile this friend has become another customer: reload the page.",
        )
    follow_customers(org_id=row.org_id, customer_ids=[customer_id], now=now)
    return customer_id


def dismiss_suggestion(*, org_id: int, suggestion_id: int, actor: Actor, now: datetime) -> None:
    """They are two persons, for good: the pair is not suggested again. ProblemError 404, 409."""
    row = _open(org_id, suggestion_id)
    row.state, row.decided_at, row.decided_by = SuggestionState.DISMISSED, now, actor.label[:200]
    row.save(update_fields=["state", "decided_at", "decided_by"])
    _audit(org_id, actor, "customer.match_dismissed", row.left_id, row, now)


def reopen_suggestion(*, org_id: int, suggestion_id: int, actor: Actor, now: datetime) -> None:
    """Take "two persons" back. ProblemError 404, 409 unless it was dismissed."""
    take_turns(org_id)
    row = selectors.suggestion(org_id, suggestion_id)
    if row.state != SuggestionState.DISMISSED:
        raise conflict(
            "suggestion_not_dismissed",
            "「別の人」とした候補だけを元に戻せます。",
            "Only a suggestion that was dismissed can be reopened.",
        )
    row.state, row.decided_at, row.decided_by = SuggestionState.OPEN, None, ""
    row.save(update_fields=["state", "decided_at", "decided_by"])
    _audit(org_id, actor, "customer.match_reopened", row.left_id, row, now)


def accept_sure_suggestions(*, org_id: int, now: datetime) -> int:
    """Where the organisation wants it, join who share an e-mail address or a phone number; returns how many.

    At most :data:`AT_ONCE`, so that a transaction stays short: call it until it returns 0.
    """
    if not customer_selectors.merging(org_id).is_automatic:
        return 0
    take_turns(org_id)
    joined = 0
    rows = MatchSuggestion.objects.filter(org_id=org_id, state=SuggestionState.OPEN)
    for kind in sorted(DETERMINISTIC):
        sure = rows.filter(evidence__contains=[{"kind": kind}]).order_by("id")
        for suggestion_id in list(sure.values_list("id", flat=True)[:AT_ONCE]):
            # Joining one pair may have settled the next.
            if rows.filter(id=suggestion_id).exists():
                accept_suggestion(org_id=org_id, suggestion_id=suggestion_id, actor=SYSTEM, now=now)
                joined += 1
    return joined


def _audit(
    org_id: int, actor: Actor, action: str, customer_id: int, row: MatchSuggestion, now: datetime
) -> None:
    record_audit(
        org_id=org_id,
        actor=actor,
        action=action,
        object_kind="customer",
        object_id=customer_id,
        now=now,
        after={
            "left": f"{row.left_kind}:{row.left_id}",
            "right": f"{row.right_kind}:{row.right_id}",
            "evidence": row.evidence,
        },
    )
    live.tell("customers", org_id=org_id)
