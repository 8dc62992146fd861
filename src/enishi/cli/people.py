"""Commands that make people and keys, for whoever has a shell on the machine."""

from django.utils import timezone

from enishi.accounts import services
from enishi.accounts.models import Organisation
from enishi.accounts.permissions import COMMAND_LINE, PERMISSIONS
from enishi.accounts.signin.links import create_sign_in_link
from enishi.kit import clock
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope, system_scope


def create_owner(*, email: str, name: str, organisation: str, password: str) -> str:
    """A new organisation with its owner; returns what to tell the user."""
    org, _ = services.create_organisation(
        name=organisation,
        owner_email=email,
        owner_name=name,
        owner_password=password,
        actor=COMMAND_LINE,
        now=clock.now(),
    )
    return (
        f"組織「{org.name}」（番号 {org.id}）とオーナーを作りました。 / Made organisation {org.id} and its owner.\n"
        "次は enishi api-key create でAPIキーを作ってください。 / Next: enishi api-key create"
    )


def create_api_key(*, name: str, organisation_id: int | None, scopes: list[str] | None) -> str:
    """A new key, shown once; the organisation may be left out where there is only one."""
    org_id = organisation_id or _only_organisation()
    with org_scope(org_id):
        made = services.create_api_key(
            org_id=org_id, name=name, scopes=scopes or PERMISSIONS, actor=COMMAND_LINE, now=clock.now()
        )
    return f"{made.secret}\n（一度しか表示されません / shown only this once）"


def sign_in_link(*, email: str) -> str:
    """A link that signs this person in once, within 15 minutes; for whoever is locked out."""
    link = create_sign_in_link(email=email, now=timezone.now())
    return f"{link}\n（15分以内に1回だけ使えます / works once, within 15 minutes）"


def _only_organisation() -> int:
    with system_scope():
        found = list(Organisation.objects.order_by("id").values_list("id", "name")[:50])
    if len(found) == 1:
        return int(found[0][0])
    if not found:
        raise ProblemError(
            "no_organisation",
            "組織がまだありません。enishi create-owner で作ってください。",
            "There is no organisation yet. Make one with: enishi create-owner",
        )
    names = ", ".join(f"{org_id}: {name}" for org_id, name in found)
    raise ProblemError(
        "which_organisation",
        f"組織が複数あります。--organisation で番号を選んでください（{names}）。",
        f"There are several organisations. Choose one with --organisation ({names}).",
    )
