"""A small synchronous client of the control API, on the standard library alone."""

import base64
import http.client
import json
import threading
from typing import Any
from urllib.parse import urlencode, urlsplit

Json = dict[str, Any]


class ControlError(Exception):
    """The control API refused; the message is its sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class SimulatorControl:
    """One method for every control endpoint. Thread-safe; each thread keeps its own connection."""

    def __init__(self, control_url: str, *, timeout_seconds: float = 330.0) -> None:
        parts = urlsplit(control_url)
        self.control_url = control_url
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._timeout = timeout_seconds
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []

    def call(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """Any endpoint below /control. Raises ControlError with the sentence of a refusal."""
        given = {name: value for name, value in query.items() if value is not None}
        target = f"/control{path}" + (f"?{urlencode(given)}" if given else "")
        payload = None if body is None else json.dumps(body).encode()
        status, answer = self._exchange(method, target, payload)
        parsed: Json = json.loads(answer) if answer else {}
        if status >= 400:
            raise ControlError(status, parsed.get("error", f"status {status}"))
        return parsed

    def _exchange(self, method: str, target: str, payload: bytes | None) -> tuple[int, bytes]:
        connection: http.client.HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
            self._local.connection = connection
            self._connections.append(connection)
        try:
            connection.request(method, target, payload, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    # Platform
    def health(self) -> Json:
        return self.call("GET", "/health")

    def reset(self) -> None:
        self.call("POST", "/reset", {})

    def save(self) -> None:
        self.call("POST", "/save", {})

    def clock(self) -> Json:
        return self.call("GET", "/clock")

    def set_clock(self, moment: str | float) -> Json:
        """`moment`: ISO 8601 with a zone, or epoch seconds."""
        return self.call("POST", "/clock", {"set": moment})

    def advance_clock(self, seconds: float) -> Json:
        return self.call("POST", "/clock", {"advance_seconds": seconds})

    def scale_clock(self, scale: float) -> Json:
        return self.call("POST", "/clock", {"scale": scale})

    def knobs(self) -> Json:
        return self.call("GET", "/knobs")

    def set_knobs(self, **knobs: Any) -> Json:
        return self.call("PATCH", "/knobs", knobs)

    def add_fault(self, endpoint: str = "*", **fault: Any) -> Json:
        """when="before"|"after", action="status"|"drop"|"reset"|"truncate"|"garbage"|"delay", …"""
        return self.call("POST", "/faults", {"endpoint": endpoint, **fault})

    def faults(self) -> list[Json]:
        found: list[Json] = self.call("GET", "/faults")["faults"]
        return found

    def remove_fault(self, fault_id: int) -> None:
        self.call("DELETE", f"/faults/{fault_id}")

    def clear_faults(self) -> None:
        self.call("DELETE", "/faults")

    # Channels
    def create_channel(self, **channel: Any) -> Json:
        """The channel with `channel_id`, `secret`, `bot_user_id` and a long-lived `access_token`."""
        return self.call("POST", "/channels", channel)

    def channels(self) -> list[Json]:
        found: list[Json] = self.call("GET", "/channels")["channels"]
        return found

    def channel(self, channel_id: str) -> Json:
        return self.call("GET", f"/channels/{channel_id}")

    def update_channel(self, channel_id: str, **changes: Any) -> Json:
        return self.call("PATCH", f"/channels/{channel_id}", changes)

    def delete_channel(self, channel_id: str) -> None:
        self.call("DELETE", f"/channels/{channel_id}")

    def rotate_secret(self, channel_id: str) -> str:
        return str(self.call("POST", f"/channels/{channel_id}/secret", {})["secret"])

    def clear_usage(self, channel_id: str) -> None:
        self.call("DELETE", f"/channels/{channel_id}/usage")

    def issue_token(self, channel_id: str, kind: str = "long_lived", expires_in: float | None = None) -> str:
        body: Json = {"kind": kind}
        if expires_in is not None:
            body["expires_in"] = expires_in
        return str(self.call("POST", f"/channels/{channel_id}/tokens", body)["access_token"])

    def revoke_tokens(self, channel_id: str, access_token: str | None = None) -> int:
        body = {} if access_token is None else {"access_token": access_token}
        return int(self.call("DELETE", f"/channels/{channel_id}/tokens", body)["revoked"])

    def register_key(self, channel_id: str, jwk: Json) -> str:
        return str(self.call("POST", f"/channels/{channel_id}/keys", {"jwk": jwk})["kid"])

    def create_group(self, channel_id: str, members: list[str], **group: Any) -> str:
        body = {"members": members, **group}
        return str(self.call("POST", f"/channels/{channel_id}/groups", body)["group_id"])

    def create_membership(self, channel_id: str, **plan: Any) -> int:
        return int(self.call("POST", f"/channels/{channel_id}/memberships", plan)["membership_id"])

    # Users
    def create_users(
        self, channel_id: str, count: int | None = None, *, users: list[Json] | None = None, **more: Any
    ) -> list[str]:
        """Make users by `count` (status=…) or by descriptions; returns their ids (none beyond 10,000)."""
        body = {"users": users, **more} if count is None else {"count": count, **more}
        return self.call("POST", f"/channels/{channel_id}/users", body)["user_ids"] or []

    def create_user(self, channel_id: str, **user: Any) -> str:
        return self.create_users(channel_id, users=[user])[0]

    def users(self, channel_id: str, **query: Any) -> Json:
        return self.call("GET", f"/channels/{channel_id}/users", **query)

    def user(self, channel_id: str, user_id: str) -> Json:
        return self.call("GET", f"/channels/{channel_id}/users/{user_id}")

    def update_user(self, channel_id: str, user_id: str, **changes: Any) -> Json:
        return self.call("PATCH", f"/channels/{channel_id}/users/{user_id}", changes)

    def inbox(self, channel_id: str, user_id: str, after: int | None = None) -> list[Json]:
        path = f"/channels/{channel_id}/users/{user_id}/inbox"
        found: list[Json] = self.call("GET", path, after=after)["entries"]
        return found

    def group_inbox(self, channel_id: str, group_id: str) -> list[Json]:
        found: list[Json] = self.call("GET", f"/channels/{channel_id}/groups/{group_id}/inbox")["entries"]
        return found

    # Acts
    def act(self, channel_id: str, kind: str, user_id: str | None = None, **values: Any) -> Json:
        """One act; returns the event, its `webhook_event_id`, and `queued` (whether a webhook goes out)."""
        body = {"type": kind, **values}
        if user_id is not None:
            body["user_id"] = user_id
        return self.call("POST", f"/channels/{channel_id}/acts", body)

    def acts(self, channel_id: str, acts: list[Json], spacing_ms: float = 0) -> list[Json]:
        body = {"acts": acts, "spacing_ms": spacing_ms}
        found: list[Json] = self.call("POST", f"/channels/{channel_id}/acts", body)["results"]
        return found

    def follow(self, channel_id: str, user_id: str | None = None, **values: Any) -> Json:
        """A new friend (made on the spot where the id is left out or unknown) or one who comes back."""
        return self.act(channel_id, "follow", user_id, **values)

    def unfollow(self, channel_id: str, user_id: str) -> Json:
        return self.act(channel_id, "unfollow", user_id)

    def send_text(self, channel_id: str, user_id: str, text: str, **values: Any) -> Json:
        return self.act(channel_id, "message", user_id, message={"type": "text", "text": text}, **values)

    def send_message(self, channel_id: str, user_id: str, message: Json, **values: Any) -> Json:
        return self.act(channel_id, "message", user_id, message=message, **values)

    def send_media(self, channel_id: str, user_id: str, kind: str, data: bytes, **values: Any) -> Json:
        """An image, video, audio or file with its bytes; `message={…}` adds fields such as fileName."""
        message = {"type": kind, **values.pop("message", {})}
        content = base64.b64encode(data).decode()
        return self.act(channel_id, "message", user_id, message=message, content_base64=content, **values)

    def send_sticker(self, channel_id: str, user_id: str, package_id: str, sticker_id: str) -> Json:
        message = {"type": "sticker", "packageId": package_id, "stickerId": sticker_id}
        return self.act(channel_id, "message", user_id, message=message)

    def send_location(self, channel_id: str, user_id: str, latitude: float, longitude: float) -> Json:
        message = {"type": "location", "latitude": latitude, "longitude": longitude}
        return self.act(channel_id, "message", user_id, message=message)

    def postback(self, channel_id: str, user_id: str, data: str, **values: Any) -> Json:
        return self.act(channel_id, "postback", user_id, data=data, **values)

    def unsend(self, channel_id: str, user_id: str, message_id: str) -> Json:
        return self.act(channel_id, "unsend", user_id, message_id=message_id)

    def edit(self, channel_id: str, user_id: str, message_id: str, text: str, **values: Any) -> Json:
        return self.act(channel_id, "edit", user_id, message_id=message_id, text=text, **values)

    def account_link(self, channel_id: str, user_id: str, nonce: str, **values: Any) -> Json:
        return self.act(channel_id, "account_link", user_id, nonce=nonce, **values)

    def video_play_complete(self, channel_id: str, user_id: str, tracking_id: str) -> Json:
        return self.act(channel_id, "video_play_complete", user_id, tracking_id=tracking_id)

    def membership(self, channel_id: str, user_id: str, membership_id: int, action: str = "joined") -> Json:
        return self.act(channel_id, "membership", user_id, membership_id=membership_id, action=action)

    def beacon(self, channel_id: str, user_id: str, hwid: str = "d41d8cd98f", action: str = "enter") -> Json:
        return self.act(channel_id, "beacon", user_id, hwid=hwid, action=action)

    def raw_event(self, channel_id: str, event: Json, user_id: str | None = None) -> Json:
        return self.act(channel_id, "raw", user_id, event=event)

    def unknown_event(self, channel_id: str, user_id: str | None = None) -> Json:
        return self.act(channel_id, "unknown", user_id)

    # LINE Login and insight
    def issue_id_token(self, channel_id: str, user_id: str, **wishes: Any) -> Json:
        """`id_token` and `access_token`; nonce=, expires_in=, algorithm="ES256"|"HS256", claims={…}."""
        return self.call("POST", "/id-tokens", {"channel_id": channel_id, "user_id": user_id, **wishes})

    def set_visitor(
        self, channel_id: str, user_id: str, *, consents: bool = True, adds_friend: bool = False
    ) -> None:
        """Who is at the browser when this login channel's authorisation page opens."""
        body = {"user_id": user_id, "consents": consents, "adds_friend": adds_friend}
        self.call("POST", f"/channels/{channel_id}/visitor", body)

    def set_reactions(self, channel_id: str, target: str, **numbers: Any) -> None:
        """Numbers for insight and retargeting of a request id, `unit:NAME` or a rich menu id."""
        self.call("POST", f"/channels/{channel_id}/reactions", {"target": target, **numbers})

    def switch_rich_menu(self, channel_id: str, user_id: str, alias: str, data: str = "") -> Json:
        """The friend taps a richmenuswitch area."""
        return self.act(channel_id, "rich_menu_switch", user_id, rich_menu_alias_id=alias, data=data)

    # Logs
    def sent(self, channel_id: str | None = None, **query: Any) -> list[Json]:
        """The whole sent log, page after page; endpoint=…, after=…, recipients=0 narrow it."""
        entries: list[Json] = []
        after = query.pop("after", 0)
        while True:
            page = self.call("GET", "/sent", channel_id=channel_id, after=after, **query)
            entries += page["sent"]
            after = page["next"]
            if after is None:
                return entries

    def counters(self, channel_id: str | None = None) -> Json:
        return self.call("GET", "/counters", channel_id=channel_id)

    def received(self, channel_id: str) -> dict[str, int]:
        found: dict[str, int] = self.call("GET", f"/channels/{channel_id}/received")["received"]
        return found

    def duplicates(self, channel_id: str) -> dict[str, int]:
        found: dict[str, int] = self.call("GET", f"/channels/{channel_id}/duplicates")["duplicates"]
        return found

    def requests(self, limit: int | None = None) -> list[Json]:
        found: list[Json] = self.call("GET", "/requests", limit=limit)["requests"]
        return found

    def webhooks(self, channel_id: str | None = None, **query: Any) -> list[Json]:
        found: list[Json] = self.call("GET", "/webhooks", channel_id=channel_id, **query)["webhooks"]
        return found

    def clear_logs(self) -> None:
        self.call("DELETE", "/logs")

    def wait(
        self, messages: int = 0, *, channel_id: str | None = None, user_id: str | None = None, **query: Any
    ) -> bool:
        """Wait (timeout=10 seconds) until that many messages arrived; False when they did not."""
        found = self.call("GET", "/wait", messages=messages, channel_id=channel_id, user_id=user_id, **query)
        return bool(found["reached"])

    def wait_for_webhooks(self, timeout: float = 10) -> bool:
        """Wait until no webhook is queued or on the wire."""
        return bool(self.call("GET", "/wait", webhooks_idle=1, timeout=timeout)["reached"])
