"""Pictures that staff upload."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("content", "0002_tenancy")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("preview_name", models.CharField(max_length=60)),
                ("media_type", models.CharField(max_length=20)),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("size_bytes", models.IntegerField()),
                ("created_at", models.DateTimeField()),
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
            options={"db_table": "content_upload"},
        ),
        tenant_table("content_upload"),
    ]
