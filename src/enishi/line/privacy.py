"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (
    Table(
        "line_channel",
        "none: id org_id name line_channel_id bot_user_id basic_id picture_url token_kind credentials_changed_at "
        "timezone is_active api_address api_data_address phone_address created_at last_webhook_at quota_limit "
        "quota_used quota_checked_at; secret: webhook_key secret_sealed previous_secret_sealed token_sealed",
    ),
)
