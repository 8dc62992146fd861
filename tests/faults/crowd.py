"""LINE's side of the webhooks, merciless: events that come twice, out of order, and again until they are answered.

It writes down what happened and what was answered with 200; the product's tables have to agree with both.
"""

import base64
import hmac
import http.client
import json
import random
import threading
import time
from collections import Counter
from typing import Any

_DUPLICATED, _REORDERED = 0.2, 0.2
#: So many events are late at any moment.
_HELD_BACK = 120
#: LINE gives a webhook two seconds.
_TIMEOUT_SECONDS = 2.0


class Crowd:
    """Friends who follow, write and block, and whose events are sent by several threads until :meth:`rest`."""

    def __init__(self, users: list[str], secret: str, path: str, port: int, seed: int) -> None:
        self._secret, self._path, self._port = secret, path, port
        self._chance = random.Random(seed)
        self._guard = threading.Lock()
        self._is_resting = False
        self._clock_ms = int(time.time() * 1000) - 3_600_000
        self._following = dict.fromkeys(users, False)
        self._held_back: list[dict[str, Any]] = []
        #: What the timeline has to hold: (user, kind, message id), each once.
        self.facts: Counter[tuple[str, str, str]] = Counter()
        self.acknowledged: Counter[str] = Counter()
        self.refused = 0
        self._threads = [threading.Thread(target=self._send_forever, name=f"crowd-{n}") for n in range(4)]
        for thread in self._threads:
            thread.start()

    def rest(self) -> None:
        """Nothing new happens; returns when every event was answered."""
        self._is_resting = True
        for thread in self._threads:
            thread.join()

    def standing(self) -> dict[str, str]:
        """User → status, for everyone who ever did something."""
        seen = {user for user, _, _ in self.facts}
        return {user: "following" if self._following[user] else "blocked" for user in seen}

    def _happen(self) -> dict[str, Any]:
        """The next thing in somebody's life. Caller holds the guard."""
        user = self._chance.choice(list(self._following))
        self._clock_ms += 1
        number = sum(self.facts.values())
        event: dict[str, Any] = {
            "timestamp": self._clock_ms,
            "mode": "active",
            "source": {"type": "user", "userId": user},
            "webhookEventId": f"01FAULT{number:019}",
            "deliveryContext": {"isRedelivery": False},
        }
        message_id = ""
        if not self._following[user]:
            kind, self._following[user] = "friend.followed", True
            event |= {"type": "follow", "follow": {"isUnblocked": False}}
        elif self._chance.random() < 0.2:
            kind, self._following[user] = "friend.blocked", False
            event |= {"type": "unfollow"}
        else:
            kind, message_id = "message.received", f"5{number:017}"
            text = {"type": "text", "id": message_id, "text": "こんにちは", "quoteToken": "q"}
            event |= {"type": "message", "message": text}
        self.facts[user, kind, message_id] += 1
        return event

    def _next_events(self) -> list[dict[str, Any]]:
        with self._guard:
            if self._is_resting:
                events, self._held_back = self._held_back[:5], self._held_back[5:]
                return events
            events = []
            for _ in range(self._chance.randint(1, 3)):
                event = self._happen()
                if self._chance.random() < _REORDERED:
                    self._held_back.append(event)
                else:
                    events.append(event)
                    if self._chance.random() < _DUPLICATED:
                        self._held_back.append(event)
            while len(self._held_back) > _HELD_BACK:
                events.append(self._held_back.pop(self._chance.randrange(len(self._held_back))))
            return events

    def _send_forever(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_TIMEOUT_SECONDS)
        while (events := self._next_events()) or not self._is_resting:
            while events and not self._send(connection, events):
                self.refused += 1
                connection.close()
                time.sleep(0.02)
                redelivery = {"deliveryContext": {"isRedelivery": True}}
                events = [{**event, **redelivery} for event in events]
            with self._guard:
                self.acknowledged.update(event["webhookEventId"] for event in events)
            time.sleep(0.004)
        connection.close()

    def _send(self, connection: http.client.HTTPConnection, events: list[dict[str, Any]]) -> bool:
        try:
            return post_webhook(connection, self._path, self._secret, events) == 200
        except (OSError, http.client.HTTPException):
            return False


def post_webhook(connection: http.client.HTTPConnection, path: str, secret: str, events: list[Any]) -> int:
    """One signed webhook; returns the status. Raises what the network raises."""
    body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    connection.request("POST", path, body, {"X-Line-Signature": signature})
    answer = connection.getresponse()
    answer.read()
    return answer.status


def plain_event(number: int) -> dict[str, Any]:
    """An event that is stored and does nothing."""
    return {
        "type": "heard",
        "timestamp": int(time.time() * 1000),
        "mode": "active",
        "webhookEventId": f"01PLAIN{number:019}",
        "deliveryContext": {"isRedelivery": False},
    }
