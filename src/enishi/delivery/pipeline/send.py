"""Stage 4, I/O. In: frozen batches with their slots. Out: each with LINE's answer. The only caller of the LINE
client for messages. Never touches the database, so no transaction is ever open while it waits for LINE.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from enishi.delivery.domain.values import MULTICAST, REPLY, ClaimedBatch, SentBatch
from enishi.line.client import (
    LineClient,
    SendResult,
    endpoints,
    splice_recipient,
    splice_recipients,
    splice_reply_token,
)
from enishi.line.tokens import ChannelCredentials, TokenSource, TokenUnavailableError, with_token


async def send_batch(
    batch: ClaimedBatch,
    credentials: ChannelCredentials,
    client: LineClient,
    tokens: TokenSource,
    clock: Callable[[], datetime],
) -> SentBatch:
    """One attempt, at the batch's slot; on a refused token one more with a fresh token (nothing was accepted)."""
    if batch.delay_seconds > 0:
        await asyncio.sleep(batch.delay_seconds)
    try:
        result = await with_token(
            tokens, credentials, lambda token: _call(batch, client.at(credentials.hosts), token)
        )
    except TokenUnavailableError as error:
        result = SendResult(error.outcome, message=error.message)
    return SentBatch(batch, result, clock())


async def _call(batch: ClaimedBatch, client: LineClient, token: str) -> SendResult:
    # The batch's id is the retry key: whoever repeats this batch repeats the same key.
    if batch.endpoint == REPLY:
        return await client.send(
            endpoints.REPLY, token, splice_reply_token(batch.messages, batch.reply_token)
        )
    if batch.endpoint == MULTICAST:
        body = splice_recipients(batch.messages, batch.line_user_ids)
        return await client.send(endpoints.MULTICAST, token, body, batch.id)
    return await client.send(
        endpoints.PUSH, token, splice_recipient(batch.messages, batch.line_user_ids[0]), batch.id
    )
