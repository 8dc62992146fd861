"""The three lists by which lower code reaches upper code, and one for reading. Order matters."""

#: Called in the transaction that records timeline events, with (org_id, channel_id, events, now, context).
TIMELINE_SUBSCRIBERS = [
    "enishi.inbox.services.listening.follow_facts",
    "enishi.scenarios.services.enrolments.stop_on_block",
    "enishi.automation.services.react",
    "enishi.analytics.services.count_events",
    "enishi.friends.services.engagement.follow_facts",
    "enishi.friends.services.identity_keys.follow_fields",
    "enishi.friends.services.customer_upkeep.follow_returns",
]

#: Called in the transaction that records what LINE took, with (batches, now); over all organisations at once.
SENT_SUBSCRIBERS = [
    "enishi.inbox.services.listening.follow_sent",
    "enishi.friends.services.segment_queue.touch_by_sent",
]

#: Called in the transaction that makes an organisation, with (org_id, now).
ORGANISATION_SUBSCRIBERS = [
    "enishi.inbox.services.marks.give_first_marks",
]

#: Further sources of a friend's timeline beside its own table.
TIMELINE_SOURCES = [
    "enishi.delivery.selectors.ledger.timeline_of_friend",
]

#: What a rule may do: name in the rule → action.
ACTIONS = {
    "send": "enishi.automation.actions.SEND",
    "add_tag": "enishi.automation.actions.ADD_TAG",
    "remove_tag": "enishi.automation.actions.REMOVE_TAG",
    "start_scenario": "enishi.scenarios.actions.START_SCENARIO",
    "stop_scenario": "enishi.scenarios.actions.STOP_SCENARIO",
    "set_mark": "enishi.inbox.actions.SET_MARK",
    "assign": "enishi.inbox.actions.ASSIGN",
    "hide": "enishi.automation.actions.HIDE",
    "unhide": "enishi.automation.actions.UNHIDE",
    "mute": "enishi.automation.actions.MUTE",
    "unmute": "enishi.automation.actions.UNMUTE",
    "set_field": "enishi.automation.bulk.field_actions.SET_FIELD",
    "add_number": "enishi.automation.bulk.field_actions.ADD_NUMBER",
    "clear_field": "enishi.automation.bulk.field_actions.CLEAR_FIELD",
    "record_consent": "enishi.automation.bulk.consent_actions.RECORD_CONSENT",
}

#: What may stand in a text: name → function (org_id, friend_ids) → {friend_id: value}.
PLACEHOLDERS = {
    "name": "enishi.friends.placeholders.display_names",
    "channel.name": "enishi.friends.placeholders.channel_names",
}

#: Placeholders of which there are as many as an organisation makes, as ``field.12``: first word → PlaceholderFamily.
PLACEHOLDER_FAMILIES = {
    "field": "enishi.friends.placeholders.FIELDS",
}

#: How friends are filtered by response mark, and which mark each of a page has.
FRIEND_MARKS = {
    "having": "enishi.analytics.selectors.marks.conversations_with_mark",
    "of": "enishi.analytics.selectors.marks.marks_of_friends",
}

#: The names of an organisation's channels, for what stands below them: function (org_id) → {channel_id: name}.
CHANNEL_NAMES = ["enishi.line.selectors.channel_names"]

#: Long work in chunks: kind → ``OperationKind``.
OPERATIONS = {
    "field_type": "enishi.friends.services.field_types.FIELD_TYPE",
    "bulk": "enishi.automation.bulk.run.BULK",
    "import_check": "enishi.friends.transfers.importing.CHECK",
    "import": "enishi.friends.transfers.importing.RUN",
    "order_import_check": "enishi.friends.transfers.orders.importing.CHECK",
    "order_import": "enishi.friends.transfers.orders.importing.RUN",
    "export": "enishi.friends.transfers.exporting.EXPORT",
    "erase": "enishi.friends.privacy.erasing.ERASE",
}

