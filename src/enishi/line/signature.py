"""Webhook signatures: whether bytes that claim to come from LINE do.

In: the raw body exactly as received, the ``x-line-signature`` header, the channel's secrets. Out: yes or no.
It never parses the body; JSON that has been decoded and encoded again has another signature. Source:
Messaging API documentation, "Verify webhook signature".
"""

import base64
import hmac
from collections.abc import Sequence


def signature_of(body: bytes, secret: str) -> str:
    """The value of ``x-line-signature`` that LINE sends with this body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode("ascii")


def is_signed(body: bytes, signature: str | bytes | None, secrets: Sequence[str]) -> bool:
    """Whether any of the secrets made this signature, compared in constant time.

    Re-issuing a channel secret breaks signatures at once, so while rotating a channel holds two. An empty
    secret never matches: a channel without one must not accept what anybody could sign.
    """
    if not signature:
        return False
    claimed = signature.encode("utf-8", "replace") if isinstance(signature, str) else signature
    is_match = False
    for secret in secrets:
        if secret:
            is_match |= hmac.compare_digest(signature_of(body, secret).encode("ascii"), claimed)
    return is_match
