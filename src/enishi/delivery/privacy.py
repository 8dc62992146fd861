"""What the tables of this app hold about people.

The ledger says how many got what, and has to add up for ever: its rows stay, under a number that no longer leads to
anybody. What was written to the person goes.
"""

from enishi.kit.privacy import Table

# A batch that went back to planning is in nobody's ledger.
_BATCHES = (
    "t.id IN (SELECT l.batch_id FROM delivery_delivery l WHERE l.org_id = %(org_id)s "
    "AND l.friend_id = ANY(%(friend_ids)s) UNION ALL SELECT r.id FROM delivery_batch r WHERE r.org_id = %(org_id)s "
    "AND r.friend_id = ANY(%(friend_ids)s) AND r.state = 'returned') AND t.state NOT IN ('ready', 'sending')"
)

TABLES = (
    Table(
        "delivery_dispatch",
        "none: id org_id channel_id kind source revision_id priority due_at expires_at state state_reason planned sent "
        "held skipped failed unknown created_at finished_at; staff: created_by",
    ),
    Table(
        "delivery_candidates",
        "none: id org_id channel_id dispatch_id priority due_at reply_until is_held; pseudonym: friend_ids; "
        "secret: reply_tokens",
    ),
    # A batch of many has one text for all of them, in which nobody is named.
    # What waits to be sent is not over yet: pipeline.forgotten takes the person out of it first.
    Table(
        "delivery_batch",
        "none: org_id id channel_id dispatch_id endpoint priority state created_at not_before expires_at worker_id "
        "attempts first_attempt_at is_in_doubt finished_at status_code request_id; pseudonym: friend_id friend_ids; "
        "personal: line_user_ids messages error; secret: reply_token",
        rows=_BATCHES,
        erase="line_user_ids = array_replace(t.line_user_ids, %(line_user_id)s, ''), "
        "messages = CASE WHEN cardinality(t.friend_ids) > 1 THEN t.messages ELSE '[]'::bytea END, "
        "error = CASE WHEN cardinality(t.friend_ids) > 1 THEN t.error ELSE '' END",
        export="t.created_at, t.endpoint, convert_from(t.messages, 'UTF8') AS messages",
    ),
    Table(
        "delivery_delivery",
        "none: org_id dispatch_id due_at state reason batch_id endpoint decided_at; pseudonym: friend_id; "
        "personal: detail",
        rows="t.friend_id = ANY(%(friend_ids)s)",
        erase="detail = ''",
    ),
    Table("delivery_pace", "none: id org_id channel_id endpoint next_at"),
    Table(
        "delivery_channelhealth",
        "none: id org_id channel_id failures open_until refused_reason refused_at quota_out_until",
    ),
    Table(
        "delivery_withdrawal",
        "none: id org_id source reason at; pseudonym: friend_id",
        rows="t.friend_id = ANY(%(friend_ids)s)",
        erase="delete",
    ),
)
