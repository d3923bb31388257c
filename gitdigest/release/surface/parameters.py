"""The parameters in a signature's text, as they stand between its brackets."""

from __future__ import annotations

from collections.abc import Iterator

OPEN, CLOSE = "([{", ")]}"


def split_top(text: str, *, angles: bool = False) -> Iterator[str]:
    """The parts between commas that stand in no bracket."""
    depth, start, quote = 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote and text[at - 1] != "\\" else quote
        elif char in "\"'" and not angles:
            quote = char
        elif char in OPEN or (angles and char == "<"):
            depth += 1
        elif char in CLOSE or (angles and char == ">" and text[at - 1] not in "-="):
            depth -= 1
        elif char == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    if last := text[start:].strip():
        yield last


def inside(signature: str) -> tuple[str, str, str]:
    """What stands before the parameters, the parameters, and behind; no brackets: all before."""
    start = signature.find("(")
    depth = 0
    for at in range(start, len(signature) if start >= 0 else start):
        if signature[at] in OPEN:
            depth += 1
        elif signature[at] in CLOSE:
            depth -= 1
            if depth == 0:
                return signature[:start], signature[start + 1 : at], signature[at + 1 :]
    return signature, "", ""
