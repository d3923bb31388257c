"""Lines that a reviewer looks at twice: security and concurrency. Hints, never printed as true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from gitdigest.diff import FileChange, Hunk
from gitdigest.facts.context import Context
from gitdigest.facts.fact import Evidence, Fact, FileClass, Level
from gitdigest.facts.whereabouts import holds

_SECURITY = (
    "popen subprocess pickle processbuilder innerhtml"
    " dangerouslysetinnerhtml unsafe verify insecureskipverify danger_accept_invalid_certs"
    " trust_remote_code md5 sha1 chmod password passwd secret secrets api_key apikey private_key"
    " authenticate authorize authorization authentication access_token bearer jwt cors csrf"
    " sanitize escape_html setuid privileged hostnetwork hostpath allowprivilegeescalation"
    " verifytoken credentials"
)
# words of every day, of which only a call or an import tells: no RegExp.exec, no using System
_CALLED = re.compile(
    r"(?<![\w.>])(?:eval|exec|system|shell_exec)\((?![ \t]*\))"
    r"|\b(?:os\.system|child_process\.exec|cp\.exec|marshal\.loads?)[ \t]*\("
    r"|\bos/exec\b|\bexec\.command|\bshell[ \t]*[=:][ \t]*true\b"
)
_CALLS = frozenset({"eval", "exec", "system", "shell", "shell_exec", "marshal"})
_MASKED = re.compile(r"\[secret:[a-z-]+\]")
_PAGES = (".html", ".erb", ".htm", ".scm", ".twig")  # their words are read by people, or are data
_CONCURRENCY = (
    "mutex rwlock atomicbool atomicusize atomicu64 atomicu32 atomici64 atomicptr arc spawn"
    " spawn_blocking joinhandle joinset mpsc oneshot semaphore barrier threading asyncio"
    " multiprocessing threadpoolexecutor processpoolexecutor rlock waitgroup chan goroutine"
    " synchronized volatile executorservice completablefuture lock_guard unique_lock pthread_create"
    " interlocked concurrenthashmap concurrentdictionary condvar lock unlock"
)
_KINDS = (
    ("hint.security", frozenset(_SECURITY.split()), _CALLS),
    ("hint.concurrency", frozenset(_CONCURRENCY.split()), frozenset[str]()),
)
_WORD = re.compile(r"[a-z_]\w+")
_COMMENT = re.compile(r"^\s*(?:#(?!\[)|//|\*|/\*|--|\"\"\"|''')")
_LOOKED_AT = frozenset(
    {FileClass.SOURCE, FileClass.CONFIG, FileClass.BUILD, FileClass.CI, FileClass.MIGRATION}
)
_MOST = 20
_LONGEST = 400


def find_hints(context: Context) -> Iterator[Fact]:
    """`hint.security` and `hint.concurrency`: the word, at the added line; 20 of each at most."""
    counts = dict.fromkeys((kind for kind, *_ in _KINDS), 0)
    for change, file in context.written():
        if file.file_class not in _LOOKED_AT or change.path.endswith(_PAGES):
            continue
        for hunk in change.hunks:
            added = "\n".join([row for row in hunk.body.split("\n") if row[:1] == "+"]).lower()
            present = set(_WORD.findall(added))
            for kind, words, calls in _KINDS:
                called = not calls.isdisjoint(present)
                said = words & present
                if counts[kind] < _MOST and (called or said):
                    found = _in_hunk(change, hunk, kind, said, called=called)
                    for fact in islice(found, _MOST - counts[kind]):
                        counts[kind] += 1
                        yield fact


def _in_hunk(
    change: FileChange, hunk: Hunk, kind: str, words: frozenset[str], *, called: bool
) -> Iterator[Fact]:
    wanted = words | _CALLS if called else words
    for line in hunk.lines(around=False):
        if line.kind != "+" or _COMMENT.match(line.text):
            continue
        text = line.text[:_LONGEST].lower()
        if holds(text, wanted):
            text = _MASKED.sub("", text) if "[secret:" in text else text
            word = next((word for word in _WORD.findall(text) if word in words), None)
            if word is None and called and (call := _CALLED.search(text)):
                word = next(word for word in _WORD.findall(call[0]) if word in _CALLS)
            if word is not None:
                yield Fact(
                    kind, word, Level.HINT, "added", evidence=(Evidence(change.path, line.new),)
                )
