"""Invitations: a place that waits for somebody, behind a link that works once and for seven days.

In: an e-mail and a place. Out: a link that is shown once. Whether the e-mail has an account anywhere is told to
nobody who only invites: the person who opens the link finds that out by signing in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from enishi.accounts import selectors
from enishi.accounts.models import Invitation, Member, User
from enishi.accounts.notices import notify_staff
from enishi.accounts.permissions import Actor, role_permissions
from enishi.accounts.role_texts import ROLE_TEXTS
from enishi.accounts.services.audit import record_audit
from enishi.accounts.services.members import (
    Place,
    already_member,
    place_user,
    require_can_grant,
    require_sound_place,
)
from enishi.accounts.services.users import create_user, require_email
from enishi.kit import live
from enishi.kit.crypto import keyed_hash
from enishi.kit.errors import ProblemError, conflict
from enishi.kit.ids import random_key
from enishi.kit.mail import can_send_mail, send_mail
from enishi.kit.tenancy import org_scope, system_scope

LASTS = timedelta(days=7)
_PURPOSE = "accounts.invitation"
_LONGEST_TOKEN = 100

# In both languages: nobody knows yet which one the reader prefers.
_SUBJECT = "「{organisation}」への招待 / Invitation to {organisation} (Enishi)"
_TEXT = """「{organisation}」のEnishiに、「{role_ja}」として招待されました。
7日以内に次のページを開いてください。リンクは1回だけ使えます。
{link}

心当たりがない場合は、このメールを無視してください。

You are invited to {organisation} as {role_en}.
Open the page above within seven days; the link works once.
If you expected no invitation, ignore this mail.
"""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its link, which can never be read again."""

    invitation: Invitation
    link: str
    is_mailed: bool


def invite(*, org_id: int, email: str, place: Place, actor: Actor, now: datetime) -> NewInvitation:
    """Offer a place to whoever has ``email``. An open invitation to the same e-mail is replaced.

    ProblemError 403 for a role beyond the actor's own, 409 for somebody who is a member here, 422 for a bad e-mail
    or place.
    """
    require_email(email)
    require_can_grant(actor, place.role)
    require_sound_place(org_id, place, now)
    if selectors.is_member(org_id, email):
        raise already_member()
    selectors.open_invitations(org_id).filter(email__iexact=email).update(revoked_at=now)
    token = random_key(32)
    invitation = Invitation.objects.create(
        org_id=org_id,
        email=email,
        role=place.role,
        channel_ids=None if place.channel_ids is None else sorted(set(place.channel_ids)),
        ends_on=place.ends_on,
        token_hash=keyed_hash(token, _PURPOSE),
        created_at=now,
        created_by_id=actor.id if actor.kind == "user" else None,
        expires_at=now + LASTS,
    )
    _audit(invitation, actor, "invitation.created", now)
    return _handed_out(invitation, token)


def renew_invitation(*, org_id: int, invitation_id: int, actor: Actor, now: datetime) -> NewInvitation:
    """A new link, good for seven days from now; the old one works no more. ProblemError 404 as :func:`invite`."""
    invitation = selectors.open_invitation(org_id, invitation_id)
    require_can_grant(actor, invitation.role)
    require_sound_place(org_id, _place_of(invitation), now)
    token = random_key(32)
    invitation.token_hash = keyed_hash(token, _PURPOSE)
    invitation.expires_at = now + LASTS
    invitation.save(update_fields=["token_hash", "expires_at"])
    _audit(invitation, actor, "invitation.renewed", now)
    return _handed_out(invitation, token)


def revoke_invitation(*, org_id: int, invitation_id: int, actor: Actor, now: datetime) -> None:
    """Its link works no more, at once. ProblemError 404 for one that is accepted or revoked already."""
    invitation = selectors.open_invitation(org_id, invitation_id)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    _audit(invitation, actor, "invitation.revoked", now)
    live.tell("settings", org_id=org_id)


def _handed_out(invitation: Invitation, token: str) -> NewInvitation:
    # Behind the hash sign it reaches no server's log and no other site's.
    link = f"{settings.ENISHI_PUBLIC_URL}/invitation#{token}"
    is_mailed = can_send_mail()
    if is_mailed:
        _mail(invitation, link)
    live.tell("settings", org_id=invitation.org_id)
    return NewInvitation(invitation, link, is_mailed)


