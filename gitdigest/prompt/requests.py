"""Commit, Diff and Facts -> the requests to a model: what it is told, in what order, how much.

The order is what a server's prefix cache wants: the system part first and the same for every
commit, then the fields of the depth, then the commit. A request depends on the content of a commit
alone, on no id and no date, so that a rebased commit makes the same one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple, Protocol

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.facts.fact import Facts
from gitdigest.prompt.briefing import brief
from gitdigest.prompt.budget import MOST_PARTS, Part, fit
from gitdigest.prompt.excerpt import Excerpt, LeftOut, excerpt
from gitdigest.prompt.files import PromptFiles
from gitdigest.prompt.forms import FORMS, MERGED, OVERVIEW, PART, Depth, Form
from gitdigest.prompt.prompt import Prompt
from gitdigest.text import clean

LONGEST_MESSAGE = 4_000
LONGEST_PROBLEM = 1_200
_TEMPLATE_TOKENS = 64  # what a chat template adds
_AGAIN_TOKENS = 400  # kept free for what a second try adds
_COUNT_ERROR = 0.04  # of the window: a tokenizer of another family counts otherwise
_LEAST_ROOM = 256
_MOST_HEADINGS = 30
_NOISE = re.compile(r"(?im)^[ \t]*(?:[a-z-]+-by|change-id|cc)[ \t]*:.*\n?")
_TURN = re.compile(
    r"<(?=\|[\w-]{1,40}\|>|/?(?:s|bos|eos|unk|pad|start_of_turn|end_of_turn|think)>)"
    r"|(?<=<)<(?=/?SYS>>)|\[(?=/?INST\])"
)
_LANGUAGES = {
    "zh": "简体中文 (Simplified Chinese)",
    "zh_TW": "繁體中文 (Traditional Chinese)",
    "en": "English",
    "ja": "日本語 (Japanese)",
    "ko": "한국어 (Korean)",
    "de": "Deutsch (German)",
    "fr": "français (French)",
    "es": "español (Spanish)",
}


class Counter(Protocol):
    """What a request is measured with: a model's window in tokens, and its way to count."""

    @property
    def window(self) -> int:
        """How many tokens a request and its answer may have together."""

    def count(self, text: str) -> int:
        """The tokens of a text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests about one commit and what none of them holds.

    `paths` are the files by their number in the requests, from 1. No request at all means that
    the window is too small.
    """

    depth: Depth
    prompts: tuple[Prompt, ...]
    parts: tuple[Part, ...]
    paths: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


class _Fitted(NamedTuple):
    """The tokens of an answer, the parts of the diff, and what is in none of them."""

    answer: int
    parts: tuple[Part, ...]
    lost: tuple[LeftOut, ...]


