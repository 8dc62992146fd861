"""What conditions mean, said once more and slowly: friend by friend, in Python, from the documents alone.

Only tests may have a second evaluator. It shares no code with the compiler.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories import NOW
from tests.friends.conditions.people import People, Person

ZONE = ZoneInfo("Asia/Tokyo")
TODAY = NOW.astimezone(ZONE).date()


def meets(document: Mapping[str, Any], person: Person, world: People) -> bool:
    """Whether a person meets a tree."""
    return _node(document["root"], person, world)


def _node(node: Mapping[str, Any], person: Person, world: People) -> bool:
    if node["kind"] == "all":
        return all(_node(child, person, world) for child in node["of"])
    if node["kind"] == "any":
        return any(_node(child, person, world) for child in node["of"])
    if node["kind"] == "not":
        return not _node(node["of"], person, world)
    return _LEAVES[node["kind"]](node, person, world)


def in_time(when: Mapping[str, Any] | None, value: datetime | date | None) -> bool:
    """Whether a time is as ``when`` says; no time is never as it says, but for unknown."""
    if when is None:
        return value is not None
    if when["mode"] in ("known", "unknown"):
        return bool((value is None) == (when["mode"] == "unknown"))
    if value is None:
        return False
    if when["mode"] == "hours_ago":
        assert isinstance(value, datetime)
        ago = NOW - value
        limit = timedelta(hours=when["hours"])
        return timedelta(0) <= ago <= limit if when.get("test", "at_most") == "at_most" else ago >= limit
    return _on_day(when, value.astimezone(ZONE).date() if isinstance(value, datetime) else value)


def _on_day(when: Mapping[str, Any], day: date) -> bool:
    if when["mode"] == "between":
        since, until = when.get("since"), when.get("until")
        return (since is None or day.isoformat() >= since) and (until is None or day.isoformat() <= until)
    if when["mode"] == "month":
        wanted = {0: TODAY.month, 13: TODAY.month % 12 + 1}.get(when["month"], when["month"])
        return bool(day.month == wanted)
    if when["mode"] == "anniversary":
        first = 0 if when["test"] == "at_most" else when["days"]
        days = [TODAY + timedelta(days=ahead) for ahead in range(first, when["days"] + 1)]
        return any(_comes_round(day, on) for on in days)
    distance = (TODAY - day).days * (1 if when["mode"] == "days_ago" else -1)
    return bool(
        {
            "at_most": 0 <= distance <= when["days"],
            "exactly": distance == when["days"],
            "at_least": distance >= when["days"],
        }[when.get("test", "at_most")]
    )


def _comes_round(day: date, on: date) -> bool:
    if (day.month, day.day) == (on.month, on.day):
        return True
    is_eve = (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).day == 1
    return (day.month, day.day) == (2, 29) and is_eve


def _times(times: Mapping[str, Any] | None, number: int) -> bool:
    test, wanted = (times or {}).get("test", "at_least"), (times or {}).get("number", 1)
    return bool(
        {"at_least": number >= wanted, "at_most": number <= wanted, "exactly": number == wanted}[test]
    )


def _text(test: str, value: str, text: str) -> bool:
    return {
        "contains": value.lower() in text.lower(),
        "not_contains": value.lower() not in text.lower(),
        "equals": value.lower() == text.lower(),
        "starts_with": text.lower().startswith(value.lower()),
        "empty": text == "",
        "not_empty": text != "",
    }[test]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _some(match: str, found: list[bool]) -> bool:
    return {"any": any(found), "all": all(found), "none": not any(found)}[match]


def _tag(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    found = [tag in person.tags and in_time(leaf.get("added"), person.tags[tag]) for tag in leaf["tag_ids"]]
    return _some(leaf.get("match", "any"), found)


def _segment(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    return _some(leaf.get("match", "any"), [one in person.segments for one in leaf["segment_ids"]])


def _field(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    value, test = person.fields.get(leaf["field_id"]), leaf["test"]
    if test in ("empty", "not_empty"):
        return bool((value is None) == (test == "empty"))
    if value is None:
        return test in ("not_contains", "none_of")
    if test == "number":
        wanted = leaf["number"]
        found = float(value)
        return bool(
            {
                "equals": found == wanted,
                "at_least": found >= wanted,
                "at_most": found <= wanted,
                "more_than": found > wanted,
                "less_than": found < wanted,
            }[leaf.get("number_test", "at_least")]
        )
    if test == "when":
        return in_time(leaf["when"], value)
    if test in ("any_of", "all_of", "none_of"):
        return _some(test.removesuffix("_of"), [one in value for one in leaf["choice_ids"]])
    if test in ("is_true", "is_false"):
        return bool(bool(value) == (test == "is_true"))
    return _text(test, _folded(leaf["value"]), _folded(value))


def _happened(
    leaf: Mapping[str, Any], person: Person, kind: str, fits: Callable[[dict[str, Any]], bool]
) -> bool:
    number = sum(
        each == kind and in_time(leaf.get("period"), at) and fits(data) for each, at, data in person.events
    )
    return _times(leaf.get("times"), number)


def _event(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    tests = leaf.get("where", [])
    return _happened(leaf, person, leaf["event"], lambda data: all(_property(test, data) for test in tests))


def _property(test: Mapping[str, Any], data: Any) -> bool:
    for name in test["property"].split("."):
        data = data.get(name) if isinstance(data, dict) else None
    kind, wanted = test["test"], test.get("value")
    if kind == "exists":
        return data is not None
    if kind == "contains" and isinstance(data, list):
        return _said(wanted) in data
    text = None if data is None else _said(data)
    if kind == "one_of":
        return text in [str(each) for each in test["values"]]
    if kind in ("at_least", "at_most"):
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            return False
        try:
            number = float(data)
        except ValueError:
            return False
        assert wanted is not None
        return bool(number >= wanted if kind == "at_least" else number <= wanted)
    return {
        "equals": text == _said(wanted),
        "not_equals": text != _said(wanted),
        "contains": _said(wanted).lower() in (text or "").lower(),
        "starts_with": (text or "").lower().startswith(_said(wanted).lower()),
    }[kind]


def _said(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _matches(match: str, text: str, word: str) -> bool:
    return {"contains": word in text, "exact": text == word, "starts_with": text.startswith(word)}[match]


def _words(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    def fits(data: dict[str, Any]) -> bool:
        text = _folded(data.get("text", "")).strip()
        words = [_folded(word).strip() for word in leaf["words"]]
        return data.get("type") == "text" and any(_matches(leaf["match"], text, word) for word in words)

    return _happened(leaf, person, "message.received", fits)


def _tapped(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    def fits(data: dict[str, Any]) -> bool:
        return _matches(leaf["match"], data.get("data", ""), leaf["data"])

    return _happened(leaf, person, "postback.received", fits)


def _received(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    number = sum(
        in_time(leaf.get("period"), at)
        and leaf.get("dispatch_id") in (None, dispatch)
        and leaf.get("scenario_id") in (None, scenario)
        for dispatch, scenario, at in person.sent
    )
    return _times(leaf.get("times"), number)


def _scenario(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    found = any(
        scenario == leaf["scenario_id"]
        and leaf["state"] in ("ever", "never", state)
        and (leaf["state"] != "active" or leaf.get("step") in (None, position + 1))
        and in_time(leaf.get("entered"), entered_at)
        for scenario, state, position, entered_at in person.enrolments
    )
    return bool(found != (leaf["state"] == "never"))


def _assignee(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    assignee = person.assignee_id if person.has_talk else None
    return assignee in leaf.get("member_ids", []) or (assignee is None and leaf.get("nobody", False))


def _random(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    digest = hashlib.sha256(f"{leaf['salt']}{person.id}".encode()).hexdigest()
    return bool(int(digest[:15], 16) % 10_000 < round(leaf["percent"] * 100))


def _visibility(leaf: Mapping[str, Any], person: Person, world: People) -> bool:
    return {
        "shown": person.hidden_at is None,
        "hidden": person.hidden_at is not None,
        "muted": person.muted_at is not None,
    }[leaf["state"]]


_LEAVES: Mapping[str, Callable[[Mapping[str, Any], Person, People], bool]] = {
    "tag": _tag,
    "segment": _segment,
    "field": _field,
    "name": lambda leaf, person, _: _text(leaf["test"], leaf.get("value", ""), person.name),
    "memo": lambda leaf, person, _: _text(leaf["test"], leaf.get("value", ""), person.memo),
    "language": lambda leaf, person, _: person.language in leaf["languages"],
    "status": lambda leaf, person, _: person.status == leaf["status"],
    "origin": lambda leaf, person, _: person.origin in leaf["origins"],
    "visibility": _visibility,
    "followed_at": lambda leaf, person, _: in_time(leaf["when"], person.followed_at),
    "first_seen": lambda leaf, person, _: in_time(leaf["when"], person.first_seen_at),
    "last_reaction": lambda leaf, person, _: in_time(leaf["when"], person.last_reaction_at),
    "blocked_at": lambda leaf, person, _: in_time(leaf["when"], person.blocked_at),
    "event": _event,
    "said": _words,
    "tapped": _tapped,
    "received": _received,
    "scenario": _scenario,
    "mark": lambda leaf, person, _: person.has_talk and person.mark_id in leaf["mark_ids"],
    "assignee": _assignee,
    "random": _random,
    "friends": lambda leaf, person, _: person.id in leaf["friend_ids"],
}
KINDS = frozenset(_LEAVES)
