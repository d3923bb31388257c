"""What a range asks of those who run it: settings, data, migrations, the licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gitdigest.facts.fact import Evidence, Fact, FileClass, FileFact
from gitdigest.facts.files import is_aside, read_path
from gitdigest.facts.settings import is_read
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break, Kind, Weight
from gitdigest.release.surface.side import Side

_CONFIG = re.compile(
    r"(?:^|/)(?:configs?|conf|etc|defaults?|charts?/[^/]+|deploy)/|(?:config|settings|defaults?|example"
    r"|sample)[^/]*$|\.env",
    re.IGNORECASE,
)
_TOOL = re.compile(r"(?:^|/)(?:\.[^/]+|[^/]*rc|tsconfig[^/]*|ruff\.toml|mypy\.ini|pytest\.ini)$")


def breaks_of_facts(
    facts: Sequence[Fact], files: Iterable[FileFact], after: Side, behind: Behind
) -> Iterator[Break]:
    """A break for each fact between the ends that somebody must follow.

    A variable that one file ceases to read is none as long as any other of the end reads it.
    """
    gone = {one.name for one in facts if one.kind == "setting.env" and one.change == "removed"}
    kept = set(_still_read(gone, after)) if gone else set()
    for fact in facts:
        found = _of_fact(fact)
        if found and fact.evidence and not (found[0] == "env" and fact.name in kept):
            kind, code, weight = found
            yield Break(
                kind,
                code,
                fact.name,
                weight,
                before=fact.before or "",
                after=fact.after or "",
                evidence=fact.evidence[:1],
                commits=behind.at(fact.evidence[0]),
            )
    for file in files:
        if file.file_class is FileClass.MIGRATION and file.status == "added":
            where = (Evidence(file.path),)
            commits = behind.file(file.path)
            yield Break("migration", "added", file.path, "look", evidence=where, commits=commits)


def _still_read(names: set[str], after: Side) -> Iterator[str]:
    """Those of the variables that a source file of the end reads."""
    sought = {name.encode(): name for name in names}
    for path, blob in after.files.items():
        if read_path(path).file_class is FileClass.SOURCE and not is_aside(path):
            data = after.sources.read(blob) or b""
            near = [name for word, name in sought.items() if word in data]
            text = data.decode("utf-8", "replace") if near else ""
            yield from (name for name in near if is_read(text, name))


def _of_fact(fact: Fact) -> tuple[Kind, str, Weight] | None:
    """What a fact breaks, if anything: the kind, what happened, and how grave it is."""
    family = fact.kind.partition(".")[0]
    removed = fact.change == "removed"
    if family == "setting" and removed:
        return ("env" if fact.kind == "setting.env" else "flag"), "removed", "major"
    if fact.kind == "config.key" and removed and _is_config(fact.evidence[0].path):
        return "config", "removed", "look"
    if fact.kind in {"schema.field", "schema.path"} and fact.change != "added":
        return "schema", str(fact.change), "major"
    if fact.kind == "schema.sql" and (fact.after or "").startswith(("DROP", "RENAME")):
        return "schema", "dropped", "look"
    if fact.kind == "licence" and fact.change != "added" and "/" not in fact.name:
        return "licence", str(fact.change), "look"
    return ("licence", str(fact.change), "look") if fact.kind == "licence.spdx" else None


def _is_config(path: str) -> bool:
    return _CONFIG.search(path) is not None and not _TOOL.search(path)