class Requests:
    """Writes the requests of a run: one language, one set of prompt files, one set of house rules."""

    def __init__(
        self, files: PromptFiles, *, language: str, instructions: str = "", most: int = MOST_PARTS
    ) -> None:
        self.language = language
        self._files = files
        self._most = most
        name = _LANGUAGES.get(language, language)
        self._system = files.render("system", language=name, instructions=instructions.strip())

    def plan(
        self, commit: Commit, diff: Diff, facts: Facts, depth: Depth, counter: Counter
    ) -> Plan:
        """The requests about a commit at a depth: one, or one for each part of a large diff."""
        read = excerpt(diff, facts)
        values = {"facts": brief(facts), "message": message_of(commit)}
        form = FORMS[depth]
        found = self._fitted(read, form, values, counter)
        if len(found.parts) > 1:
            form = PART
            found = self._fitted(read, form, values, counter)
        texts = [_shown(read, part) for part in found.parts]
        if len(texts) == 1:
            users = [self._user(depth, form, values, diff=texts[0])]
        else:
            users = [
                self._user("part", form, values, diff=text, number=n, total=len(texts))
                for n, text in enumerate(texts, start=1)
            ]
        prompts = tuple(self._prompt(user, form, found.answer) for user in users)
        return Plan(depth, prompts, found.parts, read.paths, (*read.left_out, *found.lost))

    def _fitted(
        self, read: Excerpt, form: Form, values: dict[str, str], counter: Counter
    ) -> _Fitted:
        """The parts that leave room for an answer of the form; none where the window is too small.

        A commit that shows no hunk is one part without pieces.
        """
        answer = min(form.max_tokens, counter.window // 3)
        head = self._user("part", form, values, diff=_headings(read), number=99, total=99)
        room = _room(counter, answer, self._system, head)
        if room < _LEAST_ROOM:
            return _Fitted(answer, (), ())
        parts, lost = fit(read, room, counter.count, self._most)
        return _Fitted(answer, parts or (Part((), 0),), lost)

    def merge(self, commit: Commit, facts: Facts, answers: Sequence[str]) -> Prompt:
        """The request that joins what the answers to the parts say of each."""
        listed = "\n".join(f"{n}. {clean(text)}" for n, text in enumerate(answers, start=1))
        values = {"facts": brief(facts), "message": message_of(commit)}
        user = self._user("merge", MERGED, values, answers=listed)
        return self._prompt(user, MERGED, MERGED.max_tokens)

    def again(self, prompt: Prompt, problem: str, form: Form) -> Prompt:
        """The same request once more, with what was wrong with the answer and in which form.

        What is new stands at the end, so that a server need not read the commit again.
        """
        text = self._files.render("again", fields=_fields(form), problem=_bounded(problem))
        tokens = min(form.max_tokens, prompt.max_tokens)
        return self._prompt(f"{prompt.user}\n\n{text}", form, tokens)

    def mend(self, prompt: Prompt, problems: Sequence[str]) -> Prompt:
        """The same request once more, with the claims that did not hold."""
        listed = _bounded("\n".join(f"- {clean(text, oneline=True)}" for text in problems))
        fields = ", ".join(str(name) for name in _required(prompt))
        text = self._files.render("mend", fields=fields, problems=listed)
        return replace(prompt, user=f"{prompt.user}\n\n{text}")

    def overview(self, commits: Sequence[str]) -> Prompt:
        """The request about a whole day; each commit is a line, by its number from 1."""
        lines = (f"{n}. {clean(text, oneline=True)}" for n, text in enumerate(commits, start=1))
        listed = _inert("\n".join(lines))
        user = self._files.render("overview", marker=_marker(listed), commits=listed)
        return self._prompt(user, OVERVIEW, OVERVIEW.max_tokens)

    def _user(self, name: str, form: Form, values: dict[str, str], **more: object) -> str:
        """The text of a prompt about a commit; the marker is one that no value holds."""
        data = {key: _inert(str(value)) for key, value in {**values, **more}.items()}
        marker = _marker("\n".join(data.values()))
        return self._files.render(name, marker=marker, fields=_fields(form), **data)

    def _prompt(self, user: str, form: Form, max_tokens: int) -> Prompt:
        return Prompt(self._system, user, form.schema, form.name, max_tokens)


def message_of(commit: Commit) -> str:
    """The message as a model reads it: without who signed it, nothing invisible, bounded."""
    body = _NOISE.sub("", f"{commit.body}\n").strip()
    return clean(f"{commit.subject}\n{body}".strip(), limit=LONGEST_MESSAGE)


def _room(counter: Counter, answer: int, *texts: str) -> int:
    """The tokens that are left for the diff."""
    free = int(counter.window * (1 - _COUNT_ERROR)) - answer - _TEMPLATE_TOKENS - _AGAIN_TOKENS
    return free - sum(counter.count(text) for text in texts)


def _shown(read: Excerpt, part: Part) -> str:
    """The text of a part: each file's heading above its pieces.

    The part with the first piece names the files that have none, too.
    """
    lines: list[str] = []
    at = 0
    for piece in part.pieces:
        if piece.file != at:
            at = piece.file
            lines.append(read.headings[at - 1])
        lines.append(piece.text)
    first = part.pieces[:1] == read.pieces[:1]
    rest = _headings(read) if first else ""
    return "\n".join([*lines, rest] if rest else lines)


def _headings(read: Excerpt) -> str:
    """The headings of the files that show no hunk, the first of them where they are many."""
    shown = {piece.file for piece in read.pieces}
    rest = [text for n, text in enumerate(read.headings, start=1) if n not in shown]
    more = [f"and {len(rest) - _MOST_HEADINGS} more files, not shown"]
    return "\n".join(rest[:_MOST_HEADINGS] + (more if len(rest) > _MOST_HEADINGS else []))


def _inert(text: str) -> str:
    """The text with tags that end a turn in a chat template taken apart.

    Servers read them as such wherever they stand: a diff could speak in another role.
    """
    return _TURN.sub(r"\g<0> ", text)


def _marker(content: str) -> str:
    """A mark that the content does not hold, made from it: the same content, the same request."""
    mark = content
    while True:
        mark = sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        if mark not in content:
            return f"={mark}="


def _fields(form: Form) -> str:
    return ", ".join(form.properties)


def _required(prompt: Prompt) -> Sequence[object]:
    names = prompt.schema["required"]
    return names if isinstance(names, list) else []


def _bounded(text: str) -> str:
    return clean(text, limit=LONGEST_PROBLEM)
