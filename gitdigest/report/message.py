"""What the author of a commit wrote behind its subject: rows, paragraphs, a short quotation.

What tools put there says nothing of the change: adverts, and the lists that Dependabot appends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.digest import CommitDigest
from gitdigest.facts.message import body_lines
from gitdigest.facts.trailers import split_trailers
from gitdigest.report import overview
from gitdigest.report.catalog import Catalog
from gitdigest.report.paragraphs import paragraphs
from gitdigest.text import clean

MOST_ROWS = 8
MOST_PARAGRAPHS = 100
QUOTED = 320  # characters
_LONGEST = 64_000  # characters of a body that are looked at
_TOOLS = "claude|copilot|cursor|codex|chatgpt|openai|gemini|devin|aider|windsurf|jules|opencode"
_ADVERT = re.compile(
    rf"\W*(?:generated|created|made|written|assisted) (?:with|by|using|via) .*\b(?:{_TOOLS})\b.*",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"- \[(?:Release notes|Changelog|Commits?|Upgrade guide|Maintainer changes)\]\(https?://\S+\)"
)
_UPDATES = re.compile(r"^---\nupdated-dependencies:\n.*?(?:^\.\.\.$\n?|\Z)", re.MULTILINE | re.DOTALL)  # fmt: skip
_LINK = re.compile(r"!?\[([^][\n]{1,400})\]\(https?://[^\s()]{1,2000}\)")
_FENCE = ("```", "~~~")
_NO_PROSE = re.compile(r"(?:\||<|#{1,6} |https?://\S+$| {4}|\t)")
_END = tuple(".!?:;…。\uff01\uff1f\uff1a\uff1b")


def rows(commit: CommitDigest) -> list[str]:
    """The body for a cell of a table: a row for each paragraph or item, the first ones.

    Without the rows of its own tables, and what the title says already.
    """
    found = body_lines("\n".join(paragraphs(_written(commit))))
    told = [row for row in found if not row.startswith("|") and not _is_title(commit, row)]
    return _first(
        [row if len(row) <= QUOTED else f"{_cut(row, QUOTED)} …" for row in told], MOST_ROWS
    )


def body(commit: CommitDigest) -> list[str]:
    """The body line by line or paragraph by paragraph, without trailers."""
    return _first(paragraphs(_without_trailers(commit)), MOST_PARAGRAPHS)


def quotation(commit: CommitDigest, room: int = QUOTED) -> str:
    """The prose of the body in one line of at most so many characters, "" where there is none.

    Tables, code, bare links and what the title says already are left out.
    """
    found = ""
    for text in _prose(commit):
        between = "" if not found else " " if found.endswith(_END) else "; "
        found += f"{between}{text}"
        if len(found) > room:
            return f"{_cut(found, room)} …"
    return found


def quoted(catalog: Catalog, commit: CommitDigest, room: int = QUOTED) -> str:
    """The same between the quotation marks of the language."""
    text = quotation(commit, room)
    return catalog.text("“%(text)s”", text=text) if text else ""


def _prose(commit: CommitDigest) -> Iterator[str]:
    is_fenced = False
    for line in paragraphs(_without_trailers(commit)):
        is_fence = line.lstrip().startswith(_FENCE)
        is_fenced ^= is_fence
        if is_fenced or is_fence or _NO_PROSE.match(line):
            continue
        for text in body_lines(_LINK.sub(r"\1", clean(line, oneline=True))):
            if not _is_title(commit, text):
                yield text


def _is_title(commit: CommitDigest, text: str) -> bool:
    """Whether the commit is called so, as the first line of a squashed request mostly is."""
    return overview.title(commit).startswith(text) or commit.commit.subject.startswith(text)


def _without_trailers(commit: CommitDigest) -> list[str]:
    text, _ = split_trailers("\n".join(_written(commit)))
    return "\n".join(text).rstrip().lstrip("\n").splitlines()


def _written(commit: CommitDigest) -> list[str]:
    """The lines that a person may have written."""
    text = _UPDATES.sub("", commit.commit.body[:_LONGEST])
    return [line for line in text.split("\n") if not (_ADVERT.match(line) or _PAGES.match(line))]


def _first(lines: list[str], most: int) -> list[str]:
    return [*lines[:most], f"… [+{len(lines) - most}]"] if len(lines) > most else lines


def _cut(text: str, room: int) -> str:
    """So many characters, not in the middle of a word where there are words."""
    blank = text.rfind(" ", room // 2, room)
    return text[: blank if blank > 0 else room].rstrip(" ,;")
