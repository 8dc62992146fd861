"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.partitions import default_partition
from enishi.kit.tenancy import protect_sql, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0001_initial"),
        ("content", "0002_tenancy"),
        ("friends", "0002_tenancy"),
    ]

    operations = [
        tenant_table(
            "delivery_dispatch",
            foreign_keys={
                "channel_id": "line_channel",
                "revision_id": "content_revision",
            },
        ),
        tenant_table("delivery_candidates", foreign_keys={"dispatch_id": "delivery_dispatch"}),
        tenant_table("delivery_batch", foreign_keys={"dispatch_id": "delivery_dispatch"}),
        tenant_table("delivery_pace", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("delivery_channelhealth", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("delivery_withdrawal"),
        migrations.RunSQL(
            """
ALTER TABLE delivery_delivery RENAME TO delivery_delivery_plain;
CREATE TABLE delivery_delivery (LIKE delivery_delivery_plain INCLUDING DEFAULTS) PARTITION BY RANGE (due_at);
DROP TABLE delivery_delivery_plain;
ALTER TABLE delivery_delivery ADD PRIMARY KEY (org_id, dispatch_id, friend_id, due_at);
CREATE INDEX delivery_delivery_of_friend ON delivery_delivery (org_id, friend_id, due_at DESC);
CREATE INDEX delivery_delivery_unknown ON delivery_delivery (org_id, decided_at DESC) WHERE state = 'unknown';
""",
            reverse_sql=migrations.RunSQL.noop,
        ),
        default_partition("delivery_delivery"),
        migrations.RunSQL(protect_sql("delivery_delivery"), reverse_sql=migrations.RunSQL.noop),
    ]
