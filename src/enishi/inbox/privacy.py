"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

_OF_FRIEND = "t.friend_id = ANY(%(friend_ids)s)"

TABLES = (
    Table("inbox_mark", "none: id org_id name colour position role created_at archived_at"),
    Table(
        "inbox_conversation",
        "none: id org_id channel_id opened_at last_at last_sender last_kind last_ref last_heard_at unread_count "
        "waiting_since answered_at last_reply_at mark_id; pseudonym: friend_id; personal: last_text; "
        "staff: last_reply_by assignee_id",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "inbox_note",
        "none: id org_id created_at; pseudonym: friend_id; personal: body; staff: author_kind author_id author_label",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "inbox_cannedreply", "none: id org_id name folder shortcut blocks created_at updated_at archived_at"
    ),
    Table(
        "inbox_scheduledreply",
        "none: id org_id dispatch_id created_at; pseudonym: friend_id; staff: created_by",
        rows=_OF_FRIEND,
        erase="delete",
    ),
)
