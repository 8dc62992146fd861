"""How much friends react, how the relation stands, and what they are interested in."""

from django.db import models

from enishi.accounts.models import TenantModel


class EngagementSettings(models.Model):
    """How one channel counts reactions; a channel without a row uses the defaults."""

    pk = models.CompositePrimaryKey("org_id", "channel_id")
    org_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    half_life_days = models.IntegerField(default=30, db_default=30)
    #: Points by kind of fact; empty means the defaults.
    points = models.JSONField(default=dict, db_default={})
    new_days = models.IntegerField(default=14, db_default=14)
    active_days = models.IntegerField(default=30, db_default=30)
    cooling_days = models.IntegerField(default=90, db_default=90)
    dormant_days = models.IntegerField(default=180, db_default=180)
    #: Whom the brand is over for; a condition tree or nothing.
    graduation = models.JSONField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "friends_engagementsettings"


class Engagement(models.Model):
    """One friend's standing. ``level`` is the logarithm of the score (see ``domain.engagement``)."""

    pk = models.CompositePrimaryKey("org_id", "friend_id")
    org_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    level = models.FloatField(null=True)
    #: The last act that gave points, which may be one outside LINE.
    active_at = models.DateTimeField(null=True)
    lifecycle = models.CharField(max_length=10)
    lifecycle_since = models.DateTimeField()
    graduated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_engagement"
        indexes = [
            models.Index(fields=["org_id", "channel_id", "-level"], name="friends_engagement_level"),
            models.Index(
                fields=["org_id", "channel_id", "lifecycle", "friend_id"], name="friends_engagement_state"
            ),
        ]


class Genre(TenantModel):
    """ジャンル: a subject that friends can be interested in, and by what one sees it."""

    name = models.CharField(max_length=100)
    #: What counts as interest; see ``domain.engagement.Source``.
    sources = models.JSONField(default=list)
    #: Put on whoever's interest becomes high; none, if null.
    tag_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_genre"
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="friends_genre_once")]


class Interest(models.Model):
    """How much one friend is interested in one genre; ``level`` as in :class:`Engagement`."""

    pk = models.CompositePrimaryKey("org_id", "genre_id", "friend_id")
    org_id = models.BigIntegerField()
    genre_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    level = models.FloatField()

    class Meta:
        db_table = "friends_interest"
        indexes = [
            models.Index(fields=["org_id", "channel_id", "genre_id", "-level"], name="friends_interest_level")
        ]
