"""Digest -> one HTML file that needs nothing else: no network, and no script to be read.

What comes from a repository is cleaned, then escaped by Jinja, and stands in texts and quoted
attributes only. The page's policy admits its own style and its own script, by their hashes.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.facts.fact import FileFact
from gitdigest.report import (
    brought,
    charts,
    claims,
    description,
    headlines,
    highlights,
    message,
    overview,
    places,
    quotes,
    sentences,
    standouts,
)
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.environment import OURS, Templates
from gitdigest.report.escape import LIMIT, https, spans
from gitdigest.report.filters import Filters
from gitdigest.report.words import STATUSES, TIERS, word
from gitdigest.template import Markup
from gitdigest.text import clean

TEMPLATE = "html/report.html.j2"
STYLE, SCRIPT = "html/report.css", "html/report.js"
MOST_FILES = {"high": 60, "medium": 30, "low": 12}
MOST_OF_A_KIND = 12
# commits; with more of them fewer lines of each are listed, so that a page opens at once
MANY = 400
FEWEST = 3
MOST_NAMES = 8
MOST_WEIGHTY = 5
MOST_BARS = 8
MOST_HUNKS = 4
LEAD = 160  # characters of the facts in the line of a folded commit; behind it are all
MOST_QUOTES = 16
_BLOCKS = "article|details|div|d[dlt]|figcaption|figure|h[1-6]|li|[ou]l|p|section|summary"
_BETWEEN = re.compile(rf"(</?(?:{_BLOCKS})(?: [^<>]*)?>)\n+|\n+(?=</?(?:{_BLOCKS})[ >])")
_ITEM_END = re.compile(r"</(?:li|d[dt])>")


_PLAIN: tuple[Callable[..., object], ...] = (  # what the templates ask of facts and files
    overview.name_of,
    overview.is_count,
    overview.seen,
    overview.unseen,
    overview.path_before,
)


def render(digest: Digest, language: str = "en", templates: Templates = OURS) -> str:
    """The report as one HTML file, with one newline at its end."""
    catalog = find_catalog(language)
    given = names(digest, catalog, templates)
    text = page(TEMPLATE, given, catalog, templates)
    return closed_up(text) if given["is_long"] else text


def page(
    template: str, given: Mapping[str, Any], catalog: Catalog, templates: Templates = OURS
) -> str:
    """A page, every value in it cleaned and escaped."""
    everything = known(given, catalog)
    return templates.render(template, everything, catalog, _safe, html=True).strip() + "\n"


def closed_up(text: str) -> str:
    """A page without what no browser needs: newlines that nobody sees, ends that follow of themselves.

    Each newline is an object in the reader's browser; what ends an item is its next, or its list's end.
    """
    return _ITEM_END.sub("", _BETWEEN.sub(r"\1", text))


def known(given: Mapping[str, Any], catalog: Catalog) -> Mapping[str, Any]:
    """What a page's template may use, that of every page with it."""
    return {"lang": catalog.language.replace("_", "-"), "https": https, **given}


def _safe(value: object) -> object:
    """A value in one line with nothing invisible in it; what is markup already stays."""
    return value if hasattr(value, "__html__") else clean(str(value), limit=LIMIT, oneline=True)


def names(digest: Digest, catalog: Catalog, templates: Templates = OURS) -> Mapping[str, Any]:
    """All that the templates may use."""
    commits = [commit for part in digest.repositories for commit in part.commits]
    filters = Filters(catalog, digest, commits)
    return {
        "digest": digest,
        "style": file_of(templates, STYLE),
        "script": file_of(templates, SCRIPT),
        "policy": policy(templates, [STYLE], SCRIPT),
        "title": headlines.title_text(catalog, digest),
        "span": headlines.span_text(catalog, digest),
        "notices": headlines.notices(catalog, digest),
        "commits": commits,
        "is_long": len(commits) > MANY,
        "tiers": overview.by_tier(filters.entries(digest), lambda entry: entry.commit),
        "commit_title": overview.title,
        "changed_files": overview.changed_files(digest.repositories),
        "filters": filters,
        "br": Markup("<br>"),
        "number": catalog.number,
        "time": partial(overview.commit_time, digest),
        "short_sha": overview.short_sha,
        "failed": overview.failed,
        "place_text": places.evidence_place,
        "evidence_page": places.evidence_page,
        "touched": partial(_touched, len(commits)),
        "statistics": partial(headlines.statistics, catalog, digest),
        "body": message.body,
        "components": partial(_components, len(commits)),
        "findings": partial(overview.findings, limit=_fewer(MOST_OF_A_KIND, len(commits))),
        "about": overview.about,
        "weightiest": partial(overview.weightiest, limit=MOST_WEIGHTY),
        "anchor": partial(_anchor, digest),
        "is_told": claims.is_told,
        "headline": partial(claims.headline, catalog, room=LEAD),
        "spans": spans,
        "sections": partial(_sections, catalog, len(commits)),
        "text_of": quotes.text_of,
        "hunks": partial(_hunks, len(commits)),
        "first_line": quotes.first_line,
        "page": places.page,
        "title_of": partial(highlights.title, catalog),
        "change_word": partial(word, catalog, STATUSES),
        "tier_word": partial(word, catalog, TIERS),
        **{function.__name__: function for function in _PLAIN},
        **_charts(catalog, digest, commits),
        **_texts(catalog),
    }


