"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (
    Table(
        "automation_rule",
        "none: id org_id channel_id name trigger trigger_kind condition actions position is_active created_at updated_at",
    ),
    Table(
        "automation_rulerest",
        "none: id org_id rule_id answered_at; pseudonym: friend_id",
        rows="t.friend_id = ANY(%(friend_ids)s)",
        erase="delete",
    ),
)
