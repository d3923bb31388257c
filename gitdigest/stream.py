"""One stream of `git log` for a whole selection -> commits and their diffs, one at a time.

A random marker, made for each run, stands before each commit: no content can hold it, so that
nothing in a message or a file can pass for the start of a commit. Fields end at NUL, which git
keeps out of messages; the raw part ends at two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from io import BufferedReader

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff, Section, Unread, decode, join, parse_raw
from gitdigest.limits import Limits

FIELDS = ("%H", "%P", "%aN", "%aE", "%ad", "%cN", "%cE", "%cd", "%B")
LATEST = datetime(9998, 12, 31, tzinfo=UTC)
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_READ = 1 << 20
_SECTION = b"\ndiff --git "
_RAW = b"\0\n:"  # git ends the format itself with a NUL and a newline
_HUNK = re.compile(rb"\n@@ [^\n]*\n")
_HEADER = 128 << 10  # bytes: what git writes of a file before its hunks is less, whatever its name
_SPACE = " \t\n\v\f\r"  # what git takes for space; str.strip() takes more
_ZONE = re.compile(r"([+-])(\d\d)([0-5]\d)")


def log_format(marker: str) -> str:
    """The `--format` that `read_records` and `parse_commit` understand."""
    return f"%x00{marker}" + "%x00".join(FIELDS) + "%x00"


@dataclass(slots=True)
class Record:
    """One commit as it arrives: message fields, raw entries, and the patch within limits."""

    limits: Limits
    fields: list[bytes] = field(default_factory=list)
    raw: bytes = b""
    sections: list[Section] = field(default_factory=list)
    _tail: bytes = b""
    _pieces: list[bytes] = field(default_factory=list)
    _size: int = 0  # of the tail and of the pieces behind it
    _kept: int = 0
    _cut: Section | None = None

    @property
    def sha(self) -> str:
        """Its id, as soon as it has arrived."""
        self._gather()
        first = self.fields[0] if self.fields else self._tail.partition(b"\0")[0]
        return first.decode("ascii", "replace")

    def feed(self, data: bytes) -> None:
        """Takes the next bytes; holds no more than the limits and one section."""
        self._pieces.append(data)
        self._size += len(data)
        if self._size > self.limits.patch:
            self._gather()
            self._fold()
            self._size = len(self._tail)

    def close(self) -> Record:
        """Says that the commit is complete."""
        self._gather()
        self._take_head(final=True)
        *whole, last = self._tail.split(_SECTION)
        if last.rstrip(b"\0") or (self._cut and not whole):
            whole.append(last)
        for text in whole:
            self._add(text)
        self._tail = b""
        return self

    def _gather(self) -> None:
        """Adds the pieces to the tail, all at once: each would copy all that is there before it."""
        self._tail = b"".join((self._tail, *self._pieces))
        self._pieces.clear()

    def _take_head(self, *, final: bool) -> bool:
        """Moves fields and raw entries out of the tail, once they are complete."""
        if self.fields:
            return True
        *fields, rest = self._tail.split(b"\0", len(FIELDS))
        end = rest.find(b"\0\0") if rest.startswith(_RAW) else -1
        if len(fields) < len(FIELDS) or (end < 0 and not final):
            return False
        if end >= 0:
            self.raw, rest = rest[len(_RAW) - 1 : end + 1], rest[end + 2 :]
        elif rest.startswith(_RAW):
            self.raw, rest = rest[len(_RAW) - 1 :], b""
        self.fields, self._tail = fields, rest
        return True

    def _fold(self) -> None:
        """Turns what is complete into sections, and counts a last one that is too large."""
        if not self._take_head(final=False):
            return
        *whole, self._tail = self._tail.split(_SECTION)
        for text in whole:
            self._add(text)
        if self._cut or self._is_over():
            # the last bytes stay: a separator or the two bytes of "\n+" may be split
            end = len(self._tail) - len(_SECTION)
            self._cut = self._count(self._tail[:end], self._beyond(self._tail[:end]))
            self._tail = self._tail[end - 1 :]

    def _is_over(self) -> bool:
        """Whether the last section is too large already; its header must be whole to be counted."""
        size = len(self._tail) - len(_SECTION)  # the next separator may have begun
        if size <= self.limits.patch:
            return False
        return size > _HEADER or _HUNK.search(self._tail, 0, size) is not None

    def _add(self, text: bytes) -> None:
        """One whole section, or the end of one that is being counted."""
        beyond = self._cut.cut if self._cut else self._beyond(text)
        if self._cut or beyond:
            self.sections.append(self._count(text, beyond))
            self._cut = None
        else:
            self._kept += len(text)
            self.sections.append(Section(text))

    def _beyond(self, text: bytes) -> Unread | None:
        """The bound that the next section, of which this is all or much, does not keep to."""
        if len(self.sections) >= self.limits.files:
            return Unread.MANY_FILES
        if len(text) > self.limits.patch:
            return Unread.TOO_LARGE
        if len(text) > self.limits.commit - self._kept:
            return Unread.LARGE_COMMIT
        if len(text) > self.limits.line and max(map(len, text.split(b"\n"))) > self.limits.line:
            return Unread.LONG_LINE
        return None

    def _count(self, text: bytes, beyond: Unread | None) -> Section:
        """The head of a section that is cut, with the lines counted so far."""
        if self._cut is None:
            first = _HUNK.search(text)
            if first is None:
                return Section(text[:_HEADER])
            self._cut = Section(text[: first.end()], cut=beyond)
            text = text[first.end() - 1 :]
        cut, self._cut = self._cut, None
        return cut._replace(
            additions=cut.additions + text.count(b"\n+"),
            deletions=cut.deletions + text.count(b"\n-"),
        )


def read_records(stream: BufferedReader, marker: str, limits: Limits) -> Iterator[Record]:
    """The commits of git's output, each but the last when the next one begins.

    The last one arrives only after git ended well: the caller drops it otherwise.
    """
    mark = b"\0" + marker.encode("ascii")
    held, record = b"", None
    while data := stream.read1(_READ):
        *whole, last = (held + data).split(mark)
        for piece in whole:
            if record is not None:
                record.feed(piece)
                yield record.close()
            record = Record(limits)
        held = last[-len(mark) :]
        if record is not None:
            record.feed(last[: -len(mark)])
        elif last:
            held = last
    if record is not None:
        record.feed(held)
        yield record


def parse_commit(record: Record) -> Commit:
    """The commit of a record; text that is not UTF-8 is decoded by the fallback and said so."""
    sha, parents, *people, message = record.fields
    text, encoding = decode(message)
    subject, body = split_message(text)
    author, author_date, doubt = _signature(*people[:3])
    committer, committer_date, other = _signature(*people[3:])
    return Commit(
        sha=sha.decode("ascii"),
        parents=tuple(parents.decode("ascii").split()),
        author=author,
        committer=committer,
        author_date=author_date,
        committer_date=committer_date,
        subject=subject,
        body=body,
        encoding=encoding,
        doubts=tuple(
            f"{who}-{what}" for who, what in (("author", doubt), ("committer", other)) if what
        ),
    )


def parse_diff(record: Record) -> Diff:
    """The diff of a record against its first parent. Raises ValueError for what is no git's."""
    entries, end = parse_raw(record.raw)
    between = record.raw[end:] or b"".join(section.text for section in record.sections[:1])
    if between and not between.startswith(_SECTION[1:]):
        raise ValueError(f"neither an entry of --raw nor a patch: {between[:120]!r}")
    parents = record.fields[1].decode("ascii").split()
    return Diff(
        sha=record.sha,
        parent=parents[0] if parents else None,
        files=join(entries, record.sections),
    )


