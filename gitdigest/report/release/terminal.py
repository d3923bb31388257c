"""ReleaseDigest -> text: for a terminal, or a few plain lines for chat and mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gitdigest.release.notes import NoteLine, sections
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.console import Print, drawn, linked, safe
from gitdigest.report.overview import SHORT
from gitdigest.report.release import graphs, sentences
from gitdigest.report.release.words import SECTIONS
from gitdigest.report.sentences import lines_text
from gitdigest.report.text import inert
from gitdigest.report.words import word

MOST_BREAKS = 30
MOST_RISKS = 25
MOST_LINES = 12
_COLOURS = {"go": "green", "look": "yellow", "stop": "red", "note": "dim", "nothing": "dim"}
_TIERS = {"high": "red", "medium": "yellow", "low": "dim"}


def render(
    release: ReleaseDigest,
    language: str = "en",
    *,
    width: int = 100,
    colour: bool = False,
    links: bool = False,
) -> str:
    """The review for a terminal of so many columns; without colour there is no escape in it."""
    catalog = find_catalog(language)
    return drawn(
        lambda echo: _View(release, catalog, echo).write(), width=width, colour=colour, links=links
    )


def brief(release: ReleaseDigest, language: str = "en") -> str:
    """A few plain lines: the verdict, why, what breaks, and how much ships."""
    catalog = find_catalog(language)
    lines = [inert(sentences.title_text(catalog, release))]
    lines += [sentences.verdict_text(catalog, release), ""]
    lines += [inert(line) for line in sentences.remarks(catalog, release)]
    lines += [
        inert(_reason(catalog, release, place)) for place in range(len(release.verdict.reasons))
    ]
    lines += ["", inert(sentences.net_text(catalog, release))]
    lines.append(inert(sentences.version_text(catalog, release)))
    certain = [item for item in release.breaks if item.sure and item.weight == "major"]
    for item in certain[:MOST_LINES]:
        lines.append(inert(f"• {item.name} · {sentences.break_text(catalog, item)}"))
    return "\n".join(lines).strip() + "\n"


def _reason(catalog: Catalog, release: ReleaseDigest, place: int) -> str:
    reason = release.verdict.reasons[place]
    text = sentences.reason_text(catalog, reason)
    names = catalog.listed(list(reason.names[:3]))
    return f"{text}{catalog.text(': ')}{names}" if names else text


class _View:
    """Writes a release through a console's print."""

    def __init__(self, release: ReleaseDigest, catalog: Catalog, echo: Print) -> None:
        self._release = release
        self._catalog = catalog
        self._echo = echo
        self._urls = {commit.sha: commit.url for commit in release.repository.commits}

    def write(self) -> None:
        release, catalog = self._release, self._catalog
        self._echo(safe(sentences.title_text(catalog, release), "bold"))
        self._echo(safe(sentences.span_text(catalog, release), "dim"))
        self._echo()
        verdict = release.verdict
        self._echo(safe(sentences.verdict_text(catalog, release), f"bold {_COLOURS[verdict.word]}"))
        for remark in sentences.remarks(catalog, release):
            self._echo(safe(remark, "yellow"))
        for place, reason in enumerate(verdict.reasons):
            line = safe(_reason(catalog, release, place), _COLOURS[reason.level])
            self._echo(Padding(line, (0, 0, 0, 2)))
        self._echo()
        for check in verdict.checks:
            mark = "☑" if check.done else "☐"
            self._echo(safe(f"{mark} {sentences.check_text(catalog, check)}"))
        self._ships()
        self._breaks()
        self._risks()
        self._readings()
        self._notes()

    def _title(self, text: str) -> None:
        self._echo()
        self._echo(safe(text, "bold underline"))

    def _ships(self) -> None:
        release, catalog = self._release, self._catalog
        self._title(catalog.text("📦 What ships"))
        self._echo(safe(sentences.net_text(catalog, release)))
        self._echo(safe(sentences.states_text(catalog, release), "dim"))
        line = graphs.commits_over_time(release)
        if line.columns:
            ends = line.columns[0].label, line.columns[-1].label
            self._echo(safe(f"{ends[0]} {graphs.spark(line)} {ends[1]}", "dim"))
        bars = graphs.changed_components(release)[:MOST_LINES]
        grid = _grid(3)
        for bar in bars:
            grid.add_row(
                safe(bar.name),
                Text(catalog.number(bar.total)),
                Text(graphs.blocks(bar, bars[0].total), "cyan"),
            )
        self._echo(grid)

    def _breaks(self) -> None:
        release, catalog = self._release, self._catalog
        self._title(catalog.text("💥 What breaks"))
        self._echo(safe(sentences.version_text(catalog, release)))
        grid = _grid(3)
        for item in release.breaks[:MOST_BREAKS]:
            style = "" if item.sure else "dim"
            grid.add_row(
                safe(item.name, style),
                safe(sentences.break_text(catalog, item), "dim"),
                self._ids(item.commits[:2]),
            )
        self._echo(grid)
        self._more(len(release.breaks) - MOST_BREAKS)

    def _risks(self) -> None:
        release, catalog = self._release, self._catalog
        self._title(catalog.text("🎲 What could go wrong"))
        grid = _grid(3)
        for risk in release.risks[:MOST_RISKS]:
            grid.add_row(
                safe(sentences.risk_title(catalog, risk), _TIERS[risk.tier]),
                safe(risk.name),
                safe(sentences.risk_detail(catalog, risk), "dim"),
            )
        self._echo(grid)
        self._more(len(release.risks) - MOST_RISKS)

    def _readings(self) -> None:
        release, catalog = self._release, self._catalog
        if not release.readings:
            return
        self._title(catalog.text("👀 What to read first"))
        grid = _grid(3)
        for reading in release.readings:
            lines = lines_text(catalog, reading.additions, reading.deletions)
            grid.add_row(
                safe(reading.path),
                Text(lines, "dim"),
                safe(sentences.expert_text(catalog, reading), "dim"),
            )
        self._echo(grid)

    def _notes(self) -> None:
        catalog = self._catalog
        self._title(catalog.text("📝 Release notes"))
        for section, lines in sections(self._release.notes):
            self._echo(safe(word(catalog, SECTIONS, section), "bold"))
            for line in lines[:MOST_LINES]:
                self._echo(Padding(Text("\n").join(self._line(line)), (0, 0, 0, 2)))
            self._more(len(lines) - MOST_LINES)

    def _line(self, line: NoteLine) -> Iterator[Text]:
        scope = f"{line.scope}{self._catalog.text(': ')}" if line.scope else ""
        text = safe(f"• {scope}{line.text}")
        yield text.append(" ").append(self._ids(line.commits[:1]))
        for item in line.breaks[:MOST_LINES]:
            yield safe(f"  {item.name} · {sentences.break_text(self._catalog, item)}", "dim")

    def _ids(self, shas: Iterable[str]) -> Text:
        return Text(" ").join(
            linked(safe(sha[:SHORT], "cyan"), self._urls.get(sha, "")) for sha in shas
        )

    def _more(self, count: int) -> None:
        if count > 0:
            text = self._catalog.plural("and %(count)s more", "and %(count)s more", count)
            self._echo(safe(text, "dim"))


def _grid(columns: int) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(columns):
        grid.add_column(overflow="fold")
    return grid
