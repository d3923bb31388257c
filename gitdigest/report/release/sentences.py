"""What a report says of a release, as plain text in its language; each format escapes it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import reduce
from zoneinfo import ZoneInfo

from gitdigest.facts.fact import Evidence
from gitdigest.forge import file_url
from gitdigest.limits import BEHIND
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.notes import Step
from gitdigest.release.release import ReleaseDigest
from gitdigest.release.reviewers import Reading
from gitdigest.release.risks.risk import Risk
from gitdigest.release.topics import Topic
from gitdigest.release.verdict import Check, Reason
from gitdigest.report.catalog import Catalog
from gitdigest.report.headlines import note_text, unread_text
from gitdigest.report.overview import SHORT, local_time
from gitdigest.report.release.words import (
    BEFORE_ONE,
    CHECKS,
    CODES,
    COUNTS,
    GATE,
    KINDS,
    LIGHTS,
    RELATIONS,
    RULES,
    STATES,
    STEPS,
    VERDICTS,
    VERSIONS,
)
from gitdigest.report.sentences import commits_text, files_text, lines_text
from gitdigest.report.words import sentence, word

_SHIPS = ("ships", "partly")


def title_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """The report's title: what is released, and since when."""
    return catalog.text(
        "Before the release of %(name)s: %(range)s",
        name=release.repository.name,
        range=range_text(catalog, release),
    )


def range_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """The two ends by their names."""
    ends = release.ends
    if not ends.base:
        return catalog.text("everything until %(head)s", head=ends.head)
    dots = "" if ends.base.endswith("...") else ".."
    return f"{ends.base}{dots}{ends.head}"


def span_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """The ends by id, and when the report was made."""
    base = release.ends.base_sha[:SHORT] or "∅"
    return catalog.text(
        "%(base)s → %(head)s · time zone %(zone)s · made at %(made)s",
        base=base,
        head=release.ends.head_sha[:SHORT],
        zone=release.timezone,
        made=local_time(release.generated_at, ZoneInfo(release.timezone)),
    )


def verdict_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """The verdict in a word, with its light."""
    found = release.verdict.word
    return f"{LIGHTS[found]} {word(catalog, VERDICTS, found)}"


def reason_text(catalog: Catalog, reason: Reason) -> str:
    """A rule that found something: "stops: Breaking change … (3)"."""
    return catalog.text(
        "%(light)s %(level)s: %(rule)s (%(count)s)",
        light=LIGHTS[reason.level],
        level=word(catalog, GATE, reason.level),
        rule=word(catalog, RULES, reason.rule),
        count=catalog.number(reason.count),
    )


def check_text(catalog: Catalog, check: Check) -> str:
    """A line of the checklist."""
    return sentence(catalog, CHECKS, check.code, detail=check.detail)


def net_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """How much ships, and of how many commits and changes."""
    return catalog.text(
        "%(commits)s in %(changes)s; what ships: %(files)s, %(lines)s",
        commits=commits_text(catalog, len(release.repository.commits)),
        changes=changes_text(catalog, len(release.topics)),
        files=files_text(catalog, release.net.files),
        lines=lines_text(catalog, release.net.additions, release.net.deletions),
    )


def changes_text(catalog: Catalog, count: int) -> str:
    """A number of changes."""
    return catalog.plural("%(count)s change", "%(count)s changes", count)


def states_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """How many changes ship, were reverted, came and went."""
    counts: Counter[str] = Counter(topic.state for topic in release.topics)
    colon = catalog.text(": ")
    parts = [
        f"{word(catalog, STATES, state)}{colon}{catalog.number(counts[state])}" for state in STATES
    ]
    return catalog.text("; ").join(
        part for part, state in zip(parts, STATES, strict=True) if counts[state]
    )


def remarks(catalog: Catalog, release: ReleaseDigest) -> Iterator[str]:
    """What the reader must know of the whole."""
    if not release.complete:
        yield catalog.text("⚠ This report is incomplete: what is missing is named in its section.")
    if not release.net.followed:
        yield catalog.text(
            "⚠ Git could not read every commit: lines were not followed, each commit counts as it"
            " stands."
        )
    if release.ends.forked:
        yield catalog.text(
            "The two ends have parted: the older one has commits of its own (%(count)s).",
            count=catalog.number(len(release.missing)),
        )
    for reason, count in release.repository.books.unread_files:
        if reason in BEHIND:
            yield unread_text(catalog, reason, count)
    if any(release.net.elsewhere):
        yield catalog.text(
            "Lines of the difference that no commit of the range is behind: %(lines)s",
            lines=lines_text(catalog, *release.net.elsewhere),
        )
    yield from (note_text(catalog, note) for note in release.repository.notes)


