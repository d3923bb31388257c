"""Digest -> a few lines of plain text for chat and mail: what matters, by importance.

Chats and mail programs make links and mentions of what looks like one. A zero-width space takes
that from foreign text; the only addresses that stay whole are those of the forge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.report import (
    claims,
    description,
    headlines,
    message,
    overview,
    sentences,
    standouts,
    verdicts,
)
from gitdigest.report.brought import brought_text
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.escape import https
from gitdigest.text import clean

MOST = {"high": 20, "medium": 10, "low": 10}
ROOM = {"high": 400, "medium": 240, "low": 0}
"""Characters that the facts of a commit may take, where it is one of many."""
QUOTED = 120  # characters of its message
MOST_NAMES = 6  # of a kind, where a commit is told alone
_LONGEST = 300
_LONGEST_LINE = 1_000  # of our own words around foreign ones
_ACTIVE = re.compile(r"[@<](?=\S)|(?<=\w):(?=//)|(?i:\bmailto|\bxmpp):|(?i:\bwww)(?=\.)")


def render(digest: Digest, language: str = "en") -> str:
    """The report in brief, with one newline at its end."""
    catalog = find_catalog(language)
    lines = [inert(headlines.title_text(catalog, digest))]
    if not digest.complete:
        lines.append(headlines.incomplete_text(catalog))
    for repository in digest.repositories:
        lines += ["", *_repository(catalog, digest, repository)]
    if told := verdicts.notes(catalog, digest, claims.MARK):
        lines += ["", *map(inert, told)]
    return "\n".join(lines).strip() + "\n"


def inert(text: str, limit: int = _LONGEST) -> str:
    """One line of foreign text that mentions nobody and links nowhere."""
    shown = clean(text, limit=limit, oneline=True).strip()
    return _ACTIVE.sub(lambda match: f"{match[0]}\u200b", shown)


def _repository(catalog: Catalog, digest: Digest, repository: RepositoryDigest) -> Iterator[str]:
    yield inert(repository.name)
    if only := headlines.only_text(catalog, repository):
        yield inert(only)
    if repository.commits:
        yield headlines.statistics(catalog, digest, repository)
    elif not overview.failed(repository):
        yield inert(headlines.no_commits_text(catalog, repository))
    for remark in headlines.remarks(catalog, repository):
        yield inert(remark)
    yield from _overview(catalog, repository)
    yield from _commits(catalog, digest, repository)


def _commits(catalog: Catalog, digest: Digest, repository: RepositoryDigest) -> Iterator[str]:
    """The commits by importance, the first ones of each."""
    for tier, commits in overview.tiers(repository):
        shown, hidden = overview.first_of(commits, MOST[tier])
        if shown:
            yield ""
            yield headlines.tier_title(catalog, tier, len(commits))
        for commit in shown:
            yield _commit(catalog, commit)
            if digest.period.kind == "commit":
                yield from _whole(catalog, repository, commit)
            else:
                yield from _brief(catalog, repository, commit)
            address = https(commit.url)
            if address and commit.importance == "high":
                yield f"  {address}"
        if hidden:
            yield sentences.more_facts(catalog, hidden)


def _overview(catalog: Catalog, repository: RepositoryDigest) -> Iterator[str]:
    """What a model says of all commits together, and the facts that stand out among them."""
    for title, said in claims.brief(catalog, repository):
        yield ""
        yield title
        for sentence in said:
            shas = [overview.short_sha(commit) for commit in overview.about(repository, sentence)]
            yield f"• {inert(sentence.text)} ({catalog.listed(shas)})"
    for n, one in enumerate(standouts.standouts(catalog, repository)):
        if not n:
            yield ""
            yield catalog.text("What stands out")
        yield f"• {inert(_standout(catalog, one), _LONGEST_LINE)}"


def _standout(catalog: Catalog, one: standouts.Standout) -> str:
    """A kind of facts with its names, behind those of each commit its id."""
    told = [
        f"{catalog.listed(list(named.names))} ({overview.short_sha(named.commit)})"
        for named in one.named
    ]
    if one.hidden:
        told.append(sentences.more_facts(catalog, one.hidden))
    return f"{one.title}{catalog.text(': ')}{catalog.text('; ').join(told)}"


def _commit(catalog: Catalog, commit: CommitDigest) -> str:
    """Its subject and who wrote it."""
    subject = inert(overview.title(commit)) or catalog.text("(no subject)")
    author, sha = inert(sentences.author_text(catalog, commit)), overview.short_sha(commit)
    return f"• {subject} · {author} · {sha}"


def _brief(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Iterator[str]:
    """Above low the author's words and what changed; of a low merge what it brought."""
    room = ROOM[commit.importance]
    said = message.quoted(catalog, commit, QUOTED) if room else ""
    about = description.summary(catalog, commit, room) if room else brought_text(catalog, commit)
    if claims.is_told(commit):
        about = _told(catalog, part, commit)
    for line in filter(None, (said, about)):
        yield f"  {inert(line, _LONGEST_LINE)}"


def _whole(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Iterator[str]:
    """All that is known of a commit, a line for each sentence."""
    if said := message.quoted(catalog, commit):
        yield f"  {inert(said, _LONGEST_LINE)}"
    if claims.is_told(commit):
        yield f"  {inert(_told(catalog, part, commit), _LONGEST_LINE)}"
    if brings := brought_text(catalog, commit):
        yield f"  {inert(brings, _LONGEST_LINE)}"
    for sentence in description.told(catalog, commit, MOST_NAMES):
        yield f"  {inert(sentence, _LONGEST_LINE)}"
    yield f"  {inert(sentences.importance_text(catalog, commit), _LONGEST_LINE)}"


def _told(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> str:
    """The model's summary with its mark."""
    told = claims.headline(catalog, part, commit)
    return f"{told.text} {claims.mark(catalog, told)}".rstrip()
