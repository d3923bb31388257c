"""Text in a commit that speaks to whoever reads the diff, as prompt injection does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

from gitdigest.diff import Hunk
from gitdigest.facts.context import Context
from gitdigest.facts.fact import Evidence, Fact, FileClass, Level
from gitdigest.facts.whereabouts import holds
from gitdigest.needles import Needles, encoded

_Groups = tuple[tuple[str, ...], ...]


class _Way(NamedTuple):
    """One way to speak to the reader: a line has one word of each group, then the pattern.

    The words of the first group are rare: they are looked for.
    """

    name: str
    groups: _Groups
    pattern: re.Pattern[str]


def _way(name: str, groups: str, pattern: str) -> _Way:
    """A way by its words: groups apart by ";", words by "/"."""
    words = tuple(tuple(group.split("/")) for group in groups.split(";"))
    return _Way(name, words, re.compile(pattern, re.IGNORECASE))


_THIS = "this commit/the commit/this change/the change/this diff/the diff/this patch/the patch"
_ROLE_TAG = "role-tag"  # ordinary in the code of who serves models: a fact in a message alone
_WAYS = (
    _way(
        "ignore-previous",
        "instruction/prompt/rules/directions/guideline;ignore/disregard/forget/override",
        r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|preceding"
        r"|your|system)\b.{0,20}\b(?:instructions?|prompts?|rules|directions|guidelines)\b",
    ),
    _way(
        "ignore-previous",
        "忽略/无视/忘记;指令/指示/提示/规则",
        r"(?:忽略|无视|忘记).{0,12}(?:之前|以上|上述|先前|系统).{0,8}(?:指令|指示|提示|规则)",
    ),
    _way(
        _ROLE_TAG,
        "<|/inst]/<<sys",
        r"<\|(?:im_start|im_end|system|endoftext|assistant|start_header_id|eot_id|channel)\|>"
        r"|\[/?INST\]|<</?SYS>>",
    ),
    _way(
        "new-role",
        "you are /act as /new instruction/new system",
        r"\byou are (?:now|no longer) (?:an?|the|in)\b|\bact as (?:an?|the) \w+ (?:model|assistant"
        r"|reviewer)\b|\bnew (?:system )?instructions?\s*:",
    ),
    _way(
        "asks-for-rating",
        f"{_THIS};low/trivial/unimportant/routine/safe/minor/harmless/benign",
        r"\b(?:mark|rate|classify|label|treat|report|score|rank|describe)\b.{0,20}\b(?:this|the)"
        r" (?:commit|change|diff|patch)\b.{0,30}\bas\b.{0,20}\b(?:low|trivial|unimportant|routine"
        r"|safe|minor|harmless|benign)\b",
    ),
    _way(
        "asks-for-rating",
        "提交/变更/改动;低/无害/安全/不重要",
        r"(?:将|把)(?:本次|此|这个|该)(?:提交|变更|改动).{0,12}(?:低|无害|安全|不重要)",
    ),
    _way(
        "asks-for-silence",
        f"{_THIS};not /don't /never ",
        r"\b(?:do not|don't|never|must not)\b.{0,20}\b(?:mention|report|flag|disclose|reveal"
        r"|summari[sz]e)\b.{0,30}\b(?:this|the) (?:commit|change|diff|patch)\b",
    ),
    _way(
        "to-the-model",
        "ai/llm/language model/summari;attention/note/message/instruction/important",
        r"\b(?:attention|note|message|instructions?|important)\b.{0,15}\b(?:to|for)\b.{0,10}\b(?:the )?"
        r"(?:ai|llm|language model|summari[sz]er)s?\b(?! \w+ (?:test|api|server|class))",
    ),
    _way(
        "to-the-model",
        "ai reviewer/ai summari/ai assistant/llm reviewer/llm summari/llm assistant;must/should/please/shall",
        r"\b(?:ai|llm) (?:reviewer|summari[sz]er|assistant)s?\b.{0,20}\b(?:must|should"
        r"|please|shall)\b",
    ),
)
_SHORT = "ai"  # many longer words have it
# what may stand before it
_BORDERS = [chr(code) for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")]
_BORDERS += [chr(0xDC00 + byte) for byte in range(0x80, 0xC0)]  # the last byte of any other sign
_LED: dict[str, list[_Way]] = {}
for _one in _WAYS:
    for _word in _one.groups[0]:
        for _border in _BORDERS if _word == _SHORT else ("",):
            _LED.setdefault(_border + _word, []).append(_one)
NEEDLES = Needles(_LED)
_LONGEST = 600
_BLANKS = re.compile(  # all that Python takes for them, and the sign behind them
    rb"(?:[\s\x1c-\x1f]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f"
    rb"|\xe3\x80\x80)*+.{,4}"
)
_JOINTS = re.compile(r"[-_./]+")
_QUIET = frozenset({FileClass.GENERATED, FileClass.LOCK, FileClass.VENDORED})


def find_addressed(context: Context) -> Iterator[Fact]:
    """`addressed`: how a message, a name or an added line speaks to its reader, where it first does."""
    commit = context.commit
    said = f"{commit.subject}\n{commit.body}\n{commit.author.name}\n{commit.committer.name}"
    names = [_JOINTS.sub(" ", change.path) for change in context.diff.files]
    read = [change for change, file in context.pairs() if file.file_class not in _QUIET]
    hunks = (_cut(hunk.body) for change in read for hunk in change.hunks)
    if not _may_speak("\n".join(map(_plain, (said, *names, *hunks)))):
        return
    seen: set[str] = set()
    for way in _ways(said, seen):
        yield Fact("addressed", way)
    for change, name in zip(context.diff.files, names, strict=True):
        for way in _ways(name, seen):
            yield Fact("addressed", way, evidence=(Evidence(change.path),))
    for change in read:
        for hunk in change.hunks:
            if any(True for _ in _ways(_cut(hunk.body), set(seen))):
                yield from _in_hunk(change.path, hunk, seen)


def _cut(body: str) -> str:
    """A hunk's lines as far as they are looked at, where some are endless."""
    if len(body) <= _LONGEST * (body.count("\n") + 1):
        return body
    return "\n".join(row[: _LONGEST + 1] for row in body.split("\n"))


