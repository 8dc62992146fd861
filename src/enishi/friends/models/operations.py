"""Long work on many friends: what it is, how far it is, whom it concerns and what it changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel


class OperationState(models.TextChoices):
    DRAFT = "draft", "準備中"
    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "実行中"
    CANCELLED = "cancelled", "中止"
    FAILED = "failed", "停止（エラー）"
    DONE = "done", "完了"
    UNDOING = "undoing", "取り消し中"
    UNDONE = "undone", "取り消し済み"


class Operation(TenantModel):
    """処理: long work in chunks. What a chunk did and ``cursor``, where the next one begins, are committed together.

    ``title`` holds the words in both languages. ``needs`` are the permissions that its starter had to hold, and
    ``limit`` the channels that its starter works on (None: all): it runs with these. ``report`` holds ``counts``
    (outcome → number), ``failures`` (the first hundred) and what else its kind notes. ``undone`` of ``to_undo``
    says how far an undo is; ``run_at`` and ``run_done`` say when, and from which number on, the present run began.
    """

    channel_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    title = models.JSONField(default=dict)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=OperationState)
    is_undoing = models.BooleanField(default=False, db_default=False)
    can_undo = models.BooleanField(default=False, db_default=False)
    undo_until = models.DateTimeField(null=True)
    needs = ArrayField(models.CharField(max_length=60), default=list)
    limit = ArrayField(models.BigIntegerField(), null=True)
    total = models.IntegerField(default=0, db_default=0)
    done = models.IntegerField(default=0, db_default=0)
    changed = models.IntegerField(default=0, db_default=0)
    failed = models.IntegerField(default=0, db_default=0)
    to_undo = models.IntegerField(default=0, db_default=0)
    undone = models.IntegerField(default=0, db_default=0)
    cursor = models.JSONField(default=dict)
    undo_cursor = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    error = models.JSONField(null=True)
    attempts = models.IntegerField(default=0, db_default=0)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    run_at = models.DateTimeField(null=True)
    run_done = models.IntegerField(default=0, db_default=0)
    #: When it may go on: the one that has waited longest goes first, so that big ones do not keep small ones waiting.
    due_at = models.DateTimeField()

    class Meta:
        db_table = "friends_operation"
        indexes = [
            models.Index(fields=["org", "-created_at", "-id"], name="friends_operation_recent"),
            models.Index(
                fields=["due_at", "id"],
                name="friends_operation_due",
                condition=Q(state__in=["queued", "running", "undoing"]),
            ),
        ]


class OperationTarget(models.Model):
    """Whom an operation concerns: friends of its channel, frozen in chunks when it was started."""

    pk = models.CompositePrimaryKey("org_id", "operation_id", "chunk")
    org_id = models.BigIntegerField()
    operation_id = models.BigIntegerField()
    chunk = models.IntegerField()
    channel_id = models.BigIntegerField()
    friend_ids = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "friends_operationtarget"


class OperationChange(models.Model):
    """What an operation really changed, part by part, so that an undo takes back that and nothing else."""

    pk = models.CompositePrimaryKey("org_id", "operation_id", "part")
    org_id = models.BigIntegerField()
    operation_id = models.BigIntegerField()
    part = models.IntegerField()
    channel_id = models.BigIntegerField()
    deed = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    friend_ids = ArrayField(models.BigIntegerField())
    before = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "friends_operationchange"
