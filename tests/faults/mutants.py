"""Protections switched off, one at a time, inside a forked child."""


def install(name: str) -> None:
    """Switch one protection off in this process."""
    globals()[f"_{name}"]()
