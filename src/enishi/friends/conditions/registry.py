"""What a kind of condition is, and the one list of them. Apps above register theirs in ``config.wiring``.

A kind turns its parameters into SQL, into a sentence, and into what the editor needs to offer it. There is no second
evaluator: whoever asks whether friends meet a condition asks the database with the SQL from here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from enishi.kit.errors import FieldProblem
from enishi.kit.languages import Language as Language
from enishi.kit.wiring import wired_by_name

#: How soon a condition can change without any fact: with the hour, with the local day, or never.
Drift = Literal["hourly", "daily"] | None

#: Changes that leave no fact on the timeline. Whoever makes one tells it to the segments by this name.
PROFILE, MEMO, MARK, ASSIGNEE, SENT, STEP, VISIBILITY = (
    "profile",
    "memo",
    "mark",
    "assignee",
    "sent",
    "step",
    "visibility",
)


#: Up to so many known friends are tested one by one.
_FEW = 10_000


class Params(BaseModel):
    """Base of a kind's parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Text:
    """Words for the editor."""

    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An object that a condition speaks of; ``path`` is where, within the leaf."""

    kind: str
    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Named:
    """What an object is called. ``channel_id`` is None for what belongs to the whole organisation; ``facts`` are the
    kind's own (a field's type and choices, say)."""

    name: str
    is_archived: bool = False
    channel_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Names:
    """The names of the objects that conditions speak of: one query a kind of object, and only when asked."""

    def __init__(self, org_id: int, references: Iterable[Reference]) -> None:
        self._org_id = org_id
        self._wanted: dict[str, set[int]] = {}
        for reference in references:
            self._wanted.setdefault(reference.kind, set()).add(reference.id)
        self._found: dict[str, Mapping[int, Named]] = {}

    def of(self, kind: str, object_id: int) -> Named | None:
        """None where there is no such object."""
        if kind not in self._found:
            wanted = sorted(self._wanted.get(kind, set()) | {object_id})
            self._found[kind] = wired_by_name("ENISHI_OBJECT_NAMES")[kind](self._org_id, wanted)
        return self._found[kind].get(object_id)

    def said(self, kind: str, object_id: int, language: Language) -> str:
        """The name in the quotes of ``language``, saying so if the object is archived or gone."""
        named = self.of(kind, object_id)
        if named is None:
            return "（削除済み）" if language == "ja" else "(deleted)"
        if language == "ja":
            return f"「{named.name}」" + ("（アーカイブ済み）" if named.is_archived else "")
        return f"“{named.name}”" + (" (archived)" if named.is_archived else "")


@dataclass(slots=True)
class Context:
    """What compiling needs to know, and where values go: SQL holds placeholders only, never a value.

    ``walks`` says that friends are tested in some order until enough are found.
    """

    org_id: int
    channel_id: int
    now: datetime
    zone: ZoneInfo
    names: Names
    friend_ids: Sequence[int] | None = None
    walks: bool = False
    params: dict[str, Any] = field(default_factory=dict)
    _org: str = ""

    def add(self, value: Any) -> str:
        """The placeholder that stands for ``value``."""
        name = f"c{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    @property
    def org(self) -> str:
        """The organisation's placeholder, the same in the whole statement."""
        self._org = self._org or self.add(self.org_id)
        return self._org

    @property
    def is_among_few(self) -> bool:
        """Whether friends are better tested one by one than as sets."""
        return self.walks or (self.friend_ids is not None and len(self.friend_ids) <= _FEW)

    @property
    def today(self) -> date:
        """The channel's day."""
        return self.now.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The instant at which ``day`` begins by the channel's clock."""
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True, slots=True)
class Rows:
    """Friends to whom a row of ``source`` belongs that meets ``where``: at least ``at_least`` rows each.

    ``source`` is what follows FROM, ``friend`` the column with the friend's id. Of this form a condition can be probed
    friend by friend or yield its friends as a set.
    """

    source: str
    where: str
    friend: str
    at_least: int = 1

    def as_set(self) -> str:
        """SQL that yields the friends' ids, each at least once."""
        head = f"SELECT {self.friend} AS friend_id FROM {self.source} WHERE {self.where}"
        if self.at_least == 1:
            return head
        return f"{head} GROUP BY {self.friend} HAVING count(*) >= {self.at_least}"

    def probe(self, *, is_among_few: bool) -> str:
        """A boolean over ``f``. Of few friends each one's rows are looked up; of a whole channel's all are taken at
        once."""
        one = f"FROM {self.source} WHERE {self.where} AND {self.friend} = f.id"
        if self.at_least == 1:
            # Without the fence the planner makes a join of it, and reads everybody's rows for the sake of a few.
            return f"EXISTS (SELECT {one}{' OFFSET 0' if is_among_few else ''})"
        if is_among_few:
            return (
                f"(SELECT count(*) FROM (SELECT {one} LIMIT {self.at_least}) AS counted) >= {self.at_least}"
            )
        return f"EXISTS (SELECT FROM ({self.as_set()}) AS many WHERE many.friend_id = f.id)"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the editor. ``type`` names the widget (docs/develop/conditions.md lists them), ``of`` the kind of
    object to choose, ``choices`` what a ``choice`` or ``choices`` offers. ``shown_when``: the input is asked for only
    while another holds one of these values. ``options`` are the widget's own."""

    name: str
    type: str
    label: Text
    of: str = ""
    choices: Sequence[tuple[str, Text]] = ()
    is_required: bool = True
    minimum: float | None = None
    maximum: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    unit: Text | None = None
    shown_when: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetsOf:
    """A condition in the words of the set index: any, all or none of the sets of these keys."""

    match: Literal["any", "all", "none"]
    keys: Sequence[str]


