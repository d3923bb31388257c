"""Risks that the history tells: hotspots, new hands in old code, what usually moves along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gitdigest.facts.fact import Evidence, FileClass
from gitdigest.release.found import Found
from gitdigest.release.risks.risk import Risk

_CODE = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_OFTEN = 3  # times as many changes as it takes for a hotspot


def history_risks(found: Found) -> Iterator[Risk]:
    """One for each file that many changes touched, each hand that is new to it, each lost partner."""
    code = {file.path for file in found.files if file.file_class in _CODE}
    yield from _hotspots(found, code)
    yield from _new_hands(found, code)
    yield from _partners(found, code)


def _hotspots(found: Found, code: set[str]) -> Iterator[Risk]:
    topics: dict[str, list[str]] = defaultdict(list)
    for topic in found.topics:
        touched = {f.path for sha in topic.shas for f in found.commits[sha].facts.files}
        for path in touched & code if topic.ships else ():
            topics[path].append(topic.sha)
    for path, shas in sorted(topics.items()):
        if len(shas) >= found.gate.hotspot_changes:
            often = len(shas) >= _OFTEN * found.gate.hotspot_changes
            yield Risk(
                "hotspot", "medium" if often else "low", path, str(len(shas)),
                weight=float(len(shas)), evidence=(Evidence(path),), commits=tuple(shas[:5]),
            )  # fmt: skip


def _new_hands(found: Found, code: set[str]) -> Iterator[Risk]:
    """Who changed a file of old for the first time, and more than a line of it."""
    for sha, commit in found.commits.items():
        for fact in commit.facts.findings:
            if fact.kind != "history.new-author":
                continue
            for place in fact.evidence:
                lines = found.writers(place.path).get(sha, 0) if place.path in code else 0
                if lines >= found.gate.untested_lines:
                    yield Risk(
                        "new-author", "low", place.path, fact.name, weight=float(lines),
                        evidence=(place,), commits=(sha,),
                    )  # fmt: skip


def _partners(found: Found, code: set[str]) -> Iterator[Risk]:
    """Files that usually change with one of these, and did not in the whole range."""
    touched = {
        path for c in found.commits.values() for f in c.facts.files for path in (f.path, f.old_path)
    }
    seen: set[tuple[str, str]] = set()
    for sha, commit in found.commits.items():
        for fact in commit.facts.findings:
            path = fact.evidence[0].path if fact.kind == "history.partner" else ""
            if path in code and fact.name not in touched and (path, fact.name) not in seen:
                seen.add((path, fact.name))
                yield Risk(
                    "partner", "low", path, f"{fact.name} ({fact.after})",
                    evidence=fact.evidence, commits=(sha,),
                )  # fmt: skip
