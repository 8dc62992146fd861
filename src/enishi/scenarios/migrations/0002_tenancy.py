"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.tenancy import tenant_table


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0001_initial"), ("line", "0002_tenancy")]

    operations = [
        tenant_table("scenarios_scenario", foreign_keys={"channel_id": "line_channel"}),
        tenant_table(
            "scenarios_scenarioversion",
            foreign_keys={"scenario_id": "scenarios_scenario"},
        ),
        tenant_table(
            "scenarios_enrolment",
            foreign_keys={
                "scenario_id": "scenarios_scenario",
                "version_id": "scenarios_scenarioversion",
            },
        ),
    ]
