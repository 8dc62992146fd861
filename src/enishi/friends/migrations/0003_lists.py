"""Lists by last reaction, and counts of friends that cost nothing to read."""

import datetime

import django.db.models.functions.comparison
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql

_COUNT = """
CREATE FUNCTION friends_count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO friends_friendtally AS t (org_id, channel_id, following, blocked)
    SELECT org_id, channel_id, count(*) FILTER (WHERE status = 'following'), count(*) FILTER (WHERE status = 'blocked')
      FROM became GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (org_id, channel_id) DO UPDATE
       SET following = t.following + excluded.following, blocked = t.blocked + excluded.blocked;
  ELSIF TG_OP = 'DELETE' THEN
    UPDATE friends_friendtally t
       SET following = t.following - w.following, blocked = t.blocked - w.blocked
      FROM (SELECT org_id, channel_id, count(*) FILTER (WHERE status = 'following') AS following,
                   count(*) FILTER (WHERE status = 'blocked') AS blocked FROM was GROUP BY 1, 2) w
     WHERE t.org_id = w.org_id AND t.channel_id = w.channel_id;
  ELSE
    UPDATE friends_friendtally t
       SET following = t.following + c.change, blocked = t.blocked - c.change
      FROM (SELECT b.org_id, b.channel_id,
                   sum((b.status = 'following')::int - (w.status = 'following')::int) AS change
              FROM became b JOIN was w ON w.org_id = b.org_id AND w.id = b.id
             WHERE b.status <> w.status GROUP BY 1, 2) c
     WHERE t.org_id = c.org_id AND t.channel_id = c.channel_id AND c.change <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER friends_counted_in AFTER INSERT ON friends_friend REFERENCING NEW TABLE AS became
  FOR EACH STATEMENT EXECUTE FUNCTION friends_count_changes();
CREATE TRIGGER friends_counted_over AFTER UPDATE ON friends_friend REFERENCING OLD TABLE AS was NEW TABLE AS became
  FOR EACH STATEMENT EXECUTE FUNCTION friends_count_changes();
CREATE TRIGGER friends_counted_out AFTER DELETE ON friends_friend REFERENCING OLD TABLE AS was
  FOR EACH STATEMENT EXECUTE FUNCTION friends_count_changes();
SELECT set_config('enishi.org', '*', true);
INSERT INTO friends_friendtally (org_id, channel_id, following, blocked)
SELECT org_id, channel_id, count(*) FILTER (WHERE status = 'following'), count(*) FILTER (WHERE status = 'blocked')
  FROM friends_friend GROUP BY 1, 2;
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0002_tenancy")]

    operations = [
        migrations.AddIndex(
            model_name="friend",
            index=models.Index(
                models.F("org"),
                models.F("channel"),
                models.OrderBy(
                    django.db.models.functions.comparison.Coalesce(
                        "last_reaction_at",
                        models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F("id"), descending=True),
                name="friends_friend_reacted",
            ),
        ),
        migrations.CreateModel(
            name="FriendTally",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "channel_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("following", models.IntegerField(db_default=0, default=0)),
                ("blocked", models.IntegerField(db_default=0, default=0)),
            ],
            options={"db_table": "friends_friendtally"},
        ),
        migrations.RunSQL(
            """
ALTER TABLE friends_friendtally
  ADD CONSTRAINT friends_friendtally_org_fk FOREIGN KEY (org_id)
      REFERENCES accounts_organisation (id) ON DELETE CASCADE,
  ADD CONSTRAINT friends_friendtally_channel_id_fk FOREIGN KEY (org_id, channel_id)
      REFERENCES line_channel (org_id, id) ON DELETE CASCADE;
"""
            + protect_sql("friends_friendtally"),
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(_COUNT, reverse_sql=migrations.RunSQL.noop),
    ]
