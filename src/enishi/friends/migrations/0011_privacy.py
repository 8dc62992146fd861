"""Consent, erasures, and how long data are kept."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql, tenant_table

_ID = (
    "id",
    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
)


def _org() -> tuple[str, models.Field]:
    return (
        "org",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            on_delete=django.db.models.deletion.CASCADE,
            to="accounts.organisation",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("friends", "0010_engagement")]

    operations = [
        migrations.CreateModel(
            name="ConsentPurpose",
            fields=[
                _ID,
                ("name", models.CharField(max_length=100)),
                ("wordings", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                _org(),
            ],
            options={
                "db_table": "friends_consentpurpose",
                "constraints": [
                    models.UniqueConstraint(fields=("org", "name"), name="friends_consentpurpose_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                _ID,
                ("channel_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("purpose_id", models.BigIntegerField()),
                ("is_given", models.BooleanField()),
                ("version", models.IntegerField()),
                ("source", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                _org(),
            ],
            options={
                "db_table": "friends_consent",
                "indexes": [
                    models.Index(
                        fields=["org", "friend_id", "purpose_id", "-at", "-id"], name="friends_consent_of"
                    ),
                    models.Index(
                        fields=["org", "channel_id", "purpose_id", "friend_id", "-at", "-id"],
                        name="friends_consent_to",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                _ID,
                ("channel_id", models.BigIntegerField()),
                ("line_user_hash", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                _org(),
            ],
            options={
                "db_table": "friends_erasure",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "channel_id", "line_user_hash"), name="friends_erasure_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacySettings",
            fields=[
                ("org_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("timeline_months", models.IntegerField(null=True)),
                ("inbound_days", models.IntegerField(null=True)),
                ("blocked_months", models.IntegerField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "friends_privacysettings"},
        ),
        tenant_table("friends_consentpurpose"),
        tenant_table(
            "friends_consent",
            foreign_keys={
                "channel_id": "line_channel",
                "friend_id": "friends_friend",
                "purpose_id": "friends_consentpurpose",
            },
        ),
        tenant_table("friends_erasure", foreign_keys={"channel_id": "line_channel"}),
        migrations.RunSQL(
            """
ALTER TABLE friends_privacysettings ADD CONSTRAINT friends_privacysettings_org_fk
  FOREIGN KEY (org_id) REFERENCES accounts_organisation (id) ON DELETE CASCADE;
"""
            + protect_sql("friends_privacysettings"),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
