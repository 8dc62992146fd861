"""Ready conditions to begin with. Pure; each is shown only where every kind that it uses is registered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A condition that many shops need, with a name and what it is for."""

    key: str
    ja: str
    en: str
    purpose_ja: str
    purpose_en: str
    root: Mapping[str, Any]

    @property
    def tree(self) -> dict[str, Any]:
        return {"version": 1, "root": dict(self.root)}

    @property
    def kinds(self) -> set[str]:
        """The kinds of condition that it is made of."""
        return set(_kinds(self.root))


def _kinds(node: Mapping[str, Any]) -> Iterator[str]:
    of = node.get("of")
    if of is None:
        yield str(node["kind"])
        return
    for child in of if isinstance(of, list) else [of]:
        yield from _kinds(child)


def _all(*of: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "all", "of": list(of)}


def _any(*of: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "any", "of": list(of)}


def _days_ago(kind: str, test: str, days: int) -> dict[str, Any]:
    return {"kind": kind, "when": {"mode": "days_ago", "test": test, "days": days}}


def _unknown(kind: str) -> dict[str, Any]:
    return {"kind": kind, "when": {"mode": "unknown"}}


_FOLLOWING = {"kind": "status", "status": "following"}


def _quiet_for(days: int) -> dict[str, Any]:
    """Reacted so long ago, or never since they were first seen so long ago."""
    return _any(
        _days_ago("last_reaction", "at_least", days),
        _all(_unknown("last_reaction"), _days_ago("first_seen", "at_least", days)),
    )


def anniversary_drafts(field_id: int, name: str) -> list[Draft]:
    """For a date that comes back every year, as a birthday does."""
    this_month = {
        "kind": "field",
        "field_id": field_id,
        "test": "when",
        "when": {"mode": "month", "month": 0},
    }
    soon = this_month | {"when": {"mode": "anniversary", "test": "exactly", "days": 7}}
    return [
        Draft(
            f"month_of_field_{field_id}",
            f"今月が{name}の人",
            f"{name} this month",
            "月はじめに送るお祝いの特典に。",
            "For a gift at the beginning of the month.",
            _all(_FOLLOWING, this_month),
        ),
        Draft(
            f"week_before_field_{field_id}",
            f"{name}の7日前の人",
            f"{name} in 7 days",
            "当日の予約につながる早めのお知らせに。",
            "For early news that leads to a booking on the day.",
            _all(_FOLLOWING, soon),
        ),
    ]


DRAFTS = (
    Draft(
        "new_7_days",
        "新規（友だち追加から7日以内）",
        "New (added within 7 days)",
        "あいさつや初回特典の案内に。",
        "For greetings and first-visit offers.",
        _all(_FOLLOWING, _days_ago("followed_at", "at_most", 7)),
    ),
    Draft(
        "active_30_days",
        "最近反応した人（30日以内）",
        "Reacted lately (within 30 days)",
        "関心の高い人への先行案内に。",
        "For early news to those who care.",
        _all(_FOLLOWING, _days_ago("last_reaction", "at_most", 30)),
    ),
    Draft(
        "quiet_30_days",
        "30日以上反応なし",
        "No reaction for 30 days",
        "来店のきっかけづくりに。配信を減らす対象にも。",
        "To give a reason to come back, or to be written to less often.",
        _all(_FOLLOWING, _quiet_for(30)),
    ),
    Draft(
        "dormant_90_days",
        "休眠（90日以上反応なし）",
        "Dormant (no reaction for 90 days)",
        "呼び戻しの特典に。反応がなければ配信から外す判断に。",
        "For a win-back offer, or to leave out of broadcasts.",
        _all(_FOLLOWING, _quiet_for(90)),
    ),
    Draft(
        "never_reacted",
        "一度も反応していない人（追加から14日以上）",
        "Never reacted (added 14 days ago or earlier)",
        "最初のひと言を引き出すアンケートに。",
        "For a survey that asks for a first word.",
        _all(_FOLLOWING, _unknown("last_reaction"), _days_ago("first_seen", "at_least", 14)),
    ),
    Draft(
        "came_back",
        "ブロックを解除して戻った人（30日以内）",
        "Unblocked us (within 30 days)",
        "おかえりなさいの案内に。",
        "To welcome them back.",
        _all(
            _FOLLOWING,
            {"kind": "blocked_at", "when": {"mode": "known"}},
            _days_ago("followed_at", "at_most", 30),
        ),
    ),
    Draft(
        "blocked_30_days",
        "30日以内にブロックした人",
        "Blocked us within 30 days",
        "配信の頻度や内容の見直しに（送信はできません）。",
        "To review how often and what is sent; nothing can be sent to them.",
        _all({"kind": "status", "status": "blocked"}, _days_ago("blocked_at", "at_most", 30)),
    ),
    Draft(
        "bought_90_days",
        "90日以内に購入した人",
        "Bought within 90 days",
        "お礼とおすすめの案内に。",
        "For thanks and recommendations.",
        _all(
            _FOLLOWING,
            {"kind": "bought", "period": {"mode": "days_ago", "test": "at_most", "days": 90}},
        ),
    ),
    Draft(
        "sample_10_percent",
        "お試し配信用の10%",
        "10 % for a trial",
        "少人数で試してから全体に送るために。",
        "To try with a few before sending to all.",
        _all(_FOLLOWING, {"kind": "random", "percent": 10, "salt": "お試し配信"}),
    ),
)
