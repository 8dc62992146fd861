"""What a file of an import is about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("friends", "0015_visibility_sets")]

    operations = [
        migrations.AddField(
            "fileimport",
            "subject",
            models.CharField(
                choices=[("friends", "友だち"), ("orders", "注文")],
                db_default="friends",
                default="friends",
                max_length=10,
            ),
        ),
    ]
