"""Commit and Diff -> Facts: joins what the message, the files and the rules tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange, Unread
from gitdigest.errors import GitDigestError
from gitdigest.facts.change_type import inferred_type
from gitdigest.facts.context import Context, Finder, is_new
from gitdigest.facts.contradiction import changes_only_words
from gitdigest.facts.fact import Fact, Facts, FileClass, FileFact, Sizes
from gitdigest.facts.files import file_fact
from gitdigest.facts.finders import FINDERS
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.history import PastSource
from gitdigest.facts.importance import Signals, rate
from gitdigest.facts.inline_tests import inline_test_lines
from gitdigest.facts.leaks import has_certain_leak
from gitdigest.facts.manifests import is_manifest
from gitdigest.facts.message import Message, parse_message
from gitdigest.facts.patchid import patch_ids
from gitdigest.facts.ruled import of_rules, rule_terms
from gitdigest.facts.rules import Rules, glob
from gitdigest.facts.sources import Sources
from gitdigest.facts.terms import finding_terms, has_trojan
from gitdigest.facts.turn import OneOfThemError, Turn

_NO_RULES = Rules()


class _Reading(NamedTuple):
    """A commit, and what its files tell together: their classes, how far tests and words alone change."""

    context: Context
    classes: frozenset[FileClass]
    inline_tests: int
    only_words: bool


def find_facts(
    commit: Commit,
    diff: Diff,
    rules: Rules = _NO_RULES,
    sources: Sources | None = None,
    past: PastSource | None = None,
    *,
    finders: Sequence[Finder] = FINDERS,
) -> Facts:
    """All that code can say of one commit; `rules` are the project's own weights.

    `sources` reads the files before and after, `past` knows their history: without them, what
    needs more than the diff is left out. Both are made once for a repository. `finders` are the
    kinds of findings that are asked for.
    """
    try:
        (found,) = find_all_facts([(commit, diff)], rules, sources, past, finders=finders)
    except OneOfThemError as failed:
        raise failed.error from None
    return found


def find_all_facts(
    commits: Sequence[tuple[Commit, Diff]],
    rules: Rules = _NO_RULES,
    sources: Sources | None = None,
    past: PastSource | None = None,
    *,
    finders: Sequence[Finder] = FINDERS,
) -> list[Facts]:
    """The same of several, one kind after the other: the processor has at hand what a kind needs.

    Raises OneOfThemError where git fails of one.
    """
    if sources:
        sources.begin()
    turn = Turn()
    try:
        with past.together() if past else nullcontext():
            contexts = [_context(*one, rules, sources, past) for one in turn.of(commits)]
        if sources:
            sources.expect(_to_read(contexts))
        readings = [_read(_read_symbols(context)) for context in turn.of(contexts)]
        contexts = [reading.context for reading in readings]
        findings: list[list[Fact]] = [[] for _ in contexts]
        for find in finders:
            for context, found in turn.of(zip(contexts, findings, strict=True)):
                found.extend(find(context))
    except GitDigestError as error:
        raise OneOfThemError(turn.at, error) from error
    return [_facts(one, found, rules) for one, found in zip(readings, findings, strict=True)]


def _context(
    commit: Commit, diff: Diff, rules: Rules, sources: Sources | None, past: PastSource | None
) -> Context:
    """The context, with what was before the commit by the names that its files had then."""
    files = tuple(classified(file_fact(change), rules) for change in diff.files)
    new = {change.path for change in diff.files if is_new(change)}
    old = [file.old_path or file.path for file in files if file.path not in new]
    before = past.past(commit, old, new) if past else None
    return Context(commit, parse_message(commit.subject, commit.body), diff, files, sources, before)


def _to_read(contexts: Sequence[Context]) -> Iterator[FileChange]:
    """The changes whose files the finders read for sure: a grammar knows them, or they are manifests."""
    for context in contexts:
        for change, file in context.written():
            is_read = grammar_of(file.language, change.path) or is_manifest(change.path)
            if is_read and change.hunks and not change.is_symlink:
                yield change


def _read_symbols(context: Context) -> Context:
    """The commit with the symbols of its files, while their trees are kept; later ones take their place.

    A file of which the first lines, now that they are read, say that a tool wrote it is generated.
    """
    made: set[int] = set()
    for change, file in context.written():
        context.symbols(change, file)
        if context.is_generated(change, file):
            made.add(id(change))
    if not made:
        return context
    return replace(
        context,
        files=tuple(
            replace(file, file_class=FileClass.GENERATED) if id(change) in made else file
            for change, file in context.pairs()
        ),
    )


def _read(context: Context) -> _Reading:
    inline_tests = inline_test_lines(context)
    if changes_only_words(context):
        return _Reading(context, frozenset({FileClass.DOCS}), inline_tests, only_words=True)
    classes = _effective_classes(context.files, inline_tests)
    return _Reading(context, classes, inline_tests, only_words=False)


def _facts(reading: _Reading, found: Sequence[Fact], rules: Rules) -> Facts:
    """What a commit is by what was found."""
    commit, message, files = reading.context.commit, reading.context.message, reading.context.files
    change_type, inferred = _change_type(commit, message, reading.classes)
    findings = (*found, *of_rules(reading.context.diff, rules))
    signals = Signals(
        message=message,
        change_type=change_type,
        type_inferred=inferred,
        files=files,
        inline_tests=reading.inline_tests,
        terms=(*finding_terms(findings), *rule_terms(commit, files, findings, rules)),
        contradicted=_contradicted(message, reading.classes, findings),
        only_words=reading.only_words,
        trojan=has_trojan(findings),
        leak=has_certain_leak(findings),
    )
    tier, score, reasons = rate(signals)
    patch_id, inverse_id = patch_ids(reading.context.diff)
    return Facts(
        change_type=change_type,
        type_inferred=inferred,
        scope=message.scope,
        breaking=message.breaking,
        description=message.description,
        trailers=message.trailers,
        references=message.references,
        files=tuple(files),
        sizes=_sizes(files),
        components=_components(files),
        findings=findings,
        importance=tier,
        score=score,
        reasons=reasons,
        patch_id=patch_id,
        inverse_id=inverse_id,
        unread=_unread(reading.context.diff),
    )


def _unread(diff: Diff) -> str:
    """Why nothing is known of the change; "" where files are named, or a merge is a mere entry."""
    known = diff.files or diff.unread in {None, Unread.MERGE}
    return "" if known else str(diff.unread)


def _change_type(
    commit: Commit, message: Message, classes: frozenset[FileClass]
) -> tuple[str, bool]:
    """The type that the subject names, or else the one inferred, and whether it was."""
    if message.change_type and message.change_type != "merge":
        return message.change_type, False
    if commit.is_merge and (message.change_type or message.description[:6] == "Merge "):
        return "merge", False
    return inferred_type(message.description, classes), True


def _effective_classes(files: Sequence[FileFact], inline_tests: int) -> frozenset[FileClass]:
    """The classes of the files; source files whose tests alone changed count as tests."""
    classes = frozenset(file.file_class for file in files)
    if inline_tests and inline_tests == _source_lines(files):
        return classes - {FileClass.SOURCE} | {FileClass.TEST}
    return classes


def _contradicted(
    message: Message, classes: frozenset[FileClass], findings: Sequence[Fact]
) -> str | None:
    """The type that words and files tell, where the named one does not fit what changed."""
    for fact in findings:
        if fact.kind == "type.contradicted":
            return inferred_type(message.description, classes)
    return None


def _source_lines(files: Sequence[FileFact]) -> int:
    return sum(
        (file.additions or 0) + (file.deletions or 0)
        for file in files
        if file.file_class is FileClass.SOURCE
    )


def classified(file: FileFact, rules: Rules) -> FileFact:
    """The file with the class that the project's rules give it."""
    for pattern, file_class in rules.classes:
        if glob(pattern).match(file.path):
            return replace(file, file_class=file_class)
    return file


def _components(files: Sequence[FileFact]) -> tuple[str, ...]:
    """The touched components, those with most changed lines first, then by name."""
    weights: Counter[str] = Counter()
    for file in files:
        weights[file.component] += 1 + (file.additions or 0) + (file.deletions or 0)
    return tuple(sorted(weights, key=lambda name: (-weights[name], name)))


def _sizes(files: Sequence[FileFact]) -> Sizes:
    status = Counter(file.status for file in files)
    return Sizes(
        files=len(files),
        additions=sum(file.additions or 0 for file in files),
        deletions=sum(file.deletions or 0 for file in files),
        added=status["added"],
        deleted=status["deleted"],
        renamed=status["renamed"],
        copied=status["copied"],
        binary=sum(file.binary for file in files),
    )
