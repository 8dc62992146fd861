"""Friends with everything that conditions ask about, as plain values and as the rows that stand for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.factories import NOW, line_user_id, make_revision, make_scenario, make_tag

from enishi.accounts.models import Organisation
from enishi.delivery.models import Delivery, Dispatch
from enishi.friends.models import Field, FieldValue, Friend, FriendTag, Segment, SegmentMember
from enishi.friends.services.timeline import NewEvent, insert_events
from enishi.inbox.models import Conversation, Mark
from enishi.kit.ids import uuid7
from enishi.kit.tenancy import org_scope
from enishi.line.models import Channel
from enishi.scenarios.models import Enrolment, ScenarioVersion

NAMES = ("愛子", "健二", "Aiko 100%", "a_b", "ＫＥＮ", "", "Ｏ'Brien; --", "さくら🌸")
WORDS = ("予約したい", "ｸｰﾎﾟﾝ ください", "Hello", "", "100% OFF", "また行きます")
#: Types of the fields there are, one of each.
TYPES = ("text", "number", "date", "datetime", "choice", "choices", "boolean")
CHOICES = (1, 2, 3)


@dataclass(slots=True)
class Person:
    """One friend, as a reference evaluator reads them."""

    id: int
    name: str
    memo: str
    language: str
    status: str
    origin: str
    first_seen_at: datetime
    followed_at: datetime | None
    blocked_at: datetime | None
    last_reaction_at: datetime | None
    hidden_at: datetime | None
    muted_at: datetime | None
    tags: dict[int, datetime] = field(default_factory=dict)
    fields: dict[int, Any] = field(default_factory=dict)
    events: list[tuple[str, datetime, dict[str, Any]]] = field(default_factory=list)
    enrolments: list[tuple[int, str, int, datetime]] = field(default_factory=list)
    sent: list[tuple[int, int | None, datetime]] = field(default_factory=list)
    segments: set[int] = field(default_factory=set)
    mark_id: int | None = None
    assignee_id: int | None = None
    has_talk: bool = False


@dataclass(slots=True)
class People:
    """A channel's friends and the objects that they have to do with. ``fields``: type → id."""

    org_id: int
    channel_id: int
    people: list[Person]
    tags: list[int]
    fields: dict[str, int]
    scenarios: list[int]
    dispatches: list[int]
    segments: list[int]
    marks: list[int]
    members: list[int]

    @property
    def ids(self) -> list[int]:
        return [person.id for person in self.people]


def make_people(org: Organisation, channel: Channel, members: Sequence[int], *, number: int = 24) -> People:
    """As many friends, the same at every call, and the rows behind them."""
    random = Random(20261015)
    made = _objects(org, channel, list(members))
    with org_scope(org.id):
        for index in range(number):
            made.people.append(_person(made, random, index))
        _store(made)
    return made


def _objects(org: Organisation, channel: Channel, members: list[int]) -> People:
    tags = [make_tag(org, f"タグ{index}").id for index in range(4)]
    timing = ({"mode": "after", "seconds": 86_400}, "こんにちは")
    scenarios = [make_scenario(channel, timing, name=f"シナリオ{index}").id for index in range(2)]
    revision_id = make_revision(org)
    with org_scope(org.id):
        return People(
            org.id,
            channel.id,
            [],
            tags,
            {kind: _field(org.id, kind) for kind in TYPES},
            scenarios,
            [_dispatch(channel, revision_id, source) for source in ("", f"scenario:{scenarios[0]}")],
            [_segment(channel, index) for index in range(2)],
            list(Mark.objects.filter(org_id=org.id).order_by("id").values_list("id", flat=True)[:2]),
            members,
        )


def _field(org_id: int, kind: str) -> int:
    choices = [{"id": each, "label": f"選択{each}"} for each in CHOICES]
    settings = {"choices": choices} if kind.startswith("choice") else {}
    made = Field.objects.create(
        org_id=org_id, name=f"欄_{kind}", type=kind, settings=settings, created_at=NOW, updated_at=NOW
    )
    return made.id


def _dispatch(channel: Channel, revision_id: int, source: str) -> int:
    made = Dispatch.objects.create(
        org_id=channel.org_id,
        channel_id=channel.id,
        kind="scenario" if source else "broadcast",
        source=source,
        revision_id=revision_id,
        due_at=NOW,
        expires_at=NOW + timedelta(days=3),
        created_at=NOW,
    )
    return made.id


def _segment(channel: Channel, index: int) -> int:
    made = Segment.objects.create(
        org_id=channel.org_id,
        channel=channel,
        name=f"セグメント{index}",
        tree={"version": 1, "root": {"kind": "all", "of": []}},
        tree_key=f"key{index}",
        created_at=NOW,
        updated_at=NOW,
    )
    return made.id


def some_time(random: Random) -> datetime:
    """A time near now, often close to one of the edges that conditions draw."""
    edge = NOW - timedelta(hours=3, days=random.choice([0, 1, 2, 7, 30, 365]))
    return edge + random.choice(
        [timedelta(0), timedelta(microseconds=-1), timedelta(hours=random.randint(-30, 30))]
    )


def _maybe(random: Random) -> datetime | None:
    return None if random.random() < 0.3 else some_time(random)


