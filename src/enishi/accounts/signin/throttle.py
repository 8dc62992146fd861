"""How many guesses are evaluated: of whose secrets, and from where.

In: an account, and the request's device and address. Out: go ahead, or how many seconds to wait. A device that has
signed in to that account before has a budget of its own, so that strangers who use up the common one cannot lock
the owner out; whoever is refused is not evaluated at all, right or wrong. Budgets are buckets that leak: full after
ten guesses, one more every six minutes, so at most twenty in any hour.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from enishi.accounts.models import GuessBudget
from enishi.kit.crypto import keyed_hash


@dataclass(frozen=True, slots=True)
class Budget:
    """A bucket: so many at once, so many more an hour."""

    capacity: float
    per_hour: float


ACCOUNT = Budget(capacity=10, per_hour=10)
#: A shop's staff share one address, and so may a whole company behind a proxy.
ADDRESS = Budget(capacity=60, per_hour=60)
#: Mails are sent to somebody who may not have asked.
MAIL = Budget(capacity=3, per_hour=3)


class Throttled(Exception):
    """Not now; ``seconds`` says when."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Guess:
    """One guess that was paid for; a right one is paid back."""

    keys: tuple[str, ...]

    def was_right(self) -> None:
        """Give back what it cost."""
        GuessBudget.objects.filter(key__in=self.keys).update(level=_one_less())


def pay_for_guess(
    *, purpose: str, account: str, device: str | None, address: str | None, now: datetime
) -> Guess:
    """Pay for one guess at ``account``'s secret, or raise Throttled.

    ``device`` is the id of a device that this account knows, None for any other.
    """
    if device is not None:
        key = _key(purpose, account, device)
        _pay(key, ACCOUNT, now)
        return Guess((key,))
    key = _key(purpose, account, "")
    _pay(key, ACCOUNT, now)
    if address is None:
        return Guess((key,))
    nearby = _key(purpose, neighbourhood(address), "")
    try:
        _pay(nearby, ADDRESS, now)
    except Throttled:
        Guess((key,)).was_right()
        raise
    return Guess((key, nearby))


def pay_for_mail(*, account: str, address: str | None, now: datetime) -> None:
    """Pay for one mail that anybody may ask for, or raise Throttled."""
    _pay(_key("mail", account, ""), MAIL, now)
    if address is not None:
        _pay(_key("mail", neighbourhood(address), ""), ADDRESS, now)


def neighbourhood(address: str) -> str:
    """The network that one caller can easily move about in: /24, or /64 of IPv6."""
    prefix = 64 if ":" in address else 24
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _key(purpose: str, subject: str, device: str) -> str:
    return keyed_hash(
        hashlib.sha256("\n".join((purpose, subject.casefold(), device)).encode()).hexdigest(),
        "accounts.guess",
    )


def _one_less() -> object:
    from django.db.models import F
    from django.db.models.functions import Greatest

    return Greatest(F("level") - 1.0, 0.0)


_PAY = """
INSERT INTO accounts_guessbudget AS b (key, level, at) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE
   SET level = greatest(0, b.level - greatest(0, extract(epoch FROM EXCLUDED.at - b.at)) * %(rate)s) + 1,
       at = greatest(EXCLUDED.at, b.at)
 WHERE greatest(0, b.level - greatest(0, extract(epoch FROM EXCLUDED.at - b.at)) * %(rate)s) + 1 <= %(capacity)s
RETURNING level
"""


def _pay(key: str, budget: Budget, now: datetime) -> None:
    rate = budget.per_hour / 3600
    with connection.cursor() as cursor:
        cursor.execute(_PAY, {"key": key, "now": now, "rate": rate, "capacity": budget.capacity})
        if cursor.fetchone() is not None:
            return
    row = GuessBudget.objects.get(key=key)
    level = row.level - max(0.0, (now - row.at).total_seconds()) * rate
    raise Throttled(max(1, math.ceil((level + 1 - budget.capacity) / rate)))


def forget_old_guesses(now: datetime) -> None:
    """Drop buckets that have leaked empty; for housekeeping."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_guessbudget WHERE at < %s - interval '1 day'", [now])