def topic_details(catalog: Catalog, topic: Topic) -> str:
    """What became of a change: its lines that ship, or that it does not."""
    lines = lines_text(catalog, topic.added, topic.removed) if topic.state in _SHIPS else ""
    state = "" if topic.state == "ships" else word(catalog, STATES, topic.state)
    return " · ".join(part for part in (state, lines) if part)


def _happened(item: Break) -> str:
    """The code of a break; a parameter that must be given may be one that was not there."""
    if item.code != "parameter-required" or not item.before:
        return item.code
    name = rf"(?<!\w){re.escape(item.detail)}(?!\w)"
    return item.code if re.search(name, item.before) else "parameter-new"


def relation_text(catalog: Catalog, relation: str) -> str:
    """What a commit is to the change that it hangs under."""
    return word(catalog, RELATIONS, relation)


def break_text(catalog: Catalog, item: Break) -> str:
    """What happened: "public name: parameter removed (timeout)"."""
    happened = word(catalog, CODES, _happened(item))
    if item.detail and item.code != "removed":
        happened = catalog.text("%(what)s (%(reason)s)", what=happened, reason=item.detail)
    marks = [happened]
    if item.announced:
        marks.append(catalog.text("was deprecated"))
    if not item.certain:
        marks.append(catalog.text("may still be reached"))
    elif not item.promised:
        marks.append(catalog.text("the package itself did not export it"))
    if not item.commits:
        marks.append(catalog.text("its commit is not known"))
    kind = word(catalog, KINDS, item.kind)
    return f"{kind}{catalog.text(': ')}{catalog.listed(marks)}"


def risk_title(catalog: Catalog, risk: Risk) -> str:
    """The rule that a risk falls under."""
    return word(catalog, RULES, risk.rule)


def risk_detail(catalog: Catalog, risk: Risk) -> str:
    """The numbers and names of a risk, or what a model said."""
    if risk.text:
        return risk.text
    if risk.rule in COUNTS:
        count = risk.detail
        shown = catalog.number(int(count)) if count.isascii() and count.isdigit() else count
        return sentence(catalog, COUNTS, risk.rule, detail=shown)
    code, _, rest = risk.detail.partition(" ")
    return f"{word(catalog, CODES, code)} {rest}".strip() if code in CODES else risk.detail


def version_text(catalog: Catalog, release: ReleaseDigest) -> str:
    """The version that the changes ask for, and the one that is planned."""
    advice = release.advice
    words = BEFORE_ONE if advice.asked.startswith("0.") else VERSIONS
    parts = [catalog.text("The changes ask for %(what)s.", what=word(catalog, words, advice.level))]
    if advice.asked:
        parts.append(catalog.text("That is %(version)s at least.", version=advice.asked))
    if advice.planned:
        parts.append(
            catalog.text(
                "%(source)s plans %(version)s.", source=advice.source, version=advice.planned
            )
        )
    else:
        parts.append(catalog.text("No file plans a version yet."))
    if advice.scheme == "calver":
        parts.append(catalog.text("The versions are dates, which promise nothing."))
    if advice.fits is not None:
        fits = catalog.text("✅ That fits.") if advice.fits else catalog.text("❌ That is too low.")
        parts.append(fits)
    return reduce(
        lambda first, then: catalog.text("%(first)s %(then)s", first=first, then=then), parts
    )


def reading_text(catalog: Catalog, reading: Reading) -> str:
    """Why a file should be opened."""
    return catalog.listed([word(catalog, RULES, rule) for rule in reading.rules])


def expert_text(catalog: Catalog, reading: Reading) -> str:
    """Who knows the file best, "" where nobody does."""
    expert = reading.expert
    if expert is None:
        return ""
    return catalog.text(
        "%(name)s (%(changes)s of %(whole)s changes)",
        name=expert.name,
        changes=catalog.number(expert.changes),
        whole=catalog.number(expert.whole),
    )


def step_text(catalog: Catalog, step: Step) -> str:
    """Something to do when upgrading."""
    item = step.item
    return sentence(catalog, STEPS, item.kind, name=item.name, after=item.after)


def place_page(release: ReleaseDigest, evidence: tuple[Evidence, ...]) -> str:
    """The forge's page of that place, at the end of the range that has it; "" where none is known."""
    if not evidence:
        return ""
    first, ends = evidence[0], release.ends
    sha = ends.base_sha if first.side == "old" else ends.head_sha
    lines = None if first.line is None else (first.line, first.line)
    return file_url(release.repository.web_url, sha, first.path, lines) if sha else ""


def place_text(evidence: tuple[Evidence, ...]) -> str:
    """The first place where something can be seen."""
    if not evidence:
        return ""
    first = evidence[0]
    return first.path if first.line is None else f"{first.path}:{first.line}"
