"""Claims made from the lines of real commits: every true one stays, every false one is caught."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from factcase import FactCase
from grounds import judged

from gitdigest.diff import Diff
from gitdigest.grounding import Grounding
from gitdigest.grounding.evidence import Evidence

NAME = re.compile(r"[A-Za-z_]\w{3,}")
NOUNS = [
    "cache",
    "queue",
    "socket",
    "worker",
    "router",
    "handler",
    "token",
    "stream",
    "buffer",
    "window",
    "shard",
    "lease",
]
VERBS = [
    "open",
    "close",
    "read",
    "write",
    "flush",
    "route",
    "retry",
    "limit",
    "merge",
    "split",
    "check",
    "drain",
]
COMMITS = 24


def function(pick: random.Random) -> str:
    """A function as somebody could have written it."""
    name = f"{pick.choice(VERBS)}_{pick.choice(NOUNS)}_{pick.randrange(90)}"
    return (
        f"def {name}({pick.choice(NOUNS)}, limit={pick.randrange(10, 900)}):\n"
        f"    return {pick.choice(NOUNS)}.{pick.choice(VERBS)}(limit * {pick.randrange(2, 9)})\n\n\n"
    )


def history(case: FactCase, pick: random.Random) -> None:
    """Commits that add, change and remove functions in a few files."""
    files = {f"src/{noun}.py": [function(pick) for _ in range(4)] for noun in NOUNS[:5]}
    case.repo.commit("feat: begin", {path: "".join(parts) for path, parts in files.items()})
    for n in range(COMMITS):
        for path in pick.sample(sorted(files), k=pick.randrange(1, 4)):
            parts = files[path]
            parts.insert(pick.randrange(len(parts) + 1), function(pick))
            if len(parts) > 3:
                parts.pop(pick.randrange(len(parts)))
        case.repo.commit(f"fix: step {n}", {path: "".join(parts) for path, parts in files.items()})


def words(diff: Diff, *kinds: str) -> set[str]:
    """The names on lines of some kinds."""
    lines = (line for file in diff.files for hunk in file.hunks for line in hunk.lines())
    return {name for line in lines if line.kind in kinds for name in NAME.findall(line.text)}


def true_claims(diff: Diff, pick: random.Random) -> Iterator[tuple[str, str]]:
    """What the lines say, in both languages."""
    added, removed, around = words(diff, "+"), words(diff, "-"), words(diff, " ")
    path = pick.choice(diff.files).path
    yield "en", f"The change is in `{path}`."
    yield "zh", f"修改了{path}中的逻辑。"
    for name in sorted(added - removed - around)[:4]:
        yield "en", f"Adds `{name}`."
        yield "zh", f"新增了 `{name}`。"
    for name in sorted(removed - added - around)[:4]:
        yield "en", f"`{name}` was removed."
        yield "zh", f"移除了 `{name}`。"
    for name in sorted(around & added)[:3]:
        yield "en", f"`{name}` is kept."
        yield "zh", f"保留了 `{name}`。"
    plus = sum(file.additions or 0 for file in diff.files)
    minus = sum(file.deletions or 0 for file in diff.files)
    yield "en", f"Touches {len(diff.files)} files: {plus} lines added, {minus} lines removed."
    yield "zh", f"共修改{len(diff.files)}个文件，新增 {plus} 行，删除 {minus} 行。"


def false_claims(diff: Diff) -> Iterator[tuple[str, str]]:
    """What the lines contradict."""
    added, removed, around = words(diff, "+"), words(diff, "-"), words(diff, " ")
    for name in sorted(added - removed - around)[:4]:
        yield "en", f"Removes `{name}`."
        yield "zh", f"`{name}` 已被移除。"
        yield "en", f"Calls `{name}_later`."
    for name in sorted(removed - added - around)[:4]:
        yield "en", f"`{name}` is kept."
        yield "zh", f"保留了 `{name}`。"
        yield "en", f"Adds `{name}`."
    yield "en", f"Touches {len(diff.files) + 11} files."
    yield "zh", "新增 7777 行。"
    yield "en", "It is 37 % faster."
    yield "zh", "耗时减少约17-23%。"
    yield "en", "See `src/nowhere.py`."


def test_claims_about_generated_histories(case: FactCase) -> None:
    """Hundreds of claims about real diffs of git: none true is lost, none false is believed."""
    pick = random.Random(11)  # noqa: S311 - the same history in every run
    history(case, pick)
    counts = {"true": 0, "false": 0}
    lost, believed = [], []
    for about, diff, facts in case.history():
        grounding = Grounding(Evidence(about, diff, facts))
        for language, text in true_claims(diff, pick):
            counts["true"] += 1
            claim = judged(grounding, text, language=language)
            if claim.verdict == "contradicted":
                lost.append((text, claim.doubts))
        for language, text in false_claims(diff):
            counts["false"] += 1
            if judged(grounding, text, language=language).verdict != "contradicted":
                believed.append(text)
    assert [] == lost
    assert [] == believed
    assert min(counts.values()) > 200