def _mail(invitation: Invitation, link: str) -> None:
    # A line break in a subject would begin another header.
    organisation = " ".join(selectors.organisation(invitation.org_id).name.split())
    role = ROLE_TEXTS[invitation.role]
    subject = _SUBJECT.format(organisation=organisation)
    text = _TEXT.format(organisation=organisation, role_ja=role.ja, role_en=role.en, link=link)
    to = invitation.email
    transaction.on_commit(lambda: send_mail(to=to, subject=subject, text=text))


def invitation_behind(token: str, now: datetime) -> Invitation:
    """The open invitation whose link this is, with its organisation; ProblemError 404 for any other link."""
    if not 0 < len(token) <= _LONGEST_TOKEN:
        raise _dead_link()
    with system_scope():
        found = (
            Invitation.objects.filter(
                token_hash=keyed_hash(token, _PURPOSE),
                accepted_at=None,
                revoked_at=None,
                expires_at__gt=now,
            )
            .exclude(ends_on__lt=selectors.today(now))
            .select_related("org")
            .first()
        )
    if found is None:
        raise _dead_link()
    return found


def _dead_link() -> ProblemError:
    return ProblemError(
        "invitation_not_usable",
        "この招待リンクは使えません。期限切れか、取り消されたか、もう使われています。"
        "招待した人に新しいリンクを頼んでください。",
        "This invitation does not work: it has expired, was revoked or was used. Ask for a new link.",
        status=404,
    )


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What somebody without an account chooses when they accept."""

    name: str
    password: str


def accept_invitation(
    *,
    token: str,
    by: User | NewPerson,
    now: datetime,
    address: str | None = None,
    request_id: str = "",
) -> Member:
    """Take the place, once: as the user who is signed in, or as a new one with the invitation's e-mail.

    ProblemError 404 for a link that does not work (any more), 403 for somebody signed in with another e-mail, 409
    ``sign_in_first`` where the e-mail has an account, 422 for a weak password.
    """
    org_id = invitation_behind(token, now).org_id
    with org_scope(org_id):
        invitation = (
            selectors.open_invitations(org_id)
            .filter(token_hash=keyed_hash(token, _PURPOSE))
            .select_for_update(of=("self",))
            .first()
        )
        if invitation is None:
            raise _dead_link()
        user = by if isinstance(by, User) else _new_user(invitation, by, now)
        _require_invited(invitation, user)
        actor = Actor(
            kind="user",
            label=user.name or user.email,
            id=user.id,
            permissions=role_permissions(invitation.role),
            address=address,
            request_id=request_id,
        )
        return _seated(invitation, user, actor, now)


def _seated(invitation: Invitation, user: User, actor: Actor, now: datetime) -> Member:
    place = _place_of(invitation)
    member = place_user(org_id=invitation.org_id, user=user, place=place, actor=actor, now=now)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    _audit(invitation, actor, "invitation.accepted", now)
    notify_staff(
        invitation.org_id,
        "member_joined",
        {"name": user.name, "role": str(invitation.role)},
        now,
        permission="members.view",
    )
    return member


def _new_user(invitation: Invitation, person: NewPerson, now: datetime) -> User:
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise conflict(
            "sign_in_first",
            "このメールアドレスのアカウントがもうあります。サインインしてから招待を受けてください。",
            "This e-mail address has an account already: sign in, then accept the invitation.",
        )
    return create_user(email=invitation.email, name=person.name, password=person.password, now=now)


def _require_invited(invitation: Invitation, user: User) -> None:
    if user.email.lower() != invitation.email.lower():
        raise ProblemError(
            "invited_somebody_else",
            f"この招待は {invitation.email} あてです。サインアウトして、そのメールアドレスで受けてください。",
            f"This invitation is for {invitation.email}: sign out and accept it with that address.",
            status=403,
        )


def _place_of(invitation: Invitation) -> Place:
    return Place(invitation.role, invitation.channel_ids, invitation.ends_on)


def _audit(invitation: Invitation, actor: Actor, action: str, now: datetime) -> None:
    record_audit(
        org_id=invitation.org_id,
        actor=actor,
        action=action,
        object_kind="invitation",
        object_id=invitation.id,
        now=now,
        after={"email": invitation.email, **_place_of(invitation).facts()},
    )
