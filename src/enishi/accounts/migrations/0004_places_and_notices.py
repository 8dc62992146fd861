"""Members limited to channels, invitations, and notices to staff."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table

ROLES = [
    ("owner", "オーナー"),
    ("admin", "管理者"),
    ("operator", "運用担当"),
    ("responder", "トーク担当"),
    ("analyst", "分析担当"),
    ("partner", "パートナー"),
]


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _org() -> tuple[str, models.ForeignKey]:
    return "org", models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        to="accounts.organisation",
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_in")]

    operations = [
        migrations.AddField(
            "member", "channel_ids", ArrayField(models.BigIntegerField(), blank=True, null=True, size=None)
        ),
        migrations.AddField("member", "notices_read_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                _id(),
                ("email", models.EmailField(max_length=254)),
                ("role", models.CharField(choices=ROLES, max_length=20)),
                ("channel_ids", ArrayField(models.BigIntegerField(), blank=True, null=True, size=None)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("token_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                _org(),
            ],
            options={
                "db_table": "accounts_invitation",
                "indexes": [models.Index(fields=["token_hash"], name="accounts_invitation_by_hash")],
                "constraints": [
                    models.UniqueConstraint(fields=("org", "token_hash"), name="accounts_invitation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=40)),
                ("params", models.JSONField(default=dict)),
                ("channel_id", models.BigIntegerField(null=True)),
                ("permission", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField()),
                _org(),
            ],
            options={
                "db_table": "accounts_notice",
                "indexes": [
                    models.Index(fields=["org", "-created_at", "-id"], name="accounts_notice_recent")
                ],
            },
        ),
        tenant_table("accounts_invitation"),
        tenant_table("accounts_notice"),
    ]
