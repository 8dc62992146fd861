"""A rule may ask who the friend is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0003_rule_rest")]

    operations = [
        migrations.AddField(model_name="rule", name="condition", field=models.JSONField(null=True)),
    ]
