"""LINE's state of a channel: is it set up well, who is the bot, how much of the quota is used.

In: a channel's id. Out: findings, or rows noted by the services. Each use runs as: read credentials in one
short transaction, talk to LINE with none open, write in another. This is the one place where synchronous code
waits for LINE; it sends no messages.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from enishi.accounts.permissions import Actor
from enishi.kit.crypto import CannotOpen
from enishi.kit.errors import ProblemError
from enishi.kit.tenancy import org_scope
from enishi.line import selectors, services
from enishi.line.client import (
    Answer,
    BotInfo,
    LineClient,
    Outcome,
    Quota,
    TokenInfo,
    WebhookEndpoint,
    WebhookTest,
)
from enishi.line.errors import (
    CREDENTIALS_LOCKED,
    QUOTA_EXHAUSTED,
    REDELIVERY_UNKNOWN,
    UNREACHABLE,
    WEBHOOK_NOT_HTTPS,
    WRONG_SECRET,
    Mend,
    mend_for,
    mend_for_issuing,
    token_mends,
    webhook_mends,
)
from enishi.line.models import Channel, TokenKind
from enishi.line.selectors import ChannelCredentials


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``mend`` is there when a person has to do something."""

    check: str
    is_ok: bool
    ja: str
    en: str
    mend: Mend | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that LINE told about one channel.

    None where it was not asked, because an earlier answer forbade.
    """

    mend: Mend | None = None
    token: TokenInfo | None = None
    bot: BotInfo | None = None
    quota: Quota | None = None
    used: int | None = None
    endpoint: Answer[WebhookEndpoint] | None = None
    test: Answer[WebhookTest] | None = None


def ask_line[T](call: Callable[[LineClient], Awaitable[T]]) -> T:
    """Run one conversation with LINE and wait for it.

    RuntimeError inside a transaction, which it would hold open.
    """
    with transaction.atomic(durable=True):
        pass

    async def converse() -> T:
        async with LineClient(settings.ENISHI_LINE_API_URL, settings.ENISHI_LINE_API_DATA_URL) as client:
            return await call(client)

    return asyncio.run(converse())


async def _token(client: LineClient, credentials: ChannelCredentials) -> tuple[str, Mend | None]:
    """A token to use now, and what is wrong if there is none."""
    if credentials.token_kind == TokenKind.LONG_LIVED:
        return credentials.token, None
    issued = await client.issue_stateless_token(credentials.line_channel_id, credentials.secrets[0])
    if issued.value is None:
        return "", mend_for_issuing(issued.outcome) or WRONG_SECRET
    return issued.value.access_token, None


async def _look(client: LineClient, credentials: ChannelCredentials, *, tests_webhook: bool) -> Standing:
    token, mend = await _token(client, credentials)
    if mend is not None:
        return Standing(mend=mend)
    bot = await client.get_bot_info(token)
    if bot.value is None:
        return Standing(mend=mend_for(bot) or UNREACHABLE)
    info = (await client.verify_token(token)).value if credentials.token else None
    quota, used = await client.get_quota(token), await client.get_quota_consumption(token)
    endpoint, test = None, None
    if tests_webhook:
        endpoint = await client.get_webhook_endpoint(token)
        if endpoint.value is not None:
            test = await client.test_webhook_endpoint(token)
    return Standing(None, info, bot.value, quota.value, used.value, endpoint, test)


def _credentials(org_id: int, channel_id: int) -> ChannelCredentials | None:
    """None where they were sealed with a key that this installation does not have any more."""
    try:
        return selectors.channel_credentials(org_id, channel_id)
    except CannotOpen:
        return None


def _standing(org_id: int, channel_id: int, *, tests_webhook: bool) -> Standing:
    credentials = _credentials(org_id, channel_id)
    if credentials is None:
        return Standing(mend=CREDENTIALS_LOCKED)
    return ask_line(
        lambda client: _look(client.at(credentials.hosts), credentials, tests_webhook=tests_webhook)
    )


def check_channel(*, org_id: int, channel_id: int, actor: Actor, now: datetime) -> list[Finding]:
    """Look at everything that must be right before messages flow, and note bot info and quota on the way.

    Never raises for what LINE answers: what is wrong is a finding with its mend. LINE allows the webhook test
    60 times an hour.
    """
    with org_scope(org_id):
        found = selectors.channel(org_id, channel_id)
        address = selectors.webhook_address(found)
    standing = _standing(org_id, channel_id, tests_webhook=True)
    findings = _findings(standing, found, address)
    with org_scope(org_id):
        _note(org_id, channel_id, standing, now)
        codes = [finding.mend.code for finding in findings if finding.mend]
        services.note_check(org_id=org_id, channel_id=channel_id, codes=codes, actor=actor, now=now)
    return findings


def _findings(standing: Standing, channel: Channel, address: str) -> list[Finding]:
    if standing.mend is not None:
        return [_wrong("credentials", standing.mend)]
    foreign = token_mends(channel.line_channel_id, channel.bot_user_id or None, standing.token, standing.bot)
    if foreign:
        return [_wrong("credentials", mend) for mend in foreign]
    return [
        _right("credentials", "チャネルの認証情報は正しく使えます。", "The channel's credentials work."),
        _bot_finding(standing),
        _quota_finding(standing),
        *_webhook_findings(standing, channel, address),
        *_chat_findings(standing),
    ]


def _webhook_findings(standing: Standing, channel: Channel, address: str) -> list[Finding]:
    if standing.endpoint is None:
        return []
    mends = webhook_mends(address, standing.endpoint, standing.test)
    wrong = [mend for mend in mends if mend is not REDELIVERY_UNKNOWN]
    if wrong and not channel.is_practice and not address.startswith("https://"):
        # The first thing to mend: LINE takes no such address.
        wrong.insert(0, WEBHOOK_NOT_HTTPS)
    findings = [_wrong("webhook", mend) for mend in wrong] or [
        _right("webhook", "Webhookは正しく届いています。", "Webhooks reach this installation.")
    ]
    if REDELIVERY_UNKNOWN in mends and not channel.is_practice:
        mend = REDELIVERY_UNKNOWN
        findings.append(Finding("redelivery", True, mend.ja, mend.en, mend))
    return findings


def _chat_findings(standing: Standing) -> list[Finding]:
    if standing.bot is None or standing.bot.chat_mode != "chat":
        return []
    return [
        _right(
            "chat_mode",
            "LINE公式アカウントの「チャット」がオンです。返信はEnishiの「トーク」だけで行うと、二重の返信を防げます。",
            "Chat is on in the LINE Official Account Manager. Answer in Enishi only, so that nobody gets two answers.",
        )
    ]


def _right(check: str, ja: str, en: str) -> Finding:
    return Finding(check, True, ja, en)


def _wrong(check: str, mend: Mend) -> Finding:
    return Finding(check, False, mend.ja, mend.en, mend)


def _bot_finding(standing: Standing) -> Finding:
    name = standing.bot.display_name if standing.bot else ""
    basic_id = standing.bot.basic_id if standing.bot else ""
    return _right(
        "bot", f"アカウントは「{name}」（{basic_id}）です。", f"The account is {name} ({basic_id})."
    )


def _quota_finding(standing: Standing) -> Finding:
    used = standing.used if standing.used is not None else "?"
    if standing.quota is None or standing.quota.limit is None:
        return _right("quota", f"今月の送信数: {used} 通。", f"Sent this month: {used}.")
    limit = standing.quota.limit
    if isinstance(used, int) and used >= limit:
        return _wrong("quota", QUOTA_EXHAUSTED)
    return _right("quota", f"今月の送信数: {used} / {limit} 通。", f"Sent this month: {used} of {limit}.")


def set_webhook_address(*, org_id: int, channel_id: int, actor: Actor, now: datetime) -> str:
    """Tell LINE to send this channel's webhooks here, and return that address. Repeatable.

    ProblemError 422 with the mend if LINE refuses. "Use webhook" itself can only be switched on in LINE's
    console.
    """
    with org_scope(org_id):
        address = selectors.webhook_address(selectors.channel(org_id, channel_id))
    credentials = _credentials(org_id, channel_id)
    mend = (
        ask_line(lambda client: _set_address(client.at(credentials.hosts), credentials, address))
        if credentials is not None
        else CREDENTIALS_LOCKED
    )
    with org_scope(org_id):
        services.note_webhook_address(
            org_id=org_id,
            channel_id=channel_id,
            address=address,
            was_accepted=mend is None,
            actor=actor,
            now=now,
        )
    if mend is not None:
        raise ProblemError(mend.code, mend.ja, mend.en, status=422)
    return address


async def _set_address(client: LineClient, credentials: ChannelCredentials, address: str) -> Mend | None:
    token, mend = await _token(client, credentials)
    if mend is not None:
        return mend
    answer = await client.set_webhook_endpoint(token, address)
    if answer.is_ok:
        return None
    if answer.outcome is Outcome.REFUSED:
        return Mend(
            "line.webhook_address_refused",
            f"LINEがWebhook URL（{address}）を受け付けませんでした。"
            "公開された https のアドレスを ENISHI_PUBLIC_URL に設定してください。",
            f"LINE refused the webhook URL ({address}): set ENISHI_PUBLIC_URL to a public https address.",
        )
    return mend_for(answer) or UNREACHABLE


def sync_channel(*, org_id: int, channel_id: int, now: datetime) -> bool:
    """Fetch bot info and quota of one channel. False if LINE gave no answer; the next sweep tries again."""
    standing = _standing(org_id, channel_id, tests_webhook=False)
    with org_scope(org_id):
        _note(org_id, channel_id, standing, now)
    return standing.mend is None


def _note(org_id: int, channel_id: int, standing: Standing, now: datetime) -> None:
    if standing.bot is not None:
        services.note_bot_info(org_id=org_id, channel_id=channel_id, bot=standing.bot)
    if standing.quota is not None and standing.used is not None:
        services.note_quota(
            org_id=org_id, channel_id=channel_id, limit=standing.quota.limit, used=standing.used, now=now
        )
