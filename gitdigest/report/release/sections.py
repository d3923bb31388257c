"""The sections of somebody's changelog, and one of ours in the same form: Markdown and reST."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_ATX = re.compile(r"(#{1,3})[ \t]++(.+)$")
_UNDERLINE = re.compile(r"""([=\-~^"'`*+#.:_])\1{2,}\s*$""")
_MARKDOWN_LINES = "=-"  # what underlines a heading there, by its level
_FENCE = re.compile(r"```+|~~~+")
_LABEL = re.compile(r"\.\. _[^\n]*:\s*$|<a (?:name|id)=[^\n]*$")
_TITLE = re.compile(
    r"((?:<\w+>)?\s*(?:[A-Za-z][\w.-]*\s+)?\[?v?)(\d+(?:[.-]\d+)+[\w.+-]*|\d+(?=\]|\s*$|\s+[(-]))(.*)"
)
_OPEN = re.compile(
    r"\W*(?:(?:unreleased|tbd|tba|head|next|upcoming)(?:\s+(?:change|version|release)s?)?"
    r"|\w+\s*\(unreleased\))\W*$",
    re.IGNORECASE,
)
_OPEN_VERSION = re.compile(r"\b(?:unreleased|tbd|tba)\b", re.IGNORECASE)
_LINK = re.compile(r"\]?\(https?:[^)]*\)|\]|</?\w+>")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(rf"{_DATE.pattern}|\b\w[\w ,.]*\b(?:19|20)\d\d\b")
_OURS = re.compile(r"## \[(.+?)\](?: - (\S+))?$")
_LONGEST_NOTE = 60
_CODE = re.compile(r"(`+)(.+?)\1")
_ADDRESS = re.compile(r"\[([^\]]*)\]\((\S+?)\)")
_REFERENCE = re.compile(r"(?<=\w)_(?!\w)")


class Heading(NamedTuple):
    """A heading of a changelog that names a version, or what is not released.

    `first` is the line that it begins with, its label too, and `at` that of its title, both 0-based.
    `mark` makes it one: "#" to "###", or the character that underlines it; `over` tells that it
    stands above as well. `note` is a short line below that has the day.
    """

    first: int
    at: int
    title: str
    version: str
    mark: str
    level: int
    over: bool = False
    released: bool = True
    note: str = ""


def headings(lines: Sequence[str], *, markdown: bool) -> list[Heading]:
    """The headings of sections in their order; code blocks of Markdown have none."""
    return [
        _heading(lines, at, mark, level)
        for at, mark, level in _marked(lines, markdown=markdown)
        if _TITLE.match(_title(lines[at])) or _OPEN.match(_LINK.sub("", _title(lines[at])))
    ]


def before_releases(found: Sequence[Heading]) -> Heading | None:
    """The first section that is released; what stands below one that is not is a part of that."""
    unreleased: Heading | None = None
    for heading in found:
        if not heading.released:
            unreleased = unreleased or heading
        elif unreleased is None or heading.level <= unreleased.level:
            return heading
    return None


def restyled(section: str, model: Heading, lines: Sequence[str], *, markdown: bool) -> str:
    """A section of ours as the others of a changelog are written: title, levels, and markup.

    A section that begins in another way than ours, by a template of the user's own, stays.
    """
    head, _, body = section.partition("\n")
    ours = _OURS.match(head)
    if ours is None:
        return section
    title, note = _title_like(model, ours[1], ours[2] or "")
    under = _below(model, lines, markdown=markdown)
    rows = [*_drawn(title, model.mark, over=model.over), *(["", note] if note else [])]
    for row in body.split("\n"):
        if row.startswith("### "):
            rows += _drawn(row[4:], under)
        elif markdown:
            rows.append(row)
        else:
            nested = row.startswith("  ") and not rows[-1].startswith("  ")
            left = row.startswith("- ") and rows[-1].startswith("  ")
            rows += [*([""] if nested or left else []), _in_rest(row)]
    return "\n".join(rows)


def _marked(lines: Sequence[str], *, markdown: bool) -> Iterator[tuple[int, str, int]]:
    """The line of every heading, with its mark and its level."""
    fence, marks = "", ""
    for at, line in enumerate(lines):
        if markdown and (bar := _FENCE.match(line)) and (not fence or line.startswith(fence)):
            fence = "" if fence else bar[0]
        if fence:
            continue
        atx = _ATX.match(line) if markdown else None
        below = _UNDERLINE.match(lines[at + 1]) if at + 1 < len(lines) else None
        if atx:
            yield at, atx[1], len(atx[1])
        elif below and line[:1].strip() and not _UNDERLINE.match(line):
            mark = below[1]
            if markdown and mark not in _MARKDOWN_LINES:
                continue
            marks += "" if mark in marks else mark
            yield at, mark, (_MARKDOWN_LINES if markdown else marks).index(mark) + 1


def _heading(lines: Sequence[str], at: int, mark: str, level: int) -> Heading:
    title = _title(lines[at])
    named = _TITLE.match(title)
    over = at > 0 and not mark.startswith("#") and _UNDERLINE.match(lines[at - 1]) is not None
    over = over and lines[at - 1][0] == mark
    below = (row.strip() for row in lines[at + 1 + (mark[0] != "#") :][:10])
    note = next(filter(None, below), "")
    is_open = _OPEN_VERSION.search(title) if named else True
    released = not is_open and not _OPEN.match(note)
    dated = note if len(note) <= _LONGEST_NOTE and _DATE.search(note) else ""
    first = at - over
    while first > 0 and (_LABEL.match(lines[first - 1]) or _is_gap(lines, first - 1)):
        first -= 1
    version = named[2] if named else "Unreleased"
    return Heading(first, at, title, version, mark, level, over, released, dated)


def _is_gap(lines: Sequence[str], at: int) -> bool:
    """Whether a line is blank and stands behind a label."""
    return at > 0 and not lines[at].strip() and _LABEL.match(lines[at - 1]) is not None


def _title(line: str) -> str:
    atx = _ATX.match(line)
    return atx[2].rstrip(" \t#") if atx else line.strip()


def _title_like(model: Heading, version: str, day: str) -> tuple[str, str]:
    """The title of a version in the form of another, and the line below it that has the day."""
    named = _TITLE.match(model.title)
    if named is None or not day:
        bracketed = model.title.startswith("[") or (named is not None and "[" in named[1])
        title = f"[{version}]" if bracketed else version
        return title + (f" - {day}" if day else ""), ""
    lead = re.sub(r"<\w+>", "", named[1])
    bare = version.removeprefix("v") if lead.endswith("v") else version
    title = f"{lead}{bare}{']' if '[' in lead else ''}"
    rest = _LINK.sub("", named[3])
    dated = _DAY.search(rest)
    if dated:
        between = rest[: dated.start()]
        return f"{title}{between}{day}{')' if between.endswith('(') else ''}", ""
    return title, _DATE.sub(day, model.note)


def _below(model: Heading, lines: Sequence[str], *, markdown: bool) -> str:
    """The mark of a heading in a section."""
    if markdown:
        return "#" * (model.level + 1)
    used = [*dict.fromkeys(found[1] for found in _marked(lines, markdown=False)), model.mark]
    later = used[used.index(model.mark) + 1 : -1]
    free = [mark for mark in "-~^\"'+.:" if mark not in used]
    return [*later, *free, "-"][0]


def _drawn(title: str, mark: str, *, over: bool = False) -> list[str]:
    """The lines of a heading."""
    if mark.startswith("#"):
        return [f"{mark} {title}"]
    bar = mark * len(title)
    return [*([bar] if over else []), title, bar]


def _in_rest(row: str) -> str:
    """A line of our Markdown as reST: code, links, and words that would be references."""
    parts = []
    end = 0
    for code in _CODE.finditer(row):
        parts += [_words(row[end : code.start()]), f"``{code[2].strip()}``"]
        end = code.end()
    return "".join([*parts, _words(row[end:])])


def _words(text: str) -> str:
    return _ADDRESS.sub(r"`\1 <\2>`__", _REFERENCE.sub(r"\\_", text))
