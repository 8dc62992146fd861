from django.db import models


class InboundEvent(models.Model):
    """One webhook event as LINE sent it, stored before the 200. Partitioned by month of ``occurred_at``, the event's
    own time, which a redelivery repeats: so the key stays unique across partitions."""

    pk = models.CompositePrimaryKey("org_id", "channel_id", "webhook_event_id", "occurred_at")
    org_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    webhook_event_id = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_redelivery = models.BooleanField(default=False)
    #: The event's JSON text. Not jsonb: that refuses \u0000, and a friend may type anything.
    raw = models.TextField()
    processed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "intake_inboundevent"
