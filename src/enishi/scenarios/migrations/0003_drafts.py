"""Drafts are numbered, so that two people who edit the same one do not overwrite each other unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0002_tenancy")]

    operations = [
        migrations.AddField("scenario", "draft_number", models.IntegerField(default=1, db_default=1)),
        migrations.AddField(
            "scenario", "created_by", models.CharField(default="", db_default="", max_length=200)
        ),
    ]
