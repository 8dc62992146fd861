from enishi.friends.models.friends import NEVER, Friend, FriendStatus, FriendTally, Origin
from enishi.friends.models.tags import FriendTag, Tag
from enishi.friends.models.timeline import TimelineEvent

__all__ = [
    "NEVER",
    "Friend",
    "FriendStatus",
    "FriendTag",
    "FriendTally",
    "Origin",
    "Tag",
    "TimelineEvent",
]
