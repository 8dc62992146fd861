from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel
from enishi.kit.ids import uuid7


class DispatchKind(models.TextChoices):
    BROADCAST = "broadcast", "一斉配信"
    SCENARIO = "scenario", "シナリオ"
    RULE = "rule", "自動応答"
    STAFF = "staff", "個別トーク"
    TEST = "test", "テスト送信"


class DispatchState(models.TextChoices):
    OPEN = "open", "配信中"
    PAUSED = "paused", "一時停止"
    CANCELLED = "cancelled", "中止"
    DONE = "done", "完了"


class Dispatch(TenantModel):
    """配信: who gets what, when; decided once. The counters always satisfy
    planned = sent + held + skipped + failed + unknown + those still queued in candidates and open batches."""

    channel_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=DispatchKind)
    source = models.CharField(max_length=60, default="", db_default="")
    revision_id = models.BigIntegerField()
    priority = models.SmallIntegerField(default=50)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=DispatchState, default=DispatchState.OPEN)
    state_reason = models.CharField(max_length=300, default="", db_default="")
    planned = models.IntegerField(default=0, db_default=0)
    sent = models.IntegerField(default=0, db_default=0)
    held = models.IntegerField(default=0, db_default=0)
    skipped = models.IntegerField(default=0, db_default=0)
    failed = models.IntegerField(default=0, db_default=0)
    unknown = models.IntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200, default="", db_default="")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_dispatch"
        indexes = [
            models.Index(fields=["org", "-created_at", "-id"], name="delivery_dispatch_recent"),
            # Those that staff made are few among the replies and steps, and are looked for by kind.
            models.Index(
                fields=["org", "kind", "-created_at", "-id"],
                name="delivery_dispatch_by_staff",
                condition=Q(kind__in=["broadcast", "staff", "test"]),
            ),
            # What staff must look at is rare, and asked for whenever the home page opens.
            models.Index(
                fields=["org", "channel_id", "-created_at", "-id"],
                name="delivery_dispatch_troubled",
                condition=Q(failed__gt=0) | Q(unknown__gt=0) | Q(state="paused"),
            ),
            models.Index(
                fields=["org", "channel_id", "due_at"],
                name="delivery_dispatch_unfinished",
                condition=Q(state__in=["open", "paused"]),
            ),
            models.Index(
                fields=["org", "source"],
                name="delivery_dispatch_by_scenario",
                condition=Q(kind="scenario"),
            ),
        ]


class Candidates(TenantModel):
    """Friends of a dispatch that wait to be planned: the audience snapshot in slices, and later those held.

    A queue: rows are deleted when planned. ``reply_tokens`` runs parallel to ``friend_ids`` (empty string: none).
    """

    channel_id = models.BigIntegerField()
    dispatch_id = models.BigIntegerField()
    priority = models.SmallIntegerField()
    due_at = models.DateTimeField()
    friend_ids = ArrayField(models.BigIntegerField())
    reply_tokens = ArrayField(models.CharField(max_length=256), null=True)
    reply_until = models.DateTimeField(null=True)
    is_held = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "delivery_candidates"
        indexes = [models.Index(fields=["due_at"], name="delivery_candidates_due")]


class BatchState(models.TextChoices):
    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RETURNED = "returned"


class Batch(TenantModel):
    """送信単位: one HTTP call. Recipients, payload and retry key (the id) are frozen before the first attempt."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    channel_id = models.BigIntegerField()
    dispatch_id = models.BigIntegerField()
    endpoint = models.CharField(max_length=12)
    priority = models.SmallIntegerField()
    #: Set when the batch has one recipient: keeps the order of one friend's messages.
    friend_id = models.BigIntegerField(null=True)
    friend_ids = ArrayField(models.BigIntegerField())
    line_user_ids = ArrayField(models.CharField(max_length=33))
    reply_token = models.CharField(max_length=256, default="", db_default="")
    messages = models.BinaryField()
    state = models.CharField(
        max_length=10, choices=BatchState, default=BatchState.READY, db_default=BatchState.READY
    )
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    worker_id = models.BigIntegerField(null=True)
    attempts = models.IntegerField(default=0, db_default=0)
    first_attempt_at = models.DateTimeField(null=True)
    is_in_doubt = models.BooleanField(default=False, db_default=False)
    finished_at = models.DateTimeField(null=True)
    status_code = models.IntegerField(null=True)
    request_id = models.CharField(max_length=60, default="", db_default="")
    error = models.CharField(max_length=500, default="", db_default="")

    class Meta:
        db_table = "delivery_batch"
        indexes = [
            models.Index(fields=["org", "dispatch_id"], name="delivery_batch_of_dispatch"),
            models.Index(
                fields=["channel_id", "endpoint", "-priority", "created_at", "id"],
                name="delivery_batch_ready",
                condition=Q(state="ready"),
            ),
            models.Index(fields=["org", "id"], name="delivery_batch_unknown", condition=Q(state="unknown")),
            models.Index(
                fields=["worker_id"],
                name="delivery_batch_sending",
                condition=Q(state="sending"),
            ),
            models.Index(
                fields=["org", "friend_id", "created_at"],
                name="delivery_batch_order",
                condition=Q(state__in=["ready", "sending"], friend_id__isnull=False),
            ),
            # What was written for one friend and never went out: it has to be found when that person is erased.
            models.Index(
                fields=["org", "friend_id"],
                name="delivery_batch_returned",
                condition=Q(state="returned", friend_id__isnull=False),
            ),
            models.Index(
                fields=["org", "channel_id", "id"],
                name="delivery_batch_group_order",
                condition=Q(state__in=["ready", "sending"], friend_id__isnull=True),
            ),
        ]


class Delivery(models.Model):
    """配信結果: the ledger. One friend and one intended message, and what became of it. Partitioned by month of
    ``due_at``, which is the dispatch's and therefore the same for all its rows."""

    pk = models.CompositePrimaryKey("org_id", "dispatch_id", "friend_id", "due_at")
    org_id = models.BigIntegerField()
    dispatch_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, default="")
    detail = models.CharField(max_length=300, default="")
    batch_id = models.UUIDField(null=True)
    endpoint = models.CharField(max_length=12, default="")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_delivery"


class Pace(TenantModel):
    """When the next request to one endpoint of one channel may start; shared by all workers."""

    channel_id = models.BigIntegerField()
    endpoint = models.CharField(max_length=12)
    next_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_pace"
        constraints = [
            models.UniqueConstraint(fields=["org", "channel_id", "endpoint"], name="delivery_pace_once")
        ]


class ChannelHealth(TenantModel):
    """The circuit breaker and the monthly quota of one channel."""

    channel_id = models.BigIntegerField()
    failures = models.IntegerField(default=0, db_default=0)
    open_until = models.DateTimeField(null=True)
    refused_reason = models.CharField(max_length=300, default="", db_default="")
    refused_at = models.DateTimeField(null=True)
    quota_out_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_channelhealth"
        constraints = [
            models.UniqueConstraint(fields=["org", "channel_id"], name="delivery_channelhealth_once")
        ]


class Withdrawal(TenantModel):
    """A friend who left a source (a scenario, say) while a message of it may already wait in a batch."""

    friend_id = models.BigIntegerField()
    source = models.CharField(max_length=60)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "delivery_withdrawal"
        indexes = [models.Index(fields=["org", "at"], name="delivery_withdrawal_recent")]
