"""Dotted paths resolved once: how lower code reaches upper code without importing it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def wired(setting: str) -> tuple[Callable[..., Any], ...]:
    """The functions that ``settings.<setting>`` lists, in order."""
    return tuple(import_string(path) for path in getattr(settings, setting))


@cache
def wired_by_name(setting: str) -> dict[str, Any]:
    """The same for a mapping of name → dotted path."""
    return {name: import_string(path) for name, path in getattr(settings, setting).items()}
