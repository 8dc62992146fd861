from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("friends", "0004_fields")]

    operations = []
