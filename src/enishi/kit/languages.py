"""The two languages that people are answered in."""

from typing import Literal

Language = Literal["ja", "en"]


def preferred_language(accept_language: str) -> Language:
    """``en`` only where English is asked for before Japanese; otherwise ``ja``."""
    best: dict[str, float] = {}
    for part in accept_language.split(","):
        tag, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        language = tag.strip().lower().partition("-")[0]
        best[language] = max(best.get(language, 0.0), weight)
    return "en" if best.get("en", 0.0) > best.get("ja", 0.0) else "ja"
