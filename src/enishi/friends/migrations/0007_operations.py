from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("friends", "0006_segments")]

    operations = []
