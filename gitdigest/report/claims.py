"""What a model said of a commit, for every format: statements by field, judged and placed.

Words alone: each format escapes them. A statement that holds says nothing of its verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitdigest.analysis.claim import LISTS, Analysis, Claim, Doubt, Field, Sentence
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.report import description, places, quotes
from gitdigest.report.catalog import Catalog
from gitdigest.report.words import (
    ADVICE,
    DOUBTS,
    FIELDS,
    INSIGHTS,
    LEFT_OUT,
    SEVERITIES,
    SKIPPED,
    TIERS,
    TYPES,
    sentence,
    word,
)

MARK = "[?]"  # behind what code could not check
MARKED = frozenset({"unverified", "contradicted"})
MOST_LEFT_OUT = 4
_KINDS = {"risks": SEVERITIES, "insights": INSIGHTS, "advice": ADVICE}


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a model, or of code where there is none.

    `label` is the kind of an insight or an advice, the severity of a risk. `place` is where it
    points ("path:12"), `url` the forge's page of that. `verdict` is "unverified" or
    "contradicted", "" where it holds; `doubt` tells what the commit has in its place.
    """

    text: str
    label: str = ""
    kind: str = ""
    place: str = ""
    url: str = ""
    verdict: str = ""
    doubt: str = ""
    quote: quotes.Shown | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The statements of a field; of a `single` there is one."""

    field: Field
    title: str
    single: bool
    said: tuple[Said, ...]


def said(
    catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, field: Field, claim: Claim
) -> Said:
    """A claim as a report shows it."""
    known = places.changed_file(commit, claim.file) is not None
    quote = quotes.find(commit.quotes, claim) if known else None
    gone = quote is not None and quote.side == "old"
    kinds = _KINDS.get(field, {})
    return Said(
        text=claim.text,
        label=word(catalog, kinds, claim.kind) if claim.kind else "",
        kind=claim.kind,
        place=_place(claim),
        url=places.page(part, commit, claim.file, claim.lines, gone=gone),
        verdict=claim.verdict if claim.verdict in MARKED else "",
        doubt=_doubt_text(catalog, claim),
        quote=quote,
    )


def sections(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> list[Section]:
    """What is told of a commit behind its summary; of a low one only what breaks."""
    analysis = commit.analysis
    if analysis is None:
        return []
    fields: tuple[Field, ...] = ("breaks",)
    if commit.importance != "low":
        fields = ("breaks", "why", *LISTS)
    found: list[Section] = []
    for field in fields:
        claims = _claims(analysis, field)
        if claims:
            shown = tuple(said(catalog, part, commit, field, claim) for claim in claims)
            title = word(catalog, FIELDS, field)
            found.append(Section(field, title, field not in LISTS, shown))
    return found


def reason(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> Said | None:
    """Why the model rates the commit as it does."""
    claim = commit.analysis.reason if commit.analysis else None
    return said(catalog, part, commit, "reason", claim) if claim else None


def headline(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest, room: int = 0) -> Said:
    """What a commit is about in a sentence or two: the model's summary, or the facts' own.

    `room` bounds the facts to so many characters, see `description.summary`.
    """
    claim = commit.analysis.summary if commit.analysis else None
    if claim is None or not claim.text.strip():
        return Said(description.summary(catalog, commit, room))
    return said(catalog, part, commit, "summary", claim)


def is_told(commit: CommitDigest) -> bool:
    """Whether the headline of a commit is a model's."""
    summary = commit.analysis.summary if commit.analysis else None
    return bool(summary and summary.text.strip())


def mark(catalog: Catalog, one: Said) -> str:
    """What must be seen behind a statement: nothing where it holds."""
    if one.verdict == "unverified":
        return MARK
    if one.verdict == "contradicted":
        doubt = one.doubt or catalog.text("it does not fit")
        return catalog.text("[⚠ contradicted by the commit: %(doubt)s]", doubt=doubt)
    return ""


