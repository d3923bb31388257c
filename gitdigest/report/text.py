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
    verdicts,
)
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.escape import https
from gitdigest.text import clean

MOST = {"high": 20, "medium": 10, "low": 0}
ROOM = {"high": 280, "medium": 140, "low": 0}
"""Characters that the facts of a commit may take."""
QUOTED = 120  # characters of its message
_LONGEST = 300
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


def inert(text: str) -> str:
    """One line of foreign text that mentions nobody and links nowhere."""
    shown = clean(text, limit=_LONGEST, oneline=True).strip()
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
    for tier, commits in overview.tiers(repository):
        shown = commits[: MOST[tier]]
        if shown:
            yield ""
            yield headlines.tier_title(catalog, tier, len(commits))
        for commit in shown:
            yield from _commit(catalog, repository, commit)
        if shown and commits[len(shown) :]:
            yield sentences.more_facts(catalog, len(commits) - len(shown))


def _overview(catalog: Catalog, repository: RepositoryDigest) -> Iterator[str]:
    """What a model says of all commits together."""
    for title, said in claims.brief(catalog, repository):
        yield ""
        yield title
        for sentence in said:
            shas = [overview.short_sha(commit) for commit in overview.about(repository, sentence)]
            yield f"• {inert(sentence.text)} ({catalog.listed(shas)})"


def _commit(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Iterator[str]:
    """Its subject and who wrote it; above low what changed, and of the weightiest where to look."""
    subject = inert(overview.title(commit)) or catalog.text("(no subject)")
    author, sha = inert(sentences.author_text(catalog, commit)), overview.short_sha(commit)
    yield f"• {subject} · {author} · {sha}"
    if room := ROOM[commit.importance]:
        if said := message.quoted(catalog, commit, QUOTED):
            yield f"  {inert(said)}"
        yield f"  {_about(catalog, part, commit, room)}"
    address = https(commit.url)
    if address and commit.importance == "high":
        yield f"  {address}"


def _about(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, room: int) -> str:
    """The model's summary with its mark, or as many sentences of the facts as there is room for."""
    if not claims.is_told(commit):
        return inert(description.summary(catalog, commit, room))
    told = claims.headline(catalog, part, commit)
    return f"{inert(told.text)} {inert(claims.mark(catalog, told))}".rstrip()
