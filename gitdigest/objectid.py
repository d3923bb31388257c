"""The id that git gives to content."""

from __future__ import annotations

import hashlib
from typing import Literal


def object_id(
    kind: Literal["blob", "tree", "commit"], content: bytes, hashed: Literal["sha1", "sha256"]
) -> str:
    """The hash of an object's head and its content, in hexadecimal digits."""
    digest = hashlib.new(hashed, b"%s %d\0" % (kind.encode(), len(content)), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()
