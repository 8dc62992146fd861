"""Whether what a view is to show exists: its condition and its columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from enishi.friends.conditions.checks import check_tree
from enishi.friends.domain.columns import COLUMNS, field_of
from enishi.friends.selectors.fields import fields
from enishi.kit.errors import FieldProblem, invalid_fields


def require_sound_view(
    org_id: int, channel_id: int, tree: Mapping[str, Any] | None, columns: Sequence[str]
) -> None:
    """Raise a refusal that names every mistake, by the paths ``tree…`` and ``columns.<n>``."""
    problems = [] if tree is None else check_tree(org_id, channel_id, tree)
    problems += unknown_columns(org_id, columns)
    if problems:
        raise invalid_fields(problems)


def unknown_columns(org_id: int, columns: Sequence[str]) -> list[FieldProblem]:
    """The columns that no list can show."""
    wanted = {field_id for column in columns if (field_id := field_of(column)) is not None}
    known = set(fields(org_id).filter(id__in=wanted).values_list("id", flat=True)) if wanted else set()
    return [
        FieldProblem(
            f"columns.{index}",
            f"「{column}」という列はありません。使えるもの：{'、'.join(COLUMNS)}、field:番号",
            f"There is no column “{column}”. Known: {', '.join(COLUMNS)}, field:<id>.",
        )
        for index, column in enumerate(columns)
        if column not in COLUMNS and field_of(column) not in known
    ]
