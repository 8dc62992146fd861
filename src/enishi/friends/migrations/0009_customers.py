"""Customers, what identifies them, their orders, and the keys of what other systems told."""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("friends", "0008_transfers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("name", models.CharField(db_default="", default="", max_length=200)),
                ("kana", models.CharField(db_default="", default="", max_length=200)),
                ("birthday", models.DateField(null=True)),
                ("note", models.TextField(db_default="", default="")),
                ("sources", models.JSONField(default=dict)),
                ("source", models.CharField(max_length=100)),
                ("created_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
                ("archived_in", models.BigIntegerField(null=True)),
                ("merged_into_id", models.BigIntegerField(null=True)),
                ("order_count", models.IntegerField(db_default=0, default=0)),
                ("order_sum", models.BigIntegerField(db_default=0, default=0)),
                ("first_order_at", models.DateTimeField(null=True)),
                ("last_order_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "friends_customer",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["org", "-created_at", "-id"],
                        name="friends_customer_recent",
                    ),
                    models.Index(
                        models.F("org"),
                        models.OrderBy(
                            django.db.models.functions.comparison.Coalesce(
                                "last_order_at",
                                models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                            ),
                            descending=True,
                        ),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("archived_at__isnull", True)),
                        name="friends_customer_bought",
                    ),
                    models.Index(
                        condition=models.Q(("archived_at__isnull", False)),
                        fields=["org", "-archived_at", "-id"],
                        name="friends_customer_archived",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into_id__isnull", False)),
                        fields=["org", "merged_into_id"],
                        name="friends_customer_merged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "friend_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("friend_id", models.BigIntegerField()),
                ("customer_id", models.BigIntegerField()),
                ("source", models.CharField(max_length=100)),
                ("linked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "friends_customerlink",
                "indexes": [models.Index(fields=["org_id", "customer_id"], name="friends_link_of_customer")],
            },
        ),
        migrations.CreateModel(
            name="CustomerExternalId",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("customer_id", models.BigIntegerField()),
                ("system", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=100)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "db_table": "friends_customerexternalid",
                "indexes": [models.Index(fields=["org", "customer_id"], name="friends_externalid_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("org", "system", "value"), name="friends_externalid_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "メールアドレス"),
                            ("phone", "電話番号"),
                            ("name_birthday", "名前と誕生日"),
                        ],
                        max_length=20,
                    ),
                ),
                ("hash", models.CharField(max_length=64)),
                ("hint", models.CharField(db_default="", default="", max_length=120)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("friend_id", models.BigIntegerField(null=True)),
                ("field_id", models.BigIntegerField(null=True)),
                ("source", models.CharField(max_length=100)),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "db_table": "friends_identitykey",
                "indexes": [
                    models.Index(fields=["org", "kind", "hash"], name="friends_key_by_hash"),
                    models.Index(fields=["org", "-seen_at"], name="friends_key_recent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("customer_id__isnull", False)),
                        fields=("org", "customer_id", "kind", "hash"),
                        name="friends_key_of_customer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("friend_id__isnull", False)),
                        fields=("org", "friend_id", "field_id"),
                        name="friends_key_of_friend",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer_id__isnull", False), ("friend_id__isnull", True)),
                            models.Q(("customer_id__isnull", True), ("friend_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="friends_key_has_one_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                (
                    "left_kind",
                    models.CharField(choices=[("customer", "顧客"), ("friend", "友だち")], max_length=10),
                ),
                ("left_id", models.BigIntegerField()),
                (
                    "right_kind",
                    models.CharField(choices=[("customer", "顧客"), ("friend", "友だち")], max_length=10),
                ),
                ("right_id", models.BigIntegerField()),
                ("confidence", models.SmallIntegerField()),
                ("evidence", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "未確認"), ("accepted", "同じ人"), ("dismissed", "別の人")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(db_default="", default="", max_length=200)),
            ],
            options={
                "db_table": "friends_matchsuggestion",
                "indexes": [
                    models.Index(fields=["org", "state", "-found_at", "-id"], name="friends_pair_recent"),
                    models.Index(fields=["org", "right_kind", "right_id"], name="friends_pair_by_right"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "left_kind", "left_id", "right_kind", "right_id"),
                        name="friends_pair_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("kind", models.CharField(choices=[("merge", "統合"), ("split", "分割")], max_length=10)),
                ("kept_id", models.BigIntegerField()),
                ("other_id", models.BigIntegerField()),
                ("journal", models.JSONField(default=dict)),
                ("actor", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("undo_until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "friends_customermove",
                "indexes": [
                    models.Index(fields=["org", "kept_id"], name="friends_move_kept"),
                    models.Index(fields=["org", "other_id"], name="friends_move_other"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("is_automatic", models.BooleanField(db_default=False, default=False)),
                ("trust", models.JSONField(default=list)),
                ("rules", models.JSONField(default=dict)),
                ("archive_after_months", models.SmallIntegerField(null=True)),
            ],
            options={
                "db_table": "friends_customersettings",
                "constraints": [
                    models.UniqueConstraint(fields=("org",), name="friends_customersettings_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerSweep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("archived", models.IntegerField()),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "friends_customersweep",
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("sku", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("category", models.CharField(db_default="", default="", max_length=100)),
                ("price", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("archived_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "friends_product",
                "constraints": [models.UniqueConstraint(fields=("org", "sku"), name="friends_product_once")],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "org",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="accounts.organisation",
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("external_id", models.CharField(max_length=200)),
                ("customer_id", models.BigIntegerField()),
                ("ordered_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[("paid", "支払い済み"), ("refunded", "返金済み"), ("cancelled", "取り消し")],
                        default="paid",
                        max_length=10,
                    ),
                ),
                ("status_at", models.DateTimeField()),
                ("currency", models.CharField(db_default="JPY", default="JPY", max_length=3)),
                ("total", models.BigIntegerField()),
                ("item_count", models.IntegerField(db_default=0, default=0)),
                ("received_at", models.DateTimeField()),
                ("told_friend_id", models.BigIntegerField(null=True)),
                ("told_as", models.CharField(db_default="", default="", max_length=10)),
            ],
            options={
                "db_table": "friends_order",
                "indexes": [
                    models.Index(fields=["org", "-ordered_at", "-id"], name="friends_order_recent"),
                    models.Index(
                        fields=["org", "customer_id", "-ordered_at"], name="friends_order_of_customer"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "source", "external_id"), name="friends_order_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id",
                        "order_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("order_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("product_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=200)),
                ("quantity", models.IntegerField()),
                ("unit_price", models.BigIntegerField()),
            ],
            options={
                "db_table": "friends_orderline",
                "indexes": [
                    models.Index(fields=["org_id", "product_id", "order_id"], name="friends_line_of_product")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalEventKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "org_id", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "friends_externaleventkey",
                "indexes": [models.Index(fields=["received_at"], name="friends_eventkey_old")],
            },
        ),
        tenant_table("friends_customer"),
        tenant_table("friends_customerexternalid", foreign_keys={"customer_id": "friends_customer"}),
        tenant_table(
            "friends_identitykey",
            foreign_keys={"customer_id": "friends_customer", "friend_id": "friends_friend"},
        ),
        tenant_table("friends_matchsuggestion"),
        tenant_table("friends_customermove", foreign_keys={"kept_id": "friends_customer"}),
        tenant_table("friends_customersettings"),
        tenant_table("friends_customersweep"),
        tenant_table("friends_product"),
        tenant_table("friends_order", foreign_keys={"customer_id": "friends_customer"}),
        tenant_table(
            "friends_customerlink",
            foreign_keys={"customer_id": "friends_customer", "friend_id": "friends_friend"},
            keep_key=True,
        ),
        tenant_table(
            "friends_orderline",
            foreign_keys={"order_id": "friends_order", "product_id": "friends_product"},
            keep_key=True,
        ),
        tenant_table("friends_externaleventkey", keep_key=True),
    ]
