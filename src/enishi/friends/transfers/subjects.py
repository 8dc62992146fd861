"""What a file may be about: friends, or orders. One entry a subject says how its columns are guessed and checked, and
which operations try and run it; everything else about an import is the same for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from enishi.friends.domain.operations import Words
from enishi.friends.models import FileImport, ImportSubject
from enishi.friends.selectors import transfers as selectors
from enishi.friends.transfers.checking import mapping_problems
from enishi.friends.transfers.guessing import Known, guess_mapping
from enishi.friends.transfers.mapping import ColumnMapping
from enishi.friends.transfers.orders.checking import order_mapping_problems
from enishi.friends.transfers.orders.guessing import guess_orders
from enishi.friends.transfers.orders.mapping import OrderMapping
from enishi.friends.transfers.reading import Opening
from enishi.kit.errors import FieldProblem

type AnyMapping = ColumnMapping | OrderMapping


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mapping to begin with, why each column got its target, and the ready mapping that it is, if any."""

    mapping: AnyMapping
    reasons: Sequence[Words]
    preset: str | None


class Suggest(Protocol):
    def __call__(self, file: FileImport, found: Opening) -> Suggestion: ...


class Check(Protocol):
    def __call__(self, org_id: int, mapping: Any, width: int) -> list[FieldProblem]: ...


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One subject. ``check`` and ``run`` are kinds of operations; ``needs`` the permissions that both take."""

    mapping: type[AnyMapping]
    suggest: Suggest
    problems: Check
    check: str
    run: str
    needs: tuple[str, ...]
    check_title: Words
    run_title: Words


def _suggest_friends(file: FileImport, found: Opening) -> Suggestion:
    rows = [record.cells for record in found.rows if not record.flaw]
    known = Known(selectors.usable_fields(file.org_id), selectors.usable_tags(file.org_id))
    guess = guess_mapping(found.headers, rows, known)
    return Suggestion(guess.mapping, guess.reasons, guess.preset.name if guess.preset else None)


def _suggest_orders(file: FileImport, found: Opening) -> Suggestion:
    rows = [record.cells for record in found.rows if not record.flaw]
    guess = guess_orders(found.headers, rows)
    return Suggestion(guess.mapping, guess.reasons, guess.preset.name if guess.preset else None)


def _order_problems(org_id: int, mapping: Any, width: int) -> list[FieldProblem]:
    return order_mapping_problems(mapping, width)


KINDS: Mapping[str, ImportKind] = {
    ImportSubject.FRIENDS: ImportKind(
        ColumnMapping,
        _suggest_friends,
        mapping_problems,
        check="import_check",
        run="import",
        needs=("data.import",),
        check_title=Words("試し取り込み", "Dry run"),
        run_title=Words("取り込み", "Import"),
    ),
    ImportSubject.ORDERS: ImportKind(
        OrderMapping,
        _suggest_orders,
        _order_problems,
        check="order_import_check",
        run="order_import",
        needs=("customers.edit", "data.import"),
        check_title=Words("注文の試し取り込み", "Dry run of orders"),
        run_title=Words("注文の取り込み", "Import of orders"),
    ),
}


def kind_of(file: FileImport) -> ImportKind:
    """The entry of an import's subject."""
    return KINDS[file.subject]
