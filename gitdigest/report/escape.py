r"""Text -> Markdown that shows as that very text, on GitHub, on GitLab and in CommonMark.

As little as possible is escaped, so that `handle_reader [2/n] (#5056)` stays readable and
searchable in the file; what could become a link, an image, HTML, emphasis, code, a row, a block, a
mention, math or an entity is made inert. Right in a table's cell, a heading, a list item and at the
start of a line. Backslashes escape where the meaning is Markdown's; entities where HTML's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from gitdigest.text import clean

LIMIT = 4_000
_PUNCTUATION = r"!-/:-@\[-`{-~"
_AT = "@&#8203;"  # a zero-width space is the only thing that stops mentions and e-mail links
_ENTITIES = {"&": "&amp;", "<": "&lt;", "@": _AT}


def _special(brackets: str) -> re.Pattern[str]:
    """What must be escaped anywhere in a line; `brackets` is the part that a link differs in."""
    return re.compile(
        rf"""
          (?P<backslash> \\(?=[{_PUNCTUATION}]|$) )
        | (?P<always>    [`|$] )
        | (?P<entity>    &(?=\#?\w+;) )
        | (?P<html>      <(?=[A-Za-z/!?]) )
        | (?P<scheme>    (?<=[A-Za-z]):(?=//) )
        | (?P<www>       (?i:(?<=www))\. )
        | (?P<mail>      (?i:(?<=mailto)|(?<=xmpp)): | (?<!\w)@(?=\w) | @(?=[\w-]+\.\w) )
        | (?P<bracket>   {brackets} )
        | (?P<stars>     [*~]+ )
        | (?P<unders>    _+ )
        """,
        re.VERBOSE,
    )


_SPECIAL = _special(r"\](?=[(\[:]) | \[(?=[\^\[])")
_SPECIAL_IN_LINK = _special(r"[\[\]]")
_BLOCK_START = re.compile(
    r"""
      (?=\#{1,6}(?:\s|$) | > | [-+=](?:\s|$) | (?:-\s*)+$ | =+\s*$ | \[[ xX]\])
    | (?P<number>\d{1,9})(?=[.)](?:\s|$))
    """,
    re.VERBOSE,
)
_FENCE = re.compile(r"`+")
_SPAN = re.compile(r"(?<!`)`([^`\n]*[^`\s][^`\n]*)`(?!`)")
_URL_SAFE = "/:?#@!$&'*+,;=%~-._"


class Markdown(str):
    """Text that is Markdown already, and is written as it stands."""

    __slots__ = ()


def md(value: object) -> Markdown:
    """Any text, in one line, as Markdown that shows it; what is Markdown already stays."""
    return value if isinstance(value, Markdown) else _escape(str(value), _SPECIAL)


def link(text: str, target: str) -> Markdown:
    """A link; the text alone where the target is neither an anchor of ours nor http(s)."""
    where = target if target.startswith("#") else web_address(target)
    return Markdown(f"[{_escape(text, _SPECIAL_IN_LINK)}]({where})") if where else md(text)


def code(text: str) -> Markdown:
    """A code span that shows the text; its fence is longer than any run of backticks in it."""
    shown = clean(text, limit=LIMIT, oneline=True).strip() or " "
    fence = "`" * (max(map(len, _FENCE.findall(shown)), default=0) + 1)
    if shown[0] == "`" or shown[-1] == "`":
        shown = f" {shown} "
    return Markdown(f"{fence}{shown}{fence}")


def diff_block(lines: Iterable[str]) -> Markdown:
    """Lines of a diff as a block of code, whose fence is longer than any run of backticks in it."""
    body = "\n".join(lines)
    fence = "`" * max(3, max(map(len, _FENCE.findall(body)), default=0) + 1)
    return Markdown(f"{fence}diff\n{body}\n{fence}")


def spans(text: str) -> list[tuple[bool, str]]:
    """The text in pieces, one line of it, with whether each is a code span: "use `x`"."""
    pieces = _SPAN.split(clean(text, limit=LIMIT, oneline=True).strip())
    return [(bool(n % 2), piece) for n, piece in enumerate(pieces) if piece]


def prose(text: str) -> Markdown:
    """A model's sentence: its code spans are code, all else is text and no more."""
    made = (code(piece) if is_code else _inner(piece) for is_code, piece in spans(text))
    return Markdown("".join(made))


def rows(lines: Iterable[str]) -> Markdown:
    """Several lines in one cell of a table."""
    return Markdown("<br>".join(md(line) for line in lines))


def web_address(url: str) -> str:
    """The URL with what could end a link percent-encoded, "" where it is not http or https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    known = url[:8].lower().startswith(("http://", "https://"))  # urlsplit passes over blanks
    if not known or not parts.netloc:
        return ""
    return quote(url.encode("utf-8", "backslashreplace"), safe=_URL_SAFE)


def https(url: str) -> str:
    """The same where it is https, "" elsewhere."""
    address = web_address(url)
    return address if address.startswith("https://") else ""


def _escape(text: str, special: re.Pattern[str]) -> Markdown:
    shown = special.sub(_inert, clean(text, limit=LIMIT, oneline=True).strip())
    start = _BLOCK_START.match(shown)
    if start:
        at = start.end()
        shown = f"{shown[:at]}\\{shown[at:]}"
    return Markdown(shown)


def _inner(text: str) -> str:
    """A piece of a line with the spaces around it."""
    bare = text.strip()
    before, _, after = text.partition(bare) if bare else (text, "", "")
    return f"{before}{_escape(bare, _SPECIAL)}{after}"


def _inert(match: re.Match[str]) -> str:
    found = match[0]
    if found in _ENTITIES:
        return _ENTITIES[found]
    if match.lastgroup in ("stars", "unders") and _is_literal(match):
        return found
    return "".join(f"\\{char}" for char in found)


def _is_literal(match: re.Match[str]) -> bool:
    """Whether a run of `*`, `~` or `_` can neither open nor close emphasis where it stands."""
    if len(set(match[0])) > 1:  # `~*~` is three runs, of which two stand beside no blank
        return False
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if before.isspace() and after.isspace():
        return True
    return match.lastgroup == "unders" and before.isalnum() and after.isalnum()
