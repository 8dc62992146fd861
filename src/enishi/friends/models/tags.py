"""Tags, what is known of each, who has them, and what keeps their merging and deleting from being final."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enishi.accounts.models import Member, TenantModel


class TagKind(models.TextChoices):
    """What a tag tells of a friend; empty where nobody has said yet."""

    ATTRIBUTE = "attribute", "属性"
    BEHAVIOUR = "behaviour", "行動"
    CAMPAIGN = "campaign", "キャンペーン"
    STATUS = "status", "ステータス"
    INTEREST = "interest", "興味"


class Tag(TenantModel):
    """タグ: a label that staff or rules put on friends, with its entry in the ledger."""

    name = models.CharField(max_length=100)
    folder = models.CharField(max_length=100, default="", db_default="")
    kind = models.CharField(max_length=10, choices=TagKind, default="", db_default="")
    #: Of a tag of kind ``interest``: in what the friend is interested.
    genre = models.CharField(max_length=50, default="", db_default="")
    meaning = models.CharField(max_length=500, default="", db_default="")
    purpose = models.CharField(max_length=500, default="", db_default="")
    owner = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, db_constraint=False, db_index=False, related_name="+"
    )
    #: Who made it, as the audit log named them then.
    creator = models.CharField(max_length=200, default="", db_default="")
    retires_on = models.DateField(null=True)
    retirement_told_at = models.DateTimeField(null=True)
    #: How many friends may have it at once.
    capacity = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    #: When it was last put on or taken off somebody, exact to an hour.
    last_used_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_tag"
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="friends_tag_once")]


class FriendTag(models.Model):
    """One tag on one friend. Its primary key (org, tag, friend) is its only index, by measurement."""

    pk = models.CompositePrimaryKey("org_id", "tag_id", "friend_id")
    org_id = models.BigIntegerField()
    tag_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "friends_friendtag"


class TagChange(TenantModel):
    """How many friends of a channel got or lost a tag on a day. A trigger adds a row for each statement, and a job
    folds them: the sum of all is how many friends have the tag now, exactly and without counting them.

    Rows are only added, so that two who tag at the same moment never wait for each other.
    """

    tag_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    on_date = models.DateField()
    added = models.IntegerField(default=0, db_default=0)
    removed = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "friends_tagchange"
        indexes = [
            models.Index(
                fields=["org", "tag_id", "channel_id", "on_date"],
                include=["added", "removed"],
                name="friends_tagchange_of_tag",
            )
        ]


class TagNaming(TenantModel):
    """How an organisation names its tags; without a row, the usual way. ``rule`` is a ``domain.tag_names`` rule."""

    rule = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "friends_tagnaming"
        constraints = [models.UniqueConstraint(fields=["org"], name="friends_tagnaming_once")]


class TagMerge(TenantModel):
    """Tags that were merged into another. Theirs stay on their friends, archived, so that it can be undone."""

    target_id = models.BigIntegerField()
    source_ids = ArrayField(models.BigIntegerField())
    source_names = ArrayField(models.CharField(max_length=100))
    people = models.IntegerField()
    #: What named a merged tag and names the other now: (kind, id, before) of each.
    rewritten = models.JSONField(default=list)
    actor = models.CharField(max_length=200)
    merged_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_tagmerge"


class TagBackup(TenantModel):
    """A tag as it was when it was deleted, kept for a while with all who had it."""

    tag_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    facts = models.JSONField()
    people = models.IntegerField()
    actor = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    restored_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_tagbackup"


class TagBackupPart(TenantModel):
    """Some of those who had the tag, since when."""

    backup = models.ForeignKey(TagBackup, on_delete=models.CASCADE, db_constraint=False, db_index=False)
    channel_id = models.BigIntegerField()
    friend_ids = ArrayField(models.BigIntegerField())
    added_at = ArrayField(models.DateTimeField())

    class Meta:
        db_table = "friends_tagbackuppart"
        indexes = [models.Index(fields=["org", "backup"], name="friends_tagbackuppart_of")]
