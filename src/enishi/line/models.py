from django.db import models

from enishi.accounts.models import TenantModel


class TokenKind(models.TextChoices):
    LONG_LIVED = "long_lived", "長期のチャネルアクセストークン"
    STATELESS = "stateless", "自動更新（推奨）"


class Channel(TenantModel):
    """公式アカウント: one Messaging API channel. Secrets are sealed; only ``line.selectors`` and intake's
    ``verify`` open them."""

    name = models.CharField(max_length=100)
    webhook_key = models.CharField(max_length=40)
    line_channel_id = models.CharField(max_length=20)
    bot_user_id = models.CharField(max_length=40, default="", blank=True)
    basic_id = models.CharField(max_length=40, default="", blank=True)
    picture_url = models.CharField(max_length=2000, default="", blank=True)
    secret_sealed = models.TextField()
    previous_secret_sealed = models.TextField(default="", blank=True)
    token_kind = models.CharField(max_length=20, choices=TokenKind)
    token_sealed = models.TextField(default="", blank=True)
    #: Sending that LINE refused for its credentials goes on once these are newer than the refusal.
    credentials_changed_at = models.DateTimeField()
    timezone = models.CharField(max_length=60, default="Asia/Tokyo")
    is_active = models.BooleanField(default=True)
    #: Where the channel's platform listens. Empty for LINE itself; a practice channel lives on the virtual one.
    api_address = models.CharField(max_length=200, default="", db_default="", blank=True)
    api_data_address = models.CharField(max_length=200, default="", db_default="", blank=True)
    phone_address = models.CharField(max_length=200, default="", db_default="", blank=True)
    created_at = models.DateTimeField()
    last_webhook_at = models.DateTimeField(null=True, blank=True)
    quota_limit = models.IntegerField(null=True, blank=True)
    quota_used = models.IntegerField(null=True, blank=True)
    quota_checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "line_channel"
        constraints = [models.UniqueConstraint(fields=["org", "line_channel_id"], name="line_channel_once")]
        # Not unique by constraint, because a constraint would span organisations; 130 random bits are.
        indexes = [models.Index(fields=["webhook_key"], name="line_channel_by_webhook_key")]

    @property
    def is_practice(self) -> bool:
        """Whether no message of this channel can reach a real person."""
        return bool(self.api_address)
