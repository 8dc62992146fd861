"""What staff must look at, and what is still to go out, without reading every dispatch there ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0004_dispatch_by_scenario")]

    operations = [
        migrations.AddIndex(
            "dispatch",
            models.Index(
                fields=["org", "channel_id", "-created_at", "-id"],
                name="delivery_dispatch_troubled",
                condition=models.Q(
                    ("failed__gt", 0), ("unknown__gt", 0), ("state", "paused"), _connector="OR"
                ),
            ),
        ),
        migrations.AddIndex(
            "dispatch",
            models.Index(
                fields=["org", "channel_id", "due_at"],
                name="delivery_dispatch_unfinished",
                condition=models.Q(state__in=["open", "paused"]),
            ),
        ),
    ]
