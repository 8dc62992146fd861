"""Tags and who has them."""

from django.db import models

from enishi.accounts.models import TenantModel


class Tag(TenantModel):
    """タグ: a label that staff or rules put on friends."""

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_tag"
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="friends_tag_once")]


class FriendTag(models.Model):
    """One tag on one friend. Its primary key (org, tag, friend) is its only index, by measurement."""

    pk = models.CompositePrimaryKey("org_id", "tag_id", "friend_id")
    org_id = models.BigIntegerField()
    tag_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "friends_friendtag"
