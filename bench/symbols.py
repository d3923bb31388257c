"""`python -m bench.symbols [--commits N] [--seed N] [--show] REPOSITORY…`: symbols against an oracle.

Of commits drawn at random, every touched file of a language that both read is given to our
grammars and to universal-ctags, before and after: functions, methods and types, by name and line.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gitdigest.facts.files import read_path
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.sources import Sources
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.trees import Parsed
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

OURS = frozenset({"function", "method", "class", "struct", "enum", "interface", "trait"})
THEIRS = frozenset(
    {"function", "func", "method", "singletonMethod", "generator", "getter", "setter", "class"}
    | {"struct", "union", "enum", "interface", "annotation", "trait"}
)
_CTAGS_NAMES = {"Bash": "Sh", "TSX": "TypeScript"}
_FARTHEST = 30  # lines from the first decorator of a symbol to its name


class Place(NamedTuple):
    """A symbol of either side: its own name, where it starts and ends; `told` is its kind."""

    name: str
    start: int
    end: int
    told: bool


class Compared(NamedTuple):
    """What both sides found in one file, and what one of them alone did."""

    language: str
    path: str
    broken: bool
    both: int
    ours: list[Place]
    theirs: list[Place]


def main(arguments: list[str]) -> int:
    """Prints a line for each language of each repository; with `--show` every difference."""
    parser = argparse.ArgumentParser(prog="python -m bench.symbols", description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--language", default="")
    options = parser.parse_args(arguments)
    for repository in options.repositories:
        with tempfile.TemporaryDirectory() as folder:
            found = list(_compared(repository, options, Path(folder)))
        _report(repository, found, show=options.show)
    return 0


def _report(repository: Path, found: list[Compared], *, show: bool) -> None:
    name = repository.parent.name if repository.name == "repo" else repository.name
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        counts = {"files": 1, "both": one.both, "ours": len(one.ours), "theirs": len(one.theirs)}
        sums[f"{one.language}{', broken' * one.broken}"].update(counts)
        for side, places in (("ours", one.ours), ("theirs", one.theirs)) if show else ():
            for place in places:
                print(f"  {'~' * one.broken}only {side}: {one.path}:{place.start} {place.name}")
    for language, counts in sorted(sums.items()):
        whole = counts["both"] + counts["ours"] + counts["theirs"]
        print(
            f"{name:<24} {language:<20} {counts['files']:>5} files {counts['both']:>6} of {whole:>6}"
            f" {counts['both'] / max(whole, 1):7.2%}; only ours {counts['ours']}, only theirs"
            f" {counts['theirs']}"
        )


def _compared(path: Path, options: argparse.Namespace, scratch: Path) -> Iterator[Compared]:
    """Each file of the drawn commits, once for each of its versions."""
    files: dict[Path, tuple[str, str, Parsed]] = {}
    with open_repository(str(path), cache=scratch / "cache") as repository:
        selected = repository.select(Selection(first_parent=False, merges="omit"))
        drawn = random.Random(options.seed).sample(  # noqa: S311 - to be drawn again
            selected.shas, min(options.commits, len(selected.shas))
        )
        sources = Sources(repository.blobs)
        for _, diff in repository.stream(replace(selected, shas=tuple(drawn))):
            for change in diff.files:
                grammar = grammar_of(read_path(change.path).language, change.path)
                if grammar is None or options.language not in {"", grammar} or not change.hunks:
                    continue
                trees = sources.trees(change, grammar)
                for blob, parsed in zip((change.old_blob, change.new_blob), trees, strict=True):
                    if parsed is not None:
                        copy = scratch / f"{blob}{Path(change.path).suffix}"
                        copy.write_bytes(parsed.source)
                        files[copy] = (grammar, change.path, parsed)
    for copy, (grammar, name, parsed) in files.items():
        shown = f"{name}@{copy.stem[:10]}"
        ours = list(_symbols(parsed, grammar))
        yield Compared(grammar, shown, parsed.broken, *_matched(ours, list(_tags(copy, grammar))))


def _matched(ours: list[Place], theirs: list[Place]) -> tuple[int, list[Place], list[Place]]:
    """Pairs each tag with the symbol of its name that starts last before it.

    What one side calls a function and the other a constant at the same place counts as agreed.
    """
    left = defaultdict(list)
    for place in sorted(ours, key=lambda place: place.start):
        left[place.name].append(place)
    both, alone = 0, []
    for tag in sorted(theirs, key=lambda tag: (not tag.told, tag.start)):
        near = [
            p for p in left[tag.name] if p.start <= tag.start <= min(p.end, p.start + _FARTHEST)
        ]
        if near:
            left[tag.name].remove(near[-1])
            both += tag.told or near[-1].told
        elif tag.told:
            alone.append(tag)
    return both, [place for places in left.values() for place in places if place.told], alone


def _symbols(parsed: Parsed, grammar: str) -> Iterator[Place]:
    for symbol in symbols_of(parsed, grammar) or ():
        yield Place(
            _own_name(symbol.name),
            symbol.start,
            symbol.end,
            symbol.kind in OURS and not symbol.inner,
        )


def _own_name(name: str) -> str:
    """A name without what it stands in, without template arguments and blanks."""
    name = re.sub(r"\s+", "", name)
    if "operator" in name:
        return name[name.index("operator") :]
    while (inner := re.sub(r"<[^<>]*>", "", name)) != name:
        name = inner
    return re.split(r"::|\.", name)[-1].lstrip("@#*").strip("\"'`")


def _tags(path: Path, grammar: str) -> Iterator[Place]:
    language = _CTAGS_NAMES.get(grammar, grammar)
    command = ["ctags", "--output-format=json", "--fields=NnK", "-f", "-", "--languages=-RSpec"]
    command += [f"--language-force={language}", f"--kinds-{language}=*", str(path)]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    for row in out.decode("utf-8", "replace").splitlines():
        tag = json.loads(row)
        if tag["_type"] == "tag" and not tag["name"].startswith(("__anon", "AnonymousFunction")):
            told = tag["kind"] in THEIRS
            yield Place(_own_name(tag["name"]), tag["line"], tag["line"], told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
