"""Files that are whole or not there."""

from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever finds half of it."""
    fresh = path.with_name(f".{path.name}.part")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
