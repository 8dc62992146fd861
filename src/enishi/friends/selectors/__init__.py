from enishi.friends.selectors.counts import COUNTED_UP_TO, Count
from enishi.friends.selectors.friends import (
    ORDERS,
    FriendFilter,
    chosen_by_channel,
    following_chunks,
    following_count,
    friend,
    friend_count,
    friend_page,
    friend_tally,
    friends_matching,
    marks_of_friends,
    require_friends,
)
from enishi.friends.selectors.tagging import (
    require_tag,
    tag,
    tag_counts,
    tags,
    tags_of_friend,
    tags_of_friends,
)
from enishi.friends.selectors.timeline import TimelineEntry, timeline_page

__all__ = [
    "COUNTED_UP_TO",
    "ORDERS",
    "Count",
    "FriendFilter",
    "TimelineEntry",
    "chosen_by_channel",
    "following_chunks",
    "following_count",
    "friend",
    "friend_count",
    "friend_page",
    "friend_tally",
    "friends_matching",
    "marks_of_friends",
    "require_friends",
    "require_tag",
    "tag",
    "tag_counts",
    "tags",
    "tags_of_friend",
    "tags_of_friends",
    "timeline_page",
]
