"""Bitmaps of who is hidden from lists and who is never written to."""

from django.db import migrations

# A new friend is neither, so only changes and departures mark these sets; a change of anything else marks nothing.
_TRIGGERS = """
CREATE OR REPLACE FUNCTION friends_mark_channels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO friends_setmark (org_id, set_key, chunk)
    SELECT DISTINCT b.org_id, p.prefix || c.channel_id, b.id >> 16
      FROM became b JOIN was w ON w.org_id = b.org_id AND w.id = b.id
     CROSS JOIN LATERAL (VALUES (b.channel_id), (w.channel_id)) AS c (channel_id)
     CROSS JOIN (VALUES ('c'), ('f'), ('h'), ('m')) AS p (prefix)
     WHERE b.status <> w.status OR b.channel_id <> w.channel_id
        OR (b.hidden_at IS NULL) <> (w.hidden_at IS NULL) OR (b.muted_at IS NULL) <> (w.muted_at IS NULL);
  ELSE
    INSERT INTO friends_setmark (org_id, set_key, chunk)
    SELECT DISTINCT t.org_id, p.prefix || t.channel_id, t.id >> 16
      FROM touched t CROSS JOIN (VALUES ('c'), ('f'), ('h'), ('m')) AS p (prefix)
     WHERE p.prefix IN ('c', 'f') OR (p.prefix = 'h' AND t.hidden_at IS NOT NULL)
        OR (p.prefix = 'm' AND t.muted_at IS NOT NULL);
  END IF;
  RETURN NULL;
END $$;
SELECT set_config('enishi.org', '*', true);
INSERT INTO friends_setmark (org_id, set_key, chunk)
SELECT DISTINCT org_id, 'h' || channel_id, id >> 16 FROM friends_friend WHERE hidden_at IS NOT NULL
UNION
SELECT DISTINCT org_id, 'm' || channel_id, id >> 16 FROM friends_friend WHERE muted_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0014_views")]

    operations = [migrations.RunSQL(_TRIGGERS, reverse_sql=migrations.RunSQL.noop)]
