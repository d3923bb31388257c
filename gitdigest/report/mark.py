"""What the index of an archive is called, and how ours is told from somebody else's."""

from __future__ import annotations

INDEX = "index.html"
MARK = '<meta name="generator" content="gitdigest archive">'
"""What every index of ours holds, so that no other page is replaced by one."""
