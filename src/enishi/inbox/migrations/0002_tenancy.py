"""Row-level security, keys that carry the organisation, and the three marks that everybody begins with."""

from django.db import migrations

from enishi.kit.tenancy import tenant_table

#: A member or a mark that goes leaves the conversation behind, without it.
_LOOSE_KEYS = """
ALTER TABLE inbox_conversation ADD CONSTRAINT inbox_conversation_mark_fk FOREIGN KEY (org_id, mark_id)
  REFERENCES inbox_mark (org_id, id) ON DELETE SET NULL (mark_id);
ALTER TABLE inbox_conversation ADD CONSTRAINT inbox_conversation_assignee_fk FOREIGN KEY (org_id, assignee_id)
  REFERENCES accounts_member (org_id, id) ON DELETE SET NULL (assignee_id);
"""

_FIRST_MARKS = """
SELECT set_config('enishi.org', '*', true);
INSERT INTO inbox_mark (org_id, name, colour, position, role, created_at)
SELECT o.id, m.name, m.colour, m.position, m.role, o.created_at
  FROM accounts_organisation o,
       (VALUES ('未対応', 'red', 1, 'open'), ('対応中', 'blue', 2, ''), ('対応済み', 'gray', 3, 'done'))
         AS m (name, colour, position, role)
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inbox", "0001_initial"),
        ("accounts", "0002_tenancy"),
        ("friends", "0002_tenancy"),
        ("delivery", "0002_tenancy"),
    ]

    operations = [
        tenant_table("inbox_mark"),
        tenant_table("inbox_conversation", foreign_keys={"friend_id": "friends_friend"}),
        migrations.RunSQL(_LOOSE_KEYS, reverse_sql=migrations.RunSQL.noop),
        tenant_table("inbox_note", foreign_keys={"friend_id": "friends_friend"}),
        tenant_table("inbox_cannedreply"),
        tenant_table(
            "inbox_scheduledreply",
            foreign_keys={"friend_id": "friends_friend", "dispatch_id": "delivery_dispatch"},
        ),
        migrations.RunSQL(_FIRST_MARKS, reverse_sql=migrations.RunSQL.noop),
    ]
