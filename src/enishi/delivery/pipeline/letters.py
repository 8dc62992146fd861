"""What was written to one person alone.

In: a friend whose data are erased. Out: content that went to nobody but them, or was to go to them, is blank; the
dispatch stays, with its numbers. Content that anybody else got, or that a rule or a scenario still sends, stays: it
was not written to this person.
"""

from datetime import datetime

from django.db import connection

from enishi.content.services.revisions import blank_revisions
from enishi.kit.privacy import Keeper, Whom
from enishi.kit.tenancy import limited_to_channels, org_scope

# Every dispatch of the content was for one, and that one is the friend. Whoever waits was taken out before
# (pipeline.forgotten), and stands in the ledger since.
_ALONE = """
SELECT r.id FROM content_revision r
 WHERE r.org_id = %(org_id)s AND r.blocks <> '[]'
   AND r.id IN (SELECT d.revision_id FROM delivery_dispatch d
                  JOIN delivery_delivery l ON l.org_id = d.org_id AND l.dispatch_id = d.id
                 WHERE d.org_id = %(org_id)s AND d.planned = 1 AND l.friend_id = %(friend_id)s)
   AND NOT EXISTS (
       SELECT FROM delivery_dispatch d
        WHERE d.org_id = %(org_id)s AND d.revision_id = r.id AND (d.planned <> 1 OR NOT EXISTS (
              SELECT FROM delivery_delivery l
               WHERE l.org_id = d.org_id AND l.dispatch_id = d.id AND l.friend_id = %(friend_id)s)))
"""


def count_letters(whom: Whom) -> int:
    """How many contents went to this friend alone."""
    with limited_to_channels(None), org_scope(whom.org_id):
        return len(_alone(whom))


def blank_letters(whom: Whom, now: datetime) -> int:
    """Blank them; nothing is waited for. Idempotent."""
    with limited_to_channels(None), org_scope(whom.org_id):
        blank_revisions(org_id=whom.org_id, revision_ids=_alone(whom))
    return 0


def _alone(whom: Whom) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, {"org_id": whom.org_id, "friend_id": whom.friend_id})
        return [revision_id for (revision_id,) in cursor.fetchall()]


LETTERS = Keeper("delivery_letters", count_letters, blank_letters)
