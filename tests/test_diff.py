"""diff.py: hunks and counts of real git output, odd content included."""

from __future__ import annotations

import pytest
from gitrepo import GitRepo
from hypothesis import given
from hypothesis import strategies as st
from unidiff.patch import PatchSet

from gitdigest.diff import (
    FileChange,
    Hunk,
    Line,
    RawEntry,
    Section,
    Unread,
    decode_path,
    parse_raw,
    with_patch,
)
from gitdigest.git.numstat import parse_numstat

MODIFIED = RawEntry("a", "modified", None, "100644", "100644", "1" * 40, "2" * 40, None)


def patched(repo: GitRepo, before: bytes, after: bytes) -> FileChange:
    repo.write("a", before)
    repo.commit("before")
    repo.write("a", after)
    repo.commit("after")
    patch = repo.git_bytes("diff-tree", "-p", "--no-commit-id", "HEAD^", "HEAD")
    return with_patch(MODIFIED, [Section(patch)])


def text_of(hunk: Hunk, kinds: str) -> list[str]:
    return [line.text for line in hunk.lines() if line.kind in kinds]


def test_lines_carry_their_numbers_on_both_sides(repo: GitRepo) -> None:
    """A context line has both numbers, an added one the new, a removed one the old."""
    change = patched(repo, b"one\ntwo\nthree\n", b"one\n2\nthree\nfour\n")
    assert [
        Line(" ", 1, 1, "one"),
        Line("-", 2, None, "two"),
        Line("+", None, 2, "2"),
        Line(" ", 3, 3, "three"),
        Line("+", None, 4, "four"),
    ] == list(change.hunks[0].lines())
    assert (2, 1) == (change.additions, change.deletions)


@pytest.mark.parametrize(
    "odd",
    [b"a\rb", b"a\x0cb", "a\u2028b".encode(), "a\u0085b".encode(), b"a\x1cb", b"\r", b"", b"\\ No"],
)
def test_a_line_ends_at_lf_alone(repo: GitRepo, odd: bytes) -> None:
    """CR, form feed, U+2028, NEL and the separators are content, not ends of lines."""
    change = patched(repo, b"x\n", b"x\n" + odd + b"\ny\n")
    assert [odd.decode(), "y"] == text_of(change.hunks[0], "+")
    assert (2, 0) == (change.additions, change.deletions)


def test_crlf_stays_in_the_line(repo: GitRepo) -> None:
    """A change of line ends alone can be seen."""
    change = patched(repo, b"x\n", b"x\r\n")
    assert ["x"] == text_of(change.hunks[0], "-")
    assert ["x\r"] == text_of(change.hunks[0], "+")


def test_no_newline_at_the_end_is_told_of_its_line(repo: GitRepo) -> None:
    """The mark belongs to the line before it, on the side that lacks the newline."""
    change = patched(repo, b"x\ny", b"x\ny\n")
    assert [("x", False), ("y", True), ("y", False)] == [
        (line.text, line.no_newline) for line in change.hunks[0].lines()
    ]


@pytest.mark.parametrize(
    "line",
    [b"@@ -1 +1 @@", b"diff --git a/x b/x", b"--- a/x", b"+++ b/x", b"Binary files a and b differ"],
)
def test_content_cannot_pass_for_git(repo: GitRepo, line: bytes) -> None:
    """Lines that look like a patch are counted as lines."""
    change = patched(repo, b"1\n", b"1\n" + line + b"\n")
    assert [line.decode()] == text_of(change.hunks[0], "+")
    assert (1, 0) == (change.additions, change.deletions)
    assert not change.binary


def test_what_is_not_utf_8_is_decoded_by_the_fallback_and_named(repo: GitRepo) -> None:
    """No byte is lost, and the file says how it was read."""
    change = patched(repo, b"x\n", b"caf\xe9\n")
    assert "latin-1" == change.encoding
    assert ["caf\xe9"] == text_of(change.hunks[0], "+")


def test_a_binary_has_no_counts_and_says_so(repo: GitRepo) -> None:
    """As numstat's dash."""
    change = patched(repo, b"\0a", b"\0b")
    assert (None, None, True, Unread.BINARY) == (
        change.additions,
        change.deletions,
        change.binary,
        change.unread,
    )


