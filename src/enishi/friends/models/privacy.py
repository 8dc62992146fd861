"""What people agreed to, whose data were erased, and how long data are kept."""

from django.db import models

from enishi.accounts.models import TenantModel


class ConsentPurpose(TenantModel):
    """利用目的: what a business asks people's consent for. ``wordings`` is a list of ``{"version", "text", "at"}``, the
    newest last; a wording that somebody agreed to is never changed."""

    name = models.CharField(max_length=100)
    wordings = models.JSONField(default=list)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_consentpurpose"
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="friends_consentpurpose_once")]

    @property
    def version(self) -> int:
        """The wording that one agrees to now."""
        return int(self.wordings[-1]["version"])


class Consent(TenantModel):
    """One yes or no of one friend; only added to. The last one counts."""

    channel_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    purpose_id = models.BigIntegerField()
    is_given = models.BooleanField()
    version = models.IntegerField()
    source = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        db_table = "friends_consent"
        indexes = [
            models.Index(fields=["org", "friend_id", "purpose_id", "-at", "-id"], name="friends_consent_of"),
            models.Index(
                fields=["org", "channel_id", "purpose_id", "friend_id", "-at", "-id"],
                name="friends_consent_to",
            ),
        ]


class Erasure(TenantModel):
    """A LINE user whose data were erased, known by a keyed hash alone: imports leave them out."""

    channel_id = models.BigIntegerField()
    line_user_hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        db_table = "friends_erasure"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "channel_id", "line_user_hash"], name="friends_erasure_once"
            )
        ]


class PrivacySettings(models.Model):
    """How long an organisation keeps what; null keeps for ever. Months are of thirty days."""

    org_id = models.BigIntegerField(primary_key=True)
    #: Facts on timelines older than this go.
    timeline_months = models.IntegerField(null=True)
    #: What LINE sent, as it came.
    inbound_days = models.IntegerField(null=True)
    #: Whoever has blocked the account for so long is erased.
    blocked_months = models.IntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "friends_privacysettings"
