"""The ledger of tags: what is known of each, how many have it without counting, merges and backups."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table

KINDS = [
    ("attribute", "属性"),
    ("behaviour", "行動"),
    ("campaign", "キャンペーン"),
    ("status", "ステータス"),
    ("interest", "興味"),
]

# One row a statement, tag, channel and day. Whoever sees but one channel changes friends of no other, so that nobody has
# to be looked up; that is most organisations, and a seventh of the time of tagging a hundred thousand.
_COUNT = """
CREATE FUNCTION friends_count_tag_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE only_channel bigint; zone text;
BEGIN
  IF current_setting('enishi.org', true) <> '*' THEN
    SELECT min(id), min(timezone) INTO only_channel, zone FROM line_channel HAVING count(*) = 1;
  END IF;
  IF only_channel IS NOT NULL AND TG_OP = 'INSERT' THEN
    INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, added)
    SELECT org_id, tag_id, only_channel, (added_at AT TIME ZONE zone)::date, count(*) FROM became GROUP BY 1, 2, 4;
  ELSIF only_channel IS NOT NULL THEN
    INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, removed)
    SELECT org_id, tag_id, only_channel, (now() AT TIME ZONE zone)::date, count(*) FROM was GROUP BY 1, 2;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, added)
    SELECT b.org_id, b.tag_id, f.channel_id, (b.added_at AT TIME ZONE c.timezone)::date, count(*)
      FROM became b
      JOIN friends_friend f ON f.org_id = b.org_id AND f.id = b.friend_id
      JOIN line_channel c ON c.org_id = f.org_id AND c.id = f.channel_id
     GROUP BY 1, 2, 3, 4;
  ELSE
    INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, removed)
    SELECT w.org_id, w.tag_id, f.channel_id, (now() AT TIME ZONE c.timezone)::date, count(*)
      FROM was w
      JOIN friends_friend f ON f.org_id = w.org_id AND f.id = w.friend_id
      JOIN line_channel c ON c.org_id = f.org_id AND c.id = f.channel_id
     GROUP BY 1, 2, 3, 4;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER friends_tags_counted_in AFTER INSERT ON friends_friendtag REFERENCING NEW TABLE AS became
  FOR EACH STATEMENT EXECUTE FUNCTION friends_count_tag_changes();
CREATE TRIGGER friends_tags_counted_out AFTER DELETE ON friends_friendtag REFERENCING OLD TABLE AS was
  FOR EACH STATEMENT EXECUTE FUNCTION friends_count_tag_changes();
SELECT set_config('enishi.org', '*', true);
INSERT INTO friends_tagchange (org_id, tag_id, channel_id, on_date, added)
SELECT t.org_id, t.tag_id, f.channel_id, (t.added_at AT TIME ZONE c.timezone)::date, count(*)
  FROM friends_friendtag t
  JOIN friends_friend f ON f.org_id = t.org_id AND f.id = t.friend_id
  JOIN line_channel c ON c.org_id = f.org_id AND c.id = f.channel_id
 GROUP BY 1, 2, 3, 4;
UPDATE friends_tag t SET last_used_at = (SELECT max(added_at) FROM friends_friendtag ft
                                          WHERE ft.org_id = t.org_id AND ft.tag_id = t.id);
"""


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _org() -> tuple[str, models.ForeignKey]:
    return "org", models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        to="accounts.organisation",
    )


def _text(name: str, length: int) -> migrations.AddField:
    return migrations.AddField("tag", name, models.CharField(db_default="", default="", max_length=length))


class Migration(migrations.Migration):
    dependencies = [("friends", "0004_fields"), ("accounts", "0004_places_and_notices")]

    operations = [
        _text("folder", 100),
        migrations.AddField(
            "tag", "kind", models.CharField(choices=KINDS, db_default="", default="", max_length=10)
        ),
        _text("genre", 50),
        _text("meaning", 500),
        _text("purpose", 500),
        migrations.AddField(
            "tag",
            "owner",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.member",
            ),
        ),
        _text("creator", 200),
        migrations.AddField("tag", "retires_on", models.DateField(null=True)),
        migrations.AddField("tag", "retirement_told_at", models.DateTimeField(null=True)),
        migrations.AddField("tag", "capacity", models.IntegerField(null=True)),
        migrations.AddField("tag", "last_used_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "ALTER TABLE friends_tag ADD CONSTRAINT friends_tag_owner_id_fk FOREIGN KEY (org_id, owner_id) "
            "REFERENCES accounts_member (org_id, id) ON DELETE SET NULL (owner_id)",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="TagChange",
            fields=[
                _id(),
                ("tag_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("on_date", models.DateField()),
                ("added", models.IntegerField(db_default=0, default=0)),
                ("removed", models.IntegerField(db_default=0, default=0)),
                _org(),
            ],
            options={
                "db_table": "friends_tagchange",
                "indexes": [
                    models.Index(
                        fields=["org", "tag_id", "channel_id", "on_date"],
                        include=("added", "removed"),
                        name="friends_tagchange_of_tag",
                    )
                ],
            },
        ),
        tenant_table("friends_tagchange"),
        migrations.CreateModel(
            name="TagNaming",
            fields=[_id(), ("rule", models.JSONField()), ("updated_at", models.DateTimeField()), _org()],
            options={
                "db_table": "friends_tagnaming",
                "constraints": [models.UniqueConstraint(fields=("org",), name="friends_tagnaming_once")],
            },
        ),
        tenant_table("friends_tagnaming"),
        migrations.CreateModel(
            name="TagMerge",
            fields=[
                _id(),
                ("target_id", models.BigIntegerField()),
                ("source_ids", ArrayField(models.BigIntegerField(), size=None)),
                ("source_names", ArrayField(models.CharField(max_length=100), size=None)),
                ("people", models.IntegerField()),
                ("rewritten", models.JSONField(default=list)),
                ("actor", models.CharField(max_length=200)),
                ("merged_at", models.DateTimeField()),
                ("undo_until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                _org(),
            ],
            options={"db_table": "friends_tagmerge"},
        ),
        tenant_table("friends_tagmerge"),
        migrations.CreateModel(
            name="TagBackup",
            fields=[
                _id(),
                ("tag_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=100)),
                ("facts", models.JSONField()),
                ("people", models.IntegerField()),
                ("actor", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("restored_at", models.DateTimeField(null=True)),
                _org(),
            ],
            options={"db_table": "friends_tagbackup"},
        ),
        tenant_table("friends_tagbackup"),
        migrations.CreateModel(
            name="TagBackupPart",
            fields=[
                _id(),
                ("channel_id", models.BigIntegerField()),
                ("friend_ids", ArrayField(models.BigIntegerField(), size=None)),
                ("added_at", ArrayField(models.DateTimeField(), size=None)),
                (
                    "backup",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="friends.tagbackup",
                    ),
                ),
                _org(),
            ],
            options={
                "db_table": "friends_tagbackuppart",
                "indexes": [models.Index(fields=["org", "backup"], name="friends_tagbackuppart_of")],
            },
        ),
        tenant_table("friends_tagbackuppart", foreign_keys={"backup_id": "friends_tagbackup"}),
        migrations.RunSQL(_COUNT, reverse_sql=migrations.RunSQL.noop),
    ]
