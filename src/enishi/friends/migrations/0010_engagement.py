"""Scores, states of the relation, and interests."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql, tenant_table

_OF_CHANNEL = """
ALTER TABLE {table}
  ADD CONSTRAINT {table}_org_fk FOREIGN KEY (org_id) REFERENCES accounts_organisation (id) ON DELETE CASCADE,
  ADD CONSTRAINT {table}_channel_id_fk FOREIGN KEY (org_id, channel_id)
      REFERENCES line_channel (org_id, id) ON DELETE CASCADE;
"""
# Rows of friends go with their friend; the table is written at each reaction, so that nothing else is checked.
_OF_FRIEND = """
ALTER TABLE {table}
  ADD CONSTRAINT {table}_friend_id_fk FOREIGN KEY (org_id, friend_id)
      REFERENCES friends_friend (org_id, id) ON DELETE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0009_customers")]

    operations = [
        migrations.CreateModel(
            name="EngagementSettings",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "channel_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("half_life_days", models.IntegerField(db_default=30, default=30)),
                ("points", models.JSONField(db_default={}, default=dict)),
                ("new_days", models.IntegerField(db_default=14, default=14)),
                ("active_days", models.IntegerField(db_default=30, default=30)),
                ("cooling_days", models.IntegerField(db_default=90, default=90)),
                ("dormant_days", models.IntegerField(db_default=180, default=180)),
                ("graduation", models.JSONField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "friends_engagementsettings"},
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "friend_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("level", models.FloatField(null=True)),
                ("active_at", models.DateTimeField(null=True)),
                ("lifecycle", models.CharField(max_length=10)),
                ("lifecycle_since", models.DateTimeField()),
                ("graduated_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "friends_engagement",
                "indexes": [
                    models.Index(fields=["org_id", "channel_id", "-level"], name="friends_engagement_level"),
                    models.Index(
                        fields=["org_id", "channel_id", "lifecycle", "friend_id"],
                        name="friends_engagement_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Genre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("sources", models.JSONField(default=list)),
                ("tag_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
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
                "db_table": "friends_genre",
                "constraints": [models.UniqueConstraint(fields=("org", "name"), name="friends_genre_once")],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "genre_id",
                        "friend_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("genre_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("level", models.FloatField()),
            ],
            options={
                "db_table": "friends_interest",
                "indexes": [
                    models.Index(
                        fields=["org_id", "channel_id", "genre_id", "-level"], name="friends_interest_level"
                    )
                ],
            },
        ),
        tenant_table("friends_genre"),
        migrations.RunSQL(
            _OF_CHANNEL.format(table="friends_engagementsettings")
            + protect_sql("friends_engagementsettings")
            + _OF_CHANNEL.format(table="friends_engagement")
            + _OF_FRIEND.format(table="friends_engagement")
            + protect_sql("friends_engagement")
            + _OF_CHANNEL.format(table="friends_interest")
            + _OF_FRIEND.format(table="friends_interest")
            + protect_sql("friends_interest"),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