def _may_speak(whole: str) -> bool:
    """Whether a line of all that a commit plainly says may be of a way: hardly any commit has one."""
    raw = encoded(whole, folded=True)
    looked: dict[re.Pattern[str], int] = {}  # how far
    for word, at in NEEDLES.places(raw):
        for way in _LED[word]:
            if at >= looked.get(way.pattern, 0):
                line, looked[way.pattern] = _line_at(raw, at)
                if _has_words(line, way.groups) and way.pattern.search(line):
                    return True
    return False


def _line_at(raw: bytes, at: int) -> tuple[str, int]:
    """The line of a byte, with the blanks and the sign behind it, and where it ends.

    A way begins in one line, and ends there or with a sign behind blanks.
    """
    start, end = raw.rfind(b"\n", 0, at) + 1, raw.find(b"\n", at)
    end = len(raw) if end < 0 else end
    behind = _BLANKS.match(raw, end)
    return raw[start : behind.end() if behind else end].decode("utf-8", "replace"), end


def _in_hunk(path: str, hunk: Hunk, seen: set[str]) -> Iterator[Fact]:
    for line in hunk.lines():
        if line.kind == "+":
            for name in _ways(line.text[:_LONGEST], seen):
                level = Level.HINT if name == _ROLE_TAG else Level.FACT
                yield Fact("addressed", name, level, evidence=(Evidence(path, line.new),))


def _has_words(lower: str, groups: _Groups) -> bool:
    """Whether a text has a word of each group."""
    return all(holds(lower, group) for group in groups)


def _plain(text: str) -> str:
    """A text without variants of letters; few of its lines have any, and each costs what it is long."""
    if text.isascii():
        return text
    rows = text.replace("\u0130", "I").split("\n")  # whose small letter is two
    return "\n".join([row if row.isascii() else normalize("NFKC", row) for row in rows])


def _ways(text: str, seen: set[str]) -> Iterator[str]:
    """The ways in which a text speaks to its reader that are not seen yet."""
    text = _plain(text)
    lower = text.lower()
    for name, groups, pattern in _WAYS:
        if name not in seen and _has_words(lower, groups) and pattern.search(text):
            seen.add(name)
            yield name
