"""Long work in chunks, and friends who are hidden from lists or never written to."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table

_IDS = django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)

# The two images of the changed rows were joined before: without statistics, as such tables have none, the planner took
# every pair of rows, which for a few thousand friends at once was seconds. Only the sums matter.
_COUNT = """
CREATE OR REPLACE FUNCTION friends_count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
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
      FROM (SELECT org_id, channel_id, sum(following) AS change
              FROM (SELECT org_id, channel_id, (status = 'following')::int AS following FROM became
                    UNION ALL SELECT org_id, channel_id, -(status = 'following')::int FROM was) AS each_row
             GROUP BY 1, 2 HAVING sum(following) <> 0) c
     WHERE t.org_id = c.org_id AND t.channel_id = c.channel_id;
  END IF;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("friends", "0006_segments")]

    operations = [
        migrations.AddField("friend", "hidden_at", models.DateTimeField(null=True)),
        migrations.AddField("friend", "muted_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "friend",
            models.Index(
                fields=["org", "channel", "id"],
                name="friends_friend_hidden",
                condition=models.Q(hidden_at__isnull=False),
            ),
        ),
        migrations.AddIndex(
            "friend",
            models.Index(
                fields=["org", "channel", "muted_at"],
                name="friends_friend_muted",
                condition=models.Q(muted_at__isnull=False),
            ),
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=40)),
                ("title", models.JSONField(default=dict)),
                ("params", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "準備中"),
                            ("queued", "順番待ち"),
                            ("running", "実行中"),
                            ("cancelled", "中止"),
                            ("failed", "停止（エラー）"),
                            ("done", "完了"),
                            ("undoing", "取り消し中"),
                            ("undone", "取り消し済み"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_undoing", models.BooleanField(db_default=False, default=False)),
                ("can_undo", models.BooleanField(db_default=False, default=False)),
                ("undo_until", models.DateTimeField(null=True)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
                (
                    "limit",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                ("total", models.IntegerField(db_default=0, default=0)),
                ("done", models.IntegerField(db_default=0, default=0)),
                ("changed", models.IntegerField(db_default=0, default=0)),
                ("failed", models.IntegerField(db_default=0, default=0)),
                ("to_undo", models.IntegerField(db_default=0, default=0)),
                ("undone", models.IntegerField(db_default=0, default=0)),
                ("cursor", models.JSONField(default=dict)),
                ("undo_cursor", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                ("error", models.JSONField(null=True)),
                ("attempts", models.IntegerField(db_default=0, default=0)),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(max_length=200)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("run_at", models.DateTimeField(null=True)),
                ("run_done", models.IntegerField(db_default=0, default=0)),
                ("due_at", models.DateTimeField()),
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
                "db_table": "friends_operation",
                "indexes": [
                    models.Index(fields=["org", "-created_at", "-id"], name="friends_operation_recent"),
                    models.Index(
                        fields=["due_at", "id"],
                        name="friends_operation_due",
                        condition=models.Q(state__in=["queued", "running", "undoing"]),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationTarget",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "operation_id",
                        "chunk",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("operation_id", models.BigIntegerField()),
                ("chunk", models.IntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("friend_ids", _IDS),
            ],
            options={"db_table": "friends_operationtarget"},
        ),
        migrations.CreateModel(
            name="OperationChange",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "operation_id",
                        "part",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("operation_id", models.BigIntegerField()),
                ("part", models.IntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("deed", models.CharField(max_length=60)),
                ("params", models.JSONField(default=dict)),
                ("friend_ids", _IDS),
                ("before", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "friends_operationchange"},
        ),
        migrations.RunSQL(_COUNT, reverse_sql=migrations.RunSQL.noop),
        tenant_table("friends_operation"),
        tenant_table(
            "friends_operationtarget", keep_key=True, foreign_keys={"operation_id": "friends_operation"}
        ),
        tenant_table(
            "friends_operationchange", keep_key=True, foreign_keys={"operation_id": "friends_operation"}
        ),
    ]
