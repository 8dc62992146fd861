"""Secrets at rest: AES-256-GCM with a key id, so that keys can be rotated while rows still use the old one.

The master key comes from ``ENISHI_SECRET_KEY``; each purpose gets its own derived key, so a leak of one kind of
ciphertext never helps with another. A sealed value is ``v1.<key id>.<base64 nonce+ciphertext>``.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class CannotOpen(Exception):
    """The value was sealed with a key that this installation does not have, or was tampered with."""


def _master_keys() -> list[bytes]:
    """Newest first: the first seals, all can open."""
    return [key.encode() for key in settings.ENISHI_SECRET_KEYS]


def _key_id(master: bytes) -> str:
    return hashlib.sha256(b"enishi key id" + master).hexdigest()[:8]


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"enishi/{purpose}".encode()).derive(master)


def seal(plain: str, purpose: str) -> str:
    """Encrypt ``plain`` for ``purpose``; an empty string stays empty, so "not set" needs no key."""
    if not plain:
        return ""
    master = _master_keys()[0]
    nonce = os.urandom(12)
    sealed = nonce + AESGCM(_derive(master, purpose)).encrypt(nonce, plain.encode(), purpose.encode())
    return f"v1.{_key_id(master)}.{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """Decrypt what :func:`seal` made; raises :class:`CannotOpen`."""
    if not sealed:
        return ""
    try:
        version, key_id, body = sealed.split(".", 2)
        raw = base64.urlsafe_b64decode(body)
    except ValueError as error:
        raise CannotOpen("not a sealed value") from error
    for master in _master_keys():
        if version == "v1" and _key_id(master) == key_id:
            try:
                return AESGCM(_derive(master, purpose)).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
            except (InvalidTag, ValueError) as error:
                raise CannotOpen("the value was altered or belongs to another purpose") from error
    raise CannotOpen(f"no key with id {key_id}: was ENISHI_SECRET_KEY changed?")


def keyed_hash(value: str, purpose: str) -> str:
    """A hash that nobody without the master key can compute; used to look secrets up without storing them."""
    return hmac.new(_derive(_master_keys()[-1], purpose), value.encode(), hashlib.sha256).hexdigest()


def keyed_hasher(purpose: str) -> Callable[[str], str]:
    """:func:`keyed_hash` for many values of one purpose: deriving its key costs more than a thousand hashes."""
    key = _derive(_master_keys()[-1], purpose)
    return lambda value: hmac.digest(key, value.encode(), "sha256").hex()
