"""Digest -> Markdown, for GitHub, GitLab and every CommonMark reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from gitdigest.analysis.claim import Sentence
from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.facts.fact import Fact, FileFact
from gitdigest.report import (
    brought,
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
from gitdigest.report.escape import Markdown, code, diff_block, link, md, prose, rows, web_address
from gitdigest.report.outline import Outline
from gitdigest.report.words import LIGHTS, STATUSES, word

TEMPLATE = "markdown/report.md.j2"
MOST_FILES = {"high": 24, "medium": 8, "low": 0}
MOST_FILES_TOLD = {"high": 8, "medium": 4, "low": 0}  # where a model has said what matters
MOST_OF_A_KIND = 8
MOST_OF_A_KIND_TOLD = 4
MOST_NAMES = 4
MOST_NAMES_TOLD = 2
_BLANKS = re.compile(r"\n{3,}")


def render(digest: Digest, language: str = "en", templates: Templates = OURS) -> str:
    """The report as Markdown, with one newline at its end."""
    catalog = find_catalog(language)
    text = templates.render(TEMPLATE, names(digest, catalog), catalog, md)
    return _BLANKS.sub("\n\n", text).strip() + "\n"


def names(digest: Digest, catalog: Catalog) -> Mapping[str, Any]:
    """All that the templates may use."""
    outline = Outline(catalog.text("(no subject)"))
    return {
        "digest": digest,
        "TIERS": overview.TIER_ORDER,
        "LIGHTS": LIGHTS,
        "title": headlines.title_text(catalog, digest),
        "span": headlines.span_text(catalog, digest),
        "notices": headlines.notices(catalog, digest),
        "time_label": headlines.time_label(catalog, digest),
        "heading": outline.heading,
        "commit_heading": outline.commit_heading,
        "anchor": outline.anchor,
        "is_cut": outline.is_cut,
        "subject": outline.subject,
        "ready": Markdown,
        "diff_block": lambda shown: diff_block(map(quotes.text_of, shown.rows)),
        "link": link,
        "code": code,
        "codes": partial(_codes, catalog),
        "field": partial(_field, catalog),
        "web_address": web_address,
        "number": catalog.number,
        "time": partial(overview.commit_time, digest),
        "message": _message,
        "quoted": partial(_quoted, catalog),
        "tiers": overview.tiers,
        "total": partial(headlines.total_text, catalog, digest),
        "failed": overview.failed,
        "components": _components,
        "file_name": _file_name,
        "findings": _findings,
        "finding": partial(_finding, catalog),
        "details": partial(_details, catalog),
        "first": _first,
        "hunks": _hunks,
        "hunk_place": _hunk_place,
        "touched": partial(_touched, catalog),
        "theme": partial(_theme, catalog, outline),
        "standout": partial(_standout, catalog, outline),
        "is_told": claims.is_told,
        "types": partial(_types, catalog),
        "importance": partial(_importance, catalog),
        "statement": partial(_statement, catalog),
        **_texts(catalog),
    }


def _texts(catalog: Catalog) -> dict[str, Callable[..., object]]:
    """The functions that make plain text, without their first argument."""
    functions: Iterable[Callable[..., object]] = (
        brought.brought,
        claims.account,
        claims.brief,
        claims.headline,
        claims.no_analysis,
        standouts.standouts,
        claims.sections,
        headlines.account_text,
        headlines.count_text,
        highlights.firsts,
        headlines.no_commits_text,
        headlines.only_text,
        headlines.remarks,
        headlines.tier_count,
        headlines.tier_title,
        sentences.component_details,
        sentences.component_name,
        sentences.file_details,
        sentences.importance_text,
        sentences.lines_more,
        sentences.more_files,
        description.summary,
        sentences.type_text,
    )
    return {function.__name__: partial(function, catalog) for function in functions}


def _field(catalog: Catalog, label: str, value: str = "") -> Markdown:
    colon = catalog.text(": ")
    return Markdown(f"**{md(label)}**{colon}{md(value)}".rstrip())


def _codes(catalog: Catalog, texts: Iterable[str]) -> Markdown:
    return Markdown(catalog.listed([code(text) for text in texts]))


def _message(commit: CommitDigest) -> Markdown:
    return rows([commit.commit.subject, *message.rows(commit)])


def _quoted(catalog: Catalog, commit: CommitDigest) -> Markdown:
    """The prose of a message, short, between quotation marks."""
    return prose(message.quoted(catalog, commit))


def _theme(
    catalog: Catalog, outline: Outline, part: RepositoryDigest, sentence: Sentence
) -> Markdown:
    """A sentence of an overview with links to its commits."""
    links = [_to(outline, commit) for commit in overview.about(part, sentence)]
    behind = f" ({catalog.listed(list(links))})" if links else ""
    return Markdown(f"{prose(sentence.text)}{behind}")


def _standout(catalog: Catalog, outline: Outline, one: standouts.Standout) -> Markdown:
    """Names of several commits, behind those of each a link to it."""
    told = [f"{_codes(catalog, named.names)} ({_to(outline, named.commit)})" for named in one.named]
    if one.hidden:
        told.append(md(sentences.more_facts(catalog, one.hidden)))
    return _field(catalog, one.title, Markdown(catalog.listed(told)))


def _to(outline: Outline, commit: CommitDigest) -> Markdown:
    return link(overview.short_sha(commit), outline.anchor(commit) or commit.url)


def _components(commit: CommitDigest) -> list[overview.Component]:
    most = MOST_FILES_TOLD if claims.is_told(commit) else MOST_FILES
    return overview.components(commit.facts.files, most[commit.importance])


def _file_name(file: FileFact) -> Markdown:
    """A file, and where it was before."""
    before = overview.path_before(file)
    return Markdown(f"{code(before)} → {code(file.path)}") if before else code(file.path)


def _findings(commit: CommitDigest) -> list[overview.Findings]:
    most = MOST_OF_A_KIND_TOLD if claims.is_told(commit) else MOST_OF_A_KIND
    return overview.findings(commit, most)


def _types(catalog: Catalog, commit: CommitDigest) -> str:
    """The type by the facts, and what the model adds."""
    both = sentences.type_text(catalog, commit), claims.types_text(catalog, commit)
    return " / ".join(text for text in both if text)


def _importance(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Markdown:
    """The tier with the model's reason, or with the terms of the score."""
    reason = claims.reason(catalog, part, commit)
    if reason is None:
        return md(sentences.importance_text(catalog, commit))
    tier = md(sentences.tier_name(catalog, commit))
    rated = claims.rated_text(catalog, commit)
    moved = f" ({md(rated)})" if rated else ""
    return Markdown(f"{tier}{catalog.text(': ')}{_statement(catalog, reason)}{moved}")


