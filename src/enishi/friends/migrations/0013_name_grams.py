from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("friends", "0012_set_index")]

    operations = []
