"""How somebody is found by what identifies them, without storing it."""

from dataclasses import dataclass
from datetime import date

from enishi.friends.domain import identity
from enishi.friends.models import KeyKind
from enishi.kit.crypto import keyed_hasher

_PURPOSE = "friends.identity"


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that identifies somebody: its hash, and what may be shown of it."""

    kind: KeyKind
    hash: str
    hint: str


class Keys:
    """Makes keys; derives the secret once for all of them."""

    def __init__(self) -> None:
        self._hash = keyed_hasher(_PURPOSE)

    def email(self, raw: str) -> Key | None:
        key = identity.email_key(raw)
        return Key(KeyKind.EMAIL, self._hash(f"email:{key}"), identity.email_hint(key)) if key else None

    def phone(self, raw: str) -> Key | None:
        key = identity.phone_key(raw)
        return Key(KeyKind.PHONE, self._hash(f"phone:{key}"), identity.phone_hint(key)) if key else None

    def name_birthday(self, name: str, birthday: date | None) -> Key | None:
        key = identity.name_birthday_key(name, birthday)
        return Key(KeyKind.NAME_BIRTHDAY, self._hash(f"birth:{key}"), name[:100]) if key else None

    def of(self, email: str, phone: str) -> list[Key]:
        """The keys of an address and a number; what is neither makes none."""
        found = (self.email(email) if email else None, self.phone(phone) if phone else None)
        return [key for key in found if key is not None]
