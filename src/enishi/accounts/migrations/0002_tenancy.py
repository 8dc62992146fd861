"""Row-level security, keys that carry the organisation, and partitions."""

from django.db import migrations

from enishi.kit.partitions import MONTH_FUNCTION
from enishi.kit.tenancy import CHANNEL_FUNCTIONS, ROOT_POLICY, SCOPE_FUNCTION, tenant_table


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(SCOPE_FUNCTION, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(CHANNEL_FUNCTIONS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(MONTH_FUNCTION, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(
            ROOT_POLICY,
            reverse_sql=migrations.RunSQL.noop,
        ),
        tenant_table("accounts_member"),
        tenant_table("accounts_apikey"),
        tenant_table("accounts_auditentry"),
        tenant_table("accounts_requestkey"),
    ]
