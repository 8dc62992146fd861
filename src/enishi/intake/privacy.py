"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (
    # What arrived is kept as it came, to be read again after a failure; a person's own can be found by their id alone.
    Table(
        "intake_inboundevent",
        "none: org_id channel_id webhook_event_id occurred_at received_at is_redelivery processed_at error; "
        "personal: raw",
        rows="t.raw LIKE ANY(%(line_user_patterns)s)",
        erase="delete",
    ),
)
