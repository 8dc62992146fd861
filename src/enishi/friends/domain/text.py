"""Comparing what friends type: full-width, half-width and case do not matter to the one who writes."""

import unicodedata


def folded(text: str) -> str:
    """NFKC, case-folded, without surrounding white space: 「ｸｰﾎﾟﾝ 」 equals 「クーポン」."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
