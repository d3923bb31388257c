"""Digest -> text for a terminal: a day by importance, or one commit in full."""

from __future__ import annotations

from collections.abc import Iterator

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.report import (
    brought,
    claims,
    headlines,
    message,
    overview,
    sentences,
    standouts,
    verdicts,
)
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.commitview import COLOURS, NARROW, CommitView, statement
from gitdigest.report.console import Print, drawn, linked, safe

_AUTHOR = 20
ROOM = 160  # characters of the facts of a commit; `show` tells them all


def render(
    digest: Digest,
    language: str = "en",
    *,
    width: int = 100,
    colour: bool = False,
    links: bool = False,
) -> str:
    """The report for a terminal of so many columns; without colour there is no escape in it."""
    catalog = find_catalog(language)
    return drawn(
        lambda echo: _View(digest, catalog, echo, width).write(),
        width=width,
        colour=colour,
        links=links,
    )


class _View:
    """Writes a digest through a console's print."""

    def __init__(self, digest: Digest, catalog: Catalog, echo: Print, width: int) -> None:
        self._width = width
        self._digest = digest
        self._catalog = catalog
        self._echo = echo

    def write(self) -> None:
        commits = [commit for part in self._digest.repositories for commit in part.commits]
        if self._digest.period.kind == "commit" and commits:
            view = CommitView(self._digest, self._catalog, self._echo, self._width)
            for repository in self._digest.repositories:
                for commit in repository.commits:
                    view.write(repository, commit)
                if repository.notes:
                    self._echo()
                for note in repository.notes:
                    self._echo(safe(headlines.note_text(self._catalog, note), "dim"))
            for line in verdicts.notes(self._catalog, self._digest, claims.MARK):
                self._echo(safe(line, "dim"))
            return
        self._echo(safe(headlines.title_text(self._catalog, self._digest), "bold"))
        for line in self._notices():
            self._echo(safe(line, "dim"))
        for repository in self._digest.repositories:
            self._repository(repository)

    def _notices(self) -> Iterator[str]:
        yield headlines.span_text(self._catalog, self._digest)
        yield from headlines.notices(self._catalog, self._digest)

    def _repository(self, repository: RepositoryDigest) -> None:
        catalog = self._catalog
        self._echo()
        self._echo(safe(repository.name, "bold underline"))
        if only := headlines.only_text(catalog, repository):
            self._echo(safe(only, "yellow"))
        if not overview.failed(repository):
            self._echo(safe(headlines.statistics(catalog, self._digest, repository)))
            self._echo(safe(headlines.account_text(catalog, repository), "dim"))
        for line in headlines.remarks(catalog, repository):
            self._echo(safe(line, "yellow"))
        if not repository.commits and not overview.failed(repository):
            self._echo(safe(headlines.no_commits_text(catalog, repository)))
        self._overview(repository)
        for tier, commits in overview.tiers(repository):
            if commits:
                self._echo()
                title = headlines.tier_title(catalog, tier, len(commits))
                self._echo(safe(title, f"bold {COLOURS[tier]}"))
                self._list(repository, commits)

    def _overview(self, repository: RepositoryDigest) -> None:
        for title, said in claims.brief(self._catalog, repository):
            self._echo()
            self._echo(safe(title, "bold"))
            for sentence in said:
                about = overview.about(repository, sentence)
                line = safe(sentence.text)
                for commit in about:
                    line.append(" ").append(_id(commit))
                self._echo(Padding(line, (0, 0, 0, 2)))
        found = standouts.standouts(self._catalog, repository)
        if found:
            self._echo()
            self._echo(safe(self._catalog.text("What stands out"), "bold"))
        for one in found:
            self._echo(Padding(self._standout(one), (0, 0, 0, 2)))

    def _standout(self, one: standouts.Standout) -> Text:
        """A kind of facts with its names, behind those of each commit its id."""
        told = [
            Text(self._catalog.text(", "))
            .join(map(safe, named.names))
            .append(" ")
            .append(_id(named.commit))
            for named in one.named
        ]
        if one.hidden:
            told.append(safe(sentences.more_facts(self._catalog, one.hidden), "dim"))
        line = safe(f"{one.title}").append(self._catalog.text(": "))
        return line.append(Text(self._catalog.text("; ")).join(told))

    def _list(self, part: RepositoryDigest, commits: list[CommitDigest]) -> None:
        if self._width >= NARROW:
            self._echo(self._table(part, commits))
            return
        for commit in commits:
            head = [_id(commit), Text(self._time(commit), "dim"), safe(commit.commit.author.name)]
            self._echo(Text("  ").join(head))
            self._echo(Padding(self._about(part, commit), (0, 0, 0, 2)))

    def _table(self, part: RepositoryDigest, commits: list[CommitDigest]) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for _ in ("sha", "time"):
            grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, max_width=_AUTHOR, overflow="ellipsis")
        grid.add_column(ratio=1, overflow="fold")
        for commit in commits:
            grid.add_row(
                _id(commit),
                Text(self._time(commit), "dim"),
                safe(commit.commit.author.name),
                self._about(part, commit),
            )
        return grid

    def _about(self, part: RepositoryDigest, commit: CommitDigest) -> Text:
        """The subject, and a sentence where there is more to say."""
        text = safe(overview.title(commit)) or safe(self._catalog.text("(no subject)"))
        if commit.importance != "low" and (said := message.quoted(self._catalog, commit, ROOM)):
            text.append("\n").append(safe(said, "italic"))
        if commit.importance != "low" or claims.is_told(commit):
            told = claims.headline(self._catalog, part, commit, ROOM)
            text.append("\n").append(statement(self._catalog, told, "dim"))
        elif brings := brought.brought_text(self._catalog, commit):
            text.append("\n").append(safe(brings, "dim"))
        return text

    def _time(self, commit: CommitDigest) -> str:
        """The time, without the day where the digest is of one."""
        full = overview.commit_time(self._digest, commit)
        return full[11:] if self._digest.period.kind == "day" else full[:16]


def _id(commit: CommitDigest) -> Text:
    return linked(Text(overview.short_sha(commit), "cyan"), commit.url)
