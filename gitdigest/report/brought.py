"""What a merge brought, in words: how many commits, their tags, the subjects of the newest."""

from __future__ import annotations

from dataclasses import dataclass

from gitdigest.digest import Brought, CommitDigest, RepositoryDigest
from gitdigest.forge import commit_page
from gitdigest.report import overview, sentences
from gitdigest.report.catalog import Catalog
from gitdigest.text import clean

_NAMED = 3  # subjects in one sentence
_LONGEST = 72  # characters of each there


@dataclass(frozen=True, slots=True)
class Line:
    """A commit that came in: its short id, its subject, its page on the forge."""

    sha: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """How many commits came in, the lines of the newest, and how many have none ("" for none)."""

    count: str
    lines: tuple[Line, ...]
    rest: str


def brought(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Told | None:
    """What a merge brought, commit by commit; None of other commits."""
    found = _brought(commit)
    if found is None:
        return None
    lines = (
        Line(one.sha[: overview.SHORT], one.subject, commit_page(part.web_url, one.sha))
        for one in found.commits
    )
    return Told(_count(catalog, found), tuple(lines), _rest(catalog, found, len(found.commits)))


def brought_text(catalog: Catalog, commit: CommitDigest) -> str:
    """The same in a sentence, with the first subjects; "" of other commits."""
    found = _brought(commit)
    if found is None:
        return ""
    named = [_short(one.subject) for one in overview.first_of(found.commits, _NAMED)[0]]
    subjects = [*named, *filter(None, [_rest(catalog, found, len(named))])]
    return catalog.text(
        "Brings %(commits)s: %(subjects)s",
        commits=_count(catalog, found),
        subjects=catalog.text("; ").join(subjects),
    )


def _brought(commit: CommitDigest) -> Brought | None:
    """What a merge brought, where its own title does not say as much."""
    found = commit.brought
    if found is None or not found.commits:
        return None
    is_same = found.count == 1 and overview.title(commit).startswith(found.commits[0].subject)
    return None if is_same and not found.tags else found


def _count(catalog: Catalog, found: Brought) -> str:
    """How many commits, and the tags on them: "3 commits (tag 3.1.3)"."""
    commits = sentences.commits_text(catalog, found.count)
    if not found.tags:
        return commits
    names = catalog.listed(list(found.tags))
    tags = catalog.plural("tag %(names)s", "tags %(names)s", len(found.tags), names=names)
    return catalog.text("%(what)s (%(reason)s)", what=commits, reason=tags)


def _rest(catalog: Catalog, found: Brought, told: int) -> str:
    return sentences.more_facts(catalog, found.count - told) if found.count > told else ""


def _short(subject: str) -> str:
    text = clean(subject, oneline=True).strip()
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
