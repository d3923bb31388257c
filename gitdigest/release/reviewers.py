"""Which files to open first, and who knows each best."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gitdigest.facts.fact import FileClass, FileFact, Importance
from gitdigest.release.found import Found
from gitdigest.release.past import Expert
from gitdigest.release.risks.risk import Risk

MOST = 15
_WEIGHT: Mapping[Importance, float] = {"high": 4.0, "medium": 2.0, "low": 1.0}
_CLASSES: Mapping[FileClass, float] = {
    FileClass.SOURCE: 1.0,
    FileClass.SCHEMA: 1.0,
    FileClass.MIGRATION: 1.0,
    FileClass.BUILD: 0.5,
    FileClass.CONFIG: 0.5,
    FileClass.DEPS: 0.5,
    FileClass.CI: 0.4,
    FileClass.TEST: 0.3,
    FileClass.EXAMPLE: 0.2,
    FileClass.BENCH: 0.2,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that somebody should open, why (rules that found something in it), and with whom.

    `score` orders the list; `commits` are those behind most of its lines. `expert` knows the file
    best of those who did not write the change, where anybody does.
    """

    path: str
    score: float
    additions: int | None
    deletions: int | None
    rules: tuple[str, ...] = ()
    commits: tuple[str, ...] = ()
    expert: Expert | None = None


def find_readings(found: Found, risks: Sequence[Risk]) -> tuple[Reading, ...]:
    """The files to open first: by what was found in them and by how much of them changed."""
    rules: dict[str, Counter[str]] = defaultdict(Counter)
    points: dict[str, float] = defaultdict(float)
    for risk in risks:
        for path in {place.path for place in risk.evidence}:
            rules[path][risk.rule] += 1
            points[path] += _WEIGHT[risk.tier]
    scored: list[tuple[float, str]] = []
    by_path = {file.path: file for file in found.files}
    for file in found.files:
        weight = _CLASSES.get(file.file_class, 0.0)
        lines = (file.additions or 0) + (file.deletions or 0)
        if weight and lines and file.status != "deleted":
            known = math.sqrt(points[file.path] + points[file.old_path or ""])
            scored.append((round(weight * (math.log2(lines + 1) + 2 * known), 2), file.path))
    chosen = sorted(scored, key=lambda item: (-item[0], item[1]))[:MOST]
    return tuple(
        Reading(
            path=path,
            score=score,
            additions=by_path[path].additions,
            deletions=by_path[path].deletions,
            rules=tuple(rule for rule, _ in rules[path].most_common()),
            commits=_writers(found, path),
            expert=_other(found, by_path[path]),
        )
        for score, path in chosen
    )


def _writers(found: Found, path: str) -> tuple[str, ...]:
    counts = found.writers(path)
    return tuple(sorted(counts, key=lambda sha: (-counts[sha], sha))[:3])


def _other(found: Found, file: FileFact) -> Expert | None:
    """Who knows the file best and is not the one behind most of its lines."""
    past = found.pasts.get(file.old_path or file.path)
    writers = _writers(found, file.path)
    author = found.commits[writers[0]].commit.author.name if writers else ""
    return next((e for e in past.experts if e.name != author), None) if past else None