#: What can be said of friends in a condition: kind → its ConditionKind.
CONDITIONS = {
    "tag": "enishi.friends.conditions.kinds_tags.TAG",
    "field": "enishi.friends.conditions.kinds_fields.FIELD",
    "name": "enishi.friends.conditions.kinds_profile.NAME",
    "memo": "enishi.friends.conditions.kinds_profile.MEMO_TEXT",
    "language": "enishi.friends.conditions.kinds_profile.LANGUAGE",
    "status": "enishi.friends.conditions.kinds_profile.STATUS",
    "visibility": "enishi.friends.conditions.kinds_profile.VISIBILITY_KIND",
    "origin": "enishi.friends.conditions.kinds_profile.ORIGIN",
    "followed_at": "enishi.friends.conditions.kinds_profile.FOLLOWED",
    "first_seen": "enishi.friends.conditions.kinds_profile.FIRST_SEEN",
    "last_reaction": "enishi.friends.conditions.kinds_profile.LAST_REACTION",
    "blocked_at": "enishi.friends.conditions.kinds_profile.BLOCKED",
    "event": "enishi.friends.conditions.kinds_events.EVENT",
    "said": "enishi.friends.conditions.kinds_events.SAID",
    "tapped": "enishi.friends.conditions.kinds_events.TAPPED",
    "received": "enishi.delivery.conditions.RECEIVED",
    "scenario": "enishi.scenarios.conditions.SCENARIO",
    "mark": "enishi.inbox.conditions.MARK_KIND",
    "assignee": "enishi.inbox.conditions.ASSIGNEE_KIND",
    "random": "enishi.friends.conditions.kinds_sets.RANDOM",
    "friends": "enishi.friends.conditions.kinds_sets.FRIENDS",
    "segment": "enishi.friends.conditions.kinds_segments.SEGMENT",
    "score": "enishi.friends.conditions.kinds_engagement.SCORE",
    "lifecycle": "enishi.friends.conditions.kinds_engagement.LIFECYCLE",
    "interest": "enishi.friends.conditions.kinds_engagement.INTEREST",
    "consent": "enishi.friends.conditions.kinds_consents.CONSENT",
    "bought": "enishi.friends.conditions.kinds_customers.BOUGHT",
    "spent": "enishi.friends.conditions.kinds_customers.SPENT",
    "bought_at": "enishi.friends.conditions.kinds_customers.BOUGHT_AT",
    "customer": "enishi.friends.conditions.kinds_customers.CUSTOMER",
}

#: What objects that conditions speak of are called: kind → function (org_id, ids) → {id: Named}.
OBJECT_NAMES = {
    "tag": "enishi.friends.conditions.names.tags",
    "field": "enishi.friends.conditions.names.fields",
    "member": "enishi.friends.conditions.names.members",
    "mark": "enishi.inbox.conditions.mark_names",
    "scenario": "enishi.scenarios.conditions.names",
    "dispatch": "enishi.delivery.conditions.dispatch_names",
    "segment": "enishi.friends.conditions.segments.names",
    "genre": "enishi.friends.conditions.kinds_engagement.genre_names",
    "product": "enishi.friends.conditions.kinds_customers.product_names",
    "purpose": "enishi.friends.conditions.kinds_consents.named_purposes",
}

#: Where objects are used: functions (org_id, kind, object_ids) → list of (object id, Use).
REFERENCES: list[str] = [
    "enishi.automation.selectors.uses_in_rules",
    "enishi.scenarios.selectors.uses_in_scenarios",
    "enishi.content.selectors.uses_in_templates",
    "enishi.inbox.selectors.lists.uses_in_canned_replies",
    "enishi.friends.conditions.segments.uses",
    "enishi.friends.selectors.views.uses_in_views",
    "enishi.friends.services.tag_keepers.uses_in_genres",
    "enishi.friends.selectors.engagement.uses_in_graduation",
    "enishi.delivery.selectors.dispatches.uses_in_dispatches",
]

#: What keeps documents that speak of tags, and can be rewritten when tags are merged.
TAG_KEEPERS = [
    "enishi.automation.rewriting.RULES",
    "enishi.friends.services.tag_keepers.SEGMENTS",
    "enishi.friends.services.tag_keepers.VIEWS",
    "enishi.friends.services.tag_keepers.GENRES",
    "enishi.friends.services.tag_keepers.GRADUATIONS",
]

#: What each app's tables hold about people; the friends' own rows last, by which all others are found.
PERSONAL_DATA = [
    "enishi.accounts.privacy.TABLES",
    "enishi.line.privacy.TABLES",
    "enishi.content.privacy.TABLES",
    "enishi.automation.privacy.TABLES",
    "enishi.inbox.privacy.TABLES",
    "enishi.scenarios.privacy.TABLES",
    "enishi.intake.privacy.TABLES",
    "enishi.analytics.privacy.TABLES",
    "enishi.delivery.privacy.TABLES",
    "enishi.friends.privacy.tables.TABLES",
]

#: What holds something of people outside of tables' rows, or in rows that are in use.
PERSONAL_DATA_KEEPERS = [
    "enishi.delivery.pipeline.forgotten.WAITING",
    "enishi.friends.privacy.files.FILES",
    "enishi.delivery.pipeline.letters.LETTERS",
    "enishi.friends.privacy.traces.TRACES",
    "enishi.accounts.idempotency.ANSWERS",
]

#: What may still send content that is frozen: asked before the content of messages to one person is blanked.
REVISION_USERS = [
    "enishi.automation.selectors.revisions_in_rules",
    "enishi.scenarios.selectors.revisions_in_scenarios",
]
