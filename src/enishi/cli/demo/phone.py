"""What the demo asks of the virtual LINE platform: an account, its friends, their acts, and what they received.

Speaks the platform's control API over HTTP and nothing else, as any test tool may.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

Json = dict[str, Any]


class Phone:
    """A friend's phone, and the platform behind it."""

    def __init__(self, control_url: str) -> None:
        self._base = f"{control_url}/control"

    def ensure_channel(self, channel: Json) -> Json:
        """The account with these credentials; made if the platform does not have it yet."""
        try:
            self._call("GET", f"/channels/{channel['channel_id']}")
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return self._call("POST", "/channels", channel)
        return self._call(
            "PATCH", f"/channels/{channel['channel_id']}", {"webhook_url": channel["webhook_url"]}
        )

    def forget_usage(self, channel_id: str) -> None:
        """The month's quota is full again."""
        self._call("DELETE", f"/channels/{channel_id}/usage")

    def ensure_users(self, channel_id: str, users: list[Json]) -> None:
        """LINE users with these ids; those who exist stay as they are."""
        known = {user["user_id"] for user in self._users(channel_id)}
        new = [user for user in users if user["user_id"] not in known]
        if new:
            self._call("POST", f"/channels/{channel_id}/users", {"users": new})

    def _users(self, channel_id: str) -> list[Json]:
        found: list[Json] = self._call("GET", f"/channels/{channel_id}/users", limit=1000)["users"]
        return found

    def count_users(self, channel_id: str) -> int:
        """How many LINE users the platform knows at this account (up to a thousand)."""
        return len(self._users(channel_id))

    def follow(self, channel_id: str, display_name: str) -> str:
        """A new friend adds the account; returns the LINE user id."""
        act = {"type": "follow", "display_name": display_name}
        return str(self._call("POST", f"/channels/{channel_id}/acts", act)["user_id"])

    def say(self, channel_id: str, user_id: str, text: str) -> None:
        """The friend writes a text."""
        act = {"type": "message", "user_id": user_id, "message": {"type": "text", "text": text}}
        self._call("POST", f"/channels/{channel_id}/acts", act)

    def wait(self, channel_id: str, user_id: str, messages: int, seconds: float) -> bool:
        """Whether that many messages arrive within ``seconds``."""
        answer = self._call(
            "GET", "/wait", channel_id=channel_id, user_id=user_id, messages=messages, timeout=seconds
        )
        return bool(answer["reached"])

    def inbox(self, channel_id: str, user_id: str) -> list[Json]:
        """Everything that the friend received, oldest first, as the platform logged it."""
        found: list[Json] = self._call("GET", f"/channels/{channel_id}/users/{user_id}/inbox")["entries"]
        return found

    def _call(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        url = self._base + path + (f"?{urllib.parse.urlencode(query)}" if query else "")
        request = urllib.request.Request(  # noqa: S310 - the platform's own loopback address
            url,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            loaded: Json = json.loads(response.read() or b"{}")
        return loaded
