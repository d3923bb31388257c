"""Digest -> text for a terminal: a day by importance, or one commit in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.facts.fact import Fact
from gitdigest.report import (
    claims,
    description,
    headlines,
    highlights,
    overview,
    quotes,
    sentences,
    verdicts,
)
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.words import STATUSES, word
from gitdigest.text import clean

MOST_FILES = 60
MOST_OF_A_KIND = 20
MOST_NAMES = 6
_AUTHOR = 20
_BAR = 24
_COLOURS = {"high": "red", "medium": "yellow", "low": "green"}
_ROWS = {"added": "green", "removed": "red"}

Print = Callable[..., None]


def render(digest: Digest, language: str = "en", *, width: int = 100, colour: bool = False) -> str:
    """The report for a terminal of so many columns; without colour there is no escape in it."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},  # what the caller asks for counts, not the terminal we are started in
    )
    view = _View(digest, find_catalog(language), console.print)
    view.write()
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n") + "\n"


def safe(text: str, style: str = "") -> Text:
    """One line of foreign text that cannot command the terminal."""
    return Text(clean(text, oneline=True).strip(), style, overflow="fold")


class _View:
    """Writes a digest through a console's print."""

    def __init__(self, digest: Digest, catalog: Catalog, echo: Print) -> None:
        self._digest = digest
        self._catalog = catalog
        self._echo = echo

    def write(self) -> None:
        commits = [commit for part in self._digest.repositories for commit in part.commits]
        if self._digest.period.kind == "commit" and commits:
            for repository in self._digest.repositories:
                for commit in repository.commits:
                    self._commit(repository, commit)
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
                self._echo(safe(title, f"bold {_COLOURS[tier]}"))
                self._echo(self._table(repository, commits))

    def _overview(self, repository: RepositoryDigest) -> None:
        for title, said in claims.brief(self._catalog, repository):
            self._echo()
            self._echo(safe(title, "bold"))
            for sentence in said:
                about = overview.about(repository, sentence)
                line = safe(sentence.text)
                for commit in about:
                    line.append(" ").append(overview.short_sha(commit), "cyan")
                self._echo(Padding(line, (0, 0, 0, 2)))

    def _table(self, part: RepositoryDigest, commits: list[CommitDigest]) -> Table:
        grid = Table.grid(padding=(0, 2, 0, 0))
        for _ in ("sha", "time"):
            grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True, max_width=_AUTHOR, overflow="ellipsis")
        grid.add_column(ratio=1, overflow="fold")
        for commit in commits:
            text = safe(commit.commit.subject) or safe(self._catalog.text("(no subject)"))
            if commit.importance != "low" or claims.is_told(commit):
                told = claims.headline(self._catalog, part, commit)
                text.append("\n").append(statement(self._catalog, told, "dim"))
            grid.add_row(
                Text(overview.short_sha(commit), "cyan"),
                Text(self._time(commit), "dim"),
                safe(commit.commit.author.name),
                text,
            )
        return grid

    def _time(self, commit: CommitDigest) -> str:
        """The time, without the day where the digest is of one."""
        full = overview.commit_time(self._digest, commit)
        return full[11:] if self._digest.period.kind == "day" else full[:16]

    def _commit(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        self._message(commit)
        catalog = self._catalog
        self._echo()
        self._echo(safe(sentences.type_text(catalog, commit), "bold"))
        self._analysis(part, commit)
        self._echo(safe(description.summary(catalog, commit)))
        for first in highlights.firsts(catalog, part, commit):
            line = safe(first.place, "cyan").append("  ").append(safe(first.why))
            if first.name:
                line.append("  ").append(safe(first.name, "bold"))
            self._echo(Padding(line, (0, 0, 0, 2)))
        self._echo()
        self._echo(
            safe(sentences.tier_text(catalog, commit), f"bold {_COLOURS[commit.importance]}")
        )
        for reason in commit.reasons:
            self._echo(Padding(safe(sentences.reason_text(catalog, reason)), (0, 0, 0, 2)))
        self._findings(commit)
        self._files(commit)
        if not claims.is_told(commit):
            for quote in commit.quotes:
                self._hunk(quotes.whole(quote))

    def _analysis(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        """What a model says, each list under its title, and what it was not asked or could not."""
        catalog = self._catalog
        if claims.is_told(commit):
            self._echo(statement(catalog, claims.headline(catalog, part, commit)))
            self._echo()
        for section in claims.sections(catalog, part, commit):
            self._echo(safe(section.title, "bold"))
            for one in section.said:
                self._echo(Padding(statement(catalog, one), (0, 0, 0, 2)))
        rated = claims.reason(catalog, part, commit)
        if rated:
            self._echo(safe(sentences.tier_name(catalog, commit), "bold"))
            self._echo(Padding(statement(catalog, rated), (0, 0, 0, 2)))
        lines = [*claims.account(catalog, commit), claims.no_analysis(catalog, commit)]
        for line in filter(None, lines):
            self._echo(safe(line, "dim"))
        if commit.analysis:
            self._echo()

    def _message(self, commit: CommitDigest) -> None:
        said = commit.commit
        self._echo(safe(said.subject or self._catalog.text("(no subject)"), "bold"))
        person = (
            f"{said.author.name} <{said.author.email}>" if said.author.email else said.author.name
        )
        self._echo(
            Text("  ").join(
                [
                    safe(commit.sha, "cyan"),
                    safe(person),
                    Text(overview.commit_time(self._digest, commit), "dim"),
                ]
            )
        )
        if commit.url:
            self._echo(safe(commit.url, "dim"))
        if said.body.strip():
            self._echo()
            body = Text(clean(said.body).strip("\n"), overflow="fold")
            self._echo(Padding(body, (0, 0, 0, 4)))

    def _findings(self, commit: CommitDigest) -> None:
        groups = overview.findings(commit, MOST_OF_A_KIND)
        if groups:
            self._echo()
        for group in groups:
            self._echo(safe(highlights.title(self._catalog, group.kind, group.change), "bold"))
            for fact in group.facts:
                self._echo(Padding(_fact(self._catalog, fact), (0, 0, 0, 2)))
            if group.hidden:
                more = safe(sentences.more_facts(self._catalog, group.hidden), "dim")
                self._echo(Padding(more, (0, 0, 0, 2)))

    def _files(self, commit: CommitDigest) -> None:
        files = commit.facts.files
        if not files:
            return
        most = max((file.additions or 0) + (file.deletions or 0) for file in files)
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        for file in files[:MOST_FILES]:
            grid.add_row(
                self._touched(commit, file.path),
                safe(sentences.file_details(self._catalog, file), "dim"),
                _bar(file.additions or 0, file.deletions or 0, most),
            )
        self._echo()
        self._echo(grid)
        if len(files) > MOST_FILES:
            self._echo(safe(sentences.more_files(self._catalog, len(files) - MOST_FILES), "dim"))

    def _hunk(self, shown: quotes.Shown) -> None:
        """The lines of a hunk, as a diff shows them."""
        line, _ = quotes.first_line(shown)
        self._echo()
        self._echo(safe(f"{shown.path}:{line}", "bold").append("  ").append(safe(shown.section)))
        for row in shown.rows:
            self._echo(Text(quotes.text_of(row), _ROWS.get(row.kind, ""), overflow="fold"))

    def _touched(self, commit: CommitDigest, path: str) -> Text:
        """A file, and the names in it that came, went or changed."""
        line = safe(path)
        for group in highlights.touched(commit, path, MOST_NAMES):
            names = [*map(safe, group.names)]
            if group.hidden:
                names.append(safe(sentences.more_facts(self._catalog, group.hidden), "dim"))
            change = word(self._catalog, STATUSES, group.change)
            line.append("\n  ").append(safe(f"{change} ", "dim")).append(" ")
            line.append(Text(self._catalog.text(", ")).join(names))
        return line


def statement(catalog: Catalog, said: claims.Said, style: str = "") -> Text:
    """A statement of a model: its kind, its words, what it is worth, where it points."""
    label = f"{said.label}{catalog.text(': ')}" if said.label else ""
    line = Text.assemble((clean(label, oneline=True), "bold"), safe(said.text, style))
    if mark := claims.mark(catalog, said):
        line.append(" ").append(safe(mark, "red" if said.verdict == "contradicted" else "yellow"))
    if said.place:
        line.append("  ").append(safe(said.place, "dim"))
    return line


def _fact(catalog: Catalog, fact: Fact) -> Text:
    """A name with its values and the first place where it can be seen."""
    line = safe(overview.name_of(fact))
    values = [safe(value) for value in highlights.values(catalog, fact)]
    if values:
        line.append("  ").append(Text(" → ").join(values))
    if place := overview.place(fact):
        line.append("  ").append(safe(place, "dim"))
    return line


def _bar(additions: int, deletions: int, most: int) -> Text:
    """Pluses and minuses as `git diff --stat` draws them; what changed at all shows at least one."""
    scale = min(1.0, _BAR / most) if most else 1.0
    plus = max(round(additions * scale), int(additions > 0))
    minus = max(round(deletions * scale), int(deletions > 0))
    return Text.assemble(("+" * plus, "green"), ("-" * minus, "red"))
