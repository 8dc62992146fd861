"""Routes of the first start, open to whoever holds the link that the machine printed."""

from typing import Annotated

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field, StringConstraints

from enishi.accounts.http import caller_address
from enishi.accounts.schemas import InputSchema, Name, OutputSchema
from enishi.accounts.services.setup import create_first_owner as make_owner
from enishi.accounts.services.setup import needs_owner
from enishi.accounts.signin.devices import remember_device
from enishi.kit import clock

router = Router(tags=["setup"])


class SetupOut(OutputSchema):
    """``needs_owner`` is true until the first account exists."""

    needs_owner: bool


class FirstOwnerIn(InputSchema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "token": "…",
                "organisation_name": "美容室はなえ",
                "name": "花江 さくら",
                "email": "owner@example.com",
                "password": "correct horse battery",
            }
        }
    )

    token: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(repr=False)]
    organisation_name: Name
    name: Name
    email: Annotated[str, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=200), Field(repr=False)]


class FirstOwnerOut(OutputSchema):
    organisation_id: int


@router.get("/setup", response=SetupOut, summary="初期設定が要るか / Whether the first set-up is due")
def show_setup(request: HttpRequest) -> SetupOut:
    return SetupOut(needs_owner=needs_owner())


@router.post(
    "/setup/owner",
    response={201: FirstOwnerOut},
    summary="最初のオーナーを作り、サインインする / Make the first owner, and sign them in",
    description="だれもアカウントを持っていない間だけ使えます。 / Only while nobody has an account.",
)
def create_first_owner(request: HttpRequest, payload: FirstOwnerIn, response: HttpResponse) -> FirstOwnerOut:
    org, owner = make_owner(
        token=payload.token,
        organisation_name=payload.organisation_name,
        name=payload.name,
        email=payload.email,
        password=payload.password,
        address=caller_address(request),
        now=clock.now(),
    )
    record_authentication(request, owner.user, method="password", email=owner.user.email)
    get_adapter().login(request, owner.user)
    remember_device(request, response, owner.user.pk)
    return FirstOwnerOut(organisation_id=org.id)
