"""The three lists by which lower code reaches upper code, and one for reading. Order matters."""

#: Called in the transaction that records timeline events, with (org_id, channel_id, events, now, context).
TIMELINE_SUBSCRIBERS = [
    "enishi.inbox.services.listening.follow_facts",
    "enishi.scenarios.services.enrolments.stop_on_block",
    "enishi.automation.services.react",
    "enishi.analytics.services.count_events",
]

#: Called in the transaction that records what LINE took, with (batches, now); over all organisations at once.
SENT_SUBSCRIBERS = [
    "enishi.inbox.services.listening.follow_sent",
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
}

#: What may stand in a text: name → function (org_id, friend_ids) → {friend_id: value}.
PLACEHOLDERS = {
    "name": "enishi.friends.placeholders.display_names",
    "channel.name": "enishi.friends.placeholders.channel_names",
}

#: How friends are filtered by response mark, and which mark each of a page has.
FRIEND_MARKS = {
    "having": "enishi.analytics.selectors.marks.conversations_with_mark",
    "of": "enishi.analytics.selectors.marks.marks_of_friends",
}

#: The names of an organisation's channels, for what stands below them: function (org_id) → {channel_id: name}.
CHANNEL_NAMES = ["enishi.line.selectors.channel_names"]
