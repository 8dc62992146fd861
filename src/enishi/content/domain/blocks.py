"""吹き出し: what staff put together, and how each block becomes a LINE message object.

Pure. A block list is stored as JSON; these models are its specification. Up to five blocks make one message to a
friend, because LINE takes five message objects in a request.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from enishi.content.domain.placeholders import fill, placeholders_in, stray_braces, strings_of
from enishi.kit.errors import FieldProblem
from enishi.kit.validation_texts import problems_of
from enishi.line.messages import Problem, check_messages

MAX_BLOCKS = 5


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageAction(_Spec):
    """The friend says ``text`` by tapping."""

    kind: Literal["message"]
    label: str = ""
    text: str

    def to_line(self) -> dict[str, Any]:
        return _labelled({"type": "message", "text": self.text}, self.label)


class PostbackAction(_Spec):
    """``data`` comes back to us silently; ``display_text`` is what the chat shows."""

    kind: Literal["postback"]
    label: str = ""
    data: str
    display_text: str = ""

    def to_line(self) -> dict[str, Any]:
        action = {"type": "postback", "data": self.data}
        if self.display_text:
            action["displayText"] = self.display_text
        return _labelled(action, self.label)


class UriAction(_Spec):
    """Opens a page, a phone number (tel:) or a LINE URL scheme."""

    kind: Literal["uri"]
    label: str = ""
    uri: str

    def to_line(self) -> dict[str, Any]:
        return _labelled({"type": "uri", "uri": self.uri}, self.label)


Action = Annotated[MessageAction | PostbackAction | UriAction, Field(discriminator="kind")]


def _labelled(action: dict[str, Any], label: str) -> dict[str, Any]:
    return {**action, "label": label} if label else action


class _Block(_Spec):
    #: LINE shows the quick replies of the last message only, so only the last block may have them.
    quick_replies: list[Action] = []

    def message(self) -> dict[str, Any]:
        raise TypeError("each kind of block says how it becomes a message")

    def to_line(self) -> dict[str, Any]:
        message = self.message()
        if self.quick_replies:
            items = [{"type": "action", "action": action.to_line()} for action in self.quick_replies]
            message["quickReply"] = {"items": items}
        return message


class TextBlock(_Block):
    kind: Literal["text"]
    text: str

    def message(self) -> dict[str, Any]:
        return {"type": "text", "text": self.text}


class ImageBlock(_Block):
    """LINE's app fetches both addresses lazily, even weeks later: they must stay valid."""

    kind: Literal["image"]
    url: str
    preview_url: str = ""

    def message(self) -> dict[str, Any]:
        return {
            "type": "image",
            "originalContentUrl": self.url,
            "previewImageUrl": self.preview_url or self.url,
        }


class StickerBlock(_Block):
    kind: Literal["sticker"]
    package_id: str
    sticker_id: str

    def message(self) -> dict[str, Any]:
        return {"type": "sticker", "packageId": self.package_id, "stickerId": self.sticker_id}


class ButtonsBlock(_Block):
    kind: Literal["buttons"]
    alt_text: str
    text: str
    title: str = ""
    image_url: str = ""
    actions: list[Action]

    def message(self) -> dict[str, Any]:
        template: dict[str, Any] = {"type": "buttons", "text": self.text}
        if self.title:
            template["title"] = self.title
        if self.image_url:
            template["thumbnailImageUrl"] = self.image_url
        template["actions"] = [action.to_line() for action in self.actions]
        return {"type": "template", "altText": self.alt_text, "template": template}


class ConfirmBlock(_Block):
    kind: Literal["confirm"]
    alt_text: str
    text: str
    actions: list[Action]

    def message(self) -> dict[str, Any]:
        actions = [action.to_line() for action in self.actions]
        template = {"type": "confirm", "text": self.text, "actions": actions}
        return {"type": "template", "altText": self.alt_text, "template": template}


class CarouselColumn(_Spec):
    """One card. LINE wants all cards alike: a picture in all or none, a title in all or none, equally many buttons."""

    text: str
    title: str = ""
    image_url: str = ""
    actions: list[Action]

    def to_line(self) -> dict[str, Any]:
        column: dict[str, Any] = {"text": self.text, "actions": [action.to_line() for action in self.actions]}
        if self.title:
            column["title"] = self.title
        if self.image_url:
            column["thumbnailImageUrl"] = self.image_url
        return column


class CarouselBlock(_Block):
    kind: Literal["carousel"]
    alt_text: str
    columns: list[CarouselColumn]

    def message(self) -> dict[str, Any]:
        template = {"type": "carousel", "columns": [column.to_line() for column in self.columns]}
        return {"type": "template", "altText": self.alt_text, "template": template}


