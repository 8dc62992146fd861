"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("line", "0001_initial"), ("accounts", "0002_tenancy")]

    operations = [
        tenant_table("line_channel"),
        migrations.RunSQL(
            "SELECT enishi_limit_to_channels('line_channel', 'id')", reverse_sql=migrations.RunSQL.noop
        ),
    ]
