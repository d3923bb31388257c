"""Risks that the history tells: hotspots, new hands in old code, what usually moves along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from gitdigest.commit import Person
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
    """Who wrote much of a file of old that he never touched before."""
    for file in found.files:
        past = found.pasts.get(file.old_path or file.path)
        if past is None or file.path not in code:
            continue
        lines: Counter[Person] = Counter()
        commits: dict[Person, list[str]] = defaultdict(list)
        for sha, count in found.writers(file.path).items():
            author = found.commits[sha].commit.author if sha in found.commits else None
            if author and author.email and author.email not in past.emails:
                lines[author] += count
                commits[author].append(sha)
        for author, count in lines.items():
            if count >= found.gate.untested_lines:
                yield Risk(
                    "new-author", "low", file.path, author.name, weight=float(count),
                    evidence=(Evidence(file.path),), commits=tuple(commits[author][:5]),
                )  # fmt: skip


def _partners(found: Found, code: set[str]) -> Iterator[Risk]:
    """Files that usually change with one of these, and did not in the whole range."""
    touched = {path for file in found.files for path in (file.path, file.old_path)}
    touched |= {f.path for commit in found.commits.values() for f in commit.facts.files}
    for file in found.files:
        past = found.pasts.get(file.old_path or file.path)
        for partner in past.partners if past and file.path in code else ():
            if partner.partner not in touched:
                often = f"{partner.partner} ({partner.together}/{partner.changes})"
                yield Risk(
                    "partner", "low", file.path, often, evidence=(Evidence(file.path),),
                    commits=tuple(found.writers(file.path))[:3],
                )  # fmt: skip