def _statement(catalog: Catalog, said: claims.Said) -> Markdown:
    """A statement with its kind before it, and behind it what it is worth and where it points."""
    label = f"**{md(said.label)}**{catalog.text(': ')}" if said.label else ""
    mark = md(claims.mark(catalog, said))
    behind = [str(mark), f"({_place(said.place, said.url)})" if said.place else ""]
    return Markdown(" ".join([f"{label}{prose(said.text)}", *(part for part in behind if part)]))


def _finding(
    catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, group: overview.Findings
) -> Markdown:
    """What kind of facts these are, and their names where those say enough."""
    title = md(highlights.title(catalog, group.kind, group.change)) + catalog.text(": ")
    if not highlights.in_one_line(group):
        return Markdown(title.rstrip())
    if len(group.facts) == 1 and not group.hidden:
        return Markdown(title + _fact(catalog, part, commit, group.facts[0]))
    more = [md(sentences.more_facts(catalog, group.hidden))] if group.hidden else []
    return Markdown(
        title + catalog.listed([*(code(overview.name_of(fact)) for fact in group.facts), *more])
    )


def _details(
    catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, group: overview.Findings
) -> list[Markdown]:
    """The facts of a group that does not fit a line, each with its values and its place."""
    if highlights.in_one_line(group):
        return []
    more = [md(sentences.more_facts(catalog, group.hidden))] if group.hidden else []
    return [*(_fact(catalog, part, commit, fact) for fact in group.facts), *more]


def _fact(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, fact: Fact) -> Markdown:
    """A name with its values and the places where it can be seen."""
    form = md if highlights.in_words(catalog, fact) else code
    values = " → ".join(form(value) for value in highlights.values(catalog, fact))
    name = overview.name_of(fact)
    shown = md(name) if overview.is_count(fact) else code(name)
    told: list[str] = [
        _place(places.evidence_place(one), places.evidence_page(part, commit, one))
        for one in overview.seen(fact)
    ]
    if hidden := overview.unseen(fact):
        told.append(md(sentences.more_facts(catalog, hidden)))
    parts = [shown, values, f"({catalog.listed(told)})" if told else ""]
    return Markdown(" ".join(part for part in parts if part))


def _first(first: highlights.First) -> Markdown:
    """A place to open first, and why."""
    name = f" {code(first.name)}" if first.name else ""
    return Markdown(f"{_place(first.place, first.url)} · {md(first.why)}{name}")


def _hunks(commit: CommitDigest) -> list[quotes.Shown]:
    """The hunks to read where no model has told what matters in them."""
    return [] if claims.is_told(commit) else [quotes.whole(quote) for quote in commit.quotes]


def _hunk_place(part: RepositoryDigest, commit: CommitDigest, shown: quotes.Shown) -> Markdown:
    """Where a hunk is, as a heading of it."""
    line, gone = quotes.first_line(shown)
    url = places.page(part, commit, shown.path, (line, line), gone=gone)
    section = f" {code(shown.section)}" if shown.section else ""
    return Markdown(f"{_place(f'{shown.path}:{line}', url)}{section}")


def _place(place: str, url: str) -> Markdown:
    """A path with its line, as a link where the forge has a page of it."""
    return link(place, url) if web_address(url) else code(place)


def _touched(catalog: Catalog, commit: CommitDigest, file: FileFact) -> Markdown:
    """The names in a file that came, went or changed."""
    most = MOST_NAMES_TOLD if claims.is_told(commit) else MOST_NAMES
    told = []
    for group in highlights.touched(commit, file.path, most):
        more = [md(sentences.more_facts(catalog, group.hidden))] if group.hidden else []
        listed = catalog.listed([*(code(name) for name in group.names), *more])
        told.append(f" · {md(word(catalog, STATUSES, group.change))} {listed}")
    return Markdown("".join(told))
