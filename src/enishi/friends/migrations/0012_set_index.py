"""Bitmaps of tags and channels, and the marks by which one knows which of them are old."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql, tenant_table

_OWNED = """
ALTER TABLE friends_setchunk ADD CONSTRAINT friends_setchunk_org_fk FOREIGN KEY (org_id)
  REFERENCES accounts_organisation (id) ON DELETE CASCADE;
"""

# A statement marks each part that it touched once, however many rows it wrote.
_TRIGGERS = """
CREATE FUNCTION friends_mark_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO friends_setmark (org_id, set_key, chunk)
  SELECT DISTINCT org_id, 't' || tag_id, friend_id >> 16 FROM touched;
  RETURN NULL;
END $$;
CREATE TRIGGER friends_marked_tagged AFTER INSERT ON friends_friendtag REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION friends_mark_tags();
CREATE TRIGGER friends_marked_untagged AFTER DELETE ON friends_friendtag REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION friends_mark_tags();
CREATE FUNCTION friends_mark_channels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO friends_setmark (org_id, set_key, chunk)
    SELECT DISTINCT b.org_id, p.prefix || p.channel_id, b.id >> 16
      FROM became b JOIN was w ON w.org_id = b.org_id AND w.id = b.id
     CROSS JOIN LATERAL (VALUES ('c', b.channel_id), ('f', b.channel_id), ('c', w.channel_id), ('f', w.channel_id))
           AS p (prefix, channel_id)
     WHERE b.status <> w.status OR b.channel_id <> w.channel_id;
  ELSE
    INSERT INTO friends_setmark (org_id, set_key, chunk)
    SELECT DISTINCT t.org_id, p.prefix || t.channel_id, t.id >> 16
      FROM touched t CROSS JOIN (VALUES ('c'), ('f')) AS p (prefix);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER friends_marked_in AFTER INSERT ON friends_friend REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION friends_mark_channels();
CREATE TRIGGER friends_marked_out AFTER DELETE ON friends_friend REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION friends_mark_channels();
CREATE TRIGGER friends_marked_over AFTER UPDATE ON friends_friend REFERENCING OLD TABLE AS was NEW TABLE AS became
  FOR EACH STATEMENT EXECUTE FUNCTION friends_mark_channels();
SELECT set_config('enishi.org', '*', true);
INSERT INTO friends_setmark (org_id, set_key, chunk)
SELECT DISTINCT org_id, 't' || tag_id, friend_id >> 16 FROM friends_friendtag;
INSERT INTO friends_setmark (org_id, set_key, chunk)
SELECT DISTINCT org_id, p.prefix || channel_id, id >> 16
  FROM friends_friend CROSS JOIN (VALUES ('c'), ('f')) AS p (prefix);
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0011_privacy")]

    operations = [
        migrations.CreateModel(
            name="SetChunk",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "set_key",
                        "chunk",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("set_key", models.CharField(max_length=24)),
                ("chunk", models.BigIntegerField()),
                ("bits", models.BinaryField()),
            ],
            options={"db_table": "friends_setchunk"},
        ),
        migrations.CreateModel(
            name="SetMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("set_key", models.CharField(max_length=24)),
                ("chunk", models.BigIntegerField()),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "friends_setmark",
                "indexes": [models.Index(fields=["org", "set_key", "chunk"], name="friends_setmark_of_set")],
            },
        ),
        tenant_table("friends_setmark"),
        migrations.RunSQL(
            _OWNED + protect_sql("friends_setchunk") + _TRIGGERS,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
