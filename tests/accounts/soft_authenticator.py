"""A passkey in software: makes a key pair and signs challenges as a browser with a fingerprint reader would."""

import hashlib
import os
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

_FLAG = AuthenticatorData.FLAG


class SoftAuthenticator:
    """One passkey; ``origin`` is the page that asks."""

    def __init__(self, origin: str, *, is_person_verified: bool = True) -> None:
        self.origin = origin
        self.flags = _FLAG.UP | (_FLAG.UV if is_person_verified else _FLAG(0))
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = os.urandom(32)
        self._user_handle = b""
        self._count = 0

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request to make a passkey."""
        asked = options["publicKey"]
        self._user_handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(bytes(16), self._id, public)
        held = AuthenticatorData.create(_hash(asked["rp"]["id"]), self.flags | _FLAG.AT, 0, credential)
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(AttestationObject.create("none", held, {})),
            }
        )

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to a challenge."""
        asked = options["publicKey"]
        self._count += 1
        held = AuthenticatorData.create(_hash(asked["rpId"]), self.flags, self._count)
        client = self._client("webauthn.get", asked["challenge"])
        signed = self._key.sign(bytes(held) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(held),
                "signature": websafe_encode(signed),
                "userHandle": websafe_encode(self._user_handle),
            }
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, self.origin))

    def _answer(self, response: dict[str, Any]) -> dict[str, Any]:
        named = websafe_encode(self._id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


def _hash(rp_id: str) -> bytes:
    return hashlib.sha256(rp_id.encode()).digest()