def _person(made: People, random: Random, index: int) -> Person:
    blocked_at = some_time(random) if random.random() < 0.3 else None
    seen_at = some_time(random)
    friend = Friend.objects.create(
        org_id=made.org_id,
        channel_id=made.channel_id,
        line_user_id=line_user_id(9_000_000 + index),
        display_name=random.choice(NAMES),
        memo=random.choice(["", "VIPのお客さま", "vip"]),
        language=random.choice(["ja", "en", ""]),
        status="blocked" if blocked_at else "following",
        origin=random.choice(["follow", "import", "contact"]),
        first_seen_at=seen_at,
        followed_at=_maybe(random),
        blocked_at=blocked_at,
        status_changed_at=seen_at,
        last_reaction_at=_maybe(random),
        hidden_at=NOW if random.random() < 0.2 else None,
        muted_at=NOW if random.random() < 0.2 else None,
    )
    return Person(
        **{
            name: getattr(friend, name)
            for name in (
                *("id", "memo", "language", "status", "origin", "first_seen_at", "followed_at", "blocked_at"),
                *("last_reaction_at", "hidden_at", "muted_at"),
            )
        },
        name=friend.display_name,
        tags={tag: some_time(random) for tag in made.tags if random.random() < 0.4},
        fields={id_: _value(kind, random) for kind, id_ in made.fields.items() if random.random() < 0.7},
        events=[_event(made, random) for _ in range(random.choice([0, 0, 1, 3, 6]))],
        enrolments=[
            (
                scenario,
                random.choice(["active", "finished", "stopped"]),
                random.randint(0, 2),
                some_time(random),
            )
            for scenario in made.scenarios
            if random.random() < 0.5
        ],
        sent=[
            (dispatch, made.scenarios[0] if at else None, some_time(random))
            for at, dispatch in enumerate(made.dispatches)
            if random.random() < 0.5
        ],
        segments={segment for segment in made.segments if random.random() < 0.5},
        mark_id=random.choice([None, *made.marks]),
        assignee_id=random.choice([None, *made.members]),
        has_talk=random.random() < 0.6,
    )


def _value(kind: str, random: Random) -> Any:
    made: dict[str, Callable[[], Any]] = {
        "text": lambda: random.choice(["渋谷店", "ｼﾌﾞﾔ", "Shibuya_1", "100%"]),
        "number": lambda: random.choice([Decimal("0"), Decimal("0.1"), Decimal("-5"), Decimal("100")]),
        "date": lambda: random.choice(
            [date(2000, 2, 29), date(1990, 10, 15), date(1985, 10, 22), date(2026, 10, 14), date(2027, 1, 1)]
        ),
        "datetime": lambda: some_time(random),
        "choice": lambda: [random.choice(CHOICES)],
        "choices": lambda: sorted(random.sample(CHOICES, random.randint(1, 3))),
        "boolean": lambda: random.random() < 0.5,
    }
    return made[kind]()


def _event(made: People, random: Random) -> tuple[str, datetime, dict[str, Any]]:
    at = some_time(random)
    kind = random.choice(["message.received", "postback.received", "tag.added", "form.submitted"])
    made_of: dict[str, Callable[[], dict[str, Any]]] = {
        "message.received": lambda: {
            "type": random.choice(["text", "sticker"]),
            "text": random.choice(WORDS),
        },
        "postback.received": lambda: {"data": random.choice(["coupon=1", "coupon=2", "menu"])},
        "tag.added": lambda: {"tag_id": random.choice(made.tags)},
        "form.submitted": lambda: random.choice(
            [
                {"answer": {"age": 30, "likes": ["カット", "カラー"]}, "vip": True},
                {"answer": {"age": "41"}, "vip": False},
                {"answer": {"age": None}},
                {},
            ]
        ),
    }
    return kind, at, made_of[kind]()


def _store(made: People) -> None:
    people = made.people
    FriendTag.objects.bulk_create(
        FriendTag(org_id=made.org_id, tag_id=tag, friend_id=person.id, added_at=at)
        for person in people
        for tag, at in person.tags.items()
    )
    columns = dict(zip(made.fields.values(), made.fields, strict=True))
    FieldValue.objects.bulk_create(
        FieldValue(
            org_id=made.org_id,
            field_id=id_,
            friend_id=person.id,
            changed_at=NOW,
            **{_COLUMNS[columns[id_]]: value},
        )
        for person in people
        for id_, value in person.fields.items()
    )
    events = [NewEvent(person.id, kind, at, data) for person in people for kind, at, data in person.events]
    insert_events(org_id=made.org_id, channel_id=made.channel_id, events=events, now=NOW)
    versions = dict(ScenarioVersion.objects.filter(org_id=made.org_id).values_list("scenario_id", "id"))
    Enrolment.objects.bulk_create(
        Enrolment(
            org_id=made.org_id,
            scenario_id=scenario,
            version_id=versions[scenario],
            friend_id=person.id,
            state=state,
            position=position,
            entered_at=at,
        )
        for person in people
        for scenario, state, position, at in person.enrolments
    )
    Delivery.objects.bulk_create(
        Delivery(
            org_id=made.org_id,
            dispatch_id=dispatch,
            friend_id=person.id,
            due_at=NOW,
            state="sent",
            batch_id=uuid7(),
            decided_at=at,
        )
        for person in people
        for dispatch, _, at in person.sent
    )
    Conversation.objects.bulk_create(
        Conversation(
            org_id=made.org_id,
            channel_id=made.channel_id,
            friend_id=person.id,
            opened_at=NOW,
            last_at=NOW,
            mark_id=person.mark_id,
            assignee_id=person.assignee_id,
        )
        for person in people
        if person.has_talk
    )
    SegmentMember.objects.bulk_create(
        SegmentMember(
            org_id=made.org_id,
            channel_id=made.channel_id,
            segment_id=segment,
            friend_id=person.id,
            entered_at=NOW,
        )
        for person in people
        for segment in person.segments
    )


_COLUMNS = {
    "text": "text_value",
    "number": "number_value",
    "date": "date_value",
    "datetime": "at_value",
    "choice": "choice_ids",
    "choices": "choice_ids",
    "boolean": "boolean_value",
}
