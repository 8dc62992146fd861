"""Reads of channels, and their sealed secrets opened. Beside this only intake's ``verify`` opens any, on its lean path."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet

from enishi.kit.crypto import unseal
from enishi.kit.errors import not_found
from enishi.kit.tenancy import org_scope, system_scope
from enishi.line import tokens
from enishi.line.client import Hosts
from enishi.line.models import Channel, TokenKind

PURPOSE = "line.channel"


@dataclass(frozen=True, slots=True)
class ChannelCredentials:
    """What a channel proves itself with. ``secrets`` is newest first: two while a secret is being rotated.

    ``token`` is empty for stateless tokens, which are issued from the newest secret.
    """

    channel_id: int
    org_id: int
    line_channel_id: str
    secrets: tuple[str, ...] = field(repr=False)
    token_kind: str
    token: str = field(repr=False)
    hosts: Hosts | None = None

    @property
    def for_tokens(self) -> tokens.ChannelCredentials:
        """The same as the token source takes it."""
        return tokens.ChannelCredentials(
            self.line_channel_id, self.secrets[0], self.token or None, self.hosts
        )


def channels(org_id: int) -> QuerySet[Channel]:
    """All channels of the organisation, in the order in which they were connected."""
    return Channel.objects.filter(org_id=org_id).order_by("id")


def channel(org_id: int, channel_id: int) -> Channel:
    """One channel; ProblemError 404."""
    found = channels(org_id).filter(id=channel_id).first()
    if found is None:
        raise not_found("公式アカウント", "The channel")
    return found


def channel_names(org_id: int) -> dict[int, str]:
    """Names by channel id."""
    return dict(channels(org_id).values_list("id", "name"))


def channel_credentials(org_id: int, channel_id: int) -> ChannelCredentials:
    """The opened credentials of one channel.

    Opens its own scope. ProblemError 404, CannotOpen for a foreign key.
    """
    with org_scope(org_id):
        return _opened(channel(org_id, channel_id))


def channel_by_webhook_key(webhook_key: str) -> ChannelCredentials | None:
    """The channel that a webhook address names, in whichever organisation.

    None for an unknown or stopped one.
    """
    with system_scope():
        found = Channel.objects.filter(webhook_key=webhook_key, is_active=True).first()
    return _opened(found) if found is not None else None


def _opened(found: Channel) -> ChannelCredentials:
    sealed = (found.secret_sealed, found.previous_secret_sealed)
    is_stateless = found.token_kind == TokenKind.STATELESS
    return ChannelCredentials(
        channel_id=found.id,
        org_id=found.org_id,
        line_channel_id=found.line_channel_id,
        secrets=tuple(unseal(value, PURPOSE) for value in sealed if value),
        token_kind=str(found.token_kind),
        token="" if is_stateless else unseal(found.token_sealed, PURPOSE),
        hosts=Hosts(found.api_address, found.api_data_address) if found.is_practice else None,
    )


def webhook_address(found: Channel) -> str:
    """Where LINE has to send this channel's webhooks; the virtual platform runs on this machine and stays on it."""
    origin = settings.ENISHI_LOCAL_URL if found.is_practice else settings.ENISHI_PUBLIC_URL
    return f"{origin}/webhook/line/{found.webhook_key}"


def phone_url(found: Channel) -> str | None:
    """Where the virtual phones of a practice channel are; None for a real one."""
    return f"{found.phone_address}/?channel={found.line_channel_id}" if found.phone_address else None


def active_channel_ids() -> list[tuple[int, int]]:
    """(organisation, channel) of every channel in use, for sweeps over all organisations."""
    with system_scope():
        rows = Channel.objects.filter(is_active=True).order_by("org_id", "id")
        return list(rows.values_list("org_id", "id"))
