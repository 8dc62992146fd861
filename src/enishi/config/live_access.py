"""What the stream of changes may tell its caller; asked by the stream itself, on behalf of the browser that opens it."""

from enishi.accounts.http import StaffRequest, StaffRouter
from enishi.accounts.schemas import OutputSchema

router = StaffRouter(tags=["live"])

#: Who may hear of what: topic → permission.
TOPICS = {
    "customers": "customers.view",
    "friends": "friends.view",
    "segments": "segments.view",
    "operations": "friends.view",
    "talk": "talk.view",
    "typing": "talk.view",
    "deliveries": "deliveries.view",
    "scenarios": "scenarios.view",
    "rules": "rules.view",
    "notices": "me.view",
    "sending": "me.view",
    "settings": "me.view",
}


class LiveAccessOut(OutputSchema):
    """``channel_ids`` null: of every channel."""

    caller: str
    organisation_id: int
    topics: list[str]
    channel_ids: list[int] | None


@router.get(
    "/live/access",
    permission="me.view",
    response=LiveAccessOut,
    summary="受け取れる変更通知 / Which changes one may hear of",
    description=(
        "GET /api/v1/live?organisation=… が text/event-stream で変更の種類だけを流します。 / "
        "GET /api/v1/live?organisation=… streams, as text/event-stream, what kind of thing changed."
    ),
)
def show_live_access(request: StaffRequest) -> LiveAccessOut:
    principal = request.principal
    return LiveAccessOut(
        caller=f"{principal.actor.kind}:{principal.actor.id or 0}",
        organisation_id=principal.org_id,
        topics=[topic for topic, permission in TOPICS.items() if principal.may(permission)],
        channel_ids=None if principal.channels is None else list(principal.channels),
    )
