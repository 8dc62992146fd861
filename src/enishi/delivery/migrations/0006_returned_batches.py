"""What was written for one friend and never went out can be found again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_dispatch_lists")]

    operations = [
        migrations.AddIndex(
            "batch",
            models.Index(
                fields=["org", "friend_id"],
                name="delivery_batch_returned",
                condition=models.Q(state="returned", friend_id__isnull=False),
            ),
        ),
    ]
