"""What a commit message says of the change: type, scope, breaking, trailers, references."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gitdigest.facts.change_type import named_type, symbol_type
from gitdigest.facts.fact import Reference, Trailer
from gitdigest.facts.references import find_references
from gitdigest.facts.requests import is_request, request_title
from gitdigest.facts.trailers import split_trailers

_LONGEST_SUBJECT = 2_000  # patterns run over no more, whatever a message holds
_LONGEST_BODY = 64_000
_AUTOSQUASH = re.compile(r"(?:(?:fixup|squash|amend)! )+")
_TICKET = re.compile(r"(?:\[[A-Z][A-Z0-9]+-\d+\]:?|[A-Z][A-Z0-9]+-\d+:)\s*(?=\S)")
_GITMOJI = re.compile(r"(?:(?P<symbol>[\u2190-\u2bff\U0001f300-\U0001faff])\ufe0f?|:\w+:)\s*")
_BRACKETS = re.compile(r"((?:\[[^\][]{1,40}\]\s*)+):?\s*(.+)", re.DOTALL)
_TYPED = re.compile(
    r"(?P<type>[A-Za-z][\w-]*(?:\s?[/,+&|]\s?[\w-]+)*)\s?(?:\((?P<scope>[^()]*)\))?(?P<bang>!)?:"
    r"\s*(?P<text>.+)",
    re.DOTALL,
)
_AREA = re.compile(
    r"(?P<scope>[\w./*{},@+-]+(?:, [\w./-]+)*)(?P<bang>!)?:\s+(?P<text>.+)", re.DOTALL
)
_REVERT = re.compile(
    r'revert(?:s|ed|ing)?:?\s+(?:"(?P<quoted>.+)"|(?P<text>.+))', re.IGNORECASE | re.DOTALL
)
_REAPPLY = re.compile(r'Reapply "(?P<text>.+)"', re.DOTALL)
_MERGE = re.compile(
    r"Merged? (?:(?:pull request|merge request|branch(?:es)?|remote-tracking branch|tag|commit)s?\b"
    r"|[PM]R\b|#\d|'|in \S+ \(pull request)"
)
_PULL_REQUEST = re.compile(r"\s{0,9}\((?:#|!|GH-)\d+\)\s*$")
_BREAKING = re.compile(r"^[ \t>*-]*BREAKING[ -]CHANGES?(?:\([^)]*\))?\s*:", re.MULTILINE)
_SEVERE = re.compile(  # in small letters: to heed no case takes three times as long
    r"\b(?:cve-\d{4}-\d+|ghsa(?:-\w{4}){3}|security|vulnerab\w+|exploit\w*|data[ -]loss|corrupt\w*"
    r"|crash(?:es|ed|ing)?|segfaults?|panics?|deadlocks?|race conditions?|use-after-free"
    r"|memory leaks?|regressions?(?! tests?\b)|(?:buffer|stack|heap|integer) overflows?|critical|urgent|hotfix"
    r"|outage|denial of service|xss|csrf|ssrf|rce|path traversal|injection|hangs?|infinite loop)\b"
)
_TRIVIAL = re.compile(
    r"\b(?:typos?|nits?|nitpicks?|minor|cosmetic|whitespace|trivial|spelling|grammar|wording"
    r"|reformat(?:ted|ting)?|comments? only)\b"
)
_LIST_MARKER = re.compile(r"\s*(?:(?:[-*+•]|\d{1,3}[.)])\s+)*")
_RULE = re.compile(r"\s*[-*_=]{3,}\s*")
_KNOWN_TRAILER = re.compile(
    r"\s*(?:[A-Z][a-z]+(?:-[a-z]+)*-by|Change-Id|Cc|CC|Bug-Url|Co-Authored-By)\s*:\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says; `change_type` is empty where the subject names none.

    `description` is the subject without type, scope and pull request number. `severe` and
    `trivial` are words that tell how grave the author thinks it is.
    """

    change_type: str
    scope: str
    breaking: bool
    description: str
    trailers: tuple[Trailer, ...]
    references: tuple[Reference, ...]
    severe: tuple[str, ...]
    trivial: tuple[str, ...]


def parse_message(subject: str, body: str = "") -> Message:
    """Read a message: Conventional Commits, and the customs of histories that do not use them.

    Known too: "[BugFix] x", "DOC: x", ":bug: x", "area: x" (an area is a scope), 'Revert "x"',
    "Merge branch 'x'" and "fixup! x", which has the type of the commit that it mends. The merge of
    a pull request says what its title says.
    """
    subject = subject.strip()[:_LONGEST_SUBJECT]
    body = body[:_LONGEST_BODY]
    title = request_title(body) if is_request(subject, body) else ""
    kind, scope, breaking, description = _read_subject((title or subject)[:_LONGEST_SUBJECT])
    rest, trailers = split_trailers(body)
    return Message(
        kind,
        scope,
        breaking or _BREAKING.search(body) is not None,
        _PULL_REQUEST.sub("", description),
        trailers,
        find_references(subject, body),
        _words(_SEVERE, f"{subject}\n" + "\n".join(rest)),
        _words(_TRIVIAL, title or subject),
    )


def body_lines(body: str) -> tuple[str, ...]:
    """The lines of a body that a table shows: no blanks, rules, list markers or trailers."""
    rest, _ = split_trailers(body)
    shown = (
        _LIST_MARKER.sub("", line, count=1).rstrip()
        for line in rest
        if not _RULE.fullmatch(line) and not _KNOWN_TRAILER.match(line)
    )
    return tuple(line for line in shown if line)


def _read_subject(subject: str) -> tuple[str, str, bool, str]:
    """Type ("" if none), scope, whether `!` stands there, and the text that is left."""
    if _MERGE.match(subject):
        return "merge", "", False, subject
    text = _AUTOSQUASH.sub("", subject, count=1)
    if revert := _REVERT.fullmatch(_PULL_REQUEST.sub("", text)):
        return "revert", "", False, revert["quoted"] or revert["text"]
    if again := _REAPPLY.match(text):
        return _read_subject(again["text"])
    kind = ""
    if emoji := _GITMOJI.match(text):
        kind = symbol_type(emoji["symbol"] or "") or ""
        text = text[emoji.end() :]
    text = _TICKET.sub("", text, count=1) if _TICKET.match(text) else text
    return _read_prefix(kind, text)


def _read_prefix(kind: str, text: str) -> tuple[str, str, bool, str]:
    if (typed := _TYPED.match(text)) and (name := named_type(typed["type"])):
        return name, (typed["scope"] or "").strip(), bool(typed["bang"]), typed["text"]
    if tagged := _BRACKETS.fullmatch(text):
        tags = re.findall(r"\[([^\][]+)\]", tagged[1])
        names = [(named_type(tag), tag) for tag in tags]
        name = next((name for name, _ in names if name), None)
        scopes = [tag for known, tag in names if not known]
        inner = _read_prefix(kind, tagged[2])
        return name or inner[0], ", ".join(scopes) or inner[1], inner[2], inner[3]
    if area := _AREA.match(text):
        return kind, area["scope"], bool(area["bang"]), area["text"]
    return kind, "", False, text


def _words(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(text.lower())))
