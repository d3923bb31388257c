"""What a model was asked and how far its words hold, summed over a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gitdigest.analysis.claim import claims_of
from gitdigest.digest import CommitDigest, Digest, ModelUse
from gitdigest.report.catalog import Catalog
from gitdigest.report.words import VERDICTS, sentence

_MINUTE = 60
_HOUR = 3_600


def counts(digest: Digest) -> Counter[str]:
    """How many statements have each verdict; "struck" ones are in no report."""
    found: Counter[str] = Counter()
    for part in digest.repositories:
        found["struck"] += part.overview.struck if part.overview else 0
        for commit in part.commits:
            found += of_commit(commit)
    return +found


def of_commit(commit: CommitDigest) -> Counter[str]:
    """The same for one commit."""
    if commit.analysis is None:
        return Counter()
    found = Counter[str](claim.verdict for _, claim in claims_of(commit.analysis))
    found["struck"] = len(commit.analysis.struck)
    return +found


def notes(catalog: Catalog, digest: Digest, mark: str) -> list[str]:
    """What a reader must know of the model, once in a report; empty where none was asked."""
    told = (
        model_text(catalog, digest),
        counts_text(catalog, digest),
        legend(catalog, digest, mark),
    )
    return [line for line in told if line]


def states(commit: CommitDigest) -> list[str]:
    """What a reader can look for in an analysis; nothing where no model was asked."""
    if commit.analysis is None:
        asked = commit.skipped is not None and commit.skipped.reason != "no-model"
        return ["skipped"] if asked else []
    found = of_commit(commit)
    return [state for state in ("unverified", "contradicted", "struck") if found[state]] or ["held"]


def counts_text(catalog: Catalog, digest: Digest) -> str:
    """How far the statements of the model hold, "" where there are none."""
    found = counts(digest)
    told = [
        sentence(catalog, VERDICTS, verdict, count=catalog.number(found[verdict]))
        for verdict in VERDICTS
        if found[verdict]
    ]
    if not told:
        return ""
    return catalog.text(
        "Statements of the model, compared with the commits: %(verdicts)s",
        verdicts=catalog.listed(told),
    )


def legend(catalog: Catalog, digest: Digest, mark: str) -> str:
    """What the mark of a statement means, "" where none has one."""
    if not counts(digest)["unverified"]:
        return ""
    return catalog.text(
        "%(mark)s marks a statement in which code found nothing to check", mark=mark
    )


def model_text(catalog: Catalog, digest: Digest) -> str:
    """Which model explained, how often it was asked and what that took; "" where none did."""
    use = digest.model
    if use is None or not (use.calls or use.cached):
        return ""
    return " · ".join([catalog.text("Explained by the model %(name)s", name=use.name), *_use(catalog, use)])  # fmt: skip


def _use(catalog: Catalog, use: ModelUse) -> Iterator[str]:
    yield catalog.plural("%(count)s request", "%(count)s requests", use.calls)
    if use.cached:
        yield catalog.plural(
            "%(count)s answer from the cache", "%(count)s answers from the cache", use.cached
        )
    if use.retries:
        yield catalog.plural("%(count)s further try", "%(count)s further tries", use.retries)
    if use.prompt_tokens or use.answer_tokens:
        yield catalog.text(
            "%(read)s tokens read, %(written)s written",
            read=catalog.number(use.prompt_tokens),
            written=catalog.number(use.answer_tokens),
        )
    if use.seconds:
        yield _duration(catalog, use.seconds)


def _duration(catalog: Catalog, seconds: float) -> str:
    """A stretch of time to two digits: "4.2 s", "3 min 5 s", "2 h 10 min"."""
    if seconds < _MINUTE:
        return catalog.text("%(seconds)s s", seconds=catalog.number(round(seconds, 1)))
    whole = round(seconds)
    if whole < _HOUR:
        return catalog.text(
            "%(minutes)s min %(seconds)s s",
            minutes=str(whole // _MINUTE),
            seconds=str(whole % _MINUTE),
        )
    return catalog.text(
        "%(hours)s h %(minutes)s min",
        hours=catalog.number(whole // _HOUR),
        minutes=str(whole % _HOUR // _MINUTE),
    )
