"""Random conditions about the people of :mod:`tests.friends.conditions.people`."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from tests.friends.conditions.people import CHOICES, NAMES, WORDS, People

Leaf = st.SearchStrategy[dict[str, Any]]

_DAYS = st.sampled_from([0, 1, 2, 7, 30, 365])
_AMOUNT = st.sampled_from(["at_most", "exactly", "at_least"])
_DATES = st.sampled_from(["2026-10-15", "2026-10-14", "2026-10-13", "2026-09-15", "2027-01-01"])


def _between(pair: tuple[str, str], which: int) -> dict[str, Any]:
    since, until = sorted(pair)
    return {
        "mode": "between",
        **([{"since": since}, {"until": until}, {"since": since, "until": until}][which]),
    }


_DAYS_AGO = st.builds(lambda test, days: {"mode": "days_ago", "test": test, "days": days}, _AMOUNT, _DAYS)
_AHEAD = st.builds(lambda test, days: {"mode": "days_ahead", "test": test, "days": days}, _AMOUNT, _DAYS)
_HOURS = st.builds(
    lambda test, hours: {"mode": "hours_ago", "test": test, "hours": hours},
    st.sampled_from(["at_most", "at_least"]),
    st.sampled_from([1, 3, 27, 100]),
)
_BETWEEN = st.builds(_between, st.tuples(_DATES, _DATES), st.integers(0, 2))
_KNOWN = st.sampled_from([{"mode": "known"}, {"mode": "unknown"}])
_YEARLY = st.builds(
    lambda test, days: {"mode": "anniversary", "test": test, "days": days},
    st.sampled_from(["at_most", "exactly"]),
    st.sampled_from([0, 1, 7, 136, 364]),
)
_MONTH = st.builds(lambda month: {"mode": "month", "month": month}, st.integers(0, 13))
_PERIOD = _DAYS_AGO | _HOURS | _BETWEEN
_WHEN = _PERIOD | _KNOWN
_DATE = _DAYS_AGO | _AHEAD | _BETWEEN | _YEARLY | _MONTH
_TIMES = st.builds(lambda test, number: {"test": test, "number": number}, _AMOUNT, st.integers(0, 4))


def _leaf(kind: str, /, *, optional: Mapping[str, Any] | None = None, **inputs: Any) -> Leaf:
    required: dict[str, st.SearchStrategy[Any]] = {"kind": st.just(kind), **inputs}
    return st.fixed_dictionaries(required, optional=dict(optional or {}))


def _some(ids: list[int]) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(ids), min_size=1, max_size=3)


_TEXT_TEST = st.sampled_from(["contains", "not_contains", "equals", "starts_with", "empty", "not_empty"])
_TEXT = st.sampled_from(["愛", "a", "A_", "%", "_", "100%", "K", "'", "vip", "x\\"]) | st.sampled_from(
    [name for name in NAMES if name]
)
_MATCH = st.sampled_from(["any", "all", "none"])
_COUNTED = {"times": _TIMES, "period": _PERIOD}
_SAME = st.sampled_from(["contains", "exact", "starts_with"])


def _fields(world: People) -> Leaf:
    def of(kind: str, **inputs: Any) -> Leaf:
        return _leaf("field", field_id=st.just(world.fields[kind]), **inputs)

    choices = st.lists(st.sampled_from(CHOICES), min_size=1, max_size=2)
    words = st.sampled_from(["渋谷", "シブヤ", "shibuya_", "100%", "%", "渋谷店"])
    return st.one_of(
        of("text", test=st.sampled_from(["contains", "not_contains", "equals", "starts_with"]), value=words),
        of(
            "number",
            test=st.just("number"),
            number_test=st.sampled_from(["equals", "at_least", "at_most", "more_than", "less_than"]),
            number=st.sampled_from([0, 0.1, -5, 99.5, 100]),
        ),
        of("date", test=st.just("when"), when=_DATE),
        of("datetime", test=st.just("when"), when=_DATE | _HOURS),
        of("choice", test=st.sampled_from(["any_of", "none_of"]), choice_ids=choices),
        of("choices", test=st.sampled_from(["any_of", "all_of", "none_of"]), choice_ids=choices),
        of("boolean", test=st.sampled_from(["is_true", "is_false"])),
        *(of(kind, test=st.sampled_from(["empty", "not_empty"])) for kind in world.fields),
    )


def _events(world: People) -> Leaf:
    def where(property_: str, test: str, **value: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
        return st.just([{"property": property_, "test": test, **value}])

    of_form = st.one_of(
        where("answer.age", "at_least", value=35),
        where("answer.age", "at_most", value=40.5),
        where("answer.age", "exists"),
        where("answer.likes", "contains", value="カット"),
        where("vip", "equals", value=True),
        where("vip", "not_equals", value=True),
        where("answer.age", "one_of", values=["30", 41]),
    )
    of_message = st.one_of(
        where("type", "equals", value="text"),
        where("text", "contains", value="100%"),
        where("text", "starts_with", value="hel"),
    )
    of_tag = st.sampled_from(world.tags).flatmap(lambda tag: where("tag_id", "equals", value=tag))
    return st.one_of(
        _leaf("event", event=st.just("form.submitted"), optional={"where": of_form, **_COUNTED}),
        _leaf("event", event=st.just("message.received"), optional={"where": of_message, **_COUNTED}),
        _leaf("event", event=st.just("tag.added"), optional={"where": of_tag, **_COUNTED}),
        _leaf(
            "said",
            words=st.lists(
                st.sampled_from(["予約", "クーポン", "HELLO", "100%", *filter(None, WORDS)]),
                min_size=1,
                max_size=2,
            ),
            match=_SAME,
            optional=_COUNTED,
        ),
        _leaf(
            "tapped",
            data=st.sampled_from(["coupon=1", "coupon", "menu", "%"]),
            match=_SAME,
            optional=_COUNTED,
        ),
    )


def leaves(world: People) -> Leaf:
    """Any condition."""
    texts: dict[str, Any] = {"test": _TEXT_TEST, "value": _TEXT}
    return st.one_of(
        _leaf("tag", tag_ids=_some(world.tags), match=_MATCH, optional={"added": _PERIOD}),
        _leaf("segment", segment_ids=_some(world.segments), match=_MATCH),
        _fields(world),
        _events(world),
        _leaf("name", **texts),
        _leaf("memo", **texts),
        _leaf("language", languages=st.lists(st.sampled_from(["ja", "en"]), min_size=1, max_size=2)),
        _leaf("status", status=st.sampled_from(["following", "blocked"])),
        _leaf("origin", origins=st.lists(st.sampled_from(["follow", "import"]), min_size=1, max_size=2)),
        _leaf("visibility", state=st.sampled_from(["shown", "hidden", "muted"])),
        *(_leaf(kind, when=_WHEN) for kind in ("followed_at", "first_seen", "last_reaction", "blocked_at")),
        _leaf(
            "received",
            optional={
                **_COUNTED,
                "dispatch_id": st.sampled_from(world.dispatches),
                "scenario_id": st.sampled_from(world.scenarios),
            },
        ),
        _leaf(
            "scenario",
            scenario_id=st.sampled_from(world.scenarios),
            state=st.sampled_from(["active", "finished", "stopped", "ever", "never"]),
            optional={"step": st.integers(1, 3), "entered": _PERIOD},
        ),
        _leaf("mark", mark_ids=_some(world.marks)),
        _leaf("assignee", member_ids=_some(world.members), nobody=st.booleans()),
        _leaf("assignee", nobody=st.just(True)),
        _leaf(
            "random", percent=st.sampled_from([0.01, 10, 33.33, 50, 100]), salt=st.sampled_from(["a", "秋'%"])
        ),
        _leaf("friends", friend_ids=st.lists(st.sampled_from(world.ids), max_size=3)),
    )


def trees(world: People) -> st.SearchStrategy[dict[str, Any]]:
    """Any tree of them."""

    def wider(nodes: Leaf) -> Leaf:
        several = st.lists(nodes, min_size=1, max_size=3)
        return st.one_of(
            _leaf("all", of=st.lists(nodes, max_size=3)), _leaf("any", of=several), _leaf("not", of=nodes)
        )

    nodes = st.recursive(leaves(world), wider, max_leaves=8)
    return st.builds(lambda root: {"version": 1, "root": root}, nodes)
