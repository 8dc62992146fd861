"""Saved views of the list of friends."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("friends", "0012_set_index")]

    operations = [
        migrations.CreateModel(
            name="FriendView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("channel_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("tree", models.JSONField(null=True)),
                ("filters", models.JSONField(default=dict)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("order", models.CharField(max_length=10)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("is_shared", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={"db_table": "friends_friendview"},
        ),
        migrations.AddIndex(
            "friendview",
            models.Index(fields=["org", "channel_id", "name"], name="friends_view_of_channel"),
        ),
        tenant_table("friends_friendview", foreign_keys={"channel_id": "line_channel"}),
    ]
