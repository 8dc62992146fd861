"""Sessions, one-time links, guess budgets and the cache that all web processes share."""

import django.db.models.deletion
from django.db import migrations, models

# Losing either in a crash costs nobody anything, so neither is written to the log of the database.
CACHE = """
CREATE UNLOGGED TABLE accounts_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
ALTER TABLE accounts_guessbudget SET UNLOGGED;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_tenancy")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("session_data", models.TextField()),
                ("expire_date", models.DateTimeField(db_index=True)),
                ("is_kept", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("address", models.GenericIPAddressField(null=True)),
                ("agent", models.CharField(default="", max_length=200)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
            ],
            options={"db_table": "accounts_session"},
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("token_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.user"
                    ),
                ),
            ],
            options={"db_table": "accounts_signinlink"},
        ),
        migrations.CreateModel(
            name="GuessBudget",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("level", models.FloatField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "accounts_guessbudget"},
        ),
        migrations.RunSQL(CACHE, reverse_sql=migrations.RunSQL.noop),
    ]
