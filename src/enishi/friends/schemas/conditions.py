"""What the API of conditions takes and gives."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, JsonValue

from enishi.accounts.schemas import Id, InputSchema, OutputSchema
from enishi.friends.conditions.catalogue import Offer
from enishi.friends.conditions.event_texts import EVENTS
from enishi.friends.conditions.matching import Overlap
from enishi.friends.conditions.registry import Input, Text
from enishi.friends.models import Friend
from enishi.friends.selectors.condition_previews import Previewed
from enishi.friends.selectors.counts import Count
from enishi.kit.languages import Language

ConditionTree = Annotated[
    dict[str, Any],
    Field(description="条件の木 / a condition tree, version 1 (docs/api/conditions.schema.json)"),
]

_TREE: dict[str, JsonValue] = {
    "version": 1,
    "root": {
        "kind": "all",
        "of": [
            {"kind": "tag", "tag_ids": [1]},
            {"kind": "last_reaction", "when": {"mode": "days_ago", "test": "at_most", "days": 30}},
        ],
    },
}


class PreviewIn(InputSchema):
    """``sample``: how many friends to show as examples. ``with_count`` false: only the sentence and the mistakes."""

    model_config = ConfigDict(json_schema_extra={"example": {"channel_id": 1, "tree": _TREE}})

    channel_id: Id
    tree: ConditionTree
    sample: Annotated[int, Field(ge=0, le=20)] = 5
    with_count: bool = True
    segment_id: Annotated[
        Id | None,
        Field(
            description="編集中のセグメント。自分とは比べない / the segment being edited, not compared with itself"
        ),
    ] = None


class OverlapIn(InputSchema):
    model_config = ConfigDict(json_schema_extra={"example": {"channel_id": 1, "a": _TREE, "b": _TREE}})

    channel_id: Id
    a: ConditionTree
    b: ConditionTree


class TreeCountOut(OutputSchema):
    """``number`` is an estimate unless ``is_exact``."""

    number: int
    is_exact: bool

    @classmethod
    def of_count(cls, count: Count) -> "TreeCountOut":
        return cls(number=count.number, is_exact=count.is_exact)


class SampleFriendOut(OutputSchema):
    """``display_name`` is a friend's own words: escape it wherever it is shown."""

    id: int
    display_name: str
    picture_url: str
    status: str

    @classmethod
    def of(cls, friend: Friend) -> "SampleFriendOut":
        return cls.from_orm(friend)


class TreeProblemOut(OutputSchema):
    """``path`` is where in the tree, e.g. ``root.of.1.tag_ids.0``."""

    path: str
    detail: str


class TreeWarningOut(OutputSchema):
    """``code``: nobody, few, everybody, same_segment."""

    code: str
    detail: str


class ConditionPreviewOut(OutputSchema):
    """While there are problems there is no count."""

    count: TreeCountOut | None
    sentence: str
    samples: list[SampleFriendOut]
    problems: list[TreeProblemOut]
    warnings: list[TreeWarningOut]

    @classmethod
    def of(cls, found: Previewed, language: Language) -> "ConditionPreviewOut":
        is_ja = language == "ja"
        return cls(
            count=None if found.count is None else TreeCountOut.of_count(found.count),
            sentence=found.sentence,
            samples=[SampleFriendOut.of(friend) for friend in found.samples],
            problems=[
                TreeProblemOut(path=each.path, detail=each.ja if is_ja else each.en)
                for each in found.problems
            ],
            warnings=[
                TreeWarningOut(code=each.code, detail=each.ja if is_ja else each.en)
                for each in found.warnings
            ],
        )


class OverlapOut(OutputSchema):
    """The numbers are estimates unless ``is_exact``."""

    both: int
    only_a: int
    only_b: int
    is_exact: bool

    @classmethod
    def of(cls, found: Overlap) -> "OverlapOut":
        return cls.from_orm(found)


class KindWordsOut(OutputSchema):
    ja: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "KindWordsOut":
        return cls(ja=text.ja, en=text.en)


class InputChoiceOut(OutputSchema):
    value: str
    label: KindWordsOut


class InputOut(OutputSchema):
    """``type`` names the widget, ``of`` the kind of object to choose. ``shown_when``: asked for only while another
    input holds one of these values. ``options`` are the widget's own."""

    name: str
    type: str
    label: KindWordsOut
    of: str
    choices: list[InputChoiceOut] | None
    min: float | None
    max: float | None
    unit: KindWordsOut | None
    optional: bool
    shown_when: dict[str, list[Any]] | None
    options: dict[str, Any]

    @classmethod
    def of_input(cls, each: Input) -> "InputOut":
        choices = [InputChoiceOut(value=value, label=KindWordsOut.of(text)) for value, text in each.choices]
        return cls(
            name=each.name,
            type=each.type,
            label=KindWordsOut.of(each.label),
            of=each.of,
            choices=choices or None,
            min=each.minimum,
            max=each.maximum,
            unit=None if each.unit is None else KindWordsOut.of(each.unit),
            optional=not each.is_required,
            shown_when={name: list(values) for name, values in each.shown_when.items()} or None,
            options=dict(each.options),
        )


class KindOut(OutputSchema):
    """``start`` is the leaf before anything is chosen, ``example`` one that is complete but for its ids."""

    kind: str
    group: KindWordsOut
    name: KindWordsOut
    hint: KindWordsOut | None
    start: dict[str, Any]
    example: dict[str, Any]
    inputs: list[InputOut]

    @classmethod
    def of(cls, offer: Offer) -> "KindOut":
        return cls(
            kind=offer.name,
            group=KindWordsOut.of(offer.group),
            name=KindWordsOut.of(offer.kind.name),
            hint=None if offer.kind.help is None else KindWordsOut.of(offer.kind.help),
            start=offer.start,
            example=offer.example,
            inputs=[InputOut.of_input(each) for each in offer.kind.inputs],
        )


class EventPropertyOut(OutputSchema):
    """``type``: text, number, or the kind of object that the value is the id of."""

    name: str
    label: KindWordsOut
    type: str


class EventOut(OutputSchema):
    kind: str
    name: KindWordsOut
    properties: list[EventPropertyOut]


class KindsOut(OutputSchema):
    items: list[KindOut]
    events: list[EventOut]

    @classmethod
    def of(cls, offers: list[Offer]) -> "KindsOut":
        events = [
            EventOut(
                kind=kind,
                name=KindWordsOut.of(each.text),
                properties=[
                    EventPropertyOut(name=one.name, label=KindWordsOut.of(one.text), type=one.type)
                    for one in each.properties
                ],
            )
            for kind, each in EVENTS.items()
        ]
        return cls(items=[KindOut.of(offer) for offer in offers], events=events)


class KindsQuery(InputSchema):
    channel_id: Id
