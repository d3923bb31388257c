"""Where something can be seen: the forge's page of a file's lines, in the commit that has them."""

from __future__ import annotations

from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.facts.fact import Evidence, FileFact
from gitdigest.forge import file_url


def changed_file(commit: CommitDigest, path: str) -> FileFact | None:
    """The changed file of a path, its old one too."""
    files = commit.facts.files if path else ()
    return next((file for file in files if path in (file.path, file.old_path)), None)


def page(
    part: RepositoryDigest,
    commit: CommitDigest,
    path: str,
    lines: tuple[int, int] | None = None,
    *,
    gone: bool = False,
) -> str:
    """The page of a file that a commit changed, "" where there is none to rely on.

    What went with the commit (`gone`), and a file under its old name, is in the commit before.
    """
    file = changed_file(commit, path)
    if file is None:
        return ""
    before = gone or file.status == "deleted" or path != file.path
    if before and not commit.commit.parents:
        return ""
    sha = commit.commit.parents[0] if before else commit.sha
    return file_url(part.web_url, sha, path, lines)


def evidence_page(part: RepositoryDigest, commit: CommitDigest, evidence: Evidence) -> str:
    """The page where a fact can be seen."""
    line = evidence.line
    lines = None if line is None else (line, line)
    return page(part, commit, evidence.path, lines, gone=evidence.side == "old")


def evidence_place(evidence: Evidence) -> str:
    """The same in words: "src/a.py:12"."""
    return evidence.path if evidence.line is None else f"{evidence.path}:{evidence.line}"
