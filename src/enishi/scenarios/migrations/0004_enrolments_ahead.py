"""How much is due on the days to come, without reading every enrolment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scenarios", "0003_drafts")]

    operations = [
        migrations.AddIndex(
            "enrolment",
            models.Index(
                fields=["org", "scenario", "due_at"],
                name="scenarios_enrolment_ahead",
                condition=models.Q(state="active"),
            ),
        ),
    ]
