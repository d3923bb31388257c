"""What a message names: issues, pull requests, commits."""

from __future__ import annotations

import pytest

from gitdigest.facts.references import find_references

SHA = "4447c247c166667959a54e3f6013efbffcb04e2e"


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        ("fix: x (#12)", "", [("pull-request", "#12")]),
        ("fix: x (!7)", "", [("pull-request", "!7")]),
        ("Merge pull request #5 from a/b", "", [("pull-request", "#5")]),
        ("fix: x", "Fixes #3, closes GH-4", [("fixes", "#3"), ("fixes", "#4")]),
        ("fix: x", "Resolves: org/repo#9", [("fixes", "org/repo#9")]),
        ("fix: x", f'Fixes: {SHA[:12]} ("feat: y")', [("fixes", SHA[:12])]),
        (f"Revert {SHA} (of the pager)", "", [("reverts", SHA)]),
        ('Revert "y"', f"This reverts commit {SHA}.", [("reverts", SHA)]),
        ('Revert "y (Fixes #776)"', "", [("issue", "#776")]),
        ('Reapply "y (Fixes #776)"', "", [("fixes", "#776")]),
        ("y", f"(cherry picked from commit {SHA})", [("cherry-pick", SHA)]),
        ("y", f"since commit {SHA[:9]} it fails", [("commit", SHA[:9])]),
        ("y", "https://github.com/o/r/issues/8", [("issue", "o/r#8")]),
        ("y", "fixes https://gitlab.com/g/s/r/-/issues/8", [("fixes", "g/s/r#8")]),
        ("y", "https://github.com/o/r/pull/8#discussion", [("pull-request", "o/r#8")]),
        ("y", "see #8, (#9) and #8", [("issue", "#8"), ("issue", "#9")]),
        ("y #8 (#9)", "Fixes #8", [("fixes", "#8"), ("pull-request", "#9")]),
        ("colour #fff", "C#7 and a#b and 1#2 and #12abc", []),
        ("", "", []),
    ],
)
def test_references(subject: str, body: str, expected: list[tuple[str, str]]) -> None:
    """Each thing is named once, under its strongest kind."""
    found = [(reference.kind, reference.value) for reference in find_references(subject, body)]
    assert expected == found
