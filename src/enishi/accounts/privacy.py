"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

TABLES = (
    Table("accounts_organisation", "none: id name created_at is_sending_held"),
    Table("accounts_user", "none: id is_active created_at last_login; staff: email name; secret: password"),
    Table(
        "accounts_member",
        "none: id org_id role created_at ends_on channel_ids notices_read_at; staff: user_id",
    ),
    Table(
        "accounts_invitation",
        "none: id org_id role channel_ids ends_on created_at created_by_id expires_at accepted_at revoked_at; "
        "staff: email; secret: token_hash",
    ),
    Table("accounts_notice", "none: id org_id kind channel_id permission created_at params"),
    Table(
        "accounts_apikey",
        "none: id org_id name prefix scopes created_at created_by_id expires_at revoked_at last_used_at; "
        "secret: key_hash",
    ),
    Table(
        "accounts_auditentry",
        "none: id org_id at actor_kind action object_kind object_id before after request_id; "
        "staff: actor_id actor_label address",
        rows="t.object_kind = 'friend' AND t.object_id = ANY(%(friend_texts)s)",
        stays="誰が何をしたかの記録として残ります。友だちの文言は含まれません。",
        export="t.at, t.action",
    ),
    # Answers are kept for a week, to be repeated to whoever asked. Whom they tell of cannot be known for certain: at an
    # erasure all of them go (idempotency.ANSWERS).
    Table(
        "accounts_requestkey",
        "none: id org_id actor_kind actor_id key digest created_at; personal: answer",
    ),
    Table(
        "accounts_session",
        "none: expire_date is_kept created_at seen_at; staff: user_id address agent; secret: session_key session_data",
    ),
    Table("accounts_signinlink", "none: created_at expires_at used_at; staff: user_id; secret: token_hash"),
    Table("accounts_cache", "secret: cache_key value expires"),
    Table("accounts_guessbudget", "none: level at; secret: key"),
)
