"""Fields and their values: typed columns, each with an index that holds only the rows that use it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql, tenant_table

# Computed columns, because behind row-level security an index serves only operators that leak nothing, and lower(),
# normalize() and extract() are none of these. "C" lets a search for a beginning use the index too.
_COMPUTED = """
ALTER TABLE friends_fieldvalue
  ADD COLUMN text_key text COLLATE "C" GENERATED ALWAYS AS
      (lower(normalize(left(text_value, 100), NFKC))) STORED,
  ADD COLUMN month_day smallint GENERATED ALWAYS AS
      ((extract(month FROM date_value) * 100 + extract(day FROM date_value))::smallint) STORED;
CREATE INDEX friends_fieldvalue_text ON friends_fieldvalue (org_id, field_id, text_key, friend_id)
  WHERE text_key IS NOT NULL;
CREATE INDEX friends_fieldvalue_number ON friends_fieldvalue (org_id, field_id, number_value, friend_id)
  WHERE number_value IS NOT NULL;
CREATE INDEX friends_fieldvalue_date ON friends_fieldvalue (org_id, field_id, date_value, friend_id)
  WHERE date_value IS NOT NULL;
CREATE INDEX friends_fieldvalue_month_day ON friends_fieldvalue (org_id, field_id, month_day, friend_id)
  WHERE month_day IS NOT NULL;
CREATE INDEX friends_fieldvalue_at ON friends_fieldvalue (org_id, field_id, at_value, friend_id)
  WHERE at_value IS NOT NULL;
CREATE INDEX friends_fieldvalue_choice ON friends_fieldvalue (org_id, field_id, (choice_ids[1]), friend_id)
  WHERE choice_ids IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0003_lists")]

    operations = [
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "field_id",
                        "friend_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("field_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("text_value", models.TextField(null=True)),
                ("number_value", models.DecimalField(decimal_places=6, max_digits=21, null=True)),
                ("date_value", models.DateField(null=True)),
                ("at_value", models.DateTimeField(null=True)),
                ("boolean_value", models.BooleanField(null=True)),
                (
                    "choice_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                ("source", models.CharField(db_default="", default="", max_length=60)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "friends_fieldvalue"},
        ),
        migrations.CreateModel(
            name="Field",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("type", models.CharField(max_length=20)),
                ("folder", models.CharField(db_default="", default="", max_length=100)),
                ("description", models.CharField(db_default="", default="", max_length=500)),
                ("purpose", models.CharField(db_default="", default="", max_length=500)),
                ("settings", models.JSONField(default=dict)),
                ("default_value", models.JSONField(null=True)),
                ("is_personal", models.BooleanField(db_default=False, default=False)),
                ("position", models.IntegerField(db_default=0, default=0)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "friends_field",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("org", "name"),
                        name="friends_field_once",
                    )
                ],
            },
        ),
        tenant_table("friends_field"),
        migrations.RunSQL(_COMPUTED, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(protect_sql("friends_fieldvalue"), reverse_sql=migrations.RunSQL.noop),
    ]
