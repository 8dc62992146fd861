from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("friends", "0005_tag_ledger")]

    operations = []
