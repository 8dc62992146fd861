"""Long arrays in PostgreSQL's own text form, for use with a cast: ``%s::bigint[]``.

The driver quotes a list element by element; for the 25,000 friends of a slice that was half of the time that planning
took.
"""

from collections.abc import Iterable


def integers(values: Iterable[int]) -> str:
    """``{1,2,3}``"""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """``{"a","b"}``, whatever the texts hold."""
    listed = list(values)
    if not listed:
        return "{}"
    whole = "".join(listed)
    if '"' in whole or "\\" in whole:
        listed = [value.replace("\\", "\\\\").replace('"', '\\"') for value in listed]
    return '{"' + '","'.join(listed) + '"}'
