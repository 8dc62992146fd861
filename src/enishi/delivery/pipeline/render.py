"""Stage 3, pure. In: recipients, the frozen messages and the placeholders' values. Out: variants, each serialised
once with all friends who get exactly that, and a skip for whoever cannot get it. Never decides who gets a message.
"""

from collections.abc import Mapping
from typing import Any

from enishi.content.domain.placeholders import MissingValue, fill, placeholders_in
from enishi.delivery.domain.values import Recipient, Skip, Variant
from enishi.line.client import serialise_messages
from enishi.line.messages import check_messages


def placeholder_names(messages: list[dict[str, Any]]) -> list[str]:
    """Names of the placeholders that these messages need values for, in a fixed order."""
    return sorted({placeholder.name for placeholder in placeholders_in(messages)})


def render(
    recipients: list[Recipient], messages: list[dict[str, Any]], values: Mapping[str, Mapping[int, str]]
) -> tuple[list[Variant], list[Skip]]:
    """Group ``recipients`` by what they would read; friends with equal values share one variant."""
    names = placeholder_names(messages)
    if not names:
        return ([Variant(serialise_messages(messages), recipients)] if recipients else []), []
    groups: dict[tuple[str | None, ...], list[Recipient]] = {}
    for recipient in recipients:
        key = tuple(values.get(name, {}).get(recipient.friend_id) for name in names)
        groups.setdefault(key, []).append(recipient)
    variants: list[Variant] = []
    skips: list[Skip] = []
    for key, members in groups.items():
        filled = _filled(messages, {name: value for name, value in zip(names, key, strict=True) if value})
        if isinstance(filled, Skip):
            skips += [Skip(member.friend_id, filled.reason, filled.detail) for member in members]
        else:
            variants.append(Variant(serialise_messages(filled), members))
    return variants, skips


def _filled(messages: list[dict[str, Any]], values: dict[str, str]) -> list[dict[str, Any]] | Skip:
    try:
        filled: list[dict[str, Any]] = fill(messages, values)
    except MissingValue as missing:
        return Skip(0, "placeholder_missing", missing.name)
    # A long value can push a text over LINE's limit, and LINE would refuse the whole request.
    problems = check_messages(filled)
    return Skip(0, "content_invalid", problems[0].path) if problems else filled
