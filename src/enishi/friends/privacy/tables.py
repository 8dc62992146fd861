"""What the tables of this app hold about people."""

from enishi.kit.privacy import Table

_OF_FRIEND = "t.friend_id = ANY(%(friend_ids)s)"
_OF_CUSTOMER = "t.customer_id = ANY(%(customer_ids)s)"
_ARRAYS = "t.friend_ids && %(friend_ids)s::bigint[]"
_WITHOUT = "friend_ids = array_remove(t.friend_ids, %(friend_id)s)"

_TAGS = (
    Table(
        "friends_tag",
        "none: id org_id name folder kind genre meaning purpose retires_on retirement_told_at capacity created_at "
        "last_used_at archived_at; staff: owner_id creator",
    ),
    Table(
        "friends_friendtag",
        "none: org_id tag_id added_at; pseudonym: friend_id",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table("friends_tagchange", "none: id org_id tag_id channel_id on_date added removed"),
    Table("friends_tagnaming", "none: id org_id rule updated_at"),
    Table(
        "friends_tagmerge",
        "none: id org_id target_id source_ids source_names rewritten merged_at undo_until undone_at; "
        "pseudonym: people; staff: actor",
    ),
    Table("friends_tagbackup", "none: id org_id tag_id name facts people made_at restored_at; staff: actor"),
    # The two lists run in parallel; a number that leads to nobody is passed over when a backup is brought back.
    Table(
        "friends_tagbackuppart",
        "none: id org_id backup_id channel_id added_at; pseudonym: friend_ids",
        rows=_ARRAYS,
        erase="friend_ids = array_replace(t.friend_ids, %(friend_id)s, 0)",
        export="t.backup_id",
    ),
)

_VALUES = (
    Table(
        "friends_field",
        "none: id org_id name type folder description purpose settings default_value is_personal position created_at "
        "updated_at archived_at",
    ),
    Table(
        "friends_fieldvalue",
        "none: org_id field_id source changed_at; pseudonym: friend_id; personal: text_value number_value date_value "
        "at_value boolean_value choice_ids text_key month_day",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "friends_timelineevent",
        "none: id org_id channel_id kind occurred_at recorded_at; pseudonym: friend_id; personal: ref data",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "friends_engagement",
        "none: org_id channel_id; pseudonym: friend_id; personal: level active_at lifecycle lifecycle_since "
        "graduated_at",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "friends_engagementsettings",
        "none: org_id channel_id half_life_days points new_days active_days cooling_days dormant_days graduation "
        "changed_at",
    ),
    Table("friends_genre", "none: id org_id name sources tag_id created_at archived_at"),
    Table(
        "friends_interest",
        "none: org_id genre_id channel_id; pseudonym: friend_id; personal: level",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table("friends_setchunk", "none: org_id set_key chunk; pseudonym: bits"),
    Table("friends_setmark", "none: id org_id set_key chunk"),
)

_SEGMENTS = (
    Table(
        "friends_segment",
        "none: id org_id channel_id name folder purpose tree tree_key version watches reads drifts is_frozen "
        "is_edit_loud size fingerprint built_version built_at build_ms build_due_at settles_after build_error "
        "response_at response_sample response_now response_before last_sent_at created_at updated_at archived_at; "
        "staff: owner_id",
    ),
    Table(
        "friends_segmentmember",
        "none: org_id segment_id channel_id entered_at; pseudonym: friend_id",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "friends_segmenttouch",
        "none: id org_id segment_id channel_id depth; pseudonym: friend_ids",
        rows=_ARRAYS,
        stays="数秒後に消えます。",
        export="t.segment_id",
    ),
    Table("friends_segmentsize", "none: org_id segment_id on_date channel_id size entered left"),
    Table(
        "friends_friendview",
        "none: id org_id channel_id name tree filters columns order is_shared created_at updated_at; staff: owner_id",
    ),
)

_OPERATIONS = (
    Table(
        "friends_operation",
        "none: id org_id channel_id kind title params state is_undoing can_undo undo_until needs limit total done "
        "changed failed to_undo undone cursor undo_cursor report error attempts created_at started_at finished_at "
        "run_at run_done due_at; staff: actor_kind actor_id actor_label",
    ),
    Table(
        "friends_operationtarget",
        "none: org_id operation_id chunk channel_id; pseudonym: friend_ids",
        rows=_ARRAYS,
        erase=_WITHOUT,
        export="t.operation_id",
    ),
    Table(
        "friends_operationchange",
        "none: org_id operation_id part channel_id deed params at; pseudonym: friend_ids; personal: before",
        rows=_ARRAYS,
        erase=f"{_WITHOUT}, before = t.before - %(friend_text)s",
        export="t.operation_id, t.deed, t.at",
    ),
    Table(
        "friends_fileimport",
        "none: id org_id channel_id subject stored_name size_bytes received_bytes state error shape mapping origin "
        "check_id run_id created_at expires_at deleted_at; personal: name columns; staff: actor_label",
    ),
    # Rows of a file that nobody has matched to a friend; they go with the file, after a few days.
    Table(
        "friends_importproblem",
        "none: id org_id operation_id channel_id line column header ja en is_warning; personal: value",
    ),
    Table("friends_importmapping", "none: id org_id channel_id headers_key shape mapping used_at"),
    Table(
        "friends_fileexport",
        "none: id org_id channel_id operation_id stored_name rows size_bytes facts created_at expires_at deleted_at; "
        "personal: name; staff: actor_label",
    ),
)

_CUSTOMERS = (
    Table(
        "friends_customerlink",
        "none: org_id source linked_at; pseudonym: friend_id customer_id",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table(
        "friends_customerexternalid",
        "none: id org_id system source added_at; pseudonym: customer_id; personal: value",
        rows=_OF_CUSTOMER,
        erase="delete",
    ),
    Table(
        "friends_identitykey",
        "none: id org_id kind field_id source seen_at; pseudonym: customer_id friend_id; personal: hash hint",
        rows=f"({_OF_FRIEND} OR {_OF_CUSTOMER})",
        erase="delete",
    ),
    Table(
        "friends_matchsuggestion",
        "none: id org_id left_kind right_kind confidence state found_at decided_at; pseudonym: left_id right_id; "
        "personal: evidence; staff: decided_by",
        rows="((t.left_kind = 'friend' AND t.left_id = ANY(%(friend_ids)s)) "
        "OR (t.right_kind = 'friend' AND t.right_id = ANY(%(friend_ids)s)) "
        "OR (t.left_kind = 'customer' AND t.left_id = ANY(%(customer_ids)s)) "
        "OR (t.right_kind = 'customer' AND t.right_id = ANY(%(customer_ids)s)))",
        erase="delete",
    ),
    Table(
        "friends_customermove",
        "none: id org_id kind at undo_until undone_at; pseudonym: kept_id other_id; personal: journal; staff: actor",
        rows="(t.kept_id = ANY(%(customer_ids)s) OR t.other_id = ANY(%(customer_ids)s))",
        erase="delete",
    ),
    Table("friends_customersettings", "none: id org_id is_automatic trust rules archive_after_months"),
    Table("friends_customersweep", "none: id org_id at archived undone_at"),
    Table(
        "friends_order",
        "none: id org_id source external_id ordered_at status status_at currency total item_count received_at "
        "told_as; pseudonym: customer_id told_friend_id",
        rows=_OF_CUSTOMER,
        stays="帳簿のため、金額と日付だけが残ります。だれの注文かは分からなくなります。",
    ),
    Table(
        "friends_orderline",
        "none: org_id order_id position product_id name quantity unit_price",
        rows="t.order_id IN (SELECT o.id FROM friends_order o WHERE o.org_id = %(org_id)s "
        "AND o.customer_id = ANY(%(customer_ids)s))",
        stays="帳簿のため、金額と日付だけが残ります。だれの注文かは分からなくなります。",
    ),
    Table("friends_product", "none: id org_id sku name category price created_at updated_at archived_at"),
    Table("friends_externaleventkey", "none: org_id key received_at"),
    Table(
        "friends_customer",
        "none: id org_id source created_at archived_at archived_in merged_into_id order_count order_sum "
        "first_order_at last_order_at; personal: name kana birthday note sources",
        rows="t.id = ANY(%(customer_ids)s)",
        erase="name = '', kana = '', birthday = NULL, note = '', sources = '{}', "
        "archived_at = coalesce(t.archived_at, %(now)s)",
    ),
)

_PRIVACY = (
    Table(
        "friends_erasure",
        "none: id org_id channel_id erased_at; pseudonym: line_user_hash; staff: actor",
    ),
    Table("friends_consentpurpose", "none: id org_id name wordings created_at archived_at"),
    Table(
        "friends_consent",
        "none: id org_id channel_id purpose_id version source at; pseudonym: friend_id; personal: is_given",
        rows=_OF_FRIEND,
        erase="delete",
    ),
    Table("friends_privacysettings", "none: org_id timeline_months inbound_days blocked_months changed_at"),
)

#: The friend's own row is the last to go: until then a killed erasure knows whom it was about.
TABLES = (
    Table("friends_friendtally", "none: org_id channel_id following blocked"),
    *_TAGS,
    *_VALUES,
    *_SEGMENTS,
    *_OPERATIONS,
    *_CUSTOMERS,
    *_PRIVACY,
    Table(
        "friends_friend",
        "none: id org_id channel_id status origin first_seen_at followed_at blocked_at status_changed_at "
        "last_reaction_at profile_synced_at hidden_at muted_at; personal: line_user_id display_name picture_url "
        "status_message language memo",
        rows="t.id = ANY(%(friend_ids)s)",
        erase="delete",
    ),
)
