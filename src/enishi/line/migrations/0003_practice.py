"""Channels that live on the virtual platform instead of LINE's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("line", "0002_tenancy")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name=name,
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        )
        for name in ("api_address", "api_data_address", "phone_address")
    ]
