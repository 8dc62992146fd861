"""Every behaviour that LINE leaves undisclosed, or that a test wants to change, as one typed record."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

_CHOICES: Final = {
    "multicast_unknown_id": ("accept", "refuse"),
    "multicast_duplicate_ids": ("each", "once"),
    "webhook_header_case": ("lower", "title", "upper", "random"),
    "webhook_body_style": ("compact", "spaced", "shuffled", "escaped", "random"),
}


@dataclass(slots=True)
class Knobs:
    """Defaults follow LINE's documentation; where that is silent the guide names the guess."""

    seed: int = 0
    latency_seconds: float = 0.0
    rate_limits: bool = True
    rate_limit_overrides: dict[str, list[float]] = field(default_factory=dict)
    retry_key_seconds: float = 86_400.0
    reply_token_seconds: float = 60.0
    reply_token_cap_seconds: float = 1_200.0
    multicast_unknown_id: str = "accept"
    multicast_duplicate_ids: str = "each"
    push_per_user_per_minute: int = 0
    non_friend_window_seconds: float = 7 * 86_400.0
    consumption_lag_seconds: float = 0.0
    narrowcast_wait_seconds: float = 1.0
    narrowcast_send_seconds: float = 1.0
    narrowcast_minimum: int = 50
    narrowcast_reach_minimum: int = 100
    bulk_link_seconds: float = 0.2
    audience_seconds: float = 2.0
    transcoding_seconds: float = 0.0
    content_retention_seconds: float = 14 * 86_400.0
    id_token_seconds: float = 3_600.0
    # Sending webhooks
    webhook_timeout_seconds: float = 2.0
    webhook_concurrency: int = 32
    webhook_batch_size: int = 1
    webhook_batch_wait_seconds: float = 0.0
    webhook_duplicate_probability: float = 0.0
    webhook_reorder_window: int = 0
    webhook_redelivery_count: int = 3
    webhook_redelivery_interval_seconds: float = 60.0
    webhook_header_case: str = "lower"
    webhook_body_style: str = "compact"
    webhook_unknown_properties: bool = False
    webhook_unknown_event_probability: float = 0.0
    # Logs
    log_sent: bool = True
    log_requests: bool = True
    log_webhooks: bool = True
    request_log_size: int = 10_000
    webhook_log_size: int = 10_000

    def patch(self, changes: dict[str, Any]) -> None:
        """Change some knobs, all or none. Raises ValueError with one sentence for the first mistake."""
        known: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        accepted: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"There is no knob called {name}.")
            accepted[name] = _converted(name, value, known[name])
        for name, value in accepted.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _converted(name: str, value: Any, current: Any) -> Any:
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise ValueError(f"The knob {name} takes one of {', '.join(_CHOICES[name])}.")
        return value
    if isinstance(current, bool):
        expected: tuple[type, ...] = (bool,)
    else:
        expected = (int, float) if isinstance(current, float) else (type(current),)
    if not isinstance(value, expected) or (isinstance(value, bool) and not isinstance(current, bool)):
        raise ValueError(f"The knob {name} takes a {type(current).__name__}.")
    if isinstance(value, (int, float)) and value < 0:
        raise ValueError(f"The knob {name} may not be negative.")
    number: Any = value
    return float(number) if isinstance(current, float) else value
