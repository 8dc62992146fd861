"""消去 of a customer who is nobody's friend: bought in a shop, came by an import. A friend is erased as a friend."""

from datetime import datetime

from enishi.accounts.idempotency import forget_answers
from enishi.accounts.permissions import Actor
from enishi.accounts.services import record_audit
from enishi.friends.models import Customer, CustomerLink
from enishi.friends.privacy.catalogue import Subject, tables, with_merged
from enishi.friends.privacy.erasing import erase_rows
from enishi.friends.services.customer_turns import held_customer
from enishi.kit.errors import conflict, forbidden, invalid_input
from enishi.kit.live import tell
from enishi.kit.tenancy import channel_limit


def erase_customer(*, org_id: int, customer_id: int, typed_name: str, actor: Actor, now: datetime) -> None:
    """Erase one customer with those who were merged into them, at once and for ever. Orders keep dates and amounts.

    All kept answers to earlier requests go, too: they may tell of anybody. ProblemError 403 for whoever works on some
    accounts only, 404, 409 for one who was merged into another or is somebody's friend, 422 unless ``typed_name`` is
    their name. A repetition finds a customer without a name, and does no harm.
    """
    if channel_limit() is not None:
        raise forbidden(
            "顧客はすべての公式アカウントにまたがるため、担当が限られた人は消去できません。",
            "A customer spans all accounts; whoever works on some of them cannot erase one.",
        )
    customer = held_customer(org_id, customer_id)
    customer_ids = with_merged(org_id, [customer_id])
    if CustomerLink.objects.filter(org_id=org_id, customer_id__in=customer_ids).exists():
        raise conflict(
            "customer_has_friends",
            "この顧客には友だちがいます。友だちの画面の「この人の情報を消去する」を使うと、顧客も消えます。",
            "This customer is somebody's friend: erase the friend, and the customer goes with them.",
        )
    if typed_name.strip() != customer.name.strip():
        raise invalid_input(
            "name",
            "確認のため、顧客の名前をそのまま入力してください。",
            "Type the customer's name exactly, to confirm.",
        )
    _erase(org_id, customer_ids, now)
    forget_answers(org_id)
    record_audit(
        org_id=org_id,
        actor=actor,
        action="customer.erased",
        object_kind="customer",
        object_id=customer_id,
        now=now,
    )
    tell("customers", org_id=org_id, id=customer_id)


def _erase(org_id: int, customer_ids: tuple[int, ...], now: datetime) -> None:
    list(Customer.objects.filter(org_id=org_id, id__in=customer_ids).order_by("id").select_for_update())
    given = Subject(org_id, (), (), customer_ids).parameters(now)
    for table in tables():
        if "%(customer_ids)s" in table.rows and table.erase:
            erase_rows(table, given)
