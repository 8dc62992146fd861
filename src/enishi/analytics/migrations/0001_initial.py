"""Daily numbers of each channel."""

from django.db import migrations, models

from enishi.kit.tenancy import protect_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0002_tenancy"), ("line", "0002_tenancy")]

    operations = [
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "channel_id",
                        "measure",
                        "on_date",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("measure", models.CharField(max_length=20)),
                ("on_date", models.DateField()),
                ("number", models.IntegerField(db_default=0, default=0)),
            ],
            options={"db_table": "analytics_daycount"},
        ),
        migrations.RunSQL(
            """
ALTER TABLE analytics_daycount
  ADD CONSTRAINT analytics_daycount_org_fk FOREIGN KEY (org_id)
      REFERENCES accounts_organisation (id) ON DELETE CASCADE,
  ADD CONSTRAINT analytics_daycount_channel_id_fk FOREIGN KEY (org_id, channel_id)
      REFERENCES line_channel (org_id, id) ON DELETE CASCADE;
"""
            + protect_sql("analytics_daycount"),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
