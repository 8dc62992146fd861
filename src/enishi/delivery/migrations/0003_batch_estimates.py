"""The queue of batches, as the planner sees it.

Row-level security asks for the organisation a second time. Written as a plain comparison, the planner counts it as a
second, independent condition, expects next to no rows of an organisation, and looks batches up by walking through all
of the organisation's: 200 ms instead of 2 for a claim among 10,000. A CASE has no statistics and stays neutral.

The ids of a batch live for seconds and then are emptied: compressing them costs more than it saves.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_tenancy")]

    operations = [
        migrations.RunSQL(
            """
ALTER POLICY tenant ON delivery_batch
  USING (CASE WHEN org_id = ANY ((SELECT enishi_orgs())::bigint[]) THEN true ELSE false END);
ALTER TABLE delivery_batch ALTER COLUMN line_user_ids SET STORAGE EXTERNAL;
""",
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
