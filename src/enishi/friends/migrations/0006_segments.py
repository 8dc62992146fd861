"""Saved segments, their members and sizes, and the queue of friends to look at again."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from enishi.kit.tenancy import protect_sql, tenant_table

_ORG = {
    "db_constraint": False,
    "db_index": False,
    "on_delete": django.db.models.deletion.CASCADE,
    "to": "accounts.organisation",
}


def _member_of(*key: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        "org_id", *key, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("friends", "0005_tag_ledger"),
        ("line", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("folder", models.CharField(db_default="", default="", max_length=100)),
                ("purpose", models.TextField(db_default="", default="")),
                ("tree", models.JSONField()),
                ("tree_key", models.CharField(max_length=64)),
                ("version", models.IntegerField(default=1)),
                (
                    "watches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                (
                    "reads",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "drifts",
                    models.CharField(
                        blank=True,
                        choices=[("", "時刻では変わらない"), ("hourly", "毎時"), ("daily", "毎日")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("is_frozen", models.BooleanField(db_default=False, default=False)),
                ("is_edit_loud", models.BooleanField(db_default=False, default=False)),
                ("size", models.IntegerField(db_default=0, default=0)),
                (
                    "fingerprint",
                    models.DecimalField(db_default=0, decimal_places=0, default=0, max_digits=40),
                ),
                ("built_version", models.IntegerField(db_default=0, default=0)),
                ("built_at", models.DateTimeField(null=True)),
                ("build_ms", models.IntegerField(null=True)),
                ("build_due_at", models.DateTimeField(null=True)),
                ("settles_after", models.BigIntegerField(null=True)),
                ("build_error", models.CharField(db_default="", default="", max_length=200)),
                ("response_at", models.DateTimeField(null=True)),
                ("response_sample", models.IntegerField(db_default=0, default=0)),
                ("response_now", models.IntegerField(db_default=0, default=0)),
                ("response_before", models.IntegerField(db_default=0, default=0)),
                ("last_sent_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="line.channel",
                    ),
                ),
                ("org", models.ForeignKey(**_ORG)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "friends_segment",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["build_due_at"],
                        name="friends_segment_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("org", "channel", "name"),
                        name="friends_segment_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentMember",
            fields=[
                ("pk", _member_of("segment_id", "friend_id")),
                ("org_id", models.BigIntegerField()),
                ("segment_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                ("entered_at", models.DateTimeField()),
            ],
            options={"db_table": "friends_segmentmember"},
        ),
        migrations.CreateModel(
            name="SegmentTouch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment_id", models.BigIntegerField()),
                ("channel_id", models.BigIntegerField()),
                (
                    "friend_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("depth", models.SmallIntegerField(db_default=0, default=0)),
                ("org", models.ForeignKey(**_ORG)),
            ],
            options={"db_table": "friends_segmenttouch"},
        ),
        migrations.CreateModel(
            name="SegmentSize",
            fields=[
                ("pk", _member_of("segment_id", "on_date")),
                ("org_id", models.BigIntegerField()),
                ("segment_id", models.BigIntegerField()),
                ("on_date", models.DateField()),
                ("channel_id", models.BigIntegerField()),
                ("size", models.IntegerField()),
                ("entered", models.IntegerField(db_default=0, default=0)),
                ("left", models.IntegerField(db_default=0, default=0)),
            ],
            options={"db_table": "friends_segmentsize"},
        ),
        tenant_table("friends_segment", foreign_keys={"channel_id": "line_channel"}),
        # Claimed by segment, oldest first over all organisations; nothing else is ever asked of it.
        migrations.RunSQL(
            "ALTER TABLE friends_segmenttouch DROP CONSTRAINT friends_segmenttouch_pkey, "
            "ADD PRIMARY KEY (org_id, segment_id, id); "
            "CREATE INDEX friends_segmenttouch_oldest ON friends_segmenttouch (id);",
            reverse_sql=migrations.RunSQL.noop,
        ),
        tenant_table("friends_segmenttouch", keep_key=True),
        # The hot tables have no foreign keys: a fact would have to lock the segment that its engine holds.
        migrations.RunSQL(
            "ALTER TABLE friends_segmentsize ADD CONSTRAINT friends_segmentsize_segment_fk "
            "FOREIGN KEY (org_id, segment_id) REFERENCES friends_segment (org_id, id) ON DELETE CASCADE, "
            "ADD CONSTRAINT friends_segmentsize_org_fk "
            "FOREIGN KEY (org_id) REFERENCES accounts_organisation (id) ON DELETE CASCADE;"
            + protect_sql("friends_segmentmember")
            + protect_sql("friends_segmentsize"),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
