"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.partitions import default_partition
from enishi.kit.tenancy import protect_sql


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("line", "0002_tenancy")]

    operations = [
        migrations.RunSQL(
            """
ALTER TABLE intake_inboundevent RENAME TO intake_inboundevent_plain;
CREATE TABLE intake_inboundevent (LIKE intake_inboundevent_plain INCLUDING DEFAULTS) PARTITION BY RANGE (occurred_at);
DROP TABLE intake_inboundevent_plain;
ALTER TABLE intake_inboundevent ADD PRIMARY KEY (org_id, channel_id, webhook_event_id, occurred_at);
CREATE INDEX intake_inbound_pending ON intake_inboundevent (org_id, channel_id, occurred_at) WHERE processed_at IS NULL;
CREATE INDEX intake_inbound_failed ON intake_inboundevent (org_id, received_at DESC) WHERE error <> '';
""",
            reverse_sql=migrations.RunSQL.noop,
        ),
        default_partition("intake_inboundevent"),
        migrations.RunSQL(protect_sql("intake_inboundevent"), reverse_sql=migrations.RunSQL.noop),
    ]
