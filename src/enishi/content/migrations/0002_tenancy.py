"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("line", "0002_tenancy")]

    operations = [
        tenant_table("content_template"),
        tenant_table("content_revision"),
        tenant_table("content_media", foreign_keys={"channel_id": "line_channel"}),
    ]
