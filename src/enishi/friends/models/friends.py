"""Friends and how many there are."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from enishi.accounts.models import TenantModel
from enishi.line.models import Channel

#: Stands for "has not reacted yet" where friends are ordered by their last reaction: those come last.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class FriendStatus(models.TextChoices):
    FOLLOWING = "following", "友だち"
    BLOCKED = "blocked", "ブロック中"


class Origin(models.TextChoices):
    FOLLOW = "follow", "友だち追加"
    IMPORT = "import", "取り込み"
    CONTACT = "contact", "最初のやりとり"


class Friend(TenantModel):
    """友だち: one LINE user at one channel."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    line_user_id = models.CharField(max_length=33)
    display_name = models.CharField(max_length=200, default="", db_default="")
    picture_url = models.CharField(max_length=2000, default="", db_default="")
    status_message = models.CharField(max_length=600, default="", db_default="")
    language = models.CharField(max_length=20, default="", db_default="")
    memo = models.TextField(default="", db_default="")
    status = models.CharField(max_length=10, choices=FriendStatus, default=FriendStatus.FOLLOWING)
    origin = models.CharField(max_length=10, choices=Origin)
    first_seen_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    status_changed_at = models.DateTimeField()
    last_reaction_at = models.DateTimeField(null=True)
    profile_synced_at = models.DateTimeField(null=True)
    #: Staff's own choice: kept out of lists, and never written to by anybody.
    hidden_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_friend"
        constraints = [
            models.UniqueConstraint(fields=["org", "channel", "line_user_id"], name="friends_friend_once"),
        ]
        indexes = [
            models.Index(
                fields=["org", "channel", "-first_seen_at", "-id"],
                name="friends_friend_recent",
            ),
            models.Index(
                "org",
                "channel",
                Coalesce("last_reaction_at", Value(NEVER)).desc(),
                F("id").desc(),
                name="friends_friend_reacted",
            ),
            # Read before every send: who blocked since the batch was frozen?
            models.Index(
                fields=["org", "channel", "blocked_at"],
                name="friends_friend_blocked",
                condition=Q(status="blocked"),
            ),
            models.Index(
                fields=["org", "channel", "id"],
                name="friends_friend_nameless",
                condition=Q(profile_synced_at__isnull=True),
            ),
            models.Index(
                fields=["org", "channel", "id"],
                name="friends_friend_hidden",
                condition=Q(hidden_at__isnull=False),
            ),
            # Read before every send, as the blocked are.
            models.Index(
                fields=["org", "channel", "muted_at"],
                name="friends_friend_muted",
                condition=Q(muted_at__isnull=False),
            ),
        ]


class FriendTally(models.Model):
    """How many friends a channel has by status: kept exact by a trigger on the friends' table, because counting a
    million at each look costs more than the look."""

    pk = models.CompositePrimaryKey("org_id", "channel_id")
    org_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    following = models.IntegerField(default=0, db_default=0)
    blocked = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "friends_friendtally"
