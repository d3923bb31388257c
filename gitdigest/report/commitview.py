"""One commit in full for a terminal: message, facts with their reasons, files, lines of the diff."""

from __future__ import annotations

from collections.abc import Iterable

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.facts.fact import Fact, FileFact
from gitdigest.report import (
    brought,
    claims,
    description,
    highlights,
    overview,
    places,
    quotes,
    sentences,
)
from gitdigest.report.catalog import Catalog
from gitdigest.report.console import Print, linked, safe
from gitdigest.report.words import STATUSES, word
from gitdigest.text import clean

MOST_FILES = 60
MOST_OF_A_KIND = 20
MOST_NAMES = 6
NARROW = 72  # columns; with fewer what stands beside a thing elsewhere stands below it
COLOURS = {"high": "red", "medium": "yellow", "low": "green"}
_BAR = 24
_ROWS = {"added": "green", "removed": "red"}


class CommitView:
    """Writes commits of a digest through a console's print."""

    def __init__(self, digest: Digest, catalog: Catalog, echo: Print, width: int) -> None:
        self._width = width
        self._digest = digest
        self._catalog = catalog
        self._echo = echo

    def write(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        """All that is known of a commit."""
        self._message(commit)
        catalog = self._catalog
        self._echo()
        self._echo(safe(sentences.type_text(catalog, commit), "bold"))
        self._analysis(part, commit)
        self._echo(safe(description.summary(catalog, commit)))
        self._brought(part, commit)
        for first in highlights.firsts(catalog, part, commit):
            line = linked(safe(first.place, "cyan"), first.url).append("  ").append(safe(first.why))
            if first.name:
                line.append("  ").append(safe(first.name, "bold"))
            self._echo(Padding(line, (0, 0, 0, 2)))
        self._echo()
        self._echo(safe(sentences.tier_text(catalog, commit), f"bold {COLOURS[commit.importance]}"))
        for reason in commit.reasons:
            self._echo(Padding(safe(sentences.reason_text(catalog, reason)), (0, 0, 0, 2)))
        self._findings(part, commit)
        self._files(part, commit)
        if not claims.is_told(commit):
            for quote in commit.quotes:
                self._hunk(part, commit, quotes.whole(quote))

    def _brought(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        """What came in through a merge, which has no view of its own here."""
        found = brought.brought(self._catalog, part, commit)
        if found is None:
            return
        title = f"{self._catalog.text('🔀 Brought in')}{self._catalog.text(': ')}{found.count}"
        self._echo(safe(title, "bold"))
        for one in found.lines:
            line = linked(safe(one.sha, "cyan"), one.url).append("  ").append(safe(one.subject))
            self._echo(Padding(line, (0, 0, 0, 2)))
        if found.rest:
            self._echo(Padding(safe(found.rest, "dim"), (0, 0, 0, 2)))

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
                    linked(safe(commit.sha, "cyan"), commit.url),
                    safe(person),
                    Text(overview.commit_time(self._digest, commit), "dim"),
                ]
            )
        )
        if commit.url:
            self._echo(linked(safe(commit.url, "dim"), commit.url))
        if said.body.strip():
            self._echo()
            body = Text(clean(said.body).strip("\n"), overflow="fold")
            self._echo(Padding(body, (0, 0, 0, 4)))

    def _findings(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        groups = overview.findings(commit, MOST_OF_A_KIND)
        if groups:
            self._echo()
        for group in groups:
            self._echo(safe(highlights.title(self._catalog, group.kind, group.change), "bold"))
            for fact in group.facts:
                self._echo(Padding(_fact(self._catalog, part, commit, fact), (0, 0, 0, 2)))
            if group.hidden:
                more = safe(sentences.more_facts(self._catalog, group.hidden), "dim")
                self._echo(Padding(more, (0, 0, 0, 2)))

    def _files(self, part: RepositoryDigest, commit: CommitDigest) -> None:
        files = commit.facts.files
        if not files:
            return
        most = max((file.additions or 0) + (file.deletions or 0) for file in files)
        shown, hidden = overview.first_of(files, MOST_FILES)
        rows = [
            (
                self._touched(part, commit, file),
                safe(sentences.file_details(self._catalog, file), "dim"),
                _bar(file.additions or 0, file.deletions or 0, most),
            )
            for file in shown
        ]
        self._echo()
        if self._width < NARROW:
            for name, details, _ in rows:
                self._echo(name)
                self._echo(Padding(details, (0, 0, 0, 2)))
        else:
            self._echo(_grid(rows))
        if hidden:
            self._echo(safe(sentences.more_files(self._catalog, hidden), "dim"))

    def _hunk(self, part: RepositoryDigest, commit: CommitDigest, shown: quotes.Shown) -> None:
        """The lines of a hunk, as a diff shows them."""
        line, gone = quotes.first_line(shown)
        page = places.page(part, commit, shown.path, (line, line), gone=gone)
        title = linked(safe(f"{shown.path}:{line}", "bold"), page)
        self._echo()
        self._echo(title.append("  ").append(safe(shown.section)))
        for row in shown.rows:
            self._echo(Text(quotes.text_of(row), _ROWS.get(row.kind, ""), overflow="fold"))
        if shown.below:
            self._echo(safe(sentences.lines_more(self._catalog, shown.below), "dim"))

    def _touched(self, part: RepositoryDigest, commit: CommitDigest, file: FileFact) -> Text:
        """A file, where it was before, and the names in it that came, went or changed."""
        line = linked(safe(file.path), places.page(part, commit, file.path))
        if before := overview.path_before(file):
            line = safe(f"{before} → ", "dim").append(line)
        for group in highlights.touched(commit, file.path, MOST_NAMES):
            names = [*map(safe, group.names)]
            if group.hidden:
                names.append(safe(sentences.more_facts(self._catalog, group.hidden), "dim"))
            change = word(self._catalog, STATUSES, group.change)
            line.append("\n  ").append(safe(f"{change} ", "dim")).append(" ")
            line.append(Text(self._catalog.text(", ")).join(names))
        return line


def _grid(rows: Iterable[tuple[Text, ...]]) -> Table:
    """Rows with the first column as wide as there is room."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    for row in rows:
        grid.add_row(*row)
    return grid


def statement(catalog: Catalog, said: claims.Said, style: str = "") -> Text:
    """A statement of a model: its kind, its words, what it is worth, where it points."""
    label = f"{said.label}{catalog.text(': ')}" if said.label else ""
    line = Text.assemble((clean(label, oneline=True), "bold"), safe(said.text, style))
    if mark := claims.mark(catalog, said):
        line.append(" ").append(safe(mark, "red" if said.verdict == "contradicted" else "yellow"))
    if said.place:
        line.append("  ").append(linked(safe(said.place, "dim"), said.url))
    return line


def _fact(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, fact: Fact) -> Text:
    """A name with its values and the places where it can be seen."""
    line = safe(overview.name_of(fact))
    values = [safe(value) for value in highlights.values(catalog, fact)]
    if values:
        line.append("  ").append(Text(" → ").join(values))
    for number, one in enumerate(overview.seen(fact)):
        page = places.evidence_page(part, commit, one)
        line.append(catalog.text(", ") if number else "  ", "dim")
        line.append(linked(safe(places.evidence_place(one), "dim"), page))
    if hidden := overview.unseen(fact):
        line.append(catalog.text(", "), "dim").append(sentences.more_facts(catalog, hidden), "dim")
    return line


def _bar(additions: int, deletions: int, most: int) -> Text:
    """Pluses and minuses as `git diff --stat` draws them; what changed at all shows at least one."""
    scale = min(1.0, _BAR / most) if most else 1.0
    plus = max(round(additions * scale), int(additions > 0))
    minus = max(round(deletions * scale), int(deletions > 0))
    return Text.assemble(("+" * plus, "green"), ("-" * minus, "red"))
