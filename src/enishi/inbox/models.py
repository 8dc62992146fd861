from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel


class MarkRole(models.TextChoices):
    """What Enishi does with a mark by itself: a friend's message sets ``open``, and setting ``done`` ends the wait."""

    OPEN = "open", "未対応"
    DONE = "done", "対応済み"
    OTHER = "", "その他"


class Mark(TenantModel):
    """対応マーク: how far staff are with a conversation. An organisation has exactly one open and one done mark."""

    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=12)
    position = models.IntegerField(default=0)
    role = models.CharField(max_length=8, choices=MarkRole, default=MarkRole.OTHER, blank=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_mark"
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="inbox_mark_name_once"),
            models.UniqueConstraint(
                fields=["org", "role"], condition=~Q(role=""), name="inbox_mark_role_once"
            ),
        ]


class Sender(models.TextChoices):
    FRIEND = "friend", "友だち"
    STAFF = "staff", "スタッフ"
    RULE = "rule", "自動応答"
    NOBODY = "", "なし"


class Conversation(TenantModel):
    """個別トーク: what staff see of one friend's talk in a list, kept up to date as facts are recorded.

    ``last_…`` is the newest message by its own time, ``waiting_since`` the first message of the friend's that nobody
    answered, ``answered_at`` how far staff have answered or waved through.
    """

    channel_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_sender = models.CharField(max_length=8, choices=Sender, default=Sender.NOBODY, blank=True)
    last_kind = models.CharField(max_length=20, default="", db_default="")
    last_text = models.CharField(max_length=200, default="", db_default="")
    last_ref = models.CharField(max_length=100, default="", db_default="")
    last_heard_at = models.DateTimeField(null=True)
    unread_count = models.IntegerField(default=0, db_default=0)
    waiting_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    last_reply_at = models.DateTimeField(null=True)
    last_reply_by = models.CharField(max_length=200, default="", db_default="")
    mark_id = models.BigIntegerField(null=True)
    assignee_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "inbox_conversation"
        constraints = [models.UniqueConstraint(fields=["org", "friend_id"], name="inbox_conversation_once")]
        indexes = [
            models.Index(fields=["org", "channel_id", "-last_at", "-id"], name="inbox_talk_recent"),
            models.Index(
                fields=["org", "channel_id", "-last_at", "-id"],
                name="inbox_talk_unread",
                condition=Q(unread_count__gt=0),
            ),
            models.Index(
                fields=["org", "channel_id", "waiting_since", "id"],
                name="inbox_talk_waiting",
                condition=Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["org", "channel_id", "mark_id", "-last_at", "-id"], name="inbox_talk_by_mark"
            ),
            models.Index(
                fields=["org", "channel_id", "assignee_id", "-last_at", "-id"], name="inbox_talk_by_assignee"
            ),
        ]


class Note(TenantModel):
    """ノート: what staff tell each other about a conversation; no friend ever sees it."""

    friend_id = models.BigIntegerField()
    body = models.TextField()
    author_kind = models.CharField(max_length=20)
    author_id = models.BigIntegerField(null=True)
    author_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "inbox_note"
        indexes = [
            models.Index(fields=["org", "friend_id", "-created_at", "-id"], name="inbox_note_of_friend")
        ]


class CannedReply(TenantModel):
    """定型文: an answer that staff put in with a few keys."""

    name = models.CharField(max_length=100)
    folder = models.CharField(max_length=100, default="", db_default="")
    shortcut = models.CharField(max_length=30, default="", db_default="")
    blocks = models.JSONField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbox_cannedreply"
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="inbox_cannedreply_name_once"),
            models.UniqueConstraint(
                fields=["org", "shortcut"], condition=~Q(shortcut=""), name="inbox_cannedreply_shortcut_once"
            ),
        ]


class ScheduledReply(TenantModel):
    """予約した返信: the dispatch that will send it knows when and what; this knows to whom and by whom."""

    friend_id = models.BigIntegerField()
    dispatch_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    class Meta:
        db_table = "inbox_scheduledreply"
        indexes = [models.Index(fields=["org", "friend_id", "-id"], name="inbox_scheduled_of_friend")]
