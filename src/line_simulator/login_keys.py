"""ID tokens: made for virtual users and checked as LINE checks them."""

from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from line_simulator.channels import Channel
from line_simulator.errors import oauth_error
from line_simulator.records import Friend
from line_simulator.state import World

ISSUER: Final = "https://access.line.me"


def login_key(world: World) -> tuple[bytes, str]:
    """PEM and key id of the platform's ES256 key, made on first use."""
    if not world.login_key_pem:
        private = ec.generate_private_key(ec.SECP256R1())
        world.login_key_pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        world.login_key_id = world.ids.hex(64)
    return world.login_key_pem, world.login_key_id


@lru_cache(maxsize=8)
def _private_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The login key is not an elliptic curve key.")
    return key


def public_jwk(world: World) -> dict[str, Any]:
    pem, key_id = login_key(world)
    jwk: dict[str, Any] = ECAlgorithm.to_jwk(_private_key(pem).public_key(), as_dict=True)
    return {**jwk, "kid": key_id, "alg": "ES256", "use": "sig"}


def find_person(world: World, login: Channel, user_id: str) -> Friend | None:
    """A user of the same provider: only there are LINE Login's `sub` and the Messaging API's id equal."""
    for channel in world.channels.values():
        if channel.provider_id == login.provider_id and user_id in channel.friends:
            return channel.friends[user_id]
    return None


def make_id_token(
    world: World, login: Channel, person: Friend, *, algorithm: str = "ES256", **wishes: Any
) -> str:
    """An ID token for LIFF (ES256) or web login (HS256). `claims` replaces or (None) removes claims."""
    now = int(world.clock.now())
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "sub": person.user_id,
        "aud": login.channel_id,
        "exp": now + int(wishes.get("expires_in") or world.knobs.id_token_seconds),
        "iat": now,
        "auth_time": now,
        "amr": ["linesso"],
        "name": person.name,
        "picture": person.picture_url,
        "nonce": wishes.get("nonce"),
        "email": wishes.get("email"),
        **(wishes.get("claims") or {}),
    }
    present = {name: value for name, value in claims.items() if value is not None}
    if algorithm == "HS256":
        return jwt.encode(present, login.secret, algorithm="HS256")
    pem, key_id = login_key(world)
    return jwt.encode(present, _private_key(pem), algorithm="ES256", headers={"kid": key_id})


def verify_id_token(world: World, form: dict[str, str]) -> dict[str, Any]:
    """The claims. Raises LINE's error for each way in which a token can be wrong."""
    claims = _signed_claims(world, form.get("id_token", ""))
    if claims.get("iss") != ISSUER:
        raise _invalid("Invalid IdToken Issuer.")
    if not isinstance(claims.get("exp"), int) or world.clock.now() >= claims["exp"]:
        raise _invalid("IdToken expired.")
    if claims.get("aud") != form.get("client_id"):
        raise _invalid("Invalid IdToken Audience.")
    if "nonce" in form and claims.get("nonce") != form["nonce"]:
        raise _invalid("Invalid IdToken Nonce.")
    if "user_id" in form and claims.get("sub") != form["user_id"]:
        raise _invalid("Invalid IdToken Subject Identifier.")
    return claims


def _signed_claims(world: World, token: str) -> dict[str, Any]:
    unchecked = {"verify_exp": False, "verify_aud": False, "verify_iat": False, "verify_iss": False}
    try:
        algorithm = jwt.get_unverified_header(token).get("alg")
        if algorithm == "ES256":
            public = _private_key(login_key(world)[0]).public_key()
            found: dict[str, Any] = jwt.decode(token, public, algorithms=["ES256"], options=unchecked)  # type: ignore[arg-type]
            return found
        audience = jwt.decode(token, options={"verify_signature": False}).get("aud")
        channel = world.channels.get(str(audience))
        if algorithm != "HS256" or channel is None:
            raise _invalid("Invalid IdToken.")
        found = jwt.decode(token, channel.secret, algorithms=["HS256"], options=unchecked)  # type: ignore[arg-type]
    except jwt.InvalidTokenError as error:
        raise _invalid("Invalid IdToken.") from error
    return found


def _invalid(description: str) -> Exception:
    return oauth_error("invalid_request", description)