def _charts(
    catalog: Catalog, digest: Digest, commits: Sequence[CommitDigest]
) -> Mapping[str, object]:
    """What the charts are made of."""
    return {
        "timeline": partial(charts.timeline, digest, commits),
        "timeline_text": partial(_timeline_text, catalog),
        "total_of": lambda bar: catalog.number(bar.total),
        "lines_of": partial(_lines_of, catalog),
        "line_bars": partial(charts.line_bars, commits),
        "share": partial(_share, commits),
        "MOST_BARS": MOST_BARS,
    }


def _texts(catalog: Catalog) -> dict[str, Callable[..., object]]:
    """The functions that make plain text, without their first argument."""
    functions: Iterable[Callable[..., object]] = (
        claims.account,
        claims.brief,
        claims.mark,
        claims.no_analysis,
        claims.rated_text,
        claims.reason,
        claims.types_text,
        headlines.account_text,
        brought.brought,
        brought.brought_text,
        headlines.no_commits_text,
        headlines.only_text,
        headlines.remarks,
        headlines.tier_title,
        sentences.commits_text,
        sentences.component_details,
        sentences.component_name,
        sentences.file_details,
        sentences.files_text,
        highlights.firsts,
        highlights.in_one_line,
        highlights.in_words,
        highlights.values,
        standouts.standouts,
        sentences.lines_more,
        sentences.lines_text,
        sentences.more_facts,
        sentences.more_files,
        sentences.reason_text,
        description.summary,
        sentences.tier_name,
        sentences.tier_text,
        sentences.type_text,
    )
    return {function.__name__: partial(function, catalog) for function in functions}


def _anchor(digest: Digest, part: RepositoryDigest, commit: CommitDigest) -> str:
    """Where a commit stands in the page."""
    number = next(n for n, known in enumerate(digest.repositories) if known is part)
    return f"r{number}-{commit.sha}"


def _share(commits: Sequence[CommitDigest]) -> tuple[charts.Part, ...]:
    counts: dict[str, int] = {
        tier: sum(commit.importance == tier for commit in commits) for tier in overview.TIER_ORDER
    }
    return charts.share(counts)


def _timeline_text(catalog: Catalog, line: charts.Timeline) -> str:
    """What the columns show, for who cannot see them."""
    return catalog.listed(
        [
            f"{column.label}: {catalog.number(column.total)}"
            for column in line.columns
            if column.total
        ]
    )


def _lines_of(catalog: Catalog, bar: charts.Bar) -> str:
    counts = {part.kind: part.count for part in bar.parts}
    return sentences.lines_text(catalog, counts.get("additions", 0), counts.get("deletions", 0))


def _components(total: int, commit: CommitDigest) -> list[overview.Component]:
    most = _fewer(MOST_FILES[commit.importance], total)
    return overview.components(commit.facts.files, most)


def _sections(
    catalog: Catalog, total: int, part: RepositoryDigest, commit: CommitDigest
) -> list[claims.Section]:
    """What a model says; of many commits fewer statements show their lines, the first ones."""
    left = _fewest(MOST_QUOTES, total)
    shown: list[claims.Section] = []
    for section in claims.sections(catalog, part, commit):
        said: list[claims.Said] = []
        for one in section.said:
            said.append(one if left > 0 else replace(one, quote=None))
            left -= one.quote is not None
        shown.append(replace(section, said=tuple(said)))
    return shown


def _hunks(total: int, commit: CommitDigest) -> list[quotes.Shown]:
    """The hunks to read where no model has told what matters in them; fewer of many commits."""
    if claims.is_told(commit):
        return []
    return [quotes.whole(quote) for quote in commit.quotes[: _fewest(MOST_HUNKS, total)]]


def _touched(total: int, commit: CommitDigest, file: FileFact) -> list[highlights.Touched]:
    return highlights.touched(commit, file.path, _fewer(MOST_NAMES, total))


def _fewer(most: int, total: int) -> int:
    """How many lines a commit may list, among so many commits."""
    return max(most * MANY // max(total, MANY), FEWEST)


def _fewest(most: int, total: int) -> int:
    """How many hunks a commit may show, among so many commits: they weigh most of all."""
    return int(most * (MANY / max(total, MANY)) ** 1.5)


def file_of(templates: Templates, *names: str) -> Markup:
    """Files as they stand, one behind the other."""
    return Markup("\n").join(Markup(templates.source(name) or "") for name in names)


def policy(templates: Templates, styles: Sequence[str], script: str = "") -> str:
    """What the browser may do: show our style and run our script, and nothing else at all."""
    run = f"script-src {_seal(templates, script)}; " if script else ""
    return (
        f"default-src 'none'; style-src {_seal(templates, *styles)}; {run}"
        "base-uri 'none'; form-action 'none'"
    )


def _seal(templates: Templates, *names: str) -> str:
    digest = sha256(file_of(templates, *names).encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
