"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.partitions import default_partition
from enishi.kit.tenancy import protect_sql, tenant_table


class Migration(migrations.Migration):
    dependencies = [("friends", "0001_initial"), ("line", "0002_tenancy")]

    operations = [
        tenant_table("friends_friend", foreign_keys={"channel_id": "line_channel"}),
        tenant_table("friends_tag"),
        migrations.RunSQL(protect_sql("friends_friendtag"), reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(
            """
ALTER TABLE friends_timelineevent RENAME TO friends_timelineevent_plain;
CREATE TABLE friends_timelineevent (LIKE friends_timelineevent_plain INCLUDING DEFAULTS INCLUDING IDENTITY) PARTITION BY RANGE (occurred_at);
DROP TABLE friends_timelineevent_plain;
ALTER TABLE friends_timelineevent ADD PRIMARY KEY (org_id, id, occurred_at);
CREATE INDEX friends_timeline_of_friend ON friends_timelineevent (org_id, friend_id, occurred_at DESC, id DESC);
CREATE INDEX friends_timeline_by_ref ON friends_timelineevent (org_id, ref) WHERE ref <> '';
""",
            reverse_sql=migrations.RunSQL.noop,
        ),
        default_partition("friends_timelineevent"),
        migrations.RunSQL(protect_sql("friends_timelineevent"), reverse_sql=migrations.RunSQL.noop),
    ]
