"""Where values came from, in words: ``staff:3`` → the person's name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enishi.accounts import selectors as account_selectors


@dataclass(frozen=True, slots=True)
class ValueSource:
    """``kind`` is staff, api_key, import, operation, rule …; ``name`` is empty where it is not known here."""

    kind: str
    id: int | None
    name: str


def value_sources(org_id: int, sources: Iterable[str]) -> dict[str, ValueSource]:
    """Each of these sources in words: one statement a kind that stands among them."""
    wanted = {source: _parted(source) for source in sources}
    names: dict[tuple[str, int], str] = {}
    for kind, find in _NAMES.items():
        ids = {number for each, number in wanted.values() if each == kind and number is not None}
        if ids:
            names |= {(kind, number): name for number, name in find(org_id, ids).items()}
    return {
        source: ValueSource(kind, number, names.get((kind, number), "") if number is not None else "")
        for source, (kind, number) in wanted.items()
    }


def _parted(source: str) -> tuple[str, int | None]:
    kind, _, number = source.partition(":")
    return kind, int(number) if number.isascii() and number.isdigit() else None


def _staff(org_id: int, ids: Iterable[int]) -> Mapping[int, str]:
    rows = account_selectors.members(org_id).filter(user_id__in=list(ids))
    return dict(rows.values_list("user_id", "user__name"))


def _api_keys(org_id: int, ids: Iterable[int]) -> Mapping[int, str]:
    return dict(account_selectors.api_keys(org_id).filter(id__in=list(ids)).values_list("id", "name"))


_NAMES = {"staff": _staff, "api_key": _api_keys}
