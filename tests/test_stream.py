"""stream.py: framing, bounds and dates, on real git output."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import cast

import pytest
from gitrepo import NOON, GitRepo
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.commit import Commit
from gitdigest.diff import Diff, Unread
from gitdigest.limits import Limits
from gitdigest.stream import (
    LATEST,
    log_format,
    moment,
    parse_commit,
    parse_diff,
    read_records,
    split_message,
)

MARK = "f00d" * 8


class Trickle(io.RawIOBase):
    """A pipe that gives its bytes in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece, self.data = self.data[: self.size], self.data[self.size :]
        buffer[: len(piece)] = piece
        return len(piece)


def log(repo: GitRepo, *options: str) -> bytes:
    return repo.git_bytes(
        "log", "-z", "--raw", "-p", "--no-abbrev", "-C", "--date=raw", "--encoding=UTF-8",
        f"--format={log_format(MARK)}", *options,
    )  # fmt: skip


def read(
    data: bytes, limits: Limits | None = None, size: int = 1 << 16
) -> list[tuple[Commit, Diff]]:
    stream = cast("io.BufferedReader", io.BufferedReader(Trickle(data, size), buffer_size=size))
    records = list(read_records(stream, MARK, limits or Limits()))
    if records:
        records[-1].close()
    return [(parse_commit(record), parse_diff(record)) for record in records]


@pytest.fixture
def odd(repo: GitRepo) -> GitRepo:
    """Commits whose content tries to break the frame."""
    repo.commit("one\n\nbody\n\ndiff --git a/x b/x\n@@ -1 +1 @@\n:100644 x", {"a": "1\n"})
    repo.commit("", {"a": "1\n"})
    repo.write("line\nbreak\n:100644", "x")
    repo.write(b"caf\xe9", "x\n")
    repo.write("nul", b"text" * 3000 + b"\0\0" + b"more\n")
    repo.commit("separators \x1e\x1f", {'quo"te': "diff --git a/x b/x\n@@ -1 +1 @@\n+x\n"})
    repo.commit("last", {"a": None, "empty": ""})
    return repo


@pytest.mark.parametrize("size", [1, 7, 33, 4096, 1 << 20])
def test_the_frame_holds_in_pieces_of_any_size(odd: GitRepo, size: int) -> None:
    """Commits and files are the same however the pipe delivers them."""
    data = log(odd)
    assert read(data) == read(data, size=size)
    assert odd.git("rev-list", "HEAD").split() == [c.sha for c, _ in read(data, size=size)]


def test_each_commit_has_its_message_and_its_files(odd: GitRepo) -> None:
    """Nothing in a message, a name or a file opens a commit or a file."""
    last, weird, empty, first = read(log(odd))
    assert ["a", "empty"] == [change.path for change in last[1].files]
    assert {"caf\\xe9", "line\nbreak\n:100644", "nul", 'quo"te'} == {c.path for c in weird[1].files}
    assert ("separators \x1e\x1f", "utf-8") == (weird[0].subject, weird[0].encoding)
    assert ("", ()) == (empty[0].subject, empty[1].files)
    assert "body\n\ndiff --git a/x b/x\n@@ -1 +1 @@\n:100644 x" == first[0].body
    assert ["a"] == [change.path for change in first[1].files]


def test_what_is_over_the_bound_is_counted_and_let_go(repo: GitRepo) -> None:
    """The counts of a file that is too large equal git's; its neighbours keep their hunks."""
    repo.commit("one", {"a": "1\n", "big": "--- x\n" * 9000, "c": "1\n"})
    repo.commit("two", {"a": "2\n", "big": "+++ y\n" * 9500, "c": "2\n"})
    for size in (100, 5000, 1 << 20):
        _, diff = read(log(repo, "-1"), Limits(patch=20_000, commit=100_000), size)[0]
        a, big, c = diff.files
        assert (9500, 9000, Unread.TOO_LARGE, ()) == (
            big.additions,
            big.deletions,
            big.unread,
            big.hunks,
        )
        assert [(1, 1, None, 1)] * 2 == [
            (x.additions, x.deletions, x.unread, len(x.hunks)) for x in (a, c)
        ]


@pytest.mark.parametrize("size", [1, 7, 100, 1 << 20])
def test_a_bound_below_the_size_of_a_header_loses_no_kind(repo: GitRepo, size: int) -> None:
    """A binary stays one and lines are counted, wherever a piece ends."""
    repo.commit("one", {"a": "1\n" * 9, "b": b"\0", "c" * 200: b"\0", "d": "1\n" * 80})
    for bound in (1, 60, 90, 250):
        _, diff = read(log(repo), Limits(patch=bound, commit=bound), size)[0]
        assert [9, None, None, 80] == [change.additions for change in diff.files]
        assert [Unread.BINARY] * 2 == [change.unread for change in diff.files[1:3]]
        assert Unread.TOO_LARGE == diff.files[3].unread


