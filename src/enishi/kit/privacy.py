"""How an app says which of its columns hold what about people, and which rows are whose.

Each app has a ``privacy.py`` with its tables, wired in ``config.wiring.PERSONAL_DATA``; a test compares them with the
database, so that no column is without a label. Export and erasure of a person know nothing but these tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

#: ``none``: nothing about a person. ``pseudonym``: a number of ours that stands for one. ``personal``: about a friend
#: or customer. ``staff``: about a member of staff. ``secret``: never leaves, in no export of any kind.
Label = Literal["none", "pseudonym", "personal", "staff", "secret"]
LABELS: frozenset[str] = frozenset(get_args(Label))


@dataclass(frozen=True, slots=True)
class Table:
    """One table. ``columns`` reads ``label: name name; label: name``.

    ``rows`` is a condition on the alias ``t`` that finds the rows of friends, with the parameters ``org_id``,
    ``friend_ids``, ``friend_texts`` (the same as text), ``line_user_ids``, ``line_user_patterns`` and
    ``customer_ids``; empty where no row is a person's own. ``erase`` is ``delete``, a SET clause, or empty for what
    stays, and then ``stays`` says why. ``export`` replaces the columns of the export by a list of expressions.
    """

    name: str
    columns: str
    rows: str = ""
    erase: str = ""
    stays: str = ""
    export: str = ""
    labels: Mapping[str, Label] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[str, Label] = {}
        for part in self.columns.split(";"):
            label, _, names = part.partition(":")
            if label.strip() not in LABELS:
                raise ValueError(f"{self.name}: no such label: {label.strip()}")
            found |= dict.fromkeys(names.split(), label.strip())  # type: ignore[arg-type]
        object.__setattr__(self, "labels", found)

    @property
    def exported(self) -> str:
        """What an export of a person selects."""
        return self.export or ", ".join(
            f"t.{name}" for name, label in self.labels.items() if label not in ("secret", "staff")
        )


@dataclass(frozen=True, slots=True)
class Whom:
    """The friend whose data are erased."""

    org_id: int
    channel_id: int
    friend_id: int


@dataclass(frozen=True, slots=True)
class Keeper:
    """What holds something of a friend and cannot be emptied by a statement alone: files, requests under way.

    Wired in ``config.wiring.PERSONAL_DATA_KEEPERS``. ``count`` says how much there is; ``clear`` removes what can be
    removed now and returns how much is still in use, for which the erasure waits. Clearing twice does nothing.
    """

    name: str
    count: Callable[[Whom], int]
    clear: Callable[[Whom, datetime], int]