def split_message(text: str) -> tuple[str, str]:
    """Subject and body as git has them: the first paragraph in one line, and the rest."""
    lines = text.strip(_SPACE).split("\n")
    end = next((i for i, line in enumerate(lines) if not line.strip(_SPACE)), len(lines))
    return " ".join(line.strip(_SPACE) for line in lines[:end]), "\n".join(lines[end:]).strip("\n")


def moment(seconds: str, zone: str) -> tuple[datetime, str]:
    """A date in its own zone, and "date" or "zone" where it had to be clamped."""
    offset, doubt = _offset(zone)
    try:
        when = datetime.fromtimestamp(int(seconds), offset)
    except (ValueError, OverflowError, OSError):
        return (EARLIEST if seconds.startswith("-") else LATEST), "date"
    if not EARLIEST <= when <= LATEST:
        return min(max(when, EARLIEST), LATEST), "date"
    return when, doubt


@lru_cache(maxsize=256)
def _offset(zone: str) -> tuple[timezone, str]:
    match = _ZONE.fullmatch(zone)
    if match is None or int(match[2]) >= 24:
        return UTC, "zone"
    minutes = int(match[2]) * 60 + int(match[3])
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)), ""


def _signature(name: bytes, email: bytes, date: bytes) -> tuple[Person, datetime, str]:
    seconds, _, zone = date.decode("ascii", "replace").partition(" ")
    when, doubt = moment(seconds, zone)
    return Person(decode(name)[0], decode(email)[0]), when, doubt
