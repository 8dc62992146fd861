"""When a rule last answered a friend, so that it can keep quiet for a while."""

import django.db.models.deletion
from django.db import migrations, models

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("automation", "0002_tenancy"), ("friends", "0002_tenancy")]

    operations = [
        migrations.CreateModel(
            name="RuleRest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("friend_id", models.BigIntegerField()),
                ("answered_at", models.DateTimeField()),
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
                    "rule",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="automation.rule",
                    ),
                ),
            ],
            options={
                "db_table": "automation_rulerest",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("org", "rule", "friend_id"), name="automation_rulerest_once"
                    )
                ],
            },
        ),
        tenant_table(
            "automation_rulerest",
            foreign_keys={"rule_id": "automation_rule", "friend_id": "friends_friend"},
        ),
    ]
