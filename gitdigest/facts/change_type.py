"""The change type of a commit: what its subject calls it, or what its words and files say it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from gitdigest.facts.fact import FileClass

CHANGE_TYPES = (
    "feat",
    "fix",
    "perf",
    "refactor",
    "revert",
    "test",
    "docs",
    "build",
    "ci",
    "chore",
    "style",
    "merge",
    "other",
)
"""Conventional Commits' types and `revert`; `merge` for git's merge subjects; else `other`.

Synonyms are mapped ("bugfix" is fix, "deps" is build), case does not matter, and a fixup or
squash has the type of the commit that it mends.
"""

_SYNONYMS = {
    "feat": "feature features feats enh enhancement",
    "fix": "fixes fixed fixup bug bugfix bugfixes bugs hotfix security",
    "perf": "performance optimization optimisation",
    "refactor": "refactoring refact cleanup maint",
    "revert": "reverts rev",
    "test": "tests testing tst",
    "docs": "doc documentation readme changelog typo typos",
    "build": "deps dep dependencies bump bld pkg packaging docker cargo",
    "ci": "cicd workflow workflows github",
    "chore": "chores misc release rel housekeeping",
    "style": "styles sty lint formatting",
}
_TYPES = {name: name for name in CHANGE_TYPES if name not in {"merge", "other"}} | {
    word: name for name, words in _SYNONYMS.items() for word in words.split()
}

_VERBS = {
    "feat": "add adds added allow allows enable enables expose implement implements implemented "
    "introduce introduces provide provides support supports start new accept",
    "fix": "fix fixes fixed fixing correct corrects handle handles prevent prevents avoid avoids "
    "resolve resolves repair ensure ensures don't dont stop respect preserve keep ignore restore "
    "properly escape guard tolerate abort never always retry wait harden propagate validate reject "
    "skip disable wrap pass require honor honour repair workaround",
    "refactor": "refactor refactors refactored rename renames renamed move moves moved extract "
    "simplify simplifies clean cleanup rework restructure split remove removes removed delete "
    "deletes drop drops replace replaces convert inline unify deduplicate use reuse migrate "
    "modernize port deprecate consolidate generalize decouple streamline isolate",
    "perf": "speed speedup optimize optimise optimizes optimises faster accelerate cache batch",
    "test": "test tests testing cover deflake unskip",
    "docs": "document documents documented clarify mention explain typo typos docs describe",
    "build": "bump bumps upgrade upgrades pin unpin lock",
    "chore": "release releases prepare version tag back-to-development",
    "style": "format formats reformat lint linting isort blacken whitespace pep8",
    "revert": "revert reverts reverted undo backout back-out",
}
_BY_VERB = {verb: name for name, verbs in _VERBS.items() for verb in verbs.split()}

# What a phrase says goes before what its verb says: "update dependencies", "add tests for".
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^Merge commit from fork\b"), "fix"),  # of a private one: a hole in security
    (re.compile(r"\b(?:typos?|grammar|spelling)\b", re.IGNORECASE), "docs"),
    (
        re.compile(
            r"\b(?:quadratic|performance|faster|speed up|fewer allocations)\b", re.IGNORECASE
        ),
        "perf",
    ),
    (
        re.compile(
            r"\b(?:update|upgrade|bump)\b.*\b(?:dep|dependenc(?:y|ies)|lock)\b", re.IGNORECASE
        ),
        "build",
    ),
    (re.compile(r"^(?:update|bump|upgrade)\b.*\b(?:from|to) v?\d", re.IGNORECASE), "build"),
    (
        re.compile(
            r"^(?:add|adds|added|more|missing)\b.{0,24}\b(?:tests?|coverage)\b", re.IGNORECASE
        ),
        "test",
    ),
    (
        re.compile(
            r"^(?:add|adds|added|more|missing|complete|improve)\b.{0,24}\btype (?:hint|annotation)s?\b",
            re.IGNORECASE,
        ),
        "refactor",
    ),
    (re.compile(r"^(?:[\w.-]{1,40}-)?v?\d+\.\d+(?:\.\d+)?\b", re.IGNORECASE), "chore"),
    (
        re.compile(
            r"^(?:bump|increment|start|set|next|new)(?:ed|s)?\b.{0,20}\bversion\b", re.IGNORECASE
        ),
        "chore",
    ),
    (re.compile(r"\b(?:clean[- ]?up|dead code|unused)\b", re.IGNORECASE), "refactor"),
)
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_BUGS = re.compile(
    r"\b(?:bug|crash(?:es|ed)?|fix(?:es|ed)?|regression|deadlock|leak|panic|incorrect|wrong|broken"
    r"|race|overflow|segfault|raises?|errors? when)\b",
    re.IGNORECASE,
)
_SYMBOLS = {
    "✨": "feat",
    "🎉": "feat",
    "🐛": "fix",
    "🚑": "fix",
    "🔒": "fix",
    "⚡": "perf",
    "♻": "refactor",
    "🔥": "refactor",
    "📝": "docs",
    "📚": "docs",
    "✅": "test",
    "🧪": "test",
    "⬆": "build",
    "⬇": "build",
    "📦": "build",
    "👷": "ci",
    "💚": "ci",
    "🎨": "style",
    "🚨": "style",
    "🔖": "chore",
    "🔧": "chore",
    "⏪": "revert",
}
_EXCLUSIVE: tuple[tuple[frozenset[FileClass], str], ...] = (
    (frozenset({FileClass.DOCS, FileClass.META}), "docs"),
    (frozenset({FileClass.TEST, FileClass.BENCH}), "test"),
    (frozenset({FileClass.CI}), "ci"),
    (frozenset({FileClass.DEPS, FileClass.LOCK, FileClass.VENDORED}), "build"),
    (frozenset({FileClass.BUILD, FileClass.DEPS, FileClass.LOCK}), "build"),
    (frozenset({FileClass.GENERATED, FileClass.META, FileClass.ASSET}), "chore"),
)


def _stems(word: str) -> Iterator[str]:
    """A verb as it is written, and what it may be a form of: "converted", "dropped", "fixing"."""
    yield word
    for ending in ("s", "es", "d", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def named_type(word: str) -> str | None:
    """The type that a word before a colon or in brackets means, synonyms mapped; None if none."""
    for part in re.split(r"[/,+&\s]+", word.strip().lower()):
        if part in _TYPES:
            return _TYPES[part]
    return None


def symbol_type(symbol: str) -> str | None:
    """The type that a gitmoji at the head of a subject stands for; None if it is not known."""
    return _SYMBOLS.get(symbol[:1])


def inferred_type(description: str, classes: Collection[FileClass] = ()) -> str:
    """The type of a change whose subject names none; "other" where nothing tells.

    Files of one kind decide (only tests make a `test`), then known phrases, then the verb at the
    head, then a word for a fault anywhere.
    """
    kinds = frozenset(classes)
    for only, name in _EXCLUSIVE:
        if kinds and kinds <= only:
            return name
    description = description.lstrip("-*• ")
    for phrase, name in _PHRASES:
        if phrase.search(description):
            return name
    word = _WORD.search(description)
    verb = next(filter(None, map(_BY_VERB.get, _stems(word[0].lower()))), None) if word else None
    return verb or ("fix" if _BUGS.search(description) else "other")
