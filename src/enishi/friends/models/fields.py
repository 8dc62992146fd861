"""Fields and what friends have in them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from enishi.accounts.models import TenantModel
from enishi.friends.domain.fields import FieldSettings, FieldSpec, FieldType

#: What the text column is searched by; every comparison with ``text_key`` puts its other side through this.
TEXT_KEY_SQL = "lower(normalize(left({0}, 100), NFKC))"


class Field(TenantModel):
    """友だち情報欄: a typed attribute of an organisation's friends.

    ``settings`` is a :class:`FieldSettings`, ``default_value`` the JSON of a value that stands in for an empty one in
    messages and is written nowhere.
    """

    name = models.CharField(max_length=100)
    type = models.CharField(max_length=20)
    folder = models.CharField(max_length=100, default="", db_default="")
    description = models.CharField(max_length=500, default="", db_default="")
    purpose = models.CharField(max_length=500, default="", db_default="")
    settings = models.JSONField(default=dict)
    default_value: "models.JSONField[Any]" = models.JSONField(null=True)
    is_personal = models.BooleanField(default=False, db_default=False)
    position = models.IntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "friends_field"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "name"], name="friends_field_once", condition=Q(archived_at__isnull=True)
            )
        ]

    @property
    def spec(self) -> FieldSpec:
        """What reading and showing its values needs."""
        settings = FieldSettings.model_validate(self.settings)
        return FieldSpec(self.id, self.name, FieldType(self.type), settings, self.default_value)


class FieldValue(models.Model):
    """What one friend has in one field; no row is an empty value. Its key (org, field, friend) finds it, and the partial
    indexes order the friends of a field by value. None begins with the friend: naming the fields costs one probe each,
    and another index would slow every import.

    ``text_key`` and ``month_day`` are computed by the database. Only operators that leak nothing reach an index behind
    row-level security, so what conditions compare must be a plain column.
    """

    pk = models.CompositePrimaryKey("org_id", "field_id", "friend_id")
    org_id = models.BigIntegerField()
    field_id = models.BigIntegerField()
    friend_id = models.BigIntegerField()
    text_value = models.TextField(null=True)
    number_value = models.DecimalField(max_digits=21, decimal_places=6, null=True)
    date_value = models.DateField(null=True)
    at_value = models.DateTimeField(null=True)
    boolean_value = models.BooleanField(null=True)
    choice_ids = ArrayField(models.BigIntegerField(), null=True)
    source = models.CharField(max_length=60, default="", db_default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "friends_fieldvalue"