def types_text(catalog: Catalog, commit: CommitDigest) -> str:
    """The types that the model names beside that of the facts, "" where there are none."""
    named = commit.analysis.change_types if commit.analysis else ()
    others = [name for name in dict.fromkeys(named) if name != commit.facts.change_type]
    return " / ".join(word(catalog, TYPES, name) for name in others)


def rated_text(catalog: Catalog, commit: CommitDigest) -> str:
    """What the facts alone say of the importance, where the model moved it."""
    if commit.analysis is None or commit.importance == commit.facts.importance:
        return ""
    return catalog.text("facts alone: %(tier)s", tier=word(catalog, TIERS, commit.facts.importance))


def account(catalog: Catalog, commit: CommitDigest) -> list[str]:
    """What was taken out of an analysis, and what of the commit the model was not shown."""
    analysis = commit.analysis
    if analysis is None:
        return []
    return [*_struck(catalog, analysis), *_left_out(catalog, analysis)]


def brief(catalog: Catalog, part: RepositoryDigest) -> list[tuple[str, tuple[Sentence, ...]]]:
    """The lists of an overview with their titles, those that hold something."""
    if part.overview is None:
        return []
    lists = [
        (catalog.text("Themes"), part.overview.themes),
        (catalog.text("Read first"), part.overview.first),
    ]
    return [(title, sentences) for title, sentences in lists if sentences]


def no_analysis(catalog: Catalog, commit: CommitDigest) -> str:
    """Why there is no analysis, "" where no model was asked or there is one."""
    if commit.analysis or commit.skipped is None or commit.skipped.reason == "no-model":
        return ""
    return catalog.text(
        "No analysis: %(reason)s", reason=word(catalog, SKIPPED, commit.skipped.reason)
    )


def _claims(analysis: Analysis, field: Field) -> tuple[Claim, ...]:
    found = getattr(analysis, field)
    if isinstance(found, tuple):
        return found
    return (found,) if isinstance(found, Claim) and found.text else ()


def _place(claim: Claim) -> str:
    if not claim.file or any(doubt.code == "path" for doubt in claim.doubts):
        return ""
    if claim.lines is None:
        return claim.file
    first, last = claim.lines
    return f"{claim.file}:{first}" if first == last else f"{claim.file}:{first}-{last}"


def _doubt_text(catalog: Catalog, claim: Claim) -> str:
    """What does not hold in a claim, each thing once."""
    if claim.verdict != "contradicted":
        return ""
    told = (_doubt(catalog, doubt) for doubt in claim.doubts if doubt.code in DOUBTS)
    return catalog.text("; ").join(dict.fromkeys(told))


def _doubt(catalog: Catalog, doubt: Doubt) -> str:
    if doubt.code == "importance":
        return sentence(catalog, DOUBTS, doubt.code, said=word(catalog, TIERS, doubt.said))
    text = sentence(catalog, DOUBTS, doubt.code, said=doubt.said)
    if not doubt.found:
        return text
    return catalog.text("%(doubt)s (found: %(found)s)", doubt=text, found=doubt.found)


def _struck(catalog: Catalog, analysis: Analysis) -> Iterator[str]:
    if analysis.struck:
        yield catalog.plural(
            "%(count)s statement that the commit does not hold was taken out",
            "%(count)s statements that the commit does not hold were taken out",
            len(analysis.struck),
        )


def _left_out(catalog: Catalog, analysis: Analysis) -> Iterator[str]:
    """The files that the model did not see, by reason."""
    grouped: dict[str, list[str]] = {}
    for entry in analysis.left_out:
        grouped.setdefault(entry.reason, []).append(entry.path)
    for code, paths in grouped.items():
        names = list(dict.fromkeys(paths))
        more = len(names) - MOST_LEFT_OUT
        if more > 0:
            names = [*names[:MOST_LEFT_OUT], catalog.plural("and %(count)s more", "and %(count)s more", more)]  # fmt: skip
        yield catalog.text(
            "Not read by the model (%(reason)s): %(files)s",
            reason=word(catalog, LEFT_OUT, code),
            files=catalog.listed(names),
        )