def _nothing(params: Any) -> Sequence[Reference]:
    return ()


@dataclass(frozen=True, slots=True)
class ConditionKind:
    """One kind of condition.

    ``compile`` gives a boolean over the alias ``f`` (friends_friend) that is never NULL, or :class:`Rows`.
    ``sentence`` gives a clause; a Japanese one ends with ている, ていない, である, ではない, がある or がない, so that
    it can be negated and joined. ``check`` finds mistakes that the parameters' model cannot see; that referenced
    objects exist is checked for every kind alike. ``watches`` names the timeline kinds (``tag.added``, or a prefix
    that ends with a dot) and other changes after which a friend may come to meet the condition or cease to, and
    ``drifts`` how soon time alone may do that; either may depend on the parameters. ``example`` is sound but for
    its ids.
    """

    params: type[Params]
    compile: Callable[[Any, Context], "str | Rows"]
    sentence: Callable[[Any, Names, Language], str]
    group: str
    name: Text
    inputs: Sequence[Input]
    example: Mapping[str, Any]
    watches: Collection[str] | Callable[[Any], Collection[str]] = frozenset()
    drifts: Drift | Callable[[Any], Drift] = None
    references: Callable[[Any], Sequence[Reference]] = _nothing
    check: Callable[[Any, Names, str], list[FieldProblem]] | None = None
    help: Text | None = None
    #: The same condition in sets of the index, for a channel; None, or no answer, where there are none.
    sets: Callable[[Any, int], SetsOf | None] | None = None

    def watches_of(self, params: Any) -> Collection[str]:
        return self.watches(params) if callable(self.watches) else self.watches

    def drifts_of(self, params: Any) -> Drift:
        return self.drifts(params) if callable(self.drifts) else self.drifts


#: Headings of the editor's menu, in their order.
GROUPS: Mapping[str, Text] = {
    "tags": Text("タグ・友だち情報", "Tags and fields"),
    "profile": Text("プロフィール", "Profile"),
    "dates": Text("日付", "Dates"),
    "behaviour": Text("行動", "Behaviour"),
    "messages": Text("配信・シナリオ", "Messages and scenarios"),
    "purchases": Text("購入・顧客", "Purchases and customers"),
    "talk": Text("対応", "Talk"),
    "sets": Text("セグメント・抽出", "Segments and samples"),
}


def kinds() -> Mapping[str, ConditionKind]:
    """Every registered kind by name."""
    return wired_by_name("ENISHI_CONDITIONS")


def kind_named(name: str) -> ConditionKind | None:
    return kinds().get(name)
