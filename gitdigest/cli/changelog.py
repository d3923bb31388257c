"""A new section in somebody's changelog, and not a byte of the rest."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from gitdigest.errors import OutputError, UsageError
from gitdigest.files import read_plain, write_whole
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.release import render

_LIMIT = 16 << 20
_HEADING = re.compile(rb"^##[ \t]+\[?v?([^\]\s]+)\]?[^\n]*$", re.MULTILINE)
_FENCE = re.compile(rb"^(```+|~~~+)", re.MULTILINE)
_HEAD = "# Changelog\n\n"


def check_changelog(file: Path) -> None:
    """Raise UsageError or OutputError where a section cannot go into a file, before the work."""
    if file.suffix.lower() not in {".md", ".markdown"}:
        raise UsageError(f"{file} is no Markdown", "give a CHANGELOG.md")
    content = read_plain(file, _LIMIT)
    if content is None:
        return
    if not os.access(file, os.W_OK):
        raise OutputError(f"{file} cannot be written to", "let it be written, or name another")
    if b"\0" in content or _undecodable(content):
        raise UsageError(f"{file} is no text in UTF-8", "give a CHANGELOG.md")


def _undecodable(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def put_section(file: Path, release: ReleaseDigest, language: str) -> Path:
    """Puts the section of a release in front of those that are there; the file.

    What is unreleased stays on top. A file that is not there is made. Raises UsageError where the
    file has the section already.
    """
    check_changelog(file)
    content = read_plain(file, _LIMIT)
    section = render(release, "changelog", language=language).encode("utf-8", "backslashreplace")
    if content is None:
        write_whole(file, _HEAD.encode("ascii") + section, mode=0o644)
        return file
    mode = stat.S_IMODE(file.stat().st_mode)
    write_whole(file, inserted(content, section, str(file)), mode=mode)
    return file


def inserted(content: bytes, section: bytes, name: str) -> bytes:
    """The content with the section in front of the first release, in the content's line ends."""
    if b"\r\n" in content:
        section = section.replace(b"\n", b"\r\n")
    ending = b"\r\n" if b"\r\n" in content else b"\n"
    title = _HEADING.match(section.replace(b"\r", b""))
    version = title[1] if title else b""
    headings = list(_headings(content))
    for heading in headings:
        if heading[1].lower() == version.lower():
            raise UsageError(
                f"{name} has a section {version.decode('utf-8', 'replace')} already",
                "take it out, or name another version with --as",
            )
    first = next((h for h in headings if h[1].lower() != b"unreleased"), None)
    if first is None:
        gap = b"" if content.endswith((b"\n\n", b"\r\n\r\n")) or not content else ending
        gap = gap if content.endswith(b"\n") or not content else ending * 2
        return content + gap + section
    return content[: first.start()] + section + ending + content[first.start() :]


def _headings(content: bytes) -> list[re.Match[bytes]]:
    """The headings of sections that stand in no code block."""
    fences = [fence.start() for fence in _FENCE.finditer(content)]
    return [
        heading
        for heading in _HEADING.finditer(content)
        if sum(fence < heading.start() for fence in fences) % 2 == 0
    ]
