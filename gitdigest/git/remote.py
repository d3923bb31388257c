"""A remote repository: asked for what it has, fetched from into a bare repository of our own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from gitdigest.errors import GitError
from gitdigest.git.bare import ID_LENGTH, ObjectFormat, write_bare, write_head
from gitdigest.git.command import GitCommand
from gitdigest.git.environment import Network
from gitdigest.git.pipes import OnLine
from gitdigest.git.refs import is_safe_name, read_refs

_ASK_TIMEOUT = 120
_FETCH_TIMEOUT = 6 * 3600
_REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
# What old honest histories hold; all else that fsck calls an error is refused, "..", ".git" too.
_HONEST = (
    *("badDateOverflow", "badFilemode", "badTimezone", "gitmodulesName", "missingEmail"),
    *("missingNameBeforeEmail", "missingSpaceBeforeDate", "missingSpaceBeforeEmail", "nullSha1"),
    *("zeroPaddedDate", "zeroPaddedFilemode"),
)
_CONFIG = """\
[remote "origin"]
	url = "{url}"
[http]
	followRedirects = false
	lowSpeedLimit = 1000
	lowSpeedTime = 60
[transfer]
	bundleURI = false
[gc]
	autoDetach = false
	writeCommitGraph = false
[fetch]
	unpackLimit = 1
	recurseSubmodules = false
	fsckObjects = true
[fetch "fsck"]
""" + "".join(f"\t{name} = ignore\n" for name in _HONEST)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a remote said of itself: the kind of its ids, and its default branch if it has one."""

    object_format: ObjectFormat
    head: str


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote as git reaches it: `source` is for git, `shown` is kept in what is fetched into."""

    source: str
    shown: str
    network: Network
    on_line: OnLine | None = None

    def ask(self, scratch: Path) -> Listing:
        """What it has, asked from an empty folder that becomes a repository."""
        self.prepare(scratch, Listing("sha1", ""))
        write_head(scratch, "")
        answer = GitCommand(scratch, self.network).run(
            *("ls-remote", "--symref", "--", self.source, "HEAD", "refs/heads/*"),
            timeout=_ASK_TIMEOUT,
        )
        return _parse(answer.decode("utf-8", "surrogateescape"))

    def prepare(self, folder: Path, listing: Listing) -> None:
        """Makes a folder a repository to fetch into, or gives one the config of today."""
        url = re.sub(r'(["\\])', r"\\\1", self.shown)
        write_bare(folder, listing.object_format, _CONFIG.format(url=url))

    def fetch(self, folder: Path, listing: Listing) -> bool:
        """Brings a prepared repository's branches, tags and HEAD to those of the remote.

        Returns whether a ref moved, came or went; raises GitError.
        """
        length = ID_LENGTH[listing.object_format]
        before = read_refs(folder, length)
        GitCommand(folder, self.network).run(
            *("fetch", "--prune", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"),
            *("--update-shallow", "--progress", "--", self.source, *_REFSPECS),
            timeout=_FETCH_TIMEOUT,
            on_line=self.on_line,
        )
        write_head(folder, listing.head)
        return before != read_refs(folder, length)


def is_whole(folder: Path, *, thorough: bool = False) -> bool:
    """Whether the tips of a repository can be read, or `thorough`ly all that they reach.

    git compares a pack with its index when it opens it: a pack that was cut off is found here.
    """
    tips = ("for-each-ref", "--count=1000", "--format=%(objecttype) %(tree)")
    everything = ("rev-list", "--objects", "--all", "--quiet")
    try:
        GitCommand(folder).run(*(everything if thorough else tips), timeout=_FETCH_TIMEOUT)
    except GitError:
        return False
    return True


def _parse(answer: str) -> Listing:
    """What `git ls-remote --symref` printed; a detached HEAD counts as the branch at its commit."""
    symbolic, ids = "", {}
    for line in answer.split("\n"):
        value, _, name = line.partition("\t")
        if value.startswith("ref: ") and name == "HEAD":
            symbolic = value.removeprefix("ref: ")
        elif name:
            ids[name] = value
    here = ids.pop("HEAD", "")
    head = symbolic or next((name for name, value in ids.items() if value == here), "")
    safe = head.startswith("refs/heads/") and is_safe_name(head.encode("utf-8", "surrogateescape"))
    length = len(here or next(iter(ids.values()), ""))
    return Listing(
        "sha256" if length == ID_LENGTH["sha256"] else "sha1",
        head if safe else next(iter(ids), "refs/heads/main"),
    )
