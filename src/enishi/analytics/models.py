from django.db import models


class DayCount(models.Model):
    """How often something happened at a channel on one day of its calendar. Added to as facts are recorded, so that
    a page of numbers reads a few rows and never the timeline. Friends by state are counted anew each hour."""

    pk = models.CompositePrimaryKey("org_id", "channel_id", "measure", "on_date")
    org_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    measure = models.CharField(max_length=20)
    on_date = models.DateField()
    number = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "analytics_daycount"
