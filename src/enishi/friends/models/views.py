"""Saved views of the list of friends."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from enishi.accounts.models import TenantModel


class FriendView(TenantModel):
    """保存した表示: which friends of a channel to list, in which columns and order.

    ``tree`` is a condition (null: everyone), ``filters`` the quick filters beside it, ``owner_id`` the member who
    saved it (null: a program). Seen by its owner, and by everybody who works on the channel if it is shared.
    """

    channel_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    tree = models.JSONField(null=True)
    filters = models.JSONField(default=dict)
    columns = ArrayField(models.CharField(max_length=40))
    order = models.CharField(max_length=10)
    owner_id = models.BigIntegerField(null=True)
    is_shared = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "friends_friendview"
        indexes = [models.Index(fields=["org", "channel_id", "name"], name="friends_view_of_channel")]
