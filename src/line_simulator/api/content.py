"""Media that users sent, on the data host."""

from typing import Final

from line_simulator.api.bodies import ok
from line_simulator.entities import Content
from line_simulator.errors import ApiError, not_found
from line_simulator.gate import Call, Route
from line_simulator.http import Response

_TRANSCODED: Final = ("video", "audio")


def _content_of(call: Call) -> Content:
    world = call.sim.world
    content = world.contents.get(call.params[0])
    if content is None or content.channel_id != call.channel.channel_id or content.is_external:
        raise not_found("not found")
    is_old = call.now - content.received_at > world.knobs.content_retention_seconds
    if content.is_gone or is_old:
        raise ApiError(410, "The content is gone")
    return content


def _is_transcoding(call: Call, content: Content) -> bool:
    if content.kind not in _TRANSCODED:
        return False
    return call.now - content.received_at < call.sim.world.knobs.transcoding_seconds


def content(call: Call) -> Response:
    found = _content_of(call)
    if _is_transcoding(call, found):
        return Response(202, b"")
    return Response(200, found.data, content_type=found.content_type)


def preview(call: Call) -> Response:
    found = _content_of(call)
    if found.kind not in ("image", "video"):
        raise ApiError(400, "The content can not be previewed")
    if _is_transcoding(call, found):
        return Response(202, b"")
    return Response(200, found.preview or found.data, content_type="image/jpeg")


def transcoding(call: Call) -> Response:
    found = _content_of(call)
    if found.kind not in _TRANSCODED:
        raise ApiError(400, "Transcoding status doesn't support this type of content")
    return ok({"status": "processing" if _is_transcoding(call, found) else "succeeded"})


_V = "/v2/bot/message/{messageId}/content"
DATA_ROUTES: Final = (
    Route("GET", _V, "getMessageContent", content, alias="content"),
    Route("GET", f"{_V}/preview", "getMessageContentPreview", preview),
    Route("GET", f"{_V}/transcoding", "getMessageContentTranscodingByMessageId", transcoding),
)
