"""Routes for people who are no members yet: what an invitation's link offers, and taking it.

The token in the body is what lets a caller in; it never stands in an address, which servers write down. A browser
that is signed in accepts as its user, and must send the token against forged requests like anywhere else.
"""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from ninja import Router

from enishi.accounts import selectors
from enishi.accounts.http import caller_address, require_csrf_token
from enishi.accounts.models import Invitation, User
from enishi.accounts.schemas import AcceptanceIn, AcceptedOut, LinkTokenIn, OfferOut, RoleOut
from enishi.accounts.services import invitations
from enishi.accounts.signin.devices import remember_device
from enishi.kit import clock
from enishi.kit.errors import FieldProblem, invalid_fields
from enishi.kit.tenancy import org_scope

router = Router(tags=["invitations"])


def _signed_in(request: HttpRequest) -> User | None:
    user = request.user
    return user if isinstance(user, User) and user.is_active else None


@router.post(
    "/invitation/look",
    response=OfferOut,
    summary="招待の内容を見る / What an invitation offers",
)
def look_at_invitation(request: HttpRequest, payload: LinkTokenIn) -> OfferOut:
    invitation = invitations.invitation_behind(payload.token, clock.now())
    user = _signed_in(request)
    return OfferOut(
        organisation_name=invitation.org.name,
        email=invitation.email,
        role=RoleOut.of(invitation.role),
        channel_names=_channel_names(invitation),
        ends_on=invitation.ends_on,
        expires_at=invitation.expires_at,
        signed_in_email=user.email if user else None,
    )


def _channel_names(invitation: Invitation) -> list[str] | None:
    if invitation.channel_ids is None:
        return None
    with org_scope(invitation.org_id):
        names = selectors.channel_names(invitation.org_id)
    return [names[channel_id] for channel_id in invitation.channel_ids if channel_id in names]


@router.post(
    "/invitation/accept",
    response={201: AcceptedOut},
    summary="招待を受ける / Accept an invitation",
    description=(
        "サインイン中ならその人として、そうでなければ新しい人として参加し、サインインします。 / "
        "As the user who is signed in, else as a new one with a name and a password, who is then signed in."
    ),
)
def accept_invitation(request: HttpRequest, payload: AcceptanceIn, response: HttpResponse) -> AcceptedOut:
    user = _signed_in(request)
    if user is not None:
        require_csrf_token(request)
    member = invitations.accept_invitation(
        token=payload.token,
        by=user or _new_person(payload),
        now=clock.now(),
        address=caller_address(request),
        request_id=getattr(request, "request_id", ""),
    )
    if user is None:
        record_authentication(request, member.user, method="password", email=member.user.email)
        get_adapter().login(request, member.user)
        remember_device(request, response, member.user.pk)
    return AcceptedOut(organisation_id=member.org_id, email=member.user.email)


def _new_person(payload: AcceptanceIn) -> invitations.NewPerson:
    problems = []
    if payload.name is None:
        problems.append(FieldProblem("name", "お名前を入力してください。", "Enter your name."))
    if not payload.password:
        problems.append(FieldProblem("password", "パスワードを決めてください。", "Choose a password."))
    if payload.name is None or not payload.password:
        raise invalid_fields(problems)
    return invitations.NewPerson(payload.name, payload.password)