def test_a_cut_section_keeps_its_counts() -> None:
    """What was counted and let go is in the sums; there are no hunks, and the reason is said."""
    head = b"diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,9 +1,9 @@ def f\n"
    change = with_patch(MODIFIED, [Section(head, cut=Unread.TOO_LARGE, additions=7, deletions=3)])
    assert (7, 3, (), Unread.TOO_LARGE) == (
        change.additions,
        change.deletions,
        change.hunks,
        change.unread,
    )


def test_raw_entries_keep_every_byte_of_a_name() -> None:
    """Newlines, quotes and bytes that are no text; both names of a rename; the similarity."""
    blob = "1" * 40
    raw = (
        f":100644 100755 {blob} {blob} R087".encode()
        + b'\0old\nname\0new "name"\0'
        + f":000000 100644 {'0' * 40} {blob} A".encode()
        + b"\0caf\xe9\0\0rest"
    )
    changes, end = parse_raw(raw)
    assert [("renamed", "old\nname", 'new "name"', 87), ("added", None, "caf\\xe9", None)] == [
        (c.status, c.old_path, c.path, c.similarity) for c in changes
    ]
    assert b"\0rest" == raw[end:]


@pytest.mark.parametrize(
    "entry",
    [
        b":100644 100644 %b %b X\0a\0",
        b":100644 100644 %b %b U\0a\0",
        b":100644 100644 %b %b \0a\0",
        b":100644 100644 %b %b Rx\0a\0b\0",
        b":100644 100644 %b %b R100\0a\0",
        b":100644 100644 %b %b M\0a",
        b":100644 100644 %b%b M\0a\0",
        b":100644 caf\xe9 %b %b M\0a\0",
        b"::100644 100644 %b %b M\0a\0",
        b":%.0b%.0b",
    ],
)
def test_what_git_does_not_write_is_no_entry(entry: bytes) -> None:
    """An unknown status, a field or a name too few: one kind of error, after entries too."""
    broken = entry % (b"1" * 40, b"2" * 40)
    whole = b":100644 100644 %b %b M\0a\0" % (b"1" * 40, b"2" * 40)
    for raw in (broken, whole + broken):
        with pytest.raises(ValueError, match=r"not an entry of --raw|subsection not found"):
            parse_raw(raw)


@pytest.mark.parametrize("raw", [b"1\t2\0", b"1\t2\t\0old\0", b"x\t2\ta\0", b"1\t\ta\0"])
def test_counts_that_git_does_not_write_are_refused(raw: bytes) -> None:
    """A column or a name too few, a count that is no number."""
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        parse_numstat(raw)


@given(st.binary())
def test_a_path_is_always_printable_as_utf_8(raw: bytes) -> None:
    """Whatever bytes a name has, its text can be written."""
    assert decode_path(raw).encode("utf-8") is not None


ROWS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\0"), max_size=8))


@given(ROWS, ROWS)
def test_hunks_agree_with_unidiff(before: list[str], after: list[str]) -> None:
    """An independent parser reads the same numbers and the same text from generated patches."""
    body = "".join(f"-{row}\n" for row in before) + "".join(f"+{row}\n" for row in after)
    if not body:
        return
    start = min(1, len(before)), min(1, len(after))
    head = f"@@ -{start[0]},{len(before)} +{start[1]},{len(after)} @@ heading\n"
    patch = f"diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n{head}{body}"
    change = with_patch(MODIFIED, [Section(patch.encode())])
    expected = [
        (line.line_type, line.source_line_no, line.target_line_no, line.value.removesuffix("\n"))
        for hunk in PatchSet(patch)[0]
        for line in hunk
    ]
    found = [(x.kind, x.old, x.new, x.text) for hunk in change.hunks for x in hunk.lines()]
    assert expected == found


@given(st.lists(st.sampled_from([" a", "+b", "-c", "\\ No newline at end of file"]), max_size=12))
def test_the_lines_that_change_have_the_numbers_that_they_have_among_all(rows: list[str]) -> None:
    """With the note that one has no end."""
    hunk = Hunk(3, 1, 7, 1, "", "".join(f"{row}\n" for row in rows))
    changed = [line for line in hunk.lines() if line.kind != " "]
    assert changed == list(hunk.lines(around=False))
