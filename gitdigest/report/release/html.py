"""ReleaseDigest -> one HTML file that needs nothing else, not even a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from gitdigest.release.notes import sections
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.charts import Bar, Timeline
from gitdigest.report.environment import OURS, Templates
from gitdigest.report.escape import https
from gitdigest.report.html import file_of, page, policy
from gitdigest.report.overview import SHORT
from gitdigest.report.release import graphs, listed, sentences
from gitdigest.report.release.words import LIGHTS, SECTIONS
from gitdigest.report.sentences import component_name, lines_text
from gitdigest.report.words import word

TEMPLATE = "html/release.html.j2"
STYLES = ("html/report.css", "html/release.css")
MOST_BREAKS = 500
MOST_RISKS = 300
MOST_TOPICS = 1_000
MOST_BARS = 12
MOST_COMMITS = 6


def render(release: ReleaseDigest, language: str = "en", templates: Templates = OURS) -> str:
    """The report as one HTML file, with one newline at its end."""
    catalog = find_catalog(language)
    return page(TEMPLATE, _names(release, catalog, templates), catalog, templates)


def _names(release: ReleaseDigest, catalog: Catalog, templates: Templates) -> Mapping[str, Any]:
    """All that the templates may use."""
    line = graphs.commits_over_time(release)
    return {
        "release": release,
        "style": file_of(templates, *STYLES),
        "policy": policy(templates, STYLES),
        "title": sentences.title_text(catalog, release),
        "span": sentences.span_text(catalog, release),
        "remarks": list(sentences.remarks(catalog, release)),
        "line": line,
        "line_text": _line_text(catalog, line),
        "components": graphs.changed_components(release)[:MOST_BARS],
        "risky": graphs.risky_components(release)[:MOST_BARS],
        "component_name": lambda bar: component_name(catalog, bar.name) or "—",
        "lines_of": partial(_lines_of, catalog),
        "shipping": listed.shipping(release),
        "lost": listed.lost(release),
        "subjects": {c.sha: c.commit.subject for c in release.repository.commits},
        "urls": {c.sha: https(c.url) for c in release.repository.commits if https(c.url)},
        "sections": list(sections(release.notes)),
        "MOST_BREAKS": MOST_BREAKS,
        "MOST_RISKS": MOST_RISKS,
        "MOST_TOPICS": MOST_TOPICS,
        "MOST_COMMITS": MOST_COMMITS,
        "SHORT": SHORT,
        "LIGHTS": LIGHTS,
        "number": catalog.number,
        "section_title": partial(word, catalog, SECTIONS),
        "place": sentences.place_text,
        "place_page": partial(sentences.place_page, release),
        "grouped": listed.grouped,
        "is_told": listed.is_told,
        "shown": partial(listed.shown, release.risks),
        "reading_lines": lambda r: lines_text(catalog, r.additions, r.deletions),
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


def _line_text(catalog: Catalog, line: Timeline) -> str:
    """What the columns show, for who cannot see them."""
    columns = [column for column in line.columns if column.total]
    return catalog.listed([f"{c.label}: {catalog.number(c.total)}" for c in columns])


def _lines_of(catalog: Catalog, bar: Bar) -> str:
    counts = {part.kind: part.count for part in bar.parts}
    return lines_text(catalog, counts.get("additions", 0), counts.get("deletions", 0))
