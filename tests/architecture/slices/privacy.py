"""Personal data of one person, consent, and how long data are kept."""

from tests.architecture.examples import Example
from tests.architecture.world import MARKER, World
from tests.factories import NOW

from enishi.accounts.permissions import COMMAND_LINE
from enishi.friends.models import ConsentPurpose, Customer
from enishi.friends.services.consents import record_consent, save_purpose


def _purpose(w: World) -> ConsentPurpose:
    made = save_purpose(
        org_id=w.org.id, name=f"{MARKER}お知らせ", wording=MARKER, actor=COMMAND_LINE, now=NOW
    )
    record_consent(
        org_id=w.org.id,
        friend_id=w.friend.id,
        purpose_id=made.id,
        is_given=True,
        source=MARKER,
        actor=COMMAND_LINE,
        now=NOW,
    )
    return made


def _customer(w: World) -> Customer:
    return Customer.objects.create(org_id=w.org.id, name=f"{MARKER}愛子", source="x", created_at=NOW)


def examples(w: World) -> dict[str, Example]:
    friend = w.friend
    purpose = w.kept("purpose", lambda: _purpose(w))
    wanted = {"name": "お知らせの配信", "wording": "新商品のお知らせをお送りします。"}
    rules = {"timeline_months": 36, "inbound_days": 90, "blocked_months": None}
    return {
        "export_person": Example(f"/friends/{friend.id}/personal-data"),
        "export_customer": Example(
            f"/customers/{w.kept('disclosed', lambda: _customer(w)).id}/personal-data"
        ),
        "plan_person_erasure": Example(f"/friends/{friend.id}/erasure"),
        "erase_person": Example(f"/friends/{friend.id}/erasure", {"name": friend.display_name}),
        "erase_customer_alone": Example(
            f"/customers/{w.kept('erased', lambda: _customer(w)).id}/erasure", {"name": f"{MARKER}愛子"}
        ),
        "list_erasures": Example(f"/erasures?channel_id={w.channel.id}"),
        "list_consent_purposes": Example("/consent-purposes"),
        "create_consent_purpose": Example("/consent-purposes", wanted),
        "replace_consent_purpose": Example(f"/consent-purposes/{purpose.id}", wanted),
        "list_consents_of_friend": Example(f"/friends/{friend.id}/consents"),
        "record_consent_of_friend": Example(
            f"/friends/{friend.id}/consents", {"purpose_id": purpose.id, "is_given": False, "source": "電話"}
        ),
        "list_handling": Example("/privacy/handling?since=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z"),
        "show_retention": Example("/privacy"),
        "preview_retention": Example("/privacy/preview", rules),
        "change_retention": Example("/privacy", rules),
    }
