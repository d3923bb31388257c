"""A patch from elsewhere (a mail, a file, a pipe) -> Commit and Diff; nobody's repository is read.

Our own git is asked in a form that `diff.py` reads at the speed of git; a patch that somebody
else made may be of any tool and any form, which is what unidiff is for.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from hashlib import sha1

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchedFile, PatchSet

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff, FileChange, Hunk, Status, Unread, decode
from gitdigest.errors import UsageError
from gitdigest.stream import split_message

_MAIL = re.compile(rb"From ([0-9a-f]{40,64}) ")
_TAG = re.compile(r"^(\[[^\]]*\]\s*)+")
_END = re.compile(r"^(?:---\n|diff --git )", re.MULTILINE)
_MODES = re.compile(r"^(old|new|new file|deleted file) mode (\d{6})$", re.MULTILINE)
_SIMILARITY = re.compile(r"^similarity index (\d+)%$", re.MULTILINE)


def read_patch(data: bytes, *, now: datetime) -> tuple[Commit, Diff]:
    """The change that a patch makes; author, date and message where it is a git mail.

    A patch without an id gets the SHA-1 of its bytes. Raises UsageError where it is no patch.
    """
    text, encoding = decode(data)
    try:
        patches = PatchSet.from_string(text)
    except UnidiffParseError as error:
        raise UsageError(
            f"not a patch that can be read: {str(error)[:80]!r}",
            "give a unified diff, as `git diff` writes it",
        ) from error
    files = tuple(_change(patch, encoding) for patch in patches)
    if not files:
        raise UsageError(
            "there is no change in this patch", "give a unified diff, as `git diff` writes it"
        )
    commit = _commit(data, encoding, now)
    return commit, Diff(commit.sha, None, files)


def _commit(data: bytes, encoding: str, now: datetime) -> Commit:
    mail = _MAIL.match(data)
    if mail is None:
        nobody = Person("", "")
        return Commit(sha1(data).hexdigest(), (), nobody, nobody, now, now, "", encoding=encoding)  # noqa: S324 - a name, not a seal
    message = message_from_bytes(data.partition(b"\n")[2])
    name, address = parseaddr(_header(message, "from"))
    author = Person(_decoded(name), address)
    subject = _TAG.sub("", _decoded(_header(message, "subject")))
    body = _END.split(_text(message), maxsplit=1)[0]
    _, body = split_message(f"any\n\n{body}")  # the subject may be missing
    when = _date(message, now)
    sha = mail[1].decode("ascii")
    return Commit(sha, (), author, author, when, when, subject, body, encoding)


def _header(message: Message, name: str) -> str:
    """A header in one line as it stands, "" where there is none."""
    found = (value for key, value in message.raw_items() if key.casefold() == name)
    raw = next(found, "").encode("utf-8", "surrogateescape")
    return " ".join(decode(raw)[0].split())


def _decoded(text: str) -> str:
    """The text with its encoded words in plain; as it stands where they are broken."""
    try:
        return " ".join(str(make_header(decode_header(text))).split())
    except (MessageError, LookupError, ValueError):
        return text


def _date(message: Message, now: datetime) -> datetime:
    try:
        when = parsedate_to_datetime(_header(message, "date"))
    except (ValueError, OverflowError, TypeError):
        return now
    return when if when.tzinfo else when.replace(tzinfo=now.tzinfo)


def _text(message: Message) -> str:
    """The first part of a mail that is text, "" where none is."""
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/plain" and isinstance(payload, bytes):
            try:
                return payload.decode(part.get_content_charset("utf-8"))
            except (LookupError, ValueError):  # of a charset that nobody knows, or of another one
                return decode(payload)[0]
    return ""


def _change(patch: PatchedFile, encoding: str) -> FileChange:
    """One file; what the header lines say goes before what unidiff makes of them."""
    head = str(patch.patch_info or "")
    modes: dict[str, str] = dict(_MODES.findall(head))
    similarity = _SIMILARITY.search(head)
    status: Status = "modified"
    if "new file" in modes or patch.source_file == "/dev/null":
        status = "added"
    elif "deleted file" in modes or patch.target_file == "/dev/null":
        status = "deleted"
    elif patch.is_rename:
        status = "renamed"
    old_path = re.sub("^a/", "", patch.source_file) if status == "renamed" else None
    binary = patch.is_binary_file or "GIT binary patch" in head
    return FileChange(
        path=patch.path,
        status=status,
        old_path=old_path,
        old_mode=modes.get("old", modes.get("deleted file", "000000")),
        new_mode=modes.get("new", modes.get("new file", "000000")),
        similarity=int(similarity[1]) if similarity else None,
        additions=None if binary else patch.added,
        deletions=None if binary else patch.removed,
        binary=binary,
        encoding=encoding,
        unread=Unread.BINARY if binary else None,
        hunks=tuple(
            Hunk(
                hunk.source_start,
                hunk.source_length,
                hunk.target_start,
                hunk.target_length,
                hunk.section_header,
                "".join(str(line) for line in hunk),
            )
            for hunk in patch
        ),
    )
