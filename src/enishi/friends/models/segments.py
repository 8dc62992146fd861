"""Saved conditions, who meets them now, and what has to be looked at again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel, User
from enishi.line.models import Channel


class Drift(models.TextChoices):
    """How often the clock alone can change who meets a condition."""

    NEVER = "", "時刻では変わらない"
    HOURLY = "hourly", "毎時"
    DAILY = "daily", "毎日"


class Segment(TenantModel):
    """セグメント: a saved condition tree of one channel.

    ``watches``, ``reads`` and ``drifts`` are drawn from the tree when it is saved, so that a fact finds the segments
    that it may concern without reading a tree. ``size`` and ``fingerprint`` (the sum of the members' hashes) change
    with the members in one transaction; equal sizes and fingerprints are equal members.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=100)
    folder = models.CharField(max_length=100, default="", db_default="")
    purpose = models.TextField(default="", db_default="")
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    tree = models.JSONField()
    tree_key = models.CharField(max_length=64)
    version = models.IntegerField(default=1)
    watches = ArrayField(models.CharField(max_length=200), default=list)
    reads = ArrayField(models.BigIntegerField(), default=list)
    drifts = models.CharField(max_length=10, choices=Drift, default=Drift.NEVER, blank=True)
    #: Members stay as they were when it was built; nothing is followed.
    is_frozen = models.BooleanField(default=False, db_default=False)
    #: Whether friends whom the last edit brought in or threw out set off rules.
    is_edit_loud = models.BooleanField(default=False, db_default=False)

    size = models.IntegerField(default=0, db_default=0)
    fingerprint = models.DecimalField(max_digits=40, decimal_places=0, default=0, db_default=0)
    built_version = models.IntegerField(default=0, db_default=0)
    built_at = models.DateTimeField(null=True)
    build_ms = models.IntegerField(null=True)
    #: When all friends are to be looked at again: after an edit, or because time has passed. Null: never by itself.
    build_due_at = models.DateTimeField(null=True)
    #: Transactions below this number may have read the conditions of before the edit, and told us nothing.
    settles_after = models.BigIntegerField(null=True)
    build_error = models.CharField(max_length=200, default="", db_default="")

    response_at = models.DateTimeField(null=True)
    response_sample = models.IntegerField(default=0, db_default=0)
    response_now = models.IntegerField(default=0, db_default=0)
    response_before = models.IntegerField(default=0, db_default=0)
    last_sent_at = models.DateTimeField(null=True)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_segment"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "channel", "name"],
                name="friends_segment_once",
                condition=Q(archived_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["build_due_at"],
                name="friends_segment_due",
                condition=Q(archived_at__isnull=True),
            )
        ]

    @property
    def is_followed(self) -> bool:
        """Whether what happens to friends changes who belongs. Before the first build there is nothing to change."""
        return self.archived_at is None and not self.is_frozen and self.built_version > 0


class SegmentMember(models.Model):
    """One friend in one segment. The channel stands here too, so that its policy needs no look at the friend."""

    pk = models.CompositePrimaryKey("org_id", "segment_id", "friend_id")
    org_id = models.BigIntegerField()
    segment_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "friends_segmentmember"


class SegmentTouch(TenantModel):
    """Friends whom something happened to that may change whether they belong to a segment.

    Rows are only added, by whoever records the fact, and taken away by the engine that has looked. ``depth`` is how
    many reactions led here: rules and segments that set each other off end by it.
    """

    segment_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    friend_ids = ArrayField(models.BigIntegerField())
    depth = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "friends_segmenttouch"


class SegmentSize(models.Model):
    """A segment at the end of a day of its channel's calendar; days without change have no row."""

    pk = models.CompositePrimaryKey("org_id", "segment_id", "on_date")
    org_id = models.BigIntegerField()
    segment_id = models.BigIntegerField()
    on_date = models.DateField()
    channel_id = models.BigIntegerField()
    size = models.IntegerField()
    entered = models.IntegerField(default=0, db_default=0)
    left = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "friends_segmentsize"
