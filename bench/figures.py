"""From measurements to the one JSON line that a benchmark ends with."""

import math
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson


@dataclass(frozen=True, slots=True)
class Limit:
    """What cannot be exceeded here, and its value in the same unit as the figure it is compared with."""

    what: str
    value: float


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def say(text: str) -> None:
    """One line for people, at once."""
    print(text, flush=True)


def report(bench: str, figures: dict[str, float], *, n: int, limit: Limit, ratio: float) -> None:
    """The last line. ``ratio`` is 1 where the limit was reached, lower where it was not."""
    line = {
        "bench": bench,
        **{name: _short(value) for name, value in figures.items()},
        "n": n,
        "limit": {"what": limit.what, "value": _short(limit.value)},
        "ratio": _short(ratio),
        "commit": _commit(),
    }
    say(orjson.dumps(line).decode())


def require(is_true: bool, sentence: str) -> None:
    """A benchmark of work that was not done right has no figure: end with one sentence instead."""
    if not is_true:
        raise SystemExit(f"✗ {sentence}")


def _short(value: float) -> float:
    return round(value, 3) if abs(value) < 100 else round(value, 1)


def _commit() -> str:
    root = Path(__file__).parent
    try:
        head = _git(root, "rev-parse", "--short", "HEAD")
        return head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
