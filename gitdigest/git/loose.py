"""Objects of our own in a shadow: each a file, as git writes one; that costs no process."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Literal

from gitdigest.git.bare import ObjectFormat
from gitdigest.objectid import object_id

Kind = Literal["blob", "tree", "commit"]

_FASTEST = 1  # it is read once, and gone soon


def write_object(folder: Path, kind: Kind, content: bytes, hashed: ObjectFormat) -> str:
    """Puts an object into a repository of ours; its id."""
    sha = object_id(kind, content, hashed)
    file = folder / "objects" / sha[:2] / sha[2:]
    file.parent.mkdir(exist_ok=True)
    head = b"%s %d\0" % (kind.encode("ascii"), len(content))
    file.write_bytes(zlib.compress(head + content, _FASTEST))
    return sha
