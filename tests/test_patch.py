"""patch.py: patches that did not come from our own git."""

from __future__ import annotations

from datetime import UTC, datetime
from operator import attrgetter

import pytest
from gitrepo import GitRepo
from histories import Step, build, histories
from hypothesis import HealthCheck, given, settings

from gitdigest.errors import UsageError
from gitdigest.patch import read_patch

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_mail_of_format_patch_keeps_author_date_and_message(repo: GitRepo) -> None:
    """What `git am` would take is what we read."""
    repo.commit("one", {"a": "1\n"})
    repo.zone = "+0800"
    sha = repo.commit("fix(core): très bon\n\nThe body.\n\nFixes: #3\n", {"a": "2\n"})
    commit, diff = read_patch(repo.git_bytes("format-patch", "-1", "--stdout"), now=NOW)
    assert (sha, "fix(core): très bon", "The body.\n\nFixes: #3") == (
        commit.sha,
        commit.subject,
        commit.body,
    )
    assert ("Ada", "ada@example.org") == (commit.author.name, commit.author.email)
    assert repo.git("log", "-1", "--format=%aI") == commit.author_date.isoformat()
    assert [("a", 1, 1)] == [(c.path, c.additions, c.deletions) for c in diff.files]


def test_a_mail_without_a_list_of_files_has_no_diff_in_its_message(repo: GitRepo) -> None:
    """format-patch --no-stat leaves the line out that ends a message."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.commit("feat: two\n\nWhy it is two.", {"a.py": "x = 2\n"})
    data = repo.git_bytes("format-patch", "-1", "--stdout", "--no-stat")
    commit, _ = read_patch(data, now=NOW)
    assert "Why it is two." == commit.body


def test_a_bare_diff_is_a_change_of_nobody(repo: GitRepo) -> None:
    """`git diff | gitdigest show -` needs no author; its date is now."""
    repo.commit("one", {"a": "1\n", "gone": "x\n", "old": "same\n" * 9})
    repo.git("mv", "old", "new")
    repo.commit("two", {"a": "2\n", "gone": None, "b": "", "bin": b"\0x"})
    commit, diff = read_patch(repo.git_bytes("diff", "-M", "HEAD^", "HEAD"), now=NOW)
    assert ("", NOW, "") == (commit.author.name, commit.author_date, commit.subject)
    assert {
        ("a", "modified", None, 1, 1),
        ("b", "added", None, 0, 0),
        ("bin", "added", None, None, None),
        ("gone", "deleted", None, 0, 1),
        ("new", "renamed", "old", 0, 0),
    } == {(c.path, c.status, c.old_path, c.additions, c.deletions) for c in diff.files}


def test_a_diff_without_git_is_read() -> None:
    """Plain `diff -u` has no header of git's."""
    patch = b"--- a/x.c\t2026-01-01\n+++ b/x.c\t2026-01-02\n@@ -1,2 +1,2 @@ main\n a\n-b\n+c\n"
    _, diff = read_patch(patch, now=NOW)
    assert [("x.c", "modified", 1, 1)] == [
        (c.path, c.status, c.additions, c.deletions) for c in diff.files
    ]
    assert [(" ", 1, 1), ("-", 2, None), ("+", None, 2)] == [
        (line.kind, line.old, line.new) for line in diff.files[0].hunks[0].lines()
    ]


MAIL = """From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
{}

body
---
diff --git a/a b/a
--- a/a
+++ b/a
@@ -1 +1 @@
-1
+2
"""


@pytest.mark.parametrize(
    ("header", "field", "expected"),
    [
        ("From: =?UTF-8?q?Doe=2C_J=C3=B6?= <j@b.example>", "author.name", "Doe, Jö"),
        ("From: Jö <j@b.example>", "author.name", "Jö"),
        ("Subject: [PATCH] =?UTF-8?q?tr=C3=A8s?=\n =?UTF-8?q?_bon?=", "subject", "très bon"),
        ("Subject: =?no-such?q?x?=", "subject", "=?no-such?q?x?="),
        ("Subject: =?utf-8?b?x?=", "subject", "=?utf-8?b?x?="),
        ("Date: Fri, 9 Jan 2026 12:00:00 +0800", "author_date.isoformat", "2026-01-09T12:00:00+08:00"),
        ("Date: Fri, 9 Jan 99999999999999999999 12:00:00", "author_date", NOW),
        ("Date: never", "author_date", NOW),
        ("Content-Type: text/plain; charset=no-such", "body", "body"),
        ("Content-Type: text/plain; charset=\0", "body", "body"),
        ("Content-Type: text/html", "body", ""),
        ('Content-Type: multipart/mixed; boundary="b"\n\n--b\n\ntext\n--b\n\nelse', "body", "text"),
        ("Content-Type: multipart/mixed", "body", ""),
    ],
)  # fmt: skip
def test_a_mail_of_any_kind_is_read(header: str, field: str, expected: object) -> None:
    """Words that are encoded, broken or of nobody's charset, a date of no calendar, parts."""
    commit, diff = read_patch(MAIL.format(header).encode(), now=NOW)
    found = attrgetter(field)(commit)
    assert expected == (found() if callable(found) else found)
    assert ["a"] == [change.path for change in diff.files]


@pytest.mark.parametrize("data", [b"", b"hello\n", b"\0\xff", b"--- a\n+++ b\n@@ -1,9 +1 @@\nx\n"])
def test_what_is_no_patch_is_refused_in_two_lines(data: bytes) -> None:
    """With a hint, and without a traceback."""
    with pytest.raises(UsageError) as caught:
        read_patch(data, now=NOW)
    assert caught.value.hint
    assert "\n" not in caught.value.message


@given(histories())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_its_counts_are_unidiffs_and_gits(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    """On generated patches both ways of reading agree with each other, or the patch is refused."""
    repo, shas = build(steps, tmp_path_factory.mktemp("h") / "r.git")
    out = repo.git_bytes("diff-tree", "-p", "--root", "--no-commit-id", shas[-1])
    counted = repo.git("apply", "--numstat", "--allow-empty", "-", stdin=out)
    expected = sum(
        int(line.split("\t")[0]) for line in counted.split("\n") if line and line[0] != "-"
    )
    try:
        _, diff = read_patch(out, now=NOW)
    except UsageError:
        return
    assert expected == sum(change.additions or 0 for change in diff.files)
