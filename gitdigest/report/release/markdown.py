"""ReleaseDigest -> Markdown: the review, the notes alone, or a section of a changelog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from gitdigest.release.breaking.kinds import Break
from gitdigest.release.notes import NoteLine, Section, sections
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.environment import OURS, Templates
from gitdigest.report.escape import Markdown, code, link, md, web_address
from gitdigest.report.overview import SHORT, local
from gitdigest.report.release import graphs, listed, sentences
from gitdigest.report.release.words import LIGHTS, SECTIONS
from gitdigest.report.sentences import lines_text
from gitdigest.report.words import LIGHTS as TIER_LIGHTS
from gitdigest.report.words import word

MOST_RISKS = 40
MOST_BREAKS = 100
MOST_TOPICS = 150
MOST_BARS = 10
MOST_COMMITS = 4
_TEMPLATES = {
    "md": "markdown/release.md.j2",
    "notes": "markdown/release-notes.md.j2",
    "changelog": "markdown/release-changelog.md.j2",
}
_SPANS = re.compile(r"(?<![`\\])`([^`\s](?:[^`\n]*[^`\s])?)`(?!`)")
_BLANKS = re.compile(r"\n{3,}")
_CUSTOMARY: tuple[Section, ...] = (
    "added",
    "changed",
    "deprecated",
    "removed",
    "fixed",
    "security",
)


def render(
    release: ReleaseDigest, language: str = "en", name: str = "md", templates: Templates = OURS
) -> str:
    """The report as Markdown, with one newline at its end."""
    catalog = find_catalog(language)
    text = templates.render(_TEMPLATES[name], _names(release, catalog), catalog, md)
    return _BLANKS.sub("\n\n", text).strip() + "\n"


def changelog_sections(release: ReleaseDigest) -> Iterator[tuple[Section, list[NoteLine]]]:
    """The lines as Keep a Changelog sorts them; sections with breaking lines come first."""
    found: dict[Section, list[NoteLine]] = {}
    for line in release.notes.lines:
        found.setdefault(_customary(line), []).append(line)
    ordered = [name for name in _CUSTOMARY if name in found]
    ordered.sort(key=lambda name: all(line.section != "breaking" for line in found[name]))
    for name in ordered:
        yield name, found[name]


def _customary(line: NoteLine) -> Section:
    if line.section == "dependencies":
        return "changed"
    if line.section != "breaking":
        return line.section
    return "removed" if any(item.code == "removed" for item in line.breaks) else "changed"


def _names(release: ReleaseDigest, catalog: Catalog) -> Mapping[str, Any]:
    """All that the templates may use."""
    urls = {commit.sha: commit.url for commit in release.repository.commits}
    made_at = local(release.generated_at, ZoneInfo(release.timezone))
    return {
        "release": release,
        "title": sentences.title_text(catalog, release),
        "span": sentences.span_text(catalog, release),
        "remarks": list(sentences.remarks(catalog, release)),
        "version": release.advice.planned or release.advice.asked,
        "day": made_at.date().isoformat(),
        "shipping": listed.shipping(release),
        "lost": listed.lost(release),
        "grouped": listed.grouped,
        "is_told": listed.is_told,
        "shown": partial(listed.shown, release.risks),
        "sections": list(sections(release.notes)),
        "changelog": list(changelog_sections(release)),
        "MOST_RISKS": MOST_RISKS,
        "MOST_BREAKS": MOST_BREAKS,
        "MOST_TOPICS": MOST_TOPICS,
        "LIGHTS": LIGHTS,
        "TIER_LIGHTS": TIER_LIGHTS,
        "number": catalog.number,
        "colon": Markdown(catalog.text(": ")),
        "semicolon": Markdown(catalog.text("; ")),
        "code": code,
        "codes": lambda names: Markdown(catalog.listed([code(name) for name in names])),
        "ready": Markdown,
        "section_title": partial(word, catalog, SECTIONS),
        "commits": partial(_commits, catalog, urls),
        "cell": _cell,
        "place": lambda item: _cell(sentences.place_text(item.evidence)),
        "prose": _prose,
        "values": partial(_values, code),
        "cell_values": partial(_values, _cell),
        "reading_lines": lambda r: lines_text(catalog, r.additions, r.deletions),
        "references": partial(_references, catalog, release.repository.web_url),
        "graph": partial(_graph, catalog, release),
        **_texts(catalog),
    }


def _texts(catalog: Catalog) -> dict[str, Callable[..., object]]:
    """The functions that make plain text, without their first argument."""
    functions: Iterable[Callable[..., object]] = (
        sentences.break_text,
        sentences.check_text,
        sentences.expert_text,
        sentences.net_text,
        sentences.reading_text,
        sentences.reason_text,
        sentences.relation_text,
        sentences.risk_detail,
        sentences.risk_title,
        sentences.states_text,
        sentences.step_text,
        sentences.topic_details,
        sentences.verdict_text,
        sentences.version_text,
    )
    return {function.__name__: partial(function, catalog) for function in functions}


def _commits(catalog: Catalog, urls: Mapping[str, str], shas: Iterable[str]) -> Markdown:
    """Short ids, linked where the forge is known."""
    listed = list(shas)
    shown = [_commit(urls.get(sha, ""), sha) for sha in listed[:MOST_COMMITS]]
    more = [f"+{catalog.number(len(listed) - MOST_COMMITS)}"] if listed[MOST_COMMITS:] else []
    return Markdown(catalog.listed([*shown, *more]))


def _commit(url: str, sha: str) -> Markdown:
    short = sha[:SHORT]
    return link(short, url) if web_address(url) else code(short)


def _references(catalog: Catalog, web_url: str, references: Iterable[str]) -> Markdown:
    """Pull requests and issues, linked where the forge is one that numbers them so."""
    shown: list[str] = []
    for reference in references:
        number = reference.removeprefix("#")
        is_own = reference.startswith("#") and number.isdigit() and "github" in web_url
        shown.append(link(reference, f"{web_url}/issues/{number}") if is_own else md(reference))
    return Markdown(catalog.listed(shown))


def _prose(text: str) -> Markdown:
    """A line of a message, with its code as code."""
    parts = _SPANS.split(text)
    shown = (code(part) if at % 2 else _between(part) for at, part in enumerate(parts))
    return Markdown("".join(shown).strip())


def _between(text: str) -> str:
    """Text beside code, with the blanks that stand there."""
    inner = md(text)
    return f"{' ' * text.startswith(' ')}{inner}{' ' * text.endswith(' ')}" if inner else " "


def _values(shown: Callable[[str], Markdown], item: Break) -> Markdown:
    """What stood there, and what stands there now."""
    return Markdown(" → ".join(shown(value) for value in (item.before, item.after) if value))


def _cell(text: str) -> Markdown:
    """A code span in a table; a bar would end the cell even there, so that it is plain text then."""
    if not text:
        return Markdown("")
    return md(text) if "|" in text else code(text)


def _graph(catalog: Catalog, release: ReleaseDigest) -> Iterator[Markdown]:
    """Commits over time, lines and risks by component, in rows of blocks."""
    line, colon = graphs.commits_over_time(release), catalog.text(": ")
    if line.columns:
        ends = code(line.columns[0].label), code(line.columns[-1].label)
        yield Markdown(
            f"{md(catalog.text('Commits'))}{colon}{ends[0]} {graphs.spark(line)} {ends[1]}"
        )
    for title, bars in (
        (catalog.text("Lines"), graphs.changed_components(release)),
        (catalog.text("Risks"), graphs.risky_components(release)),
    ):
        for bar in bars[:MOST_BARS]:
            blocks = graphs.blocks(bar, bars[0].total)
            yield Markdown(
                f"{md(title)}{colon}{blocks} {code(bar.name)} {catalog.number(bar.total)}"
            )
