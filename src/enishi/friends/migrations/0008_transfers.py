"""Imports and exports of files: the files' rows, their problems and remembered mappings."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table


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
    dependencies = [("friends", "0007_operations")]

    operations = [
        migrations.CreateModel(
            name="FileImport",
            fields=[
                _id(),
                ("channel_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("stored_name", models.CharField(max_length=60)),
                ("size_bytes", models.BigIntegerField()),
                ("received_bytes", models.BigIntegerField(db_default=0, default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploading", "アップロード中"),
                            ("refused", "読み取れないファイル"),
                            ("ready", "準備完了"),
                        ],
                        max_length=10,
                    ),
                ),
                ("error", models.JSONField(null=True)),
                ("shape", models.JSONField(default=dict)),
                ("columns", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("origin", models.CharField(db_default="", default="", max_length=20)),
                ("check_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                _org(),
            ],
            options={
                "db_table": "friends_fileimport",
                "indexes": [
                    models.Index(
                        fields=["org", "channel_id", "-created_at", "-id"], name="friends_fileimport_recent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                _id(),
                ("operation_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("column", models.IntegerField(null=True)),
                ("header", models.CharField(db_default="", default="", max_length=200)),
                ("value", models.CharField(db_default="", default="", max_length=200)),
                ("ja", models.CharField(max_length=600)),
                ("en", models.CharField(max_length=600)),
                ("is_warning", models.BooleanField(db_default=False, default=False)),
                _org(),
            ],
            options={
                "db_table": "friends_importproblem",
                "indexes": [
                    models.Index(
                        fields=["org", "operation_id", "line", "id"], name="friends_importproblem_of"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                _id(),
                ("channel_id", models.BigIntegerField()),
                ("headers_key", models.CharField(max_length=64)),
                ("shape", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("used_at", models.DateTimeField()),
                _org(),
            ],
            options={
                "db_table": "friends_importmapping",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["org", "channel_id", "headers_key"], name="friends_importmapping_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileExport",
            fields=[
                _id(),
                ("channel_id", models.BigIntegerField()),
                ("operation_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("stored_name", models.CharField(max_length=60)),
                ("rows", models.IntegerField(null=True)),
                ("size_bytes", models.BigIntegerField(null=True)),
                ("facts", models.JSONField(default=dict)),
                ("actor_label", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                _org(),
            ],
            options={
                "db_table": "friends_fileexport",
                "indexes": [
                    models.Index(
                        fields=["org", "channel_id", "-created_at", "-id"], name="friends_fileexport_recent"
                    )
                ],
            },
        ),
        tenant_table("friends_fileimport", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("friends_importproblem", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("friends_importmapping", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("friends_fileexport", foreign_keys={"channel_id": "line_channel"}),
    ]
