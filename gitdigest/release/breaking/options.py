"""Options in capitals that code reads by name or lists with their defaults, as Flask and Django do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gitdigest.diff import FileChange
from gitdigest.facts.fact import Evidence
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.surface.side import Side

_READ = re.compile(
    r"""\b(?:config|settings|conf)(?:\.get|\.setdefault|\.pop)?[\[(]\s*["']([A-Z][A-Z0-9_]{2,})["']"""
    r"""|\bgetattr\(settings,\s*["']([A-Z][A-Z0-9_]{2,})["']|\bsettings\.([A-Z][A-Z0-9_]{3,})\b"""
)
_TABLE = re.compile(r"config|default|settings", re.IGNORECASE)
_OPENS = ("(", "{", "[")
_ENTRY = re.compile(r"""^[ \t]*["']([A-Z][A-Z0-9_]{2,})["'][ \t]*:[ \t]*(.+?),?[ \t]*$""")
_CLOSED = re.compile(r"^[ \t]*[)}\]]+")
_MOST_LINES = 200
_NEAR = re.compile(r"""['"][A-Z][A-Z0-9_]{2,}['"]|settings\.[A-Z]""")
_SOURCES = (".py", ".js", ".ts", ".rb", ".php")


def breaks_of_options(
    changes: Iterable[FileChange], before: Side, after: Side, behind: Behind
) -> Iterator[Break]:
    """Options that no changed file reads any more, and those whose default is another."""
    files = [change for change in changes if change.path.endswith(_SOURCES)]
    old: dict[str, tuple[str, Evidence]] = {}
    new: dict[str, tuple[str, Evidence]] = {}
    for change in files:
        if change.status != "added":
            path = change.old_path or change.path
            for name, value, line in _options(before.text(path)):
                _keep(old, name, value, Evidence(path, line, "old"))
        if change.status != "deleted":
            for name, value, line in _options(after.text(change.path)):
                _keep(new, name, value, Evidence(change.path, line))
    rest = "\n".join(after.text(change.path) for change in files)
    for name, (value, where) in sorted(old.items()):
        if name not in new and not re.search(rf"[\"']{name}[\"']", rest):
            commits = behind.at(where)
            yield Break("config", "removed", name, "major", evidence=(where,), commits=commits)
        elif name in new and value and new[name][0] and new[name][0] != value:
            now, place = new[name]
            commits = behind.at(place)
            yield Break(
                "default",
                "default-changed",
                name,
                "look",
                value,
                now,
                "",
                evidence=(place,),
                commits=commits,
            )


def _keep(found: dict[str, tuple[str, Evidence]], name: str, value: str, where: Evidence) -> None:
    """The first place of an option, or the one that has its default."""
    if name not in found or (value and not found[name][0]):
        found[name] = (value, where)


def _options(text: str) -> Iterator[tuple[str, str, int]]:
    """Each option that a text reads or lists: its name, its default ("" if not told), its line."""
    if not _NEAR.search(text):
        return
    for match in _READ.finditer(text):
        name = match[1] or match[2] or match[3]
        yield name, "", text.count("\n", 0, match.start()) + 1
    lines = text.split("\n")
    for first, line in enumerate(lines, 1):
        if not line.rstrip().endswith(_OPENS) or not _is_table(line):
            continue
        for number, inner in enumerate(lines[first : first + _MOST_LINES], first + 1):
            if _CLOSED.match(inner):
                break
            if entry := _ENTRY.match(inner):
                yield entry[1], entry[2], number


def _is_table(line: str) -> bool:
    """Whether a line begins one: a name of options, and a sign behind it that gives them."""
    code = line.partition("#")[0]
    named = _TABLE.search(code)
    return named is not None and any(sign in code[named.end() :] for sign in "=:(")
