"""Risks of what nobody tested: source that changed with no test near it, tests skipped or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.fact import Evidence, FileClass, FileFact
from gitdigest.release.found import Found
from gitdigest.release.risks.risk import Risk

_MANY = 200
_WORDS = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z]+(?![a-z])")
_TEST_WORDS = frozenset({"test", "tests", "spec", "it", "unit"})


def untested_risks(found: Found) -> Iterator[Risk]:
    """One for each source file that changed by many lines while no test did, and for lost tests.

    A test is near when a commit of the same change touched one, or when one that is named after
    the file changed in the range.
    """
    tests = [file.path for file in found.files if file.file_class is FileClass.TEST]
    named = {frozenset(_words(path)) - _TEST_WORDS for path in tests}
    tested = _tested_changes(found)
    inline = {
        fact.evidence[0].path for fact in found.facts if fact.kind == "test" and fact.evidence
    }
    for file in found.files:
        lines = (file.additions or 0) + (file.deletions or 0)
        if file.file_class is not FileClass.SOURCE or file.status == "deleted":
            continue
        if file.path in inline or frozenset(_words(file.path)) in named:
            continue
        writers = found.writers(file.path)
        bare = sum(count for sha, count in writers.items() if sha not in tested)
        if bare >= found.gate.untested_lines and lines:
            shas = [sha for sha in writers if sha not in tested]
            yield _risk(file, bare, sorted(shas, key=lambda sha: -writers[sha]))
    yield from _lost(found)


def _tested_changes(found: Found) -> frozenset[str]:
    """The commits of changes that touched a test."""
    by_sha = {
        sha: any(file.file_class is FileClass.TEST for file in commit.facts.files)
        or any(fact.kind == "test" and fact.change == "added" for fact in commit.facts.findings)
        for sha, commit in found.commits.items()
    }
    return frozenset(
        sha for topic in found.topics if any(by_sha[s] for s in topic.shas) for sha in topic.shas
    )


def _risk(file: FileFact, bare: int, shas: list[str]) -> Risk:
    return Risk(
        rule="untested",
        tier="high" if bare >= _MANY else "medium",
        name=file.path,
        detail=str(bare),
        weight=float(bare),
        evidence=(Evidence(file.path),),
        commits=tuple(shas[:5]),
    )


def _lost(found: Found) -> Iterator[Risk]:
    """Tests that are skipped now, and files whose tests are gone without others in their place."""
    gone: dict[str, list[str]] = {}
    for fact in found.facts:
        if fact.kind == "test.skipped" and fact.change == "added":
            commits = _behind(found, fact.evidence)
            yield Risk(
                "skipped-test",
                "medium",
                fact.evidence[0].path,
                fact.name,
                evidence=fact.evidence,
                commits=commits,
            )
        elif fact.kind == "test" and fact.change == "removed":
            gone.setdefault(fact.evidence[0].path, []).append(fact.name)
    come = sum(fact.kind == "test" and fact.change == "added" for fact in found.facts)
    if sum(map(len, gone.values())) > come:
        for path, names in sorted(gone.items()):
            touched = found.endings.touched(path)
            yield Risk(
                "lost-test", "medium", path, str(len(names)), weight=float(len(names)),
                evidence=(Evidence(path, side="old"),), commits=(touched,) if touched else (),
            )  # fmt: skip


def _behind(found: Found, evidence: tuple[Evidence, ...]) -> tuple[str, ...]:
    where = evidence[0]
    sha = found.endings.wrote(where.path, where.line) if where.line else ""
    sha = sha or found.endings.touched(where.path)
    return (sha,) if sha else ()


def _words(path: str) -> list[str]:
    """The words of a file's own name."""
    stem = path.rpartition("/")[2].partition(".")[0]
    return [word.lower() for word in _WORDS.findall(stem)]