class LocationBlock(_Block):
    kind: Literal["location"]
    title: str
    address: str
    latitude: float
    longitude: float

    def message(self) -> dict[str, Any]:
        return {
            "type": "location",
            "title": self.title,
            "address": self.address,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


class VideoBlock(_Block):
    """An MP4 and the picture that stands for it until it is played."""

    kind: Literal["video"]
    url: str
    preview_url: str

    def message(self) -> dict[str, Any]:
        return {"type": "video", "originalContentUrl": self.url, "previewImageUrl": self.preview_url}


class FlexBlock(_Block):
    """Flex JSON as the LINE simulator tools export it."""

    kind: Literal["flex"]
    alt_text: str
    contents: dict[str, Any]

    def message(self) -> dict[str, Any]:
        return {"type": "flex", "altText": self.alt_text, "contents": self.contents}


Block = Annotated[
    TextBlock
    | ImageBlock
    | VideoBlock
    | StickerBlock
    | LocationBlock
    | ButtonsBlock
    | ConfirmBlock
    | CarouselBlock
    | FlexBlock,
    Field(discriminator="kind"),
]
_BLOCKS: TypeAdapter[list[Block]] = TypeAdapter(list[Block])


def parse_blocks(blocks: object) -> list[Block]:
    """Raises pydantic's ``ValidationError``."""
    return _BLOCKS.validate_python(blocks)


def compile_blocks(blocks: object) -> list[dict[str, Any]]:
    """LINE message objects, placeholders still in them."""
    return [block.to_line() for block in parse_blocks(blocks)]


def check_blocks(
    blocks: object, known_placeholders: frozenset[str], path: str = "blocks"
) -> list[FieldProblem]:
    """Every mistake that can be seen before sending, with the mend; an empty list means fit to send."""
    try:
        parsed = parse_blocks(blocks)
    except ValidationError as error:
        return problems_of(error, path, blocks)
    problems = []
    if not 1 <= len(parsed) <= MAX_BLOCKS:
        problems.append(
            FieldProblem(path, "吹き出しは1〜5個にしてください。", "There must be 1 to 5 message blocks.")
        )
    for index, block in enumerate(parsed[:-1]):
        if block.quick_replies:
            problems.append(
                FieldProblem(
                    f"{path}.{index}.quick_replies",
                    "クイックリプライは最後の吹き出しにだけ付けられます。",
                    "Only the last block may have quick replies: LINE shows no others.",
                )
            )
    problems += _placeholder_problems(parsed, known_placeholders, path)
    messages = _at_their_shortest([block.to_line() for block in parsed[:MAX_BLOCKS]])
    if messages:
        problems += [_line_problem(path, problem) for problem in check_messages(messages)]
    return problems


def _at_their_shortest(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What LINE would get for a friend without values, or with the shortest: who has longer ones is seen on sending.

    The placeholders themselves count for nothing, because LINE never sees them.
    """
    without = {each.name: "x" for each in placeholders_in(messages) if each.fallback is None}
    filled: list[dict[str, Any]] = fill(messages, without)
    return filled


_PLACE_AT_LINE = re.compile(r"messages\[(\d+)\]\.?(.*)")
_STEP_AT_LINE = re.compile(r"[^.\[\]]+")
#: What message objects call otherwise than blocks do.
_NAMES_AT_LINE = {
    "altText": "alt_text",
    "originalContentUrl": "url",
    "previewImageUrl": "preview_url",
    "thumbnailImageUrl": "image_url",
    "packageId": "package_id",
    "stickerId": "sticker_id",
    "displayText": "display_text",
}


def _line_problem(path: str, problem: Problem) -> FieldProblem:
    """LINE's rules speak of message objects; the path names the field of the block that becomes this part."""
    place = _PLACE_AT_LINE.fullmatch(problem.path)
    if place is None:
        return FieldProblem(path, problem.ja, problem.en)
    field = _field_of(place[2])
    return FieldProblem(f"{path}.{place[1]}{field and '.'}{field}", problem.ja, problem.en)


def _field_of(place: str) -> str:
    """``template.actions[0].label`` is ``actions.0.label`` of the block; Flex keeps LINE's names."""
    steps = _STEP_AT_LINE.findall(place)
    if steps[:1] == ["contents"]:
        return ".".join(steps)
    if steps[:1] == ["template"]:
        steps = steps[1:]
    if steps[:2] == ["quickReply", "items"]:
        steps = ["quick_replies", *(step for step in steps[2:] if step != "action")]
    return ".".join(_NAMES_AT_LINE.get(step, step) for step in steps)


def _placeholder_problems(blocks: list[Block], known: frozenset[str], path: str) -> list[FieldProblem]:
    problems = []
    for index, block in enumerate(blocks):
        value = block.to_line()
        where = f"{path}.{index}"
        for placeholder in sorted(placeholders_in(value), key=lambda each: each.name):
            if placeholder.name not in known:
                names = "、".join(sorted(known))
                problems.append(
                    FieldProblem(
                        where,
                        f"差し込み「{placeholder.name}」はありません。使えるもの：{names}",
                        f'There is no placeholder "{placeholder.name}". Known: {", ".join(sorted(known))}.',
                    )
                )
        if any(stray_braces(text) for text in strings_of(value)):
            problems.append(
                FieldProblem(
                    where,
                    "「{{」で始まる部分が差し込みの形ではありません。例：{{name|お客さま}}",
                    'Something that starts with "{{" is no placeholder. Example: {{name|dear customer}}',
                )
            )
    return problems
