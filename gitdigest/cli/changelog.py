"""A new section in somebody's changelog, and not a byte of the rest."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

from gitdigest.errors import OutputError, UsageError
from gitdigest.files import read_plain, write_whole
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.release import render
from gitdigest.report.release.sections import Heading, before_releases, headings, restyled

_LIMIT = 16 << 20
_VERSION = re.compile(r"##[ \t]+\[?v?([^\]\s]+)")
_REST = (".rst", ".rest")
_PLAIN = Heading(0, 0, "Version 1.0 (2000-01-01)", "1.0", "-", 1)  # of a file of reST without any
_HEAD = "# Changelog\n\n"


def check_changelog(file: Path) -> None:
    """Raise UsageError or OutputError where a section cannot go into a file, before the work."""
    if file.suffix.lower() not in {".md", ".markdown", *_REST}:
        raise UsageError(f"{file} is no Markdown and no reST", "give a CHANGELOG.md or CHANGES.rst")
    content = read_plain(file, _LIMIT)
    if content is None:
        return
    if not os.access(file, os.W_OK):
        raise OutputError(f"{file} cannot be written to", "let it be written, or name another")
    if b"\0" in content or _undecodable(content):
        raise UsageError(f"{file} is no text in UTF-8", "save it as UTF-8")


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
        title = "Changelog\n=========\n\n" if file.suffix.lower() in _REST else _HEAD
        whole = inserted(title.encode("ascii"), section, str(file))
        write_whole(file, whole, mode=0o644)
        return file
    mode = stat.S_IMODE(file.stat().st_mode)
    write_whole(file, inserted(content, section, str(file)), mode=mode)
    return file


def inserted(content: bytes, section: bytes, name: str) -> bytes:
    """The content with the section in front of the first release, in the content's form and line ends.

    What is unreleased, its version set or not, stays on top. Raises UsageError where the section of
    this version is there.
    """
    mark = "\ufeff" if content.startswith(codecs.BOM_UTF8) else ""
    rows = content.decode("utf-8").removeprefix(mark).split("\n")
    ending = "\r\n" if b"\r\n" in content else "\n"
    markdown = not name.lower().endswith(_REST)
    text = section.decode("utf-8", "surrogateescape")
    found = headings([row.removesuffix("\r") for row in rows], markdown=markdown)
    version = _VERSION.match(text)
    for heading in found:
        if version and heading.version.lower() == version[1].lower():
            raise UsageError(
                f"{name} has a section {version[1]} already",
                "take it out, or name another version with --as",
            )
    first = before_releases(found)
    model = first or next(iter(found), None if markdown else _PLAIN)
    if model:
        text = restyled(text, model, [row.rstrip() for row in rows], markdown=markdown)
    text = text.replace("\n", ending)
    before = "\n".join(rows[: first.first]) if first else "\n".join(rows)
    if first is None:
        gap = "" if before.endswith(("\n\n", "\r\n\r\n")) or not before else ending
        before += gap if before.endswith("\n") or not before else ending * 2
    else:
        before += "\n" * (first.first > 0)
        text += ending
    after = "\n".join(rows[first.first :]) if first else ""
    return (mark + before + text + after).encode("utf-8", "surrogateescape")
