"""What happened to friends."""

from django.db import models

from enishi.accounts.models import TenantModel


class TimelineEvent(TenantModel):
    """行動履歴: a fact about a friend, past tense. Partitioned by month of ``occurred_at``; never updated, except
    that an unsent message loses its content."""

    friend_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    ref = models.CharField(max_length=100, default="", db_default="")
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "friends_timelineevent"