def test_what_git_does_not_write_is_refused() -> None:
    """What stands between names and patches belongs to no file: it is an error, not a loss."""
    fields = [b"1" * 40, b"2" * 40, b"A", b"a", b"1 +0000", b"A", b"a", b"1 +0000", b"x"]
    start = b"\0" + MARK.encode() + b"\0".join([*fields, b"\0\n"])
    entry = b":100644 100644 %b %b M\0a\0" % (b"1" * 40, b"2" * 40)
    patch = b"diff --git a/a b/a\n@@ -1 +1 @@\n-1\n+2\n"
    assert [1] == [len(diff.files[0].hunks) for _, diff in read(start + entry + b"\0" + patch)]
    for broken in (b"\0more\0" + patch, b"more\0\0" + patch, b"\0" + patch[1:]):
        with pytest.raises(ValueError, match="neither an entry of --raw nor a patch"):
            read(start + entry + broken)


def test_a_commit_over_the_bound_keeps_its_first_files(repo: GitRepo) -> None:
    """Beyond the bound of a commit every file is counted, named, and without hunks."""
    repo.commit("many", {f"f{i}": "x\n" * 1000 for i in range(10)})
    for size in (100, 1 << 20):
        _, diff = read(log(repo), Limits(patch=10_000, commit=8_000), size)[0]
        assert [1000] * 10 == [change.additions for change in diff.files]
        assert [None] * 2 + [Unread.LARGE_COMMIT] * 8 == [change.unread for change in diff.files]


def test_a_type_change_is_one_file_with_both_patches(repo: GitRepo) -> None:
    """Git writes two patches for one raw entry where a file becomes a link."""
    repo.commit("file", {"a": "x\n", "b": "1\n"})
    (repo.path / "a").unlink()
    (repo.path / "a").symlink_to("target")
    repo.commit("link", {"b": "2\n"})
    a, b = read(log(repo, "-1"))[0][1].files
    assert ("type-changed", True, 1, 1, 2) == (
        a.status,
        a.is_symlink,
        a.additions,
        a.deletions,
        len(a.hunks),
    )
    assert (1, 1) == (b.additions, b.deletions)


def test_dates_keep_their_zone(repo: GitRepo) -> None:
    """The moment and the zone are both the commit's."""
    repo.zone = "-0330"
    repo.commit("one")
    commit, _ = read(log(repo))[0]
    assert datetime.fromtimestamp(NOON, UTC) == commit.author_date
    assert "-03:30" == commit.author_date.isoformat()[-6:]
    assert () == commit.doubts


def test_a_message_that_is_not_utf_8_is_kept_and_told(repo: GitRepo) -> None:
    """A commit object that git itself would have mended."""
    repo.commit("one")
    made = repo.git_bytes("cat-file", "commit", "HEAD").replace(b"one", b"caf\xe9")
    sha = repo.git("hash-object", "-w", "-t", "commit", "--stdin", stdin=made)
    commit, _ = read(log(repo, sha))[0]
    assert ("caf\xe9", "latin-1") == (commit.subject, commit.encoding)


@pytest.mark.parametrize(
    ("seconds", "zone", "doubt"),
    [
        ("0", "+0000", ""),
        ("0", "+9999", "zone"),
        ("0", "+99999999", "zone"),
        ("0", "", "zone"),
        ("99999999999999999999", "+0000", "date"),
        ("999999999999", "+0800", "date"),
        ("-99999999999999999999", "+0000", "date"),
        ("", "", "date"),
    ],
)
def test_impossible_dates_are_clamped_and_told(seconds: str, zone: str, doubt: str) -> None:
    """They can still be printed in every zone."""
    when, found = moment(seconds, zone)
    assert doubt == found
    assert when <= LATEST


@given(st.text(alphabet="ab \n\t"))
def test_subject_and_body_are_gits(message: str) -> None:
    """The subject is the first paragraph in one line; the body does not start or end empty."""
    subject, body = split_message(message)
    assert "\n" not in subject
    assert body == body.strip("\n")
    assert "".join((subject + body).split()) == "".join(message.split())


def test_the_subject_equals_gits_own(repo: GitRepo) -> None:
    """%s of git and ours agree on folded subjects."""
    repo.commit("\n\nfirst line\nsecond line\n\nbody\n")
    commit, _ = read(log(repo))[0]
    assert repo.git("log", "-1", "--format=%s") == commit.subject
    assert repo.git("log", "-1", "--format=%b") == commit.body
