"""Who has a tag, who follows and who is hidden, as bitmaps: derived from the tables, and made anew from them at any time."""

from django.db import models

from enishi.accounts.models import TenantModel


class SetChunk(models.Model):
    """The part of one set whose friends' ids share their upper bits (``chunk`` is the id shifted right by sixteen).

    ``bits`` is a serialised roaring bitmap of the lower sixteen bits. ``set_key`` is ``t12`` for who has tag 12, ``c3``
    for all friends of channel 3, ``f3`` for those who follow it, ``h3`` for the hidden and ``m3`` for the muted ones. No
    row is an empty part.
    """

    pk = models.CompositePrimaryKey("org_id", "set_key", "chunk")
    org_id = models.BigIntegerField()
    set_key = models.CharField(max_length=24)
    chunk = models.BigIntegerField()
    bits = models.BinaryField()

    class Meta:
        db_table = "friends_setchunk"


class SetMark(TenantModel):
    """A part of a set that changed since its bitmap was made. Only added to and deleted, never updated: writers do not
    wait for one another here."""

    set_key = models.CharField(max_length=24)
    chunk = models.BigIntegerField()

    class Meta:
        db_table = "friends_setmark"
        indexes = [models.Index(fields=["org", "set_key", "chunk"], name="friends_setmark_of_set")]
