from django.db import models

from enishi.accounts.models import TenantModel


class Template(TenantModel):
    """テンプレート: reusable blocks that staff edit; sending uses a frozen revision of it."""

    name = models.CharField(max_length=100)
    blocks = models.JSONField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "content_template"
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="content_template_name_once")]


class Revision(TenantModel):
    """版: frozen content. Equal blocks share one row, so freezing is idempotent."""

    digest = models.CharField(max_length=64)
    blocks = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "content_revision"
        constraints = [models.UniqueConstraint(fields=["org", "digest"], name="content_revision_digest_once")]


class MediaState(models.TextChoices):
    WAITING = "waiting", "取得待ち"
    STORED = "stored", "保存済み"
    GONE = "gone", "取得不可"
    DELETED = "deleted", "削除済み"


class Media(TenantModel):
    """A file of ours: what a friend sent (fetched before LINE forgets it). The name on disk is random."""

    channel_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    message_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=MediaState, default=MediaState.WAITING)
    path = models.CharField(max_length=100, default="")
    content_type = models.CharField(max_length=100, default="")
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    attempts = models.IntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "content_media"
        constraints = [
            models.UniqueConstraint(fields=["org", "channel_id", "message_id"], name="content_media_once")
        ]
        indexes = [
            models.Index(
                fields=["org", "next_attempt_at"],
                name="content_media_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["org", "friend_id", "-created_at", "-id"], name="content_media_of_friend"),
        ]


class Upload(TenantModel):
    """A picture that staff uploaded for messages. Its names are random, and stand in addresses that anybody may open."""

    name = models.CharField(max_length=60)
    preview_name = models.CharField(max_length=60)
    media_type = models.CharField(max_length=20)
    width = models.IntegerField()
    height = models.IntegerField()
    size_bytes = models.IntegerField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "content_upload"
