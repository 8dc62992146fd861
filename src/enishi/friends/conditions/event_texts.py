"""What the facts on a timeline are called, and what is worth asking of them.

A kind that is not listed can be asked for all the same; it is called by its own name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from enishi.friends.conditions.registry import Language, Text


@dataclass(frozen=True, slots=True)
class Property:
    """A value in an event's data, by its dotted name. ``type``: text, number, or the kind of object it is the id of."""

    name: str
    text: Text
    type: str = "text"


@dataclass(frozen=True, slots=True)
class EventText:
    """``text`` is a noun."""

    text: Text
    properties: tuple[Property, ...] = ()


_TAG = Property("tag_id", Text("タグ", "Tag"), "tag")
_SCENARIO = Property("scenario_id", Text("シナリオ", "Scenario"), "scenario")
_SEGMENT = Property("segment_id", Text("セグメント", "Segment"), "segment")

#: Kind → its words, in the order in which the editor offers them.
EVENTS: Mapping[str, EventText] = {
    "message.received": EventText(
        Text("メッセージの受信", "a message from the friend"),
        (
            Property("type", Text("種類", "Type")),
            Property("text", Text("本文", "Text")),
        ),
    ),
    "postback.received": EventText(
        Text("ボタンのタップ", "a tap on a button"),
        (Property("data", Text("ボタンのデータ", "Button data")),),
    ),
    "friend.followed": EventText(Text("友だち追加", "a follow"), (Property("case", Text("種類", "Case")),)),
    "friend.blocked": EventText(Text("ブロック", "a block")),
    "tag.added": EventText(Text("タグの追加", "a tag put on"), (_TAG,)),
    "tag.removed": EventText(Text("タグの削除", "a tag taken off"), (_TAG,)),
    "field.changed": EventText(
        Text("友だち情報の変更", "a change of a field"), (Property("source", Text("変更元", "Source")),)
    ),
    "scenario.entered": EventText(Text("シナリオの開始", "a start of a scenario"), (_SCENARIO,)),
    "scenario.left": EventText(
        Text("シナリオの終了", "an end of a scenario"),
        (_SCENARIO, Property("reason", Text("理由", "Reason"))),
    ),
    "segment.entered": EventText(Text("セグメントに入ったこと", "an entry into a segment"), (_SEGMENT,)),
    "segment.left": EventText(Text("セグメントから出たこと", "a leaving of a segment"), (_SEGMENT,)),
    "lifecycle.changed": EventText(
        Text("関係の変化", "a change of the lifecycle"),
        (Property("from", Text("変化前", "Before")), Property("to", Text("変化後", "After"))),
    ),
    "order.placed": EventText(
        Text("購入", "a purchase"), (Property("total", Text("金額", "Total"), "number"),)
    ),
    "order.cancelled": EventText(Text("注文の取り消し", "a cancelled order")),
    "order.refunded": EventText(Text("返金", "a refund")),
    "video.completed": EventText(
        Text("動画の視聴完了", "a video watched to the end"),
        (Property("tracking_id", Text("動画の識別名", "Tracking id")),),
    ),
    "beacon.detected": EventText(
        Text("ビーコンの検知", "a beacon nearby"), (Property("hwid", Text("ビーコン", "Beacon")),)
    ),
    "account.linked": EventText(
        Text("アカウント連携", "an account link"), (Property("result", Text("結果", "Result")),)
    ),
    "membership.changed": EventText(
        Text("メンバーシップの変更", "a change of the membership"),
        (Property("change", Text("変更", "Change")),),
    ),
}


def event_words(kind: str, language: Language) -> str:
    """What a kind of event is called."""
    found = EVENTS.get(kind)
    if found is None:
        return f"「{kind}」" if language == "ja" else f"“{kind}”"
    return found.text.ja if language == "ja" else found.text.en


def property_words(kind: str, name: str, language: Language) -> str:
    """What a property of such an event is called."""
    properties = EVENTS[kind].properties if kind in EVENTS else ()
    text = next((each.text for each in properties if each.name == name), None)
    return name if text is None else text.ja if language == "ja" else text.en


def property_object(kind: str, name: str) -> str:
    """The kind of object that a property is the id of; empty where it is a plain value."""
    properties = EVENTS[kind].properties if kind in EVENTS else ()
    type_ = next((each.type for each in properties if each.name == name), "")
    return "" if type_ in ("text", "number") else type_
