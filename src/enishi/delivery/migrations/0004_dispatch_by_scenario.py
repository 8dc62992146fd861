"""The numbers on a scenario's steps are summed over its dispatches."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_batch_estimates")]

    operations = [
        migrations.AddIndex(
            "dispatch",
            models.Index(
                fields=["org", "source"],
                name="delivery_dispatch_by_scenario",
                condition=models.Q(kind="scenario"),
            ),
        ),
    ]
