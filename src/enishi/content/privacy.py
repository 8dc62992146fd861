"""What the tables of this app hold about people. The files behind ``content_media`` go with their rows."""

from enishi.kit.privacy import Table

TABLES = (
    Table("content_template", "none: id org_id name blocks created_at updated_at archived_at"),
    Table("content_revision", "none: id org_id digest blocks created_at"),
    Table(
        "content_media",
        "none: id org_id channel_id kind state content_type size_bytes attempts next_attempt_at created_at; "
        "pseudonym: friend_id; personal: message_id path sha256",
        rows="t.friend_id = ANY(%(friend_ids)s)",
        erase="delete",
    ),
    Table(
        "content_upload", "none: id org_id name preview_name media_type width height size_bytes created_at"
    ),
)
