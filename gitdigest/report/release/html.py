"""ReleaseDigest -> one HTML file that needs nothing else, not even a script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from hashlib import sha256
from typing import Any

from gitdigest.release.notes import sections
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.charts import Bar, Timeline
from gitdigest.report.environment import OURS
from gitdigest.report.escape import LIMIT, https
from gitdigest.report.overview import SHORT
from gitdigest.report.release import graphs, sentences
from gitdigest.report.release.words import LIGHTS, SECTIONS
from gitdigest.report.sentences import component_name, lines_text
from gitdigest.report.words import word
from gitdigest.template import Markup
from gitdigest.text import clean

TEMPLATE = "html/release.html.j2"
MOST_BREAKS = 500
MOST_RISKS = 300
MOST_TOPICS = 1_000
MOST_BARS = 12
MOST_COMMITS = 6


def render(release: ReleaseDigest, language: str = "en") -> str:
    """The report as one HTML file, with one newline at its end."""
    catalog = find_catalog(language)
    text = OURS.render(TEMPLATE, _names(release, catalog), catalog, _safe, html=True)
    return text.strip() + "\n"


def _safe(value: object) -> object:
    """A value in one line with nothing invisible in it; what is markup already stays."""
    return value if hasattr(value, "__html__") else clean(str(value), limit=LIMIT, oneline=True)


def _names(release: ReleaseDigest, catalog: Catalog) -> Mapping[str, Any]:
    """All that the templates may use."""
    line = graphs.commits_over_time(release)
    return {
        "release": release,
        "lang": catalog.language.replace("_", "-"),
        "style": _style(),
        "policy": _policy(),
        "title": sentences.title_text(catalog, release),
        "span": sentences.span_text(catalog, release),
        "remarks": list(sentences.remarks(catalog, release)),
        "line": line,
        "line_text": _line_text(catalog, line),
        "components": graphs.changed_components(release)[:MOST_BARS],
        "risky": graphs.risky_components(release)[:MOST_BARS],
        "component_name": lambda bar: component_name(catalog, bar.name) or "—",
        "lines_of": partial(_lines_of, catalog),
        "shipping": [topic for topic in release.topics if topic.ships],
        "lost": [topic for topic in release.topics if topic.state in {"reverted", "gone", "same"}],
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


@cache
def _style() -> Markup:
    """The style of all reports, and what a release has beside it."""
    texts = (OURS.source(name) or "" for name in ("html/report.css", "html/release.css"))
    return Markup("\n").join(Markup(text) for text in texts)


@cache
def _policy() -> str:
    """What the browser may do: show our style, and nothing else at all."""
    style = b64encode(sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
